// The box below a conversation: words, files, and the way to the server.
import { h } from "../dom.js";
import { Refused } from "../door.js";
import { Draft } from "../draft.js";
import { isLine } from "./waits.js";

export class Reply {
  #draft = new Draft();

  /**
   * @param {import("./more.js").More} more
   * @param {string} token of the ticket's public link
   * @param {() => void} onsent
   */
  constructor(more, token, onsent) {
    this.more = more;
    this.token = token;
    this.onsent = onsent;
    const { say } = more;
    this.title = "";
    this.error = h("p", { class: "error", id: "reply-error", role: "alert" });
    this.status = h("p", { class: "hint", role: "status" });
    this.words = h("textarea", { id: "reply", rows: 3, dir: "auto", "aria-describedby": "reply-error" });
    this.button = h("button", { class: "go" }, say("page.send_reply"));
    const label = h("label", { for: "reply" }, say("page.your_reply"));
    this.place = h("div");
    this.#empty();
    const foot = h("div", { class: "foot" }, this.error, this.status, this.button);
    this.#watch();
    this.element = h("form", { class: "reply", novalidate: true, onsubmit: (event) => this.#submit(event) }, h("div", { class: "field" }, label, this.words), this.place, foot);
  }

  #empty() {
    const { desk, door, reader, Files } = this.more.widget;
    this.words.value = "";
    this.files = desk.attachments ? new Files(door, reader, desk.max_file_bytes) : null;
    this.place.replaceChildren(...(this.files ? [this.files.element] : []));
  }

  /** What is written is kept through a reload. */
  #watch() {
    const read = () => ({ words: this.words.value, files: this.files?.all ?? [] });
    const fill = (words, files) => {
      this.words.value ||= words;
      this.files?.add(files);
    };
    this.more.keeping.watch(this.token, { read, fill });
  }

  async #submit(event) {
    event.preventDefault();
    if (this.sending) return;
    this.#setSending(true);
    try {
      await this.files?.settled();
      await this.#send();
    } catch (error) {
      this.error.textContent = isLine(error) ? this.more.say("widget.not_sent") : this.more.refusal(error.errors?.[0]?.message ?? error.message);
      this.words.focus();
    } finally {
      this.#setSending(false);
    }
  }

  async #send() {
    const { say } = this.more;
    const { all = [], refused = [] } = this.files ?? {};
    const body = this.words.value;
    this.error.textContent = "";
    if (!body.trim() && !all.length) throw new Refused(422, { title: "Write something or attach a file" });
    const key = this.#draft.keyOf(JSON.stringify([body, all.map(({ id, name }) => [id, name])]));
    const sent = await this.more.post({ key, token: this.token, title: this.title, words: { body }, files: all, missing: refused });
    const names = sent?.missing.join(", ");
    this.#draft = new Draft();
    this.#empty();
    this.#watch();
    if (names) this.error.textContent = say("widget.files_missing", { names });
    this.onsent();
  }

  #setSending(sending) {
    this.sending = sending;
    // Not `disabled`: the focus would be lost.
    this.button.setAttribute("aria-disabled", String(sending));
    this.words.readOnly = sending;
    this.status.textContent = sending ? this.more.say(this.files?.going ? "widget.sending_files" : "widget.sending") : "";
  }
}
