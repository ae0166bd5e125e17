// What was written and not sent, of this tab: words in its session, files in a database beside that of what waits. A page
// that is loaded again has its fields as they were left, and files go on where they were.
import { newKey } from "../draft.js";

/** Milliseconds after which nobody comes back to files: the server has forgotten them, too. */
const KEPT = 24 * 3600 * 1000;

/** Places are names in the session: of the form, and of each ticket's box for replies. */
export class Drafts {
  /** @type {Map<string, { key: string, had: string }>} by place what is kept of this page: files under a key, and which */
  #kept = new Map();
  /** One step after the other, so that the last one counts. */
  #last = Promise.resolve();

  /**
   * @param {import("../more/store.js").Store} store of its own
   * @param {WeakMap<Blob, string>} addresses where files have begun to go
   */
  constructor(store, addresses) {
    this.store = store;
    this.addresses = addresses;
    this.#inTurn(() => this.#forgetOld());
  }

  async #forgetOld() {
    for (const { key, at } of await this.store.all()) {
      if (at < Date.now() - KEPT) await this.store.remove(key);
    }
  }

  /** A browser that can keep nothing keeps nothing. */
  #inTurn(work) {
    this.#last = this.#last.then(work).catch(() => {});
    return this.#last;
  }

  /**
   * Keeps what is written at a place; files are written anew only if they are other ones, or have begun to go elsewhere.
   * @param {string} place
   * @param {any} words
   * @param {{ name: string, blob: Blob }[]} files
   */
  keep(place, words, files) {
    return this.#inTurn(async () => {
      const kept = files.map(({ name, blob }) => ({ name, blob, upload: this.addresses.get(blob) }));
      const have = JSON.stringify(kept.map(({ name, blob, upload }) => [name, blob.size, upload]));
      const { key, had } = this.#kept.get(place) ?? { key: newKey(), had: "[]" };
      this.#kept.set(place, { key, had: have });
      sessionStorage.setItem(place, JSON.stringify({ key, words }));
      if (have === had) return;
      if (kept.length) await this.store.put({ key, at: Date.now(), files: kept });
      else await this.store.remove(key);
    });
  }

  /**
   * What was left, once: of two tabs of which one is the other's copy, each goes on under a key of its own.
   * @param {string} place
   * @param {(words: any) => boolean} isTheirs whether it belongs to who is there
   * @returns {Promise<{ words: any, files: File[] } | undefined>}
   */
  async take(place, isTheirs) {
    let left;
    await this.#inTurn(async () => {
      const { key, words } = JSON.parse(sessionStorage.getItem(place));
      if (this.#kept.has(place) || !isTheirs(words)) return; // it is there already, or somebody else's
      const { files = [] } = (await this.store.get(key)) ?? {};
      for (const { blob, upload } of files) if (upload) this.addresses.set(blob, upload);
      left = { words, files: files.map(({ blob }) => blob), key };
    });
    if (!left) return undefined;
    await this.keep(place, left.words, left.files.map((blob) => ({ name: blob.name, blob })));
    await this.#inTurn(() => this.store.remove(left.key));
    return left;
  }

  /** It was sent, or waits to be, or nothing is left of it. */
  forget(place) {
    return this.#inTurn(async () => {
      const { key } = this.#kept.get(place) ?? {};
      if (!key) return;
      this.#kept.delete(place);
      sessionStorage.removeItem(place);
      await this.store.remove(key);
    });
  }
}
