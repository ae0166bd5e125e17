// What is written is kept through a reload, and large files go in parts: by a third file, asked for when somebody writes, or
// where something was left. Without it files come whole, and what is not sent is gone with the page.
import { databaseOf } from "../names.js";
import { addresses } from "./begun.js";
import { Store } from "./store.js";

/** Bytes of the largest file that goes by one request. */
const WHOLE = 512 * 1024;

export class Keeping {
  /** @type {Promise<typeof import("../upload/upload.js") | null> | undefined} */
  #loading;
  /** @type {import("../upload/drafts.js").Drafts | undefined} */
  #drafts;
  /** @type {Promise<void> | undefined} before it is done, nothing is kept in the place of what was left */
  #restoring;
  /** The form that was sent: what is still in it is no draft any more. */
  #sent;

  /** @param {import("../element.js").HelpdeskWidget} widget */
  constructor(widget) {
    this.widget = widget;
    this.name = databaseOf(`draft ${widget.config.desk}`);
    const { door } = widget;
    this.whole = door.bring.bind(door);
    door.bring = (...what) => this.#bring(...what);
    widget.root.addEventListener("input", () => this.#keep());
    // The first file tells nobody of a new form: it has no bytes left for that.
    const write = widget.write.bind(widget);
    widget.write = () => {
      write();
      this.restore();
    };
    this.restore();
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
    return upload.inParts(this.widget.door, addresses, file, progress, { begun, isAwaited, changed: () => begun ?? this.#keep() });
  }

  async #keep() {
    await this.#load();
    await this.#restoring;
    const { form, draft, identity } = this.widget;
    const typed = Object.fromEntries([...draft.typed].map((name) => [name, draft.values[name]]));
    const files = (form !== this.#sent && form?.files?.all) || [];
    if (draft.typed.size || files.length) await this.#drafts?.keep({ typed, identity }, files);
    else await this.#drafts?.forget();
  }

  /** Puts into a new form what was left in it, unless somebody else is signed in. */
  restore() {
    this.#restoring = this.#restore();
  }

  async #restore() {
    const { form, draft, identity } = this.widget;
    if (!form || !this.#isLeft || !(await this.#load())) return;
    const isTheirs = (words) => JSON.stringify(words.identity) === JSON.stringify(identity);
    const left = await this.#drafts?.take(isTheirs);
    if (!left) return;
    for (const [name, value] of Object.entries(left.words.typed)) {
      if (!draft.typed.has(name)) draft.type(name, value);
    }
    form.fill();
    // Not awaited: each of them is kept anew as it begins to go, and that waits for this.
    form.files?.add(left.files);
  }

  get #isLeft() {
    try {
      return Boolean(sessionStorage.getItem(this.name));
    } catch {
      return false;
    }
  }

  /** It was sent, or waits to be. */
  forget() {
    this.#sent = this.widget.form;
    return this.#drafts?.forget();
  }
}
