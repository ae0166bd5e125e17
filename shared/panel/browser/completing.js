// Offers what a search can go on with, while it is typed. The server says what fits: names and tags are a matter of rights.
import { isOpen, placeOf, press, show } from "./listbox.js";

const FIELD = "[data-complete]";
const PAUSE = 120;
const offered = new WeakMap();
let asked = 0;
let pause;

async function ask(field) {
  const mine = ++asked;
  const url = new URL(field.dataset.complete, location.href);
  url.searchParams.set("typed", field.value.slice(0, field.selectionStart));
  try {
    const answer = await fetch(url);
    const { items } = answer.ok ? await answer.json() : { items: [] };
    if (mine !== asked || document.activeElement !== field) return;
    offered.set(field, items);
    // None is chosen yet: Enter goes on searching for what is typed.
    show(field, items.map((each) => each.trim()), -1);
  } catch {
    show(field, []); // no network: a search is typed without help
  }
}

function take(field, index) {
  field.setRangeText(offered.get(field)[index], 0, field.selectionStart, "end");
  show(field, []);
  ask(field);
}

function onInput(event) {
  const field = event.target;
  if (!field.matches(FIELD)) return;
  clearTimeout(pause);
  pause = setTimeout(() => ask(field), PAUSE);
}

function onKey(event) {
  const field = event.target;
  if (!field.matches?.(FIELD)) return;
  if (event.key === "ArrowDown" && !isOpen(field)) return ask(field);
  press(event, field, (index) => take(field, index));
}

function leave(field) {
  clearTimeout(pause);
  asked++;
  show(field, []);
}

/** Lets searches be completed by keys and by the pointer. */
export function startCompleting() {
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusout", (event) => event.target.matches(FIELD) && leave(event.target));
  document.addEventListener("submit", (event) => event.target.querySelectorAll(FIELD).forEach(leave));
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-completions] [role=option]");
    if (!option) return;
    event.preventDefault();
    const field = document.querySelector(`[aria-controls="${option.parentElement.id}"]`);
    take(field, placeOf(field, option));
  });
}
