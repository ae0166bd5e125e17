// What was sent: its link at once, and what did not come along. The second file adds its number and what can be done next.
import { h, link } from "./dom.js";

export class Receipt {
  /**
   * @param {import("./words.js").Reader} reader
   * @param {{ receipt: any, missing: string[] }} sent what the server promised, and names of files that did not come
   */
  constructor({ say }, { receipt, missing }) {
    this.promised = receipt;
    this.heading = h("h3", { tabindex: "-1" }, say("widget.sent"));
    const names = [...missing, ...(receipt.refused_files ?? []).map(({ name }) => name)].join(", ");
    const lost = names && h("p", { class: "sum" }, say("widget.files_missing", { names }));
    this.ways = h("div", { class: "ways" }, link("go", receipt.public_url, say("widget.see_ticket"), say("widget.new_tab")));
    this.element = h("div", { class: "sent" }, this.heading, lost, this.ways);
  }
}
