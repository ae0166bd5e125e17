// What is said, in the language of the reader: some languages are in this script whole, of the others what is said before
// the rest comes in a file of its own.
import { WORDS } from "words";
import { speaker } from "./speaking.js";

/**
 * @typedef {object} Reader
 * @property {string} tag the language that is spoken
 * @property {import("./speaking.js").Say} say
 * @property {(english: string) => string} refusal what a rule said in English
 */

/**
 * @param {string} tag of the language that the button speaks
 * @returns {Reader}
 */
export function reader(tag) {
  const say = speaker(WORDS, tag);
  // The second file knows them all; until it is there it is not said why.
  const refusal = (english) => (tag === "en" ? english : say("refusal.other"));
  return { tag, say, refusal };
}

/**
 * @param {string} tag
 * @param {Record<string, any>} words the rest of its words
 */
export const learn = (tag, words) => (WORDS[tag] = words);
