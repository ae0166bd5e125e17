// A helpdesk's form on any website: `<script src="…/helpdesk/desks/widget.js" data-desk="TOKEN" async></script>`, or
// Intum's embed code. Until it is opened it asks for nothing but itself.
import { putButton } from "./button.js";
import { configOf, identityOf } from "./config.js";
import { HelpdeskWidget } from "./element.js";
import { databaseOf } from "./names.js";

const NAME = "helpdesk-widget";
/** It is known only while the script runs for the first time. */
const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);

/** @type {import("./config.js").Config} */
let config;
/** @type {Map<string, Set<(detail?: unknown) => void>>} */
const listeners = new Map();

/** Tells the host's page; a mistake in its listener is its own. */
function tell(event, detail) {
  for (const listener of listeners.get(event) ?? []) {
    try {
      listener(detail);
    } catch (error) {
      reportError(error);
    }
  }
}

/** @type {HTMLElement} of the page: the button, and the widget itself as soon as it is made */
let element;
/** @type {HelpdeskWidget | undefined} */
let made;

/** The widget itself, made when it is first needed: most pages are left without it. */
function widget() {
  if (made) return made;
  customElements.define(NAME, HelpdeskWidget);
  customElements.upgrade(element);
  made = /** @type {HelpdeskWidget} */ (element);
  made.begin(config, tell);
  return made;
}

function mount() {
  if (!element.isConnected) document.body.append(element);
}

function open() {
  mount();
  widget().open();
}

/** @typedef {typeof api} Api what the host's page can do */

const api = {
  /** Opens the widget; the focus goes back to where it was when it is closed. */
  open,
  close() {
    made?.close();
  },
  /**
   * Says who is signed in; nobody, if it says nothing.
   * @param {Record<string, string | number>} [said] the fields of the embed code, with `signature` and `signed_at`
   */
  identify(said = {}) {
    widget().identify(identityOf(said));
  },
  /**
   * Fills in what nobody has typed yet.
   * @param {import("./config.js").Prefill & { content?: string }} given
   */
  prefill({ content, ...given }) {
    widget().prefill({ ...given, body: given.body ?? content });
  },
  /**
   * Calls `listener` when it was opened (`open`) or closed (`close`), when an inquiry was taken (`sent`, with `reference`
   * and `public_url`) and when it got its number (`number`, with `reference` and `number`).
   * @param {"open" | "close" | "sent" | "number"} event
   * @param {(detail?: any) => void} listener
   * @returns {() => void} takes it back
   */
  on(event, listener) {
    listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    return () => void listeners.get(event)?.delete(listener);
  },
};

/**
 * What was kept is sent without being opened: a database of ours is there while something waits in it, and no longer. The look
 * is the browser's own work, beside the page's; only its answer is in the page's way.
 */
async function lookForWaiting() {
  try {
    const name = databaseOf(config.desk);
    if ((await indexedDB.databases()).some((each) => each.name === name)) widget().later.bring();
  } catch {
    // Nothing can be kept here.
  }
}

function begin() {
  // Where the script stands twice, or a page of one document runs it again, the first one goes on.
  if (window.HelpdeskWidget?.identify) return;
  config = configOf(script);
  if (!config.desk) {
    console.warn("helpdesk widget: no desk is named");
    return;
  }
  element = document.createElement(NAME);
  // What the focus looks like is in the sheet of what opens.
  putButton(element, config, { onclick: open, onfocus: () => widget().furnish() });
  mount();
  window.HelpdeskWidget = api;
  document.dispatchEvent(new CustomEvent("helpdesk-widget-ready"));
  if (config.asked) open();
  else lookForWaiting();
}

if (document.body) begin();
else document.addEventListener("DOMContentLoaded", begin);
