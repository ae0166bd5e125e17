// How words are said: in a language, by their place in a list, around values.

const GAP = /\{(\w+)\}/g;

/**
 * @typedef {Record<string, any>} Words by language, then by the key's place; in several forms where it depends on a count
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 */

/**
 * Says the words of a language; what it has none for is said in English.
 * @param {Words} words
 * @param {string} tag
 * @returns {Say}
 */
export const speaker = (words, tag) => (key, values = {}) =>
  filled(form(words[tag]?.[key] ?? words.en[key], tag, values), values);

/** Of words that depend on a count, those for this one. */
const form = (said, tag, { count = 0 }) =>
  typeof said === "string" ? said : (said[new Intl.PluralRules(tag).select(Number(count))] ?? said.other);

const filled = (text, values) => text.replace(GAP, (gap, name) => (name in values ? String(values[name]) : gap));
