// What was written and not sent, of this tab: words in its session, files in a database beside that of what waits. A page
// that is loaded again has the form as it was left, and files go on where they were.
import { newKey } from "../draft.js";

/** Milliseconds after which nobody comes back to files: the server has forgotten them, too. */
const KEPT = 24 * 3600 * 1000;

export class Drafts {
  #key = newKey();
  /** One step after the other, so that the last one counts. */
  #last = Promise.resolve();
  #had = "";

  /**
   * @param {import("../more/store.js").Store} store of its own; its name is the words' name, too
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
   * Keeps what is in the form; files are written anew only if they are other ones, or have begun to go elsewhere.
   * @param {Record<string, any>} words
   * @param {{ name: string, blob: Blob }[]} files
   */
  keep(words, files) {
    return this.#inTurn(async () => {
      const kept = files.map(({ name, blob }) => ({ name, blob, upload: this.addresses.get(blob) }));
      const have = JSON.stringify(kept.map(({ name, blob, upload }) => [name, blob.size, upload]));
      sessionStorage.setItem(this.store.name, JSON.stringify({ key: this.#key, words }));
      if (have === this.#had) return;
      this.#had = have;
      if (kept.length) await this.store.put({ key: this.#key, at: Date.now(), files: kept });
      else await this.store.remove(this.#key);
    });
  }

  /**
   * What was left, once: of two tabs of which one is the other's copy, each goes on under a key of its own.
   * @param {(words: any) => boolean} isTheirs whether they belong to who is there
   * @returns {Promise<{ words: any, files: File[] } | undefined>}
   */
  async take(isTheirs) {
    let left;
    await this.#inTurn(async () => {
      const { key, words } = JSON.parse(sessionStorage.getItem(this.store.name));
      if (key === this.#key || !isTheirs(words)) return; // it is in the form, or somebody else's
      const { files = [] } = (await this.store.get(key)) ?? {};
      for (const { blob, upload } of files) if (upload) this.addresses.set(blob, upload);
      left = { words, files: files.map(({ blob }) => blob), key };
    });
    if (!left) return undefined;
    await this.keep(left.words, left.files.map((blob) => ({ name: blob.name, blob })));
    await this.#inTurn(() => this.store.remove(left.key));
    return left;
  }

  /** It was sent, or waits to be. */
  forget() {
    return this.#inTurn(async () => {
      sessionStorage.removeItem(this.store.name);
      await this.store.remove(this.#key);
      this.#key = newKey();
      this.#had = "";
    });
  }
}
