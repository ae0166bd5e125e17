// What is written is kept through a reload, and large files go in parts: by a third file, asked for when somebody writes, or
// where something was left. Without it files come whole, and what is not sent is gone with the page.
import { databaseOf } from "../names.js";
import { filesize } from "../sizes.js";
import { addresses } from "./begun.js";
import { Store } from "./store.js";

/** Bytes of the largest file that goes by one request. */
const WHOLE = 512 * 1024;

/**
 * @typedef {object} Written where somebody writes
 * @property {() => { words: any, files: { name: string, blob: Blob }[] }} read no words, where nobody has written any
 * @property {(words: any, files: File[]) => void} fill with what was left
 */

export class Keeping {
  /** @type {Promise<typeof import("../upload/upload.js") | null> | undefined} */
  #loading;
  /** @type {import("../upload/drafts.js").Drafts | undefined} */
  #drafts;
  /** @type {Map<string, Written>} by the ticket's token; by nothing a new inquiry */
  #places = new Map();
  /** Before it is done, nothing is kept in the place of what was left. */
  #restoring = Promise.resolve();

  /**
   * @param {import("../element.js").HelpdeskWidget} widget
   * @param {import("../speaking.js").Say} say
   */
  constructor(widget, say) {
    this.widget = widget;
    this.say = say;
    this.name = databaseOf(`draft ${widget.config.desk}`);
    const { door } = widget;
    this.whole = door.bring.bind(door);
    door.bring = (...what) => this.#bring(...what);
    widget.root.addEventListener("input", () => this.#keep());
  }

  #load() {
    this.#loading ??= import(this.widget.door.files + ADDRESSES.upload).then(
      (upload) => {
        if (Store.isThere) this.#drafts = new upload.Drafts(new Store(this.name), addresses);
        return upload;
      },
      () => null,
    );
    return this.#loading;
  }

  /** As a door brings files. */
  #bring(file, progress, begun) {
    const way = this.#way(file, progress, begun);
    // What a message brings is kept with the message.
    if (!begun) this.#keep();
    return { done: way.then(({ done }) => done), cancel: () => (way.then(({ cancel }) => cancel()), this.#keep()) };
  }

  async #way(file, progress, begun) {
    const upload = file.size > WHOLE && (await this.#load());
    if (!upload) return this.whole(file, progress);
    // Somebody waits for all files of a form: then none waits for the line.
    const isAwaited = () => Boolean(this.widget.root.querySelector(".go[aria-disabled=true]"));
    const waits = (part) => progress(part, this.say("widget.file_waits"));
    const goesOn = (part) => progress(part, this.say("widget.file_part", { percent: Math.floor(part * 100), size: filesize(file.size) }));
    return upload.inParts(this.widget.door, addresses, file, { progress, waits, goesOn }, { begun, isAwaited, changed: () => begun ?? this.#keep() });
  }

  #at(token) {
    return `${this.name} ${token}`;
  }

  async #keep() {
    await this.#load();
    await this.#restoring;
    const { identity } = this.widget;
    for (const [token, place] of this.#places) {
      const { words, files } = place.read();
      if (words || files.length) this.#drafts?.keep(this.#at(token), { words, identity }, files);
      else this.#drafts?.forget(this.#at(token));
    }
  }

  /**
   * Keeps what is written at a place from now on, and puts there what was left, unless somebody else is signed in.
   * @param {string} token
   * @param {Written} place
   */
  watch(token, place) {
    this.#places.set(token, place);
    this.#restoring = this.#restoring.then(() => this.#restore(token, place));
  }

  async #restore(token, place) {
    const { identity } = this.widget;
    if (!this.#isLeft(token) || !(await this.#load())) return;
    const isTheirs = (left) => JSON.stringify(left.identity) === JSON.stringify(identity);
    const left = await this.#drafts?.take(this.#at(token), isTheirs);
    if (left) place.fill(left.words.words, left.files);
  }

  #isLeft(token) {
    try {
      return Boolean(sessionStorage.getItem(this.#at(token)));
    } catch {
      return false;
    }
  }

  /** It was sent, or waits to be: what is still in its fields is no draft any more. */
  async forget(token) {
    this.#places.delete(token);
    await this.#drafts?.forget(this.#at(token));
  }
}
