// One inquiry before it is sent: what the page filled in, what a person typed, and its key.

/** 128 random bits; `crypto.randomUUID` is not there on pages without TLS. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Draft {
  /** @type {Record<string, string>} */
  values = {};
  /** Names of fields that a person changed: no page writes over them. */
  typed = new Set();
  #key = "";
  #words = "";

  /**
   * @param {string} name
   * @param {string} value
   */
  type(name, value) {
    this.values[name] = value;
    this.typed.add(name);
  }

  /** @param {import("./config.js").Prefill} given */
  prefill(given) {
    for (const [name, value] of Object.entries(given)) {
      if (typeof value === "string" && value && !this.typed.has(name)) this.values[name] = value;
    }
  }

  /**
   * The key of these words: two clicks, or a second try after a cut line, make one ticket. Edited words are new ones.
   * @param {string} words as they are sent
   */
  keyOf(words) {
    if (words !== this.#words) [this.#words, this.#key] = [words, newKey()];
    return this.#key;
  }

  /** The next one by the same person. */
  next() {
    const { email, name, phone } = this.values;
    const next = new Draft();
    next.prefill({ email, name, phone });
    return next;
  }
}
