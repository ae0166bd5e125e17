// One's own tickets, the newest first.
import { h } from "../dom.js";
import { isLine } from "./waits.js";

export class MyTickets {
  /** @type {string | null} */
  #cursor = null;

  /** @param {import("./more.js").More} more */
  constructor(more) {
    this.more = more;
    const { say } = more;
    this.heading = h("h3", { tabindex: "-1" }, say("my_tickets.title"));
    this.said = h("p", { class: "hint", role: "status" });
    this.rows = h("ul", { class: "tickets" });
    this.older = h("button", { type: "button", class: "go quiet", hidden: true, onclick: () => this.#earlier() }, say("my_tickets.older"));
    this.element = h("div", { class: "mine" }, this.heading, this.said, this.rows, this.older);
  }

  focus() {
    this.heading.focus();
  }

  /** Asks for the newest ones anew; those that are shown stay until then. */
  async follow() {
    if (!this.rows.children.length) this.said.textContent = this.more.say("widget.loading");
    await this.#load({}, (rows) => this.rows.replaceChildren(...rows));
    this.said.textContent ||= this.rows.children.length ? "" : this.more.say("widget.no_tickets");
  }

  async #earlier() {
    const before = this.rows.children.length;
    await this.#load({ cursor: this.#cursor ?? "" }, (rows) => this.rows.append(...rows));
    this.rows.children[before]?.querySelector("button")?.focus();
  }

  async #load(which, take) {
    try {
      const { items, next_cursor } = await this.more.customer.tickets(which);
      this.#cursor = next_cursor;
      this.said.textContent = "";
      this.older.hidden = !next_cursor;
      take(items.map((each) => this.#row(each)));
    } catch (error) {
      if (isLine(error)) this.said.textContent = this.more.say("widget.no_answer");
      else this.more.unproven();
    }
  }

  #row(ticket) {
    const { more } = this;
    const about = h("small", {}, more.badge(ticket.status), h("bdi", {}, ticket.number), more.time(ticket.created_at));
    const news = ticket.unread && h("span", { class: "news" }, h("span", { class: "unseen" }, ` ${more.say("widget.new_answer")}`));
    const parts = [h("span", {}, h("b", { dir: "auto" }, ticket.title), news), about];
    // Of some there is no link here: told of before links were kept.
    if (!ticket.public_token) return h("li", { class: "ticket" }, ...parts);
    return h("li", {}, h("button", { type: "button", class: "ticket", onclick: () => more.read(ticket.public_token) }, ...parts));
  }
}
