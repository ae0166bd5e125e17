// The fields of a desk's own in the form of a new message. The first file knows nothing of them: a desk without any costs
// nothing, and where this file never comes, the server says what is missing and takes nothing.
import { h } from "../dom.js";

/** Begins their names, in refusals and in the draft. */
const OWN = "fields.";
const FIRST = "[aria-invalid]";

/**
 * @typedef {{ key: string, name: string, kind: string, choices: string[], required: boolean }} Field
 */

export class OwnFields {
  /** @type {HTMLElement | undefined} where they stand in the form */
  #place;
  /** @type {Record<string, any>} controls by the keys of fields */
  #controls = {};

  /**
   * @param {import("../element.js").HelpdeskWidget} widget
   * @param {import("../speaking.js").Say} say
   */
  constructor(widget, say) {
    this.widget = widget;
    this.say = say;
    // Each form that is made from now on has them, and the one that is there.
    const write = widget.write.bind(widget);
    widget.write = () => {
      write();
      this.#join();
    };
    this.#join();
  }

  #join() {
    const { form } = this.widget;
    if (!form || this.form === form) return;
    this.form = form;
    const { identity, post, fill } = form;
    form.fill = () => (fill.call(form), this.#tick());
    form.identity = () => ({ ...identity(), ...this.#given() });
    form.post = (message) => post(message).catch((error) => this.#refused(error));
    this.#place = undefined;
    this.#show();
  }

  /** Shows a control for each field that the desk asks for now. */
  #show() {
    const fields = this.widget.desk.fields ?? [];
    for (const key of Object.keys(this.#controls)) {
      delete this.form.fields[OWN + key];
    }
    this.#controls = {};
    if (!fields.length && !this.#place) return;
    const place = h("div", { class: "own" }, ...fields.map((field) => this.#field(field)));
    if (this.#place) this.#place.replaceWith(place);
    else this.form.element.insertBefore(place, this.form.files?.element ?? this.form.element.lastElementChild);
    this.#place = place;
    this.#tick();
  }

  /** What the form does not know of its controls: that some are boxes. */
  #tick() {
    for (const [key, control] of Object.entries(this.#controls)) {
      control.checked = this.widget.draft.values[OWN + key] === "true";
    }
  }

  /** @param {Field} field */
  #field(field) {
    const name = OWN + field.key;
    const control = this.#control(field);
    const { draft } = this.widget;
    const isBox = field.kind === "checkbox";
    if (!isBox) control.value = draft.values[name] ?? "";
    control.id = name;
    control.addEventListener("input", () => draft.type(name, isBox ? String(control.checked) : control.value));
    const error = h("p", { class: "error", id: `${name}-error`, hidden: true });
    this.#controls[field.key] = control;
    this.form.fields[name] = control;
    this.form.errors[name] = error;
    const words = h("span", { dir: "auto" }, field.name);
    const aside = !field.required && h("span", { class: "hint" }, ` ${this.say("widget.optional")}`);
    if (isBox) return h("div", { class: "field" }, h("label", { class: "tick", for: name }, control, words, aside), error);
    return h("div", { class: "field" }, h("label", { for: name }, words, aside), control, error);
  }

  /** @param {Field} field */
  #control({ kind, choices, required }) {
    if (kind === "choice") {
      const offered = choices.map((each) => h("option", { value: each }, each));
      return h("select", { required, dir: "auto" }, h("option", { value: "" }, this.say("form.choose_one")), ...offered);
    }
    const types = { date: "date", checkbox: "checkbox" };
    // A number is typed as text: what a browser cannot read as one would be gone, and the server says what is wrong.
    const inputmode = kind === "number" && "decimal";
    return h("input", { type: types[kind] ?? "text", inputmode, required, dir: "auto", autocomplete: "off", maxlength: kind === "text" && 1000 });
  }

  /** What was filled in, as the server takes it beside the other words. */
  #given() {
    const filled = Object.entries(this.#controls).map(([key, { type, checked, value }]) => [key, type === "checkbox" ? checked : value]);
    const fields = Object.fromEntries(filled.filter(([, value]) => value));
    return Object.keys(fields).length ? { fields } : {};
  }

  /**
   * The desk may ask for other fields than it did when the form was shown.
   * @returns {Promise<never>}
   */
  async #refused(error) {
    const named = (error.errors ?? []).map(({ field }) => field).filter((field) => field.startsWith(OWN));
    if (named.some((name) => !(name in this.form.fields))) {
      this.widget.desk = await this.widget.door.settings({ cache: "reload" }).catch(() => this.widget.desk);
      this.#show();
    }
    if (named.length) setTimeout(() => this.form.element.querySelector(FIRST)?.focus());
    throw error;
  }
}
