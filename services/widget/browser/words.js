// What is said, in the language of the reader; what a language has no words for is said in English.
import { WORDS } from "words";

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
const GAP = /\{(\w+)\}/g;

// What a desk's server can say of an inquiry, in English; the same sentences stand under these keys.
const REFUSALS = [
  "refusal.title_required",
  "refusal.no_address",
  "refusal.unreadable_signs",
  "refusal.too_long",
  "refusal.too_many_files",
  "refusal.file_too_large",
  "refusal.no_files",
  "refusal.no_tickets",
  "refusal.some_fields",
];

/**
 * @typedef {object} Reader
 * @property {string} tag the language that is spoken
 * @property {"ltr" | "rtl"} dir
 * @property {(key: string, values?: Record<string, string | number>) => string} say
 * @property {(english: string) => string} refusal what a rule said in English
 */

/**
 * The words of the first of `wishes` that there are any of.
 * @param {(string | null | undefined)[]} wishes such as `pl-PL`
 * @returns {Reader}
 */
export function reader(...wishes) {
  const tags = wishes.map((wish) => (wish ?? "").split(/[-_]/)[0].toLowerCase());
  const tag = tags.find((each) => Object.hasOwn(WORDS, each)) ?? "en";
  const say = (key, values = {}) => filled(form(WORDS[tag][key] ?? WORDS.en[key], tag, values), values);
  return { tag, dir: RIGHT_TO_LEFT.has(tag) ? "rtl" : "ltr", say, refusal: (english) => translated(english, tag, say) };
}

/** Of words that depend on a count, those for this one. */
const form = (said, tag, { count = 0 }) =>
  typeof said === "string" ? said : (said[new Intl.PluralRules(tag).select(Number(count))] ?? said.other);

const filled = (text, values) => text.replace(GAP, (gap, name) => (name in values ? String(values[name]) : gap));

function translated(english, tag, say) {
  if (tag === "en") return english;
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
