// Of what was sent: its number, when it comes, where it is answered, and another message.
import { h } from "../dom.js";
import { Ticket } from "./customer.js";
import { isLine, pause } from "./waits.js";

/** So many times it is asked for, half a minute and more each. */
const MOST_TRIES = 60;

export class Followed {
  /**
   * @param {import("./more.js").More} more
   * @param {import("../sent.js").Receipt} receipt
   */
  constructor({ widget, say }, receipt) {
    this.widget = widget;
    this.say = say;
    this.receipt = receipt;
    this.ticket = new Ticket(widget.door.server, receipt.promised.public_token);
    this.number = h("p", { role: "status" }, h("span", { class: "hint" }, say("widget.number_comes")));
    this.answers = h("p", { class: "hint" }, say(widget.desk.answers_by_mail ? "widget.answers_by_mail" : "widget.answers_on_page"));
    receipt.heading.after(this.number);
    receipt.ways.before(this.answers);
    receipt.ways.append(h("button", { type: "button", class: "go quiet", onclick: () => widget.write() }, say("widget.write_another")));
  }

  /**
   * Waits for the number while the widget is open.
   * @param {AbortSignal} signal
   */
  async follow(signal) {
    for (let tries = 0; tries < MOST_TRIES && !signal.aborted && !this.isSettled; tries++) {
      if (tries) await pause(Math.min(tries, 15) * 1000, signal);
      try {
        this.#show(await this.ticket.read(signal));
      } catch (error) {
        // The link is good; only its number is not seen here.
        if (!isLine(error)) return;
      }
    }
  }

  #show(ticket) {
    if (!ticket.status || ticket.status === "received") return;
    this.isSettled = true;
    if (ticket.status === "refused") return this.#showRefused(ticket.reason);
    const { number } = ticket;
    this.number.replaceChildren(this.say("widget.number"), " ", h("bdi", { class: "number" }, number));
    this.widget.tell("number", { reference: this.receipt.promised.reference, number });
  }

  #showRefused(reason) {
    this.receipt.heading.textContent = this.say("page.not_accepted");
    this.answers.hidden = true;
    this.number.replaceChildren(this.say("next_step.refused"), " ", h("span", { dir: "auto" }, reason ?? ""));
  }
}
