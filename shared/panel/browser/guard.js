// Looks at a public reply before it leaves for what was meant for the team.
const PATTERNS = [
  [/\{\{[^{}]*\}\}/g, "is a variable that was not filled in"],
  [/\bTODO\b/g, "reads like a reminder to yourself"],
  [/\b[A-Z]{2,6}-\d{3,}\b/g, "may name an internal task"],
];

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The colleagues a text calls by @name; the names are whole or first names. */
export function mentions(text, colleagues) {
  const names = colleagues.flatMap((name) => [name, name.split(" ")[0]]).filter(Boolean);
  if (!names.length) return [];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])@(${names.map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "giu");
  return [...text.matchAll(pattern)].map((found) => found[0]);
}

/** Reasons not to send: pairs of the words and what is odd about them. The ticket's own number is fine. */
export function doubts(text, colleagues, ownNumber) {
  const found = mentions(text, colleagues).map((name) => [name, "mentions a colleague"]);
  for (const [pattern, reason] of PATTERNS) {
    for (const [words] of text.matchAll(pattern)) {
      if (!ownNumber.includes(words)) found.push([words, reason]);
    }
  }
  const seen = new Set();
  return found.filter(([words]) => !seen.has(words) && seen.add(words));
}
