// What comes after the form: a second file and, of most languages, the words, both asked for when the widget was opened;
// the second file earlier only where something waits to be sent. Without it the form works as it is.
import { learn } from "./words.js";

/** Milliseconds until it is tried again to bring what waits. */
const REST = 60_000;

export class Later {
  /** @type {import("./more/more.js").More | undefined} */
  more;
  #loading;
  #tries = 0;

  /** @param {import("./element.js").HelpdeskWidget} widget */
  constructor(widget) {
    this.widget = widget;
  }

  /** Brings the second file, which sends what waits. */
  async bring() {
    while (!(await this.load())) {
      await new Promise((again) => {
        addEventListener("online", again, { once: true });
        setTimeout(again, REST);
      });
    }
  }

  /** A browser keeps in mind what could not be had, and asks for it no more: another try has another address. */
  async #import(file) {
    try {
      return await import(this.widget.door.files + file + (this.#tries ? `&try=${this.#tries}` : ""));
    } catch (error) {
      this.#tries++;
      throw error;
    }
  }

  /** Brings the rest of the reader's words; answers at once where all of them are here. */
  async words() {
    const { tag } = this.widget.reader;
    const file = ADDRESSES.words[tag];
    if (!file) return null;
    const words = await this.#import(file);
    learn(tag, words.FIRST);
    return words;
  }

  /** @returns {Promise<import("./more/more.js").More | null>} */
  async load() {
    this.#loading ??= this.#fetch();
    const more = await this.#loading;
    if (!more) this.#loading = null; // so that it is tried again
    return more;
  }

  async #fetch() {
    try {
      const [{ More }, words] = await Promise.all([this.#import(ADDRESSES.more), this.words()]);
      this.widget.furnish();
      return (this.more ??= new More(this.widget, words?.MORE));
    } catch {
      return null;
    }
  }
}
