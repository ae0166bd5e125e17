// What was sent: its link at once, its number when it comes, and what did not come along.
import { Refused } from "./door.js";
import { h, link } from "./dom.js";

/** So many times it is asked for, half a minute and more each. */
const MOST_TRIES = 60;

export class Receipt {
  /**
   * @param {object} given
   * @param {import("./door.js").Door} given.door
   * @param {Record<string, any>} given.desk
   * @param {import("./words.js").Reader} given.reader
   * @param {any} given.receipt what the server promised
   * @param {string[]} given.missing names of files that did not come
   * @param {(number: string) => void} given.onnumber
   * @param {() => void} given.onanother
   */
  constructor(given) {
    this.door = given.door;
    this.desk = given.desk;
    this.reader = given.reader;
    this.receipt = given.receipt;
    this.missing = given.missing;
    this.onnumber = given.onnumber;
    this.onanother = given.onanother;
    const { say } = this.reader;
    this.heading = h("h3", { tabindex: "-1" }, say("widget.sent"));
    this.number = h("p", { role: "status" }, h("span", { class: "hint" }, say("widget.number_comes")));
    const see = link("go", this.receipt.public_url, say("widget.see_ticket"), say("widget.new_tab"));
    const another = h("button", { type: "button", class: "go quiet", onclick: this.onanother }, say("widget.write_another"));
    const answers = say(this.desk.answers_by_mail ? "widget.answers_by_mail" : "widget.answers_on_page");
    this.answers = h("p", { class: "hint" }, answers);
    this.element = h("div", { class: "sent" }, this.heading, this.number, ...this.#lost(say), this.answers, h("div", { class: "ways" }, see, another));
  }

  #lost(say) {
    const refused = (this.receipt.refused_files ?? []).map(({ name }) => name);
    const names = [...this.missing, ...refused];
    return names.length ? [h("p", { class: "sum" }, say("widget.files_missing", { names: names.join(", ") }))] : [];
  }

  /**
   * Waits for the number while the widget is open.
   * @param {AbortSignal} signal
   */
  async follow(signal) {
    for (let tries = 0; tries < MOST_TRIES && !signal.aborted && !this.isSettled; tries++) {
      if (tries) await pause(Math.min(tries, 15) * 1000, signal);
      try {
        this.#show(await this.door.ticket(this.receipt.public_token, signal));
      } catch (error) {
        // The link is good; only its number is not seen here.
        if (error instanceof Refused && error.status < 500 && error.status !== 429) return;
      }
    }
  }

  #show(ticket) {
    if (ticket.status === "received") return;
    this.isSettled = true;
    if (ticket.status === "refused") this.#showRefused(ticket.reason);
    else {
      this.number.replaceChildren(this.reader.say("widget.number"), " ", h("bdi", { class: "number" }, ticket.number));
      this.onnumber(ticket.number);
    }
  }

  #showRefused(reason) {
    const { say } = this.reader;
    this.heading.textContent = say("page.not_accepted");
    this.answers.hidden = true;
    this.number.replaceChildren(say("next_step.refused"), " ", h("span", { dir: "auto" }, reason ?? ""));
  }
}

const pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", resolve, { once: true });
  });
