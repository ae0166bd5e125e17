// The button and the dialog, in a shadow root: styles of the host's page end at its edge, keys of ours too.
import { colours } from "./colour.js";
import { prefillOf } from "./config.js";
import { h, link, signButton } from "./dom.js";
import { Door } from "./door.js";
import { Draft } from "./draft.js";
import { Form } from "./form.js";
import { Receipt } from "./sent.js";
import styles from "./styles.css";
import { reader } from "./words.js";

/** What the host's page must not take for its own: shortcuts, and focus that it would pull into a dialog of its own. */
const KEPT_INSIDE = ["keydown", "keypress", "keyup", "focusin", "paste"];

export class HelpdeskWidget extends HTMLElement {
  /** @type {Draft} */
  draft = new Draft();
  /** @type {string} a ticket's number that the page's address named */
  asked = "";
  #dialog;
  #launcher;
  #body;
  #form;
  #receipt;
  #isLoading = false;
  #following = new AbortController();

  /**
   * @param {import("./config.js").Config} config
   * @param {(event: string, detail?: unknown) => void} tell
   */
  begin(config, tell) {
    this.config = config;
    this.tell = tell;
    this.identity = config.identity;
    this.door = new Door(config);
    this.reader = reader(config.locale, document.documentElement.lang, navigator.language);
    this.draft.prefill(prefillOf(config.identity));
    this.#build(this.attachShadow({ mode: "open" }));
  }

  #build(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    const { say, tag, dir } = this.reader;
    this.#launcher = h("button", { class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open() }, say("widget.help"));
    this.#body = h("div", { class: "body" });
    this.#dialog = this.#window(say);
    this.frame = h("div", { class: "frame", lang: tag, dir: this.config.dir ?? dir }, this.#launcher, this.#dialog);
    this.#paint(this.config.color);
    for (const name of KEPT_INSIDE) root.addEventListener(name, (event) => event.stopPropagation());
    root.append(this.frame);
  }

  #window(say) {
    this.heading = h("h2", { id: "heading", tabindex: "-1" }, say("form.write_to_us"));
    const close = signButton(say("widget.close"), "×", () => this.close());
    const dialog = h("dialog", { "aria-labelledby": "heading", onclose: () => this.#closed() }, h("header", {}, this.heading, close), this.#body);
    // Beside the dialog; where a press began counts, so that marking words over its edge closes nothing.
    dialog.addEventListener("pointerdown", (event) => isBeside(dialog, event) && this.close());
    dialog.addEventListener("dragover", (event) => event.preventDefault());
    dialog.addEventListener("drop", (event) => this.#bring(event, event.dataTransfer));
    dialog.addEventListener("paste", (event) => event.clipboardData?.files.length && this.#bring(event, event.clipboardData));
    return dialog;
  }

  #bring(event, carried) {
    event.preventDefault();
    if (this.#form?.element.isConnected) this.#form.files?.add(carried?.files ?? []);
  }

  #paint(color) {
    const [ground, letters] = colours(color);
    this.frame.style.setProperty("--ground", ground);
    this.frame.style.setProperty("--letters", letters);
  }

  get isOpen() {
    return Boolean(this.#dialog?.open);
  }

  /** Shows the form, or what was sent; the desk is asked about the first time only. */
  open() {
    if (this.isOpen) return;
    this.#dialog.showModal();
    this.#launcher.setAttribute("aria-expanded", "true");
    this.tell("open");
    if (!this.#form) this.#load();
    else this.#focus();
    if (this.#receipt) this.#follow();
  }

  close() {
    this.#dialog.close();
  }

  #closed() {
    this.#following.abort();
    this.#launcher.setAttribute("aria-expanded", "false");
    this.tell("close");
  }

  /** @param {import("./config.js").Identity} identity */
  identify(identity) {
    this.identity = identity;
    this.prefill(prefillOf(identity));
  }

  /** @param {import("./config.js").Prefill} given */
  prefill(given) {
    this.draft.prefill(given);
    this.#form?.fill();
  }

  async #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { say } = this.reader;
    this.#body.replaceChildren(h("p", { role: "status" }, say("widget.loading")));
    this.heading.focus();
    try {
      this.desk = await this.door.settings();
      this.#paint(this.desk.color);
      this.#write();
    } catch {
      this.#body.replaceChildren(h("p", { role: "alert" }, say("widget.not_loaded")), this.#ways(say));
      this.#body.querySelector("button").focus();
    } finally {
      this.#isLoading = false;
    }
  }

  #ways(say) {
    const again = h("button", { type: "button", class: "go", onclick: () => this.#load() }, say("widget.again"));
    const page = link("go quiet", this.door.page, say("widget.own_page"), say("widget.new_tab"));
    return h("div", { class: "ways" }, again, page);
  }

  /** A new inquiry. */
  #write() {
    const { say } = this.reader;
    this.#receipt = null;
    if (!this.desk.active) {
      this.#body.replaceChildren(h("p", {}, say("form.desk_is_closed")));
      return;
    }
    const given = { door: this.door, desk: this.desk, reader: this.reader, draft: this.draft };
    this.#form = new Form({ ...given, identity: () => this.identity, onsent: (...what) => this.#sent(...what) });
    this.#body.replaceChildren(...this.#above(say), this.#form.element);
    this.#focus();
  }

  /** What is to be read before the form. Not in the head: what is there would be moved, and pages are measured by that. */
  #above(say) {
    const about = h("p", { class: "hint", dir: "auto" }, this.desk.description || this.desk.name);
    const asked = this.asked && h("p", { class: "sum" }, say("widget.ticket_elsewhere", { number: this.asked }));
    const help = this.desk.help_content && h("div", { class: "help", dir: "auto" }, this.desk.help_content);
    return [about, asked, help].filter(Boolean);
  }

  #sent(receipt, missing) {
    const { door, desk, reader } = this;
    const { reference, public_url } = receipt;
    this.tell("sent", { reference, public_url });
    this.draft = this.draft.next();
    this.asked = "";
    const onnumber = (number) => this.tell("number", { reference, number });
    this.#receipt = new Receipt({ door, desk, reader, receipt, missing, onnumber, onanother: () => this.#write() });
    this.#body.replaceChildren(this.#receipt.element);
    this.#body.scrollTop = 0;
    if (!this.isOpen) return;
    this.#focus();
    this.#follow();
  }

  #follow() {
    this.#following.abort();
    this.#following = new AbortController();
    this.#receipt.follow(this.#following.signal);
  }

  /** Where reading goes on. */
  #focus() {
    const { title, body } = this.#form.fields;
    (this.#receipt?.heading ?? (title.value ? body : title)).focus();
  }
}

/** The ground behind a dialog belongs to it, too. */
function isBeside(dialog, { target, clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}
