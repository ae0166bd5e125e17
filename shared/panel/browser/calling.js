// Offers names behind an @ in an internal note. Whom a note calls is read from its words when it is saved, so a page
// without this works the same: it only spares the typing.
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
const list = (text) => text.form.querySelector("[data-calls]");
const options = (text) => [...list(text).children];
const chosen = (text) => options(text).findIndex((each) => each.ariaSelected === "true");

function option(name, index, id) {
  const made = document.createElement("div");
  made.className = "menu-i";
  made.id = `${id}-${index}`;
  made.role = "option";
  made.dir = "auto";
  made.textContent = name;
  return made;
}

function select(text, index) {
  const all = options(text);
  all.forEach((each, n) => (each.ariaSelected = String(n === index)));
  text.setAttribute("aria-activedescendant", all[index]?.id ?? "");
}

function show(text, found) {
  const box = list(text);
  box.replaceChildren(...found.map((name, index) => option(name, index, box.id)));
  box.hidden = found.length === 0;
  select(text, 0);
}

function offer(text) {
  const typed = text.selectionStart === text.selectionEnd ? begun(text.value.slice(0, text.selectionStart)) : null;
  const found = typed === null ? [] : fitting(names(text), typed);
  // A name that is whole needs no help.
  show(text, found.length === 1 && found[0].toLocaleLowerCase() === typed.toLocaleLowerCase() ? [] : found);
}

function take(text, name) {
  const typed = begun(text.value.slice(0, text.selectionStart)) ?? "";
  text.setRangeText(`${name} `, text.selectionStart - typed.length, text.selectionStart, "end");
  show(text, []);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

const KEYS = {
  ArrowDown: (text) => select(text, (chosen(text) + 1) % options(text).length),
  ArrowUp: (text) => select(text, (chosen(text) + options(text).length - 1) % options(text).length),
  Enter: (text) => take(text, options(text)[chosen(text)].textContent),
  Tab: (text) => take(text, options(text)[chosen(text)].textContent),
  Escape: (text) => show(text, []),
};

function onKey(event) {
  const text = event.target;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.isComposing;
  if (!text.matches?.("[data-calling]") || list(text).hidden || !isPlain || !KEYS[event.key]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  KEYS[event.key](text);
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
    take(name.closest("form").querySelector("[data-calling]"), name.textContent);
  });
}
