// The words of what the second file shows, and the sentences that a desk's server says of an inquiry.
import { WORDS } from "words";
import { speaker } from "../speaking.js";

const GAP = /\{(\w+)\}/g;

// What a desk's server can say, in English; the same sentences stand under these keys.
const REFUSALS = [
  "refusal.title_required",
  "refusal.no_address",
  "refusal.no_words",
  "refusal.unreadable_signs",
  "refusal.too_long",
  "refusal.too_many_files",
  "refusal.file_too_large",
  "refusal.file_empty",
  "refusal.no_files",
  "refusal.no_tickets",
  "refusal.website",
  "refusal.ticket_refused",
  "refusal.required",
  "refusal.no_number",
  "refusal.no_date",
  "refusal.no_choice",
  "refusal.some_fields",
];

/**
 * @param {string} tag
 * @param {any} [learned] the words of a language that are not in this file
 * @returns {{ say: import("../speaking.js").Say, refusal: (english: string) => string }}
 */
export function wordsOf(tag, learned) {
  if (learned) WORDS[tag] = learned;
  const say = speaker(WORDS, tag);
  return { say, refusal: (english) => (tag === "en" ? english : translated(english, say)) };
}

function translated(english, say) {
  for (const key of REFUSALS) {
    for (const text of sentences(WORDS.en[key])) {
      const found = pattern(text).exec(english.replace(/\.$/, ""));
      if (found) return say(key, found.groups);
    }
  }
  return say("refusal.other");
}

const sentences = (said) => (typeof said === "string" ? [said] : Object.values(said));

/** A sentence with gaps as a pattern that finds what stands in them. */
function pattern(text) {
  const parts = text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const names = [...text.matchAll(GAP)].map((gap) => `(?<${gap[1]}>.+)`);
  return new RegExp(`^${parts.map((part, place) => part + (names[place] ?? "")).join("")}$`);
}
