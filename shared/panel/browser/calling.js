// Offers names behind an @ in an internal note. Whom a note calls is read from its words when it is saved, so a page
// without this works the same: it only spares the typing.
import { placeOf, press, show } from "./listbox.js";

const BEGUN = /(?:^|[^\p{L}\p{N}@.])@([\p{L}\p{N}][\p{L}\p{N} .'’-]{0,60})?$/u;
const MOST = 6;

/** What is typed behind the last @ before the caret, or null where no name begins. */
export function begun(before) {
  const found = BEGUN.exec(before);
  return found ? (found[1] ?? "") : null;
}

/** The names of which a word begins so, at most six. */
export function fitting(names, typed) {
  const wanted = typed.toLocaleLowerCase();
  const fits = (name) => name.startsWith(wanted) || name.includes(` ${wanted}`);
  return names.filter((name) => fits(name.toLocaleLowerCase())).slice(0, MOST);
}

const names = (text) => [...text.form.querySelectorAll("[data-callable] option")].map((each) => each.value);
const offered = new WeakMap();

function offer(text) {
  const typed = text.selectionStart === text.selectionEnd ? begun(text.value.slice(0, text.selectionStart)) : null;
  const found = typed === null ? [] : fitting(names(text), typed);
  // A name that is whole needs no help.
  const isWhole = found.length === 1 && found[0].toLocaleLowerCase() === typed.toLocaleLowerCase();
  offered.set(text, isWhole ? [] : found);
  show(text, offered.get(text));
}

function take(text, index) {
  const typed = begun(text.value.slice(0, text.selectionStart)) ?? "";
  text.setRangeText(`${offered.get(text)[index]} `, text.selectionStart - typed.length, text.selectionStart, "end");
  show(text, []);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function onKey(event) {
  const text = event.target;
  if (text.matches?.("[data-calling]")) press(event, text, (index) => take(text, index));
}

/** Lets names be chosen in the notes of a page. */
export function startCalling() {
  document.addEventListener("input", (event) => event.target.matches("[data-calling]") && offer(event.target));
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusout", (event) => event.target.matches("[data-calling]") && show(event.target, []));
  // Before the note loses the focus, which would close the list.
  document.addEventListener("mousedown", (event) => {
    const name = event.target.closest("[data-calls] [role=option]");
    if (!name) return;
    event.preventDefault();
    const text = name.closest("form").querySelector("[data-calling]");
    take(text, placeOf(text, name));
  });
}
