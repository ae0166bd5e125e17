// Offers below a field in which somebody types: the focus stays in the field, arrows walk through the list.
const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const options = (field) => [...listOf(field).children];
const chosen = (field) => options(field).findIndex((each) => each.ariaSelected === "true");

function option(words, index, id) {
  const made = document.createElement("div");
  made.className = "menu-i";
  made.id = `${id}-${index}`;
  made.role = "option";
  made.dir = "auto";
  made.textContent = words;
  return made;
}

function select(field, index) {
  const all = options(field);
  all.forEach((each, n) => (each.ariaSelected = String(n === index)));
  field.setAttribute("aria-activedescendant", all[index]?.id ?? "");
  all[index]?.scrollIntoView({ block: "nearest" });
}

/** Shows these offers, that at `index` chosen; none closes the list. */
export function show(field, offers, index = 0) {
  const box = listOf(field);
  box.replaceChildren(...offers.map((words, n) => option(words, n, box.id)));
  box.hidden = offers.length === 0;
  if (field.ariaExpanded !== null) field.ariaExpanded = String(!box.hidden);
  select(field, index);
}

export const isOpen = (field) => !listOf(field).hidden;

const MOVES = {
  ArrowDown: (field, at, count) => select(field, (at + 1) % count),
  ArrowUp: (field, at, count) => select(field, (at <= 0 ? count : at) - 1),
  Escape: (field) => show(field, []),
};

/** What a key does to an open list; `take` gets the place of the offer that was taken. */
export function press(event, field, take) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.isComposing;
  const at = chosen(field);
  const takes = ["Enter", "Tab"].includes(event.key) && at >= 0;
  if (!isOpen(field) || !isPlain || !(takes || MOVES[event.key])) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (takes) take(at);
  else MOVES[event.key](field, at, options(field).length);
}

/** The place of the offer that a pointer is on. */
export const placeOf = (field, target) => options(field).indexOf(target.closest("[role=option]"));
