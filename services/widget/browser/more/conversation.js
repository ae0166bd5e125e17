// One ticket as its customer sees it, kept up to date while it is looked at.
import { h } from "../dom.js";
import { Ticket } from "./customer.js";
import { files, message } from "./message.js";
import { Reply } from "./reply.js";
import { isLine, looked, pause } from "./waits.js";

const REST = 1000;
const LONGEST_REST = 60_000;
/** Addresses of files are good for a quarter of an hour. */
const FILES_LAST = 10 * 60_000;

export class Conversation {
  #readUntil = "";
  #mark = "";
  #askedAt = 0;
  #older = "";
  /** @type {"solved" | "reopen"} what can be asked for */
  #wish = "solved";
  /** @type {Map<string, any>} what is shown of it, by the messages' ids */
  #shown = new Map();

  /**
   * @param {import("./more.js").More} more
   * @param {string} token of the ticket's public link
   */
  constructor(more, token) {
    this.more = more;
    const { say } = more;
    this.ticket = new Ticket(more.widget.door.server, token);
    this.heading = h("h3", { tabindex: "-1", dir: "auto" });
    this.state = h("p", { class: "state", role: "status" }, say("widget.loading"));
    this.next = h("p", { class: "hint" });
    this.leading = h("p");
    this.earlier = h("button", { type: "button", class: "go quiet", hidden: true, onclick: () => this.#loadEarlier() }, say("page.earlier_messages"));
    this.log = h("div", { class: "log", role: "log", "aria-label": say("page.conversation") });
    this.solved = h("button", { type: "button", class: "go quiet", hidden: true, onclick: () => this.#ask() });
    this.reply = new Reply(more, token, () => this.again());
    this.reply.element.hidden = true;
    const back = h("button", { type: "button", class: "link", onclick: () => more.list() }, h("span", { class: "back", "aria-hidden": "true" }), say("my_tickets.title"));
    const top = h("div", {}, back, this.heading, this.state, this.next, this.leading);
    this.element = h("div", { class: "conversation" }, top, this.earlier, this.log, this.solved, this.reply.element);
  }

  focus() {
    this.heading.focus();
  }

  get files() {
    return this.reply.files;
  }

  /**
   * @param {AbortSignal} signal when nobody looks any more
   */
  async follow(signal) {
    this.signal = signal;
    for (let rest = REST; !signal.aborted; await pause(rest * (1 + Math.random() / 2), signal)) {
      await looked(signal);
      try {
        rest = REST;
        await this.#read(signal);
      } catch (error) {
        if (signal.aborted || this.#isOver(error)) return;
        rest = Math.min(rest * 2, LONGEST_REST);
      }
    }
  }

  async #read(signal) {
    const isFresh = Date.now() - this.#askedAt < FILES_LAST;
    const ticket = await this.ticket.read(signal, isFresh ? this.#mark : "");
    if (ticket.mark) this.#show(ticket);
  }

  /** What the customer has just done is seen at once. */
  async again() {
    this.#askedAt = 0;
    if (!this.signal || this.signal.aborted) return;
    return this.#read(this.signal).catch((error) => this.#isOver(error));
  }

  #isOver(error) {
    if (isLine(error)) {
      if (!this.#mark) this.state.textContent = this.more.say("widget.no_answer");
      return false;
    }
    this.state.textContent = this.more.say(error.status === 410 ? "page.link_expired_why" : "page.nothing_behind_link");
    for (const part of [this.reply.element, this.solved, this.next]) part.hidden = true;
    return true;
  }

  #show(ticket) {
    const { more } = this;
    const isFirst = !this.#mark;
    this.#mark = ticket.mark;
    this.#askedAt = Date.now();
    this.heading.textContent = this.reply.title = ticket.title;
    this.state.replaceChildren(more.badge(ticket.status), " ", h("bdi", {}, ticket.number ?? ""));
    this.next.textContent = more.nextStep(ticket.status);
    this.#offer(ticket.status);
    if (ticket.goes_on_in) this.#leadTo(ticket.goes_on_in);
    if (isFirst) this.#setOlder(ticket);
    for (const said of ticket.comments) this.#put(said, (element) => this.log.append(element));
    this.#noteRead(ticket.comments.findLast(({ from_team }) => from_team)?.id);
    const first = this.#shown.get("first");
    if (first) this.#renew(first, ticket.attachments);
    if (isFirst) this.log.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  /** To the ticket that an answer to this one became, when this was over. */
  #leadTo({ number, public_token }) {
    const words = this.more.say("page.goes_on_in", { number });
    const way = h("button", { type: "button", class: "link", onclick: () => this.more.read(public_token) }, words);
    this.leading.replaceChildren(public_token ? way : words);
  }

  /** The list shows which tickets have answers that nobody looked at; where the line is cut it goes on doing so. */
  #noteRead(id) {
    if (!id || id === this.#readUntil) return;
    this.#readUntil = id;
    this.ticket.markAsRead(id).catch(() => (this.#readUntil = ""));
  }

  #offer(status) {
    const isNumbered = !["received", "refused"].includes(status);
    this.#wish = status === "resolved" ? "reopen" : "solved";
    this.solved.hidden = !isNumbered;
    this.solved.textContent = this.more.say(status === "resolved" ? "page.reopen" : "page.mark_as_solved");
    this.reply.element.hidden = status === "refused";
  }

  /** What the ticket began with is shown when nothing is between it and the oldest comment. */
  #setOlder(ticket) {
    this.#older = ticket.next_cursor ?? "";
    this.earlier.hidden = !this.#older;
    if (this.#older) return;
    this.#put({ ...ticket, id: "first", author: null, from_team: false }, (element) => this.log.prepend(element));
  }

  #put(said, place) {
    const there = this.#shown.get(said.id);
    if (there) return this.#renew(there, said.attachments);
    const element = message(this.more, said);
    this.#shown.set(said.id, element);
    place(element);
  }

  #renew(element, attachments) {
    element.querySelector(".kept").replaceWith(files(attachments, this.more));
  }

  async #loadEarlier() {
    const top = this.log.firstElementChild;
    try {
      const ticket = await this.ticket.earlier(this.#older);
      for (const said of ticket.comments) this.#put(said, (element) => (top ? top.before(element) : this.log.append(element)));
      this.#setOlder(ticket);
    } catch (error) {
      if (isLine(error)) this.next.textContent = this.more.say("widget.no_answer");
      else this.#isOver(error);
    }
  }

  async #ask() {
    try {
      await this.ticket.ask(this.#wish);
      await this.again();
      this.heading.focus();
    } catch (error) {
      this.next.textContent = isLine(error) ? this.more.say("widget.no_answer") : this.more.refusal(error.message);
    }
  }
}
