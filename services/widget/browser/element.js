// The widget when it is needed: the dialog, beside the button that is there already.
import { paint, putButton } from "./button.js";
import { prefillOf } from "./config.js";
import { h, link, signButton } from "./dom.js";
import { Door } from "./door.js";
import { Draft } from "./draft.js";
import { Files } from "./files.js";
import { Form } from "./form.js";
import { Later } from "./later.js";
import { Receipt } from "./sent.js";
import styles from "./styles.css";
import { reader } from "./words.js";

export class HelpdeskWidget extends HTMLElement {
  /** @type {Draft} */
  draft = new Draft();
  /** @type {string} a ticket's number that the page's address named */
  asked;
  /** @type {Receipt | null} of what was sent last, until another message is written */
  receipt = null;
  /** Whether a message is written, or was; else something of the second file is shown. */
  isWriting = true;
  Files = Files;
  /** @type {any} as the server describes it, once it was asked */
  desk;
  #dialog;
  #launcher;
  #body;
  /** @type {Form | undefined} */
  form;
  /** @type {(Node | string)[]} what is shown while `isWriting` */
  #main = [];
  #isLoading = false;

  /**
   * @param {import("./config.js").Config} config
   * @param {(event: string, detail?: unknown) => void} tell
   */
  begin(config, tell) {
    this.config = config;
    this.tell = tell;
    this.identity = config.identity;
    this.door = new Door(config);
    if (!this.shadowRoot) putButton(this, config, { onclick: () => this.open() });
    this.root = this.shadowRoot;
    this.frame = /** @type {HTMLElement} */ (this.root.firstChild);
    this.#launcher = this.frame.firstChild;
    this.reader = reader(this.frame.lang);
    this.later = new Later(this);
    this.asked = config.asked;
    this.draft.prefill(prefillOf(config.identity));
    this.draft.prefill(config.prefill);
  }

  /** @param {string} text of a style sheet */
  dress(text) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    this.root.adoptedStyleSheets.push(sheet);
  }

  /** Makes what opens, if it is not there. */
  furnish() {
    if (this.#dialog) return;
    this.dress(styles);
    const { say } = this.reader;
    this.heading = h("h2", { id: "heading", tabindex: "-1" }, say("form.write_to_us"));
    /** Places for what the second file shows: ways to the customer's tickets, and what waits for the line. */
    this.tabs = h("nav", { class: this.identity.signature && "kept" });
    this.notes = h("div", { class: "notes" });
    this.#body = h("div", { class: "body" });
    const head = h("header", {}, this.heading, signButton(say("widget.close"), "×", () => this.close()));
    const files = {
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => this.#bring(event, event.dataTransfer),
      onpaste: (event) => event.clipboardData?.files.length && this.#bring(event, event.clipboardData),
    };
    this.#dialog = h("dialog", { "aria-labelledby": "heading", onclose: () => this.#closed(), ...files }, head, this.tabs, this.notes, this.#body);
    this.frame.append(this.#dialog);
  }

  #bring(event, carried) {
    event.preventDefault();
    const files = this.isWriting ? this.form?.element.isConnected && this.form.files : this.later.more?.files;
    if (files) files.add(carried?.files ?? []);
  }

  get isOpen() {
    return this.#dialog?.open;
  }

  /** Shows the form, or what was there before it was closed; the desk is asked about the first time only. */
  open() {
    if (this.isOpen) return;
    this.furnish();
    this.#dialog.showModal();
    this.#launcher.setAttribute("aria-expanded", "true");
    this.tell("open");
    if (!this.desk) this.#load();
    else this.focusMain();
    this.later.load().then((more) => more?.opened());
  }

  close() {
    this.#dialog?.close();
  }

  #closed() {
    this.later.more?.closed();
    this.#launcher.setAttribute("aria-expanded", "false");
    this.tell("close");
  }

  /** @param {import("./config.js").Identity} identity */
  identify(identity) {
    const isOther = JSON.stringify(identity) !== JSON.stringify(this.identity);
    this.identity = identity;
    this.prefill(prefillOf(identity));
    if (!isOther) return;
    this.later.more?.identified();
    this.tabs?.classList.toggle("kept", Boolean(identity.signature));
  }

  /** @param {import("./config.js").Prefill} given */
  prefill(given) {
    this.draft.prefill(given);
    this.form?.fill();
  }

  async #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { say } = this.reader;
    this.#body.replaceChildren(h("p", { role: "status" }, say("widget.loading")));
    this.heading.focus();
    try {
      [this.desk] = await Promise.all([this.door.settings(), this.later.words()]);
      paint(this.frame, this.desk.color);
      // Whose ticket the page's address names, and who is said to be proven, sees it at once or learns that it is not theirs.
      if (this.asked && this.identity.signature && (await (await this.later.load())?.find())) return;
      this.write();
    } catch {
      const again = h("button", { class: "go", onclick: () => this.#load() }, say("widget.again"));
      const page = link("go quiet", this.door.page, say("widget.own_page"), say("widget.new_tab"));
      this.#body.replaceChildren(h("p", { role: "alert" }, say("widget.not_loaded")), h("div", { class: "ways" }, again, page));
      again.focus();
    } finally {
      this.#isLoading = false;
    }
  }

  /** A new inquiry. */
  write() {
    const { say } = this.reader;
    this.receipt = null;
    if (!this.desk.active) return this.tellMain(h("p", {}, say("form.desk_is_closed")));
    const { door, desk, reader, draft } = this;
    const post = (inquiry) => this.later.more?.post(inquiry) ?? door.submit(inquiry);
    this.form = new Form({ door, desk, reader, draft, post, identity: () => this.identity, onsent: (...what) => this.#sent(...what) });
    this.tellMain(...this.#above(say), this.form.element);
  }

  /** What is to be read before the form. Not in the head: what is there would be moved, and pages are measured by that. */
  #above(say) {
    const about = h("p", { class: "hint", dir: "auto" }, this.desk.description || this.desk.name);
    const asked = this.asked && h("p", { class: "sum" }, say("widget.ticket_elsewhere", { number: this.asked }));
    const help = this.desk.help_content && h("div", { class: "help", dir: "auto" }, this.desk.help_content);
    return [about, asked, help].filter(Boolean);
  }

  #sent(sent, key) {
    this.draft = this.draft.next();
    this.asked = "";
    if (sent) this.receive(sent);
    else this.later.more.waiting.show(key);
  }

  /** @param {{ receipt: any, missing: string[] }} sent */
  receive(sent) {
    const { reference, public_url } = sent.receipt;
    this.tell("sent", { reference, public_url });
    this.receipt = new Receipt(this.reader, sent);
    this.tellMain(this.receipt.element);
    this.later.more?.follow();
  }

  /** Has a message, or what became of it, ready, and shows it if it is looked at. */
  tellMain(...main) {
    this.#main = main;
    if (!this.isWriting) return;
    this.show(main, true);
    this.#body.scrollTop = 0;
    if (this.isOpen) this.focusMain();
  }

  /**
   * @param {(Node | string)[]} nodes
   * @param {boolean} isWriting
   */
  show(nodes, isWriting) {
    this.isWriting = isWriting;
    this.#body.replaceChildren(...nodes);
  }

  /** The message that is written, again. */
  showMain() {
    if (this.#main.length) this.show(this.#main, true);
    else {
      this.isWriting = true;
      this.write();
    }
  }

  /** Where reading goes on. */
  focusMain() {
    if (!this.isWriting) return;
    const { title, body } = this.form?.fields ?? {};
    const field = this.form?.element.isConnected && (title.value ? body : title);
    (this.receipt?.heading ?? (field || this.heading)).focus();
  }
}
