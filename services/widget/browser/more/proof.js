// Solves the puzzle that comes with an answer 428, while very much is sent to the helpdesk (ALTCHA's, by PBKDF2).
// The browser's own cryptography does the work, beside the page's thread.

/** Tries under way at the same time: they keep the browser's threads busy and leave the page room between them. */
const AT_ONCE = 8;
/** In a proof's place: it cannot be made here, and people decide about what was sent. */
const NONE = "none";

/**
 * @typedef {{ algorithm: string, nonce: string, salt: string, cost: number, keyLength: number, keyPrefix: string }} Parameters
 * @typedef {{ counter: number, derivedKey: string }} Solution
 */

/**
 * What is sent as `proof` beside the same words, under the same key. A page without https has no cryptography.
 * @param {{ parameters: Parameters, signature: string }} challenge
 * @param {AbortSignal} [signal] ends the work; what it was aborted with is raised then
 * @returns {Promise<string>}
 */
export async function prove(challenge, signal) {
  const { parameters } = challenge;
  const [kind, hash] = parameters.algorithm.split("/");
  if (!globalThis.crypto?.subtle || kind !== "PBKDF2") return NONE;
  for (let first = 0; ; first += AT_ONCE) {
    signal?.throwIfAborted();
    const tries = Array.from({ length: AT_ONCE }, (_, more) => tried(parameters, hash, first + more));
    const solution = (await Promise.all(tries)).find(({ derivedKey }) => derivedKey.startsWith(parameters.keyPrefix));
    if (solution) return btoa(JSON.stringify({ challenge, solution }));
  }
}

/**
 * @param {Parameters} parameters
 * @param {string} hash
 * @param {number} counter
 * @returns {Promise<Solution>}
 */
async function tried({ nonce, salt, cost, keyLength }, hash, counter) {
  const password = new Uint8Array([...bytes(nonce), ...number(counter)]);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash, salt: bytes(salt), iterations: cost };
  const derived = await crypto.subtle.deriveBits(how, key, keyLength * 8);
  return { counter, derivedKey: hex(new Uint8Array(derived)) };
}

/** @param {string} digits */
function bytes(digits) {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/**
 * Four bytes, the largest first.
 * @param {number} counter
 */
function number(counter) {
  return new Uint8Array([counter >>> 24, counter >>> 16, counter >>> 8, counter]);
}

/** @param {Uint8Array} of */
function hex(of) {
  return Array.from(of, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
