// The form of a new inquiry: fields, what is wrong with them, and the way to the server.
import { Refused } from "./door.js";
import { h } from "./dom.js";
import { Files } from "./files.js";

/**
 * @typedef {object} Inquiry
 * @property {Record<string, any>} words what was typed, as the server takes it
 * @property {string} key
 * @property {{ id: string, name: string, blob: Blob }[]} files without an id where they have not come
 * @property {string[]} missing names of files that are never taken
 */

const FIELDS = ["title", "body", "email", "name", "category_id", "priority"];

export class Form {
  door;
  desk;
  reader;
  draft;
  identity;
  post;
  onsent;

  /**
   * @param {object} given
   * @param {import("./door.js").Door} given.door
   * @param {Record<string, any>} given.desk as the server describes it
   * @param {import("./words.js").Reader} given.reader
   * @param {import("./draft.js").Draft} given.draft
   * @param {() => import("./config.js").Identity} given.identity of who is signed in when it is sent
   * @param {(inquiry: Inquiry) => Promise<{ receipt: any, missing: string[] } | null>} given.post
   * @param {(sent: { receipt: any, missing: string[] } | null, key: string) => void} given.onsent nothing was sent, where it waits for the line
   */
  constructor(given) {
    Object.assign(this, given);
    const { say } = this.reader;
    /** @type {Record<string, HTMLInputElement>} fields, areas and lists to choose from, by name */
    this.fields = {};
    this.errors = {};
    this.sum = h("p", { class: "sum", role: "alert", hidden: true });
    this.status = h("p", { class: "hint", role: "status" });
    this.button = h("button", { class: "go" }, say("form.send"));
    this.files = this.desk.attachments ? new Files(this.door, this.reader, this.desk.max_file_bytes) : null;
    this.element = h("form", { novalidate: true, onsubmit: (event) => this.#submit(event) }, ...this.#parts(say));
    this.fill();
  }

  #parts(say) {
    const aside = say("widget.optional");
    const email = this.#field("email", h("input", { type: "email", autocomplete: "email", required: true, dir: "ltr" }));
    const name = this.#field("name", h("input", { autocomplete: "name", dir: "auto" }), aside);
    return [
      this.#field("title", h("input", { autocomplete: "off", required: true, dir: "auto" })),
      this.#field("body", h("textarea", { rows: 5, dir: "auto" }), aside),
      h("div", { class: "two" }, email, name),
      h("div", { class: "two" }, this.#category(say), this.#priority(say)),
      this.files?.element,
      // In sight wherever the form is scrolled to.
      h("div", { class: "foot" }, this.sum, this.status, this.button),
    ];
  }

  #category(say) {
    const { categories } = this.desk;
    if (!categories?.length) return null;
    const choices = categories.map(({ id, name }) => h("option", { value: id }, name));
    return this.#field("category_id", h("select", { dir: "auto" }, h("option", { value: "" }, say("form.choose_one")), ...choices));
  }

  #priority(say) {
    const words = {
      low: say("form.priority_low"),
      normal: say("form.priority_normal"),
      high: say("form.priority_high"),
      urgent: say("form.priority_urgent"),
    };
    const offered = this.desk.priorities.filter((each) => each in words);
    return this.#field("priority", h("select", {}, ...offered.map((each) => h("option", { value: each }, words[each]))));
  }

  #field(name, control, aside = "") {
    const labels = { title: "form.title", body: "form.body", email: "form.email", name: "form.name", category_id: "form.category", priority: "form.priority" };
    control.id = name;
    control.addEventListener("input", () => this.draft.type(name, control.value));
    this.fields[name] = control;
    this.errors[name] = h("p", { class: "error", id: `${name}-error`, hidden: true });
    const label = h("label", { for: name }, this.reader.say(labels[name]), aside && h("span", { class: "hint" }, ` ${aside}`));
    return h("div", { class: "field" }, label, control, this.errors[name]);
  }

  /** Shows what the draft holds. */
  fill() {
    const { values, typed } = this.draft;
    const wanted = (values.category ?? "").toLowerCase();
    const category = this.desk.categories?.find(({ id, name }) => [id, name.toLowerCase()].includes(wanted));
    if (category && !typed.has("category_id")) values.category_id = category.id;
    const priority = this.desk.priorities.includes(values.priority) ? values.priority : "normal";
    for (const [name, control] of Object.entries(this.fields)) {
      control.value = name === "priority" ? priority : (values[name] ?? "");
    }
  }

  /** @returns {Inquiry} */
  #inquiry() {
    const typed = FIELDS.map((name) => [name, this.fields[name]?.value]);
    const beside = Object.entries({ phone: this.draft.values.phone, ...this.identity() });
    // Title and email are asked for, even if they are empty; the rest is left out then.
    const words = Object.fromEntries([...typed, ...beside].filter(([name, value]) => value || name === "title" || name === "email"));
    const { all = [], refused = [] } = this.files ?? {};
    return { words, files: all, missing: refused, key: this.draft.keyOf(JSON.stringify([words, all])) };
  }

  async #submit(event) {
    event.preventDefault();
    if (this.sending) return;
    this.#setSending(true);
    this.#clear();
    try {
      await this.files?.settled();
      const inquiry = this.#inquiry();
      this.onsent(await this.post(inquiry), inquiry.key);
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#setSending(false);
    }
  }

  #setSending(sending) {
    this.sending = sending;
    // Not `disabled`: the focus would be lost.
    this.button.setAttribute("aria-disabled", String(sending));
    const { title, body, email, name } = this.fields;
    for (const control of [title, body, email, name]) control.readOnly = sending;
    const words = this.files?.going ? "widget.sending_files" : "widget.sending";
    this.status.textContent = sending ? this.reader.say(words) : "";
  }

  #clear() {
    this.#say("");
    for (const name of Object.keys(this.fields)) this.#mark(name, "");
  }

  #say(words) {
    this.sum.textContent = words;
    this.sum.hidden = !words;
  }

  #mark(name, words) {
    this.errors[name].textContent = words;
    this.errors[name].hidden = !words;
    const control = this.fields[name];
    const change = words ? "setAttribute" : "removeAttribute";
    control[change]("aria-invalid", "true");
    control[change]("aria-describedby", `${name}-error`);
  }

  #refuse(error) {
    const { refusal } = this.reader;
    const named = error instanceof Refused && error.status < 500 ? error.errors : [];
    const own = named.filter(({ field }) => field in this.fields);
    for (const { field, message } of own) this.#mark(field, refusal(message));
    if (error.code === "unknown_attachment") this.files?.forgotten();
    this.#say(own.length ? refusal("Some fields need another look") : this.#inOneSentence(error));
    const first = FIELDS.find((name) => own.some(({ field }) => field === name));
    (first ? this.fields[first] : this.button).focus();
  }

  #inOneSentence(error) {
    const { say, refusal } = this.reader;
    if (!(error instanceof Refused) || error.status >= 500) return say("widget.not_sent");
    if (error.status === 429) return say("refusal.too_many_messages");
    if (error.code === "unknown_attachment") return say("refusal.file_gone");
    return refusal(error.message || "Some fields need another look");
  }
}
