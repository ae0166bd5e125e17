// A field that people do not see: who fills it in is a program that fills in everything. It stands in the dialog and not
// in the form, which the first file makes.
import { h } from "../dom.js";

export class Trap {
  /** @param {import("../speaking.js").Say} say */
  constructor(say) {
    this.field = h("input", { name: "website", tabindex: -1, autocomplete: "off", "data-1p-ignore": true, "data-lpignore": "true" });
    this.element = h("div", { class: "unseen", "aria-hidden": "true" }, h("label", {}, say("form.leave_empty"), this.field));
  }

  /** @returns {Record<string, string>} what is sent of it beside an inquiry's words */
  get words() {
    return this.field.value ? { website: this.field.value } : {};
  }
}
