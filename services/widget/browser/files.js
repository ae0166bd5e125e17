// Files of a draft: each goes up by itself as soon as it is chosen, and can be stopped, taken off and tried again.
import { h, signButton } from "./dom.js";
import { filesize } from "./sizes.js";

const MOST = 10;

/** One file, in one of the states `going`, `kept`, `failed` and `refused`. */
class Sent {
  constructor(file, list) {
    this.file = file;
    this.list = list;
    this.state = "going";
    this.id = "";
    this.bar = h("progress", { max: 1, value: 0, "aria-label": file.name });
    this.said = h("span", { class: "hint", role: "status" });
    this.retry = this.button("widget.file_again", "↻", () => this.go());
    this.off = this.button("widget.file_off", "×", () => this.list.remove(this));
    const name = h("bdi", { class: "name" }, file.name);
    this.row = h("li", { class: "file" }, h("div", {}, name, this.said), this.retry, this.off, this.bar);
  }

  button(key, sign, onclick) {
    return signButton(this.list.say(key, { name: this.file.name }), sign, onclick);
  }

  show(state, words) {
    this.state = state;
    this.said.textContent = words;
    this.bar.hidden = state !== "going";
    this.retry.hidden = state !== "failed";
    this.row.classList.toggle("bad", state === "failed" || state === "refused");
  }

  progress = (part, words) => {
    this.bar.value = part;
    const percent = Math.floor(part * 100);
    // Said rarely: a reader reads each change aloud.
    if (percent % 25 === 0) words ??= this.list.say("widget.file_part", { percent, size: this.size() });
    if (words) this.said.textContent = words;
  };

  size() {
    return filesize(this.file.size);
  }

  /** Goes up, or once more. */
  go() {
    const moved = this.row.getRootNode().activeElement === this.retry;
    this.show("going", this.size());
    if (moved) this.off.focus();
    this.progress(0);
    const { done, cancel } = this.list.door.bring(this.file, this.progress);
    this.cancel = cancel;
    this.ended = done.then(
      ({ id }) => ((this.id = id), this.show("kept", this.size())),
      (error) => this.fail(error),
    );
  }

  fail(error) {
    const { say, refusal } = this.list;
    // What the desk takes in no case is not asked again.
    const isFinal = [403, 409, 422].includes(error.status);
    if (isFinal) this.show("refused", refusal(error.errors[0]?.message ?? error.message));
    else if (error.status === 413) this.refuseSize();
    else this.show("failed", say("widget.file_failed"));
  }

  refuseSize() {
    this.show("refused", this.list.say("refusal.file_too_large", { size: filesize(this.list.largest) }));
  }
}

export class Files {
  /** @type {Sent[]} */
  #all = [];

  /**
   * @param {import("./door.js").Door} door
   * @param {import("./words.js").Reader} reader
   * @param {number} largest bytes of one file
   */
  constructor(door, reader, largest) {
    const { say } = reader;
    this.door = door;
    this.say = say;
    this.refusal = (english) => reader.refusal(english);
    this.largest = largest;
    this.rows = h("ul", { class: "files" });
    this.error = h("p", { class: "error", role: "alert" });
    this.input = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", onchange: () => this.#chosen() });
    this.choose = h("button", { type: "button", class: "link", onclick: () => this.input.click() }, say("form.attach_files"));
    const hint = `${say("widget.drop_files")} ${say("form.largest_file", { size: filesize(largest) })}`;
    this.element = h("div", { class: "field" }, this.rows, h("p", { class: "drop" }, this.choose, " ", h("span", { class: "hint" }, hint)), this.input, this.error);
  }

  #chosen() {
    this.add(this.input.files);
    this.input.value = ""; // so that the same file can be chosen again
  }

  /** @param {Iterable<File>} files dropped, pasted or chosen */
  add(files) {
    for (const file of files) {
      if (this.#all.length >= MOST) {
        this.error.textContent = this.say("refusal.too_many_files", { count: MOST });
        return;
      }
      const sent = new Sent(file, this);
      this.#all.push(sent);
      this.rows.append(sent.row);
      if (file.size > this.largest) sent.refuseSize();
      else sent.go();
    }
  }

  /** @param {Sent} sent */
  remove(sent) {
    sent.cancel?.();
    this.#all = this.#all.filter((each) => each !== sent);
    sent.row.remove();
    this.error.textContent = "";
    this.choose.focus();
  }

  /** Whether some are still on their way. */
  get going() {
    return this.#all.some(({ state }) => state === "going");
  }

  /** Waits until each has come or failed. */
  async settled() {
    while (this.going) await Promise.all(this.#all.map(({ ended }) => ended));
  }

  /** Those that came have an id, those that may come another time none. */
  get all() {
    return this.#all.filter(({ state }) => state !== "refused").map(({ id, file }) => ({ id, name: file.name, blob: file }));
  }

  /** Names of those that are never taken. */
  get refused() {
    return this.#all.filter(({ state }) => state === "refused").map(({ file }) => file.name);
  }

  /** The server has forgotten those that it had: each can go up once more. */
  forgotten() {
    for (const each of this.#all) {
      if (each.state !== "kept") continue;
      each.id = "";
      each.show("failed", this.say("widget.file_failed"));
    }
  }
}
