// Single keys. A control takes one by data-key="s"; the rest is moving about. Off inside fields, with a modifier,
// under a dialog or popover, and altogether by the switch in the list of shortcuts (WCAG 2.1.4).
import { closeDrawers } from "./drawers.js";
import { clearSelection, moveRow, toggleRow } from "./list.js";
import { openDialog } from "./popovers.js";

const SWITCH = "helpdesk.keys";

function isOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true; // storage may be blocked
  }
}

const isField = (element) =>
  element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") ?? false;

const isCovered = () => document.querySelector("dialog[open], [popover]:popover-open") !== null;

const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });

function press(control) {
  if (isField(control)) return control.focus();
  control.click();
  document.getElementById(control.dataset.focus)?.focus();
}

// A field before a button, and what can be seen before what waits in the closed drawer of a narrow window.
function controlFor(key) {
  const controls = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const seen = controls.filter(isVisible);
  return seen.find(isField) ?? seen[0] ?? controls.find((control) => control.closest("#details"));
}

// Where the details are always shown, they are gone to.
function goToDetails() {
  document.querySelector("#details :is(button, a):not([data-details])")?.focus();
}

// Esc: leave the field, then the drawer, the selection, the ticket. Popovers and dialogs close by themselves.
function stepBack(event) {
  if (isCovered()) return;
  if (isField(document.activeElement)) document.activeElement.blur();
  else if (!closeDrawers() && !clearSelection()) document.querySelector("[data-back]")?.click();
  event.preventDefault();
}

const MOVES = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: toggleRow,
  i: goToDetails,
  "?": () => openDialog("shortcuts"),
};

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") return stepBack(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || isCovered() || !isOn()) return;
  const control = controlFor(event.key);
  const act = control ? () => press(control) : MOVES[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  if (location.hash === "#search") document.getElementById("search")?.focus();
  const toggle = document.querySelector("[data-keys-switch]");
  if (!toggle) return;
  toggle.checked = isOn();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, toggle.checked ? "on" : "off");
    } catch {
      // Kept for this page only.
    }
  });
}
