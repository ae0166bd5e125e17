// A helpdesk's form on any website: `<script src="…/helpdesk/desks/widget.js" data-desk="TOKEN" async></script>`, or
// Intum's embed code. Until it is opened it asks for nothing but itself.
import { addressed, configOf, identityOf } from "./config.js";
import { HelpdeskWidget } from "./element.js";

const NAME = "helpdesk-widget";
/** It is known only while the script runs for the first time. */
const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);

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

/** @param {HelpdeskWidget} element */
function mount(element) {
  if (!element.isConnected) document.body.append(element);
}

/** @typedef {ReturnType<typeof api>} Api what the host's page can do */

/** @param {HelpdeskWidget} element */
const api = (element) => ({
  /** Opens the widget; the focus goes back to where it was when it is closed. */
  open() {
    mount(element);
    element.open();
  },
  close() {
    element.close();
  },
  /**
   * Says who is signed in; nobody, if it says nothing.
   * @param {Record<string, string | number>} [said] the fields of the embed code, with `signature` and `signed_at`
   */
  identify(said = {}) {
    element.identify(identityOf(said));
  },
  /**
   * Fills in what nobody has typed yet.
   * @param {import("./config.js").Prefill & { content?: string }} given
   */
  prefill({ content, ...given }) {
    element.prefill({ ...given, body: given.body ?? content });
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
});

function begin() {
  // Where the script stands twice, or a page of one document runs it again, the first one goes on.
  if (customElements.get(NAME)) return;
  const config = configOf(script);
  if (!config.desk) {
    console.warn("helpdesk widget: no desk is named, see data-desk or desk_token");
    return;
  }
  customElements.define(NAME, HelpdeskWidget);
  const element = /** @type {HelpdeskWidget} */ (document.createElement(NAME));
  const { number, prefill } = addressed(location.search);
  element.begin(config, tell);
  element.asked = number;
  element.prefill(prefill);
  mount(element);
  window.HelpdeskWidget = api(element);
  document.dispatchEvent(new CustomEvent("helpdesk-widget-ready"));
  if (number) element.open();
}

if (document.body) begin();
else document.addEventListener("DOMContentLoaded", begin, { once: true });
