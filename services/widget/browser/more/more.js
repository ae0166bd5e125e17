// The second file: what becomes of a message, and the tickets of who is proven. The first one asks for it when the widget
// was opened. What it takes of the first, and the first of it, only grows: a browser may have kept one of them longer.
import { h } from "../dom.js";
import { databaseOf } from "../names.js";
import { Conversation } from "./conversation.js";
import { Customer } from "./customer.js";
import { Keeping } from "./keeping.js";
import { MyTickets } from "./list.js";
import { Outgoing } from "./outgoing.js";
import { OwnFields } from "./own_fields.js";
import { Followed } from "./receipt.js";
import { Store } from "./store.js";
import styles from "./styles.css";
import { Trap } from "./trap.js";
import { Waiting } from "./waiting.js";
import { WrittenForm } from "./written.js";
import { wordsOf } from "./words.js";

export class More {
  /** @type {Map<string, Conversation>} by the token of the public link; what is typed in them stays */
  #conversations = new Map();
  /** What is shown of the second file, if anything is. */
  #view;
  /** @type {Promise<boolean> | undefined} */
  #proving;
  #followed;
  #following = new AbortController();

  /**
   * @param {import("../element.js").HelpdeskWidget} widget
   * @param {any} [learned] the words of a language that are not in this file
   */
  constructor(widget, learned) {
    this.widget = widget;
    const { say, refusal } = wordsOf(widget.reader.tag, learned);
    this.say = say;
    this.refusal = widget.reader.refusal = refusal;
    widget.dress(styles);
    const way = (key, onclick) => h("button", { type: "button", class: "tab", onclick }, say(key));
    this.writing = way("widget.new_message", () => this.write());
    this.reading = way("my_tickets.title", () => this.list());
    this.ownFields = new OwnFields(widget, say);
    const store = Store.isThere ? new Store(databaseOf(widget.config.desk)) : null;
    this.waiting = new Waiting(this);
    this.trap = new Trap(say);
    const dialog = widget.notes.parentElement;
    // Behind all else: what opens a dialog looks for the first place for the focus.
    dialog.append(this.trap.element);
    // Beside the dialog; where a press began counts, so that marking words over its edge closes nothing.
    dialog.addEventListener("pointerdown", (event) => isBeside(dialog, event) && widget.close());
    const changed = () => this.waiting.refresh();
    this.outgoing = new Outgoing(widget.door, store, { changed, sent: (...what) => this.#sent(...what) });
    this.keeping = new Keeping(widget, this.say);
    // The first file tells nobody of a new form: it has no bytes left for that.
    const write = widget.write.bind(widget);
    widget.write = () => {
      write();
      this.#watch();
    };
    this.#watch();
    changed();
    this.outgoing.begin();
  }

  /** What is typed into a new form, and its files, are kept. */
  #watch() {
    const { form } = this.widget;
    if (form) this.keeping.watch("", new WrittenForm(form));
  }

  /** The widget is looked at. */
  opened() {
    this.#prove();
    this.follow();
    this.waiting.refresh();
  }

  closed() {
    this.#following.abort();
  }

  /** Somebody else is signed in, or nobody: what was seen belongs to who was there before. */
  async identified() {
    this.#proving = undefined;
    this.unproven();
    this.#watch();
    const { widget } = this;
    if (!widget.isOpen || !(await this.#prove()) || !widget.asked || widget.draft.typed.size) return;
    await this.find();
  }

  /** Whether the server believes who the page says is there; asked once for each. */
  #prove() {
    this.#proving ??= this.#ask(new Customer(this.widget));
    return this.#proving;
  }

  async #ask(customer) {
    try {
      const isProven = await customer.prove();
      if (customer.identity !== this.widget.identity) return false;
      this.customer = customer;
      if (isProven) this.widget.tabs.replaceChildren(this.writing, this.reading);
      else this.unproven();
      this.#mark();
      return isProven;
    } catch {
      this.#proving = undefined; // the next time it is opened
      return false;
    }
  }

  /** Shows the form alone. */
  unproven() {
    const { widget } = this;
    this.#conversations.clear();
    this.mine = undefined;
    widget.tabs.replaceChildren();
    widget.tabs.classList.remove("kept");
    if (!widget.isWriting) this.write();
  }

  /** Shows the ticket that the page's address names, if it is one's own; answers whether it is. */
  async find() {
    const { widget } = this;
    try {
      if (!(await this.#prove())) return false;
      const { items } = await this.customer.tickets({ number: widget.asked });
      if (!items[0]?.public_token) return false;
      widget.asked = "";
      this.read(items[0].public_token);
      return true;
    } catch {
      return false;
    }
  }

  write() {
    this.#view = undefined;
    this.#mark();
    this.widget.showMain();
    this.widget.focusMain();
    this.follow();
  }

  list() {
    this.mine ??= new MyTickets(this);
    this.#show(this.mine);
  }

  /** @param {string} token of the ticket's public link */
  read(token) {
    if (!this.#conversations.has(token)) this.#conversations.set(token, new Conversation(this, token));
    this.#show(this.#conversations.get(token));
  }

  #show(view) {
    this.#view = view;
    this.#mark();
    this.widget.show([view.element], false);
    view.focus();
    this.follow();
  }

  #mark() {
    this.writing.setAttribute("aria-current", String(!this.#view));
    this.reading.setAttribute("aria-current", String(Boolean(this.#view)));
  }

  /** Keeps up to date what is looked at. */
  follow() {
    this.#following.abort();
    this.#following = new AbortController();
    const { receipt, isOpen } = this.widget;
    if (receipt && receipt !== this.#followed?.receipt) this.#followed = new Followed(this, receipt);
    if (!isOpen) return;
    if (this.#view) this.#view.follow(this.#following.signal);
    else if (receipt) this.#followed.follow(this.#following.signal);
  }

  /** Where files go that are dropped now. */
  get files() {
    return this.#view?.files;
  }

  /**
   * Sends what was written.
   * @param {import("./sending.js").Message} message
   * @returns {Promise<{ receipt: any, missing: string[] } | null>} null, if it waits for the line
   */
  async post(message) {
    if (!message.token) Object.assign(message.words, this.trap.words);
    const sent = await this.outgoing.post(message);
    await this.keeping.forget(message.token ?? "");
    return sent;
  }

  /** What waited was sent. */
  #sent(message, sent, isElsewhere) {
    this.waiting.sent(message, sent, isElsewhere);
    if (message.token) this.#conversations.get(message.token)?.again();
  }

  /** A ticket's state in the words for customers. */
  badge(status) {
    const [name] = this.#words(status);
    return h("span", { class: `badge ${status}` }, name);
  }

  nextStep(status) {
    const [, next] = this.#words(status);
    return next;
  }

  /** What a state is called, and what comes next. */
  #words(status) {
    const { say } = this;
    const words = {
      received: [say("public_status.open"), say("widget.number_comes")],
      open: [say("public_status.open"), say("next_step.open")],
      in_progress: [say("public_status.in_progress"), say("next_step.in_progress")],
      waiting: [say("public_status.waiting"), say("next_step.waiting")],
      resolved: [say("public_status.resolved"), say("next_step.resolved")],
      refused: [say("page.not_accepted"), say("next_step.refused")],
    };
    // What a later version says is somewhere on its way, as the customer's page has it.
    return words[status] ?? words.in_progress;
  }

  /** An instant in the reader's words and zone. */
  time(instant) {
    const { tag } = this.widget.reader;
    // As the reader's country has it, where the browser knows one: en-GB writes the day first.
    const own = navigator.languages.find((each) => each.split("-")[0] === tag) ?? tag;
    const said = new Intl.DateTimeFormat(own, { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));
    return h("time", { datetime: instant }, said);
  }
}

/** The ground behind a dialog belongs to it, too. */
function isBeside(dialog, { target, clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}
