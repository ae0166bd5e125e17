// What is said, in the language of the reader: some languages are in this script whole, of the others what stands on the
// button, and the rest in a file of their own.
import { WORDS } from "words";
import { speaker } from "./speaking.js";

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/**
 * @typedef {object} Reader
 * @property {string} tag the language that is spoken
 * @property {"ltr" | "rtl"} dir
 * @property {import("./speaking.js").Say} say
 * @property {(english: string) => string} refusal what a rule said in English
 */

/**
 * The words of the first of `wishes` that there are any of.
 * @param {(string | null | undefined)[]} wishes such as `pl-PL`
 * @returns {Reader}
 */
export function reader(...wishes) {
  const tags = wishes.map((wish) => (wish ?? "").replace("_", "-").split("-")[0].toLowerCase());
  const tag = tags.find((each) => Object.hasOwn(WORDS, each)) ?? "en";
  const say = speaker(WORDS, tag);
  // The second file knows them all; until it is there it is not said why.
  const refusal = (english) => (tag === "en" ? english : say("refusal.other"));
  return { tag, dir: RIGHT_TO_LEFT.has(tag) ? "rtl" : "ltr", say, refusal };
}

/**
 * @param {string} tag
 * @param {Record<string, any>} words the rest of its words
 */
export const learn = (tag, words) => (WORDS[tag] = words);
