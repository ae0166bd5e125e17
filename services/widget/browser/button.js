// The button in the page, and what it needs: it is made on every page of a website, so nothing else is.
import { BUTTON } from "widget.help";
import { colours } from "./colour.js";
import { h } from "./dom.js";

const RIGHT_TO_LEFT = "ar fa he ur";
/** Styles of the element and of the button: a style sheet would take the page longer. */
const HOST = "all:initial!important;display:contents!important";
const LOOKS =
  "position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;min-height:48px;margin:0;padding:0 20px;" +
  "border:1px solid #0000;border-radius:24px;background:var(--ground);color:var(--letters);font:600 15px/1.45 system-ui,sans-serif;cursor:pointer";
/** What the host's page must not take for its own: shortcuts, and focus that it would pull into a dialog of its own. */
const KEPT_INSIDE = ["keydown", "keypress", "keyup", "focusin", "paste"];

/** @param {string | undefined} wish such as `pl-PL`; answers the language, if there are words of it */
function tagOf(wish = "") {
  const tag = wish.replace("_", "-").split("-")[0].toLowerCase();
  return Object.hasOwn(BUTTON, tag) && tag;
}

/** @param {string | undefined} color of a desk */
export function paint(frame, color) {
  const [ground, letters] = colours(color);
  frame.style.cssText = `--ground:${ground};--letters:${letters}`;
}

/**
 * Puts the button into an element of ours, in a shadow root: styles of the host's page end at its edge, keys of ours too.
 * @param {HTMLElement} element
 * @param {import("./config.js").Config} config
 * @param {{ onclick: () => void, onfocus?: () => void }} on
 */
export function putButton(element, { locale, dir, color }, on) {
  const root = element.attachShadow({ mode: "open" });
  const tag = tagOf(locale) || tagOf(document.documentElement.lang) || tagOf(navigator.language) || "en";
  const button = h("button", { class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", ...on }, BUTTON[tag]);
  const frame = h("div", { class: "frame", lang: tag, dir: dir ?? (RIGHT_TO_LEFT.includes(tag) ? "rtl" : "ltr") }, button);
  element.style.cssText = HOST;
  button.style.cssText = LOOKS;
  paint(frame, color);
  for (const name of KEPT_INSIDE) root.addEventListener(name, (event) => event.stopPropagation());
  root.append(frame);
}
