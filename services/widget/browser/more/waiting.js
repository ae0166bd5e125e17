// What waits for the line, what was refused when it was back, and what was sent meanwhile: above whatever is shown.
import { h, link } from "../dom.js";
import { goesTo } from "./begun.js";

export class Waiting {
  /** Of what was sent while nobody waited for it, until the page is left. */
  #sent = [];
  /** The key of the message whose place shows that it waits. */
  #shownFor = "";
  #turn = 0;

  /** @param {import("./more.js").More} more */
  constructor(more) {
    this.more = more;
    this.place = more.widget.notes;
    this.count = h("p", { role: "status" });
    this.rows = h("ul", { class: "waiting" });
  }

  /** Shows anew what there is. */
  async refresh() {
    const { outgoing, say, widget } = this.more;
    const turn = ++this.#turn;
    const all = await outgoing.all();
    if (turn !== this.#turn) return; // somebody asked later
    const count = all.filter(({ refused }) => !refused).length;
    this.count.textContent = count ? say("widget.waiting", { count }) : "";
    this.rows.replaceChildren(...all.map((each) => this.#row(each)), ...this.#sent);
    // A reader hears what changes in a place that was there before.
    if (!this.place.childNodes.length && this.rows.childNodes.length) this.place.append(this.count, this.rows);
    else if (!this.rows.childNodes.length) this.place.replaceChildren();
    if (this.#shownFor && !all.some(({ key }) => key === this.#shownFor)) {
      this.#shownFor = "";
      if (!widget.receipt) widget.write();
    }
  }

  #row({ key, token, title, words, refused }) {
    const { say, refusal } = this.more;
    const name = h("bdi", { class: "name" }, token ? say("widget.reply_to", { title }) : words.title);
    const ways = h("div", { class: "ways" }, refused && !token && this.#way("widget.edit", () => this.#edit(key)), this.#way("widget.discard", () => this.#discard(key)));
    if (!refused) return h("li", {}, name, ways);
    const why = h("p", { class: "error", role: "alert" }, say("page.not_accepted"), ": ", refusal(refused));
    return h("li", {}, name, why, h("p", { class: "words", dir: "auto" }, words.body ?? ""), ways);
  }

  #way(key, onclick) {
    return h("button", { type: "button", class: "link", onclick }, this.more.say(key));
  }

  async #discard(key) {
    await this.more.outgoing.discard(key);
    this.more.widget.heading.focus();
  }

  /** Puts what was refused into the form again. */
  async #edit(key) {
    const { widget, outgoing } = this.more;
    const message = (await outgoing.all()).find((each) => each.key === key);
    if (!message) return;
    for (const [name, value] of Object.entries(message.words)) {
      if (typeof value === "string") widget.draft.type(name, value);
    }
    for (const [key, value] of Object.entries(message.words.fields ?? {})) widget.draft.type(`fields.${key}`, String(value));
    this.#shownFor = "";
    widget.write();
    this.more.write();
    for (const { blob, upload } of message.files) goesTo(blob, upload);
    widget.form?.files?.add(message.files.map(({ blob }) => blob));
    await outgoing.discard(key);
  }

  /**
   * In the place of the form: that a message waits.
   * @param {string} key
   */
  show(key) {
    const { say, widget } = this.more;
    this.#shownFor = key;
    const heading = h("h3", { tabindex: "-1" }, say("widget.waits"));
    const another = h("button", { type: "button", class: "go quiet", onclick: () => ((this.#shownFor = ""), widget.write()) }, say("widget.write_another"));
    widget.tellMain(h("div", { class: "sent" }, heading, h("p", {}, say("widget.waits_how")), h("div", { class: "ways" }, another)));
    if (widget.isWriting && widget.isOpen) heading.focus();
  }

  /** Something that waited was sent; what another tab sent is that one's to tell, unless it is looked at here. */
  sent(message, sent, isElsewhere) {
    const { widget, say } = this.more;
    const { reference, public_url } = sent.receipt;
    if (message.key === this.#shownFor) {
      this.#shownFor = "";
      widget.receive(sent);
      return;
    }
    if (message.token || isElsewhere) return;
    widget.tell("sent", { reference, public_url });
    const title = h("bdi", { class: "name" }, message.words.title);
    this.#sent.push(h("li", {}, title, h("p", { role: "status" }, say("widget.sent"), ". ", link("link", public_url, say("widget.see_ticket"), say("widget.new_tab")))));
  }
}
