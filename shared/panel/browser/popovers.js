// Popovers open by themselves (popovertarget); here they are put beside their button. Dialogs open by data-dialog.
const GAP = 4;
const EDGE = 8;

// Where the open one stands. A style attribute would be copied by htmx when a swap brings the element anew, which the
// content policy refuses.
const spot = new CSSStyleSheet();

const openerOf = (popover) => {
  const openers = [...document.querySelectorAll(`[popovertarget="${CSS.escape(popover.id)}"]`)];
  return openers.find((button) => button.contains(document.activeElement)) ?? openers[0];
};

function place(popover, button) {
  const at = button.getBoundingClientRect();
  popover.classList.add("pop--placed");
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = at.bottom + GAP + height <= innerHeight - EDGE;
  const left = Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE));
  const top = below ? at.bottom + GAP : Math.max(EDGE, at.top - height - GAP);
  spot.replaceSync(`#${CSS.escape(popover.id)} { left: ${left}px; top: ${top}px; }`);
}

function onToggle(event) {
  const popover = event.target;
  if (!(popover instanceof HTMLElement) || !popover.matches("[popover]")) return;
  const button = openerOf(popover);
  const open = event.newState === "open";
  button?.setAttribute("aria-expanded", String(open));
  if (!open || !button) return;
  place(popover, button);
  const first = popover.querySelector("[autofocus]") ?? popover.querySelector("[aria-current=true], button, a, input");
  first?.focus();
}

// Up and down walk through a menu's lines; Tab works too.
function onArrow(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const popover = event.target.closest?.("[popover]");
  if (!step || !popover || event.target.matches("select, textarea, [type=date], [type=time]")) return;
  const lines = [...popover.querySelectorAll(".menu-i")];
  if (!lines.length) return;
  event.preventDefault();
  const next = (lines.indexOf(document.activeElement) + step + lines.length) % lines.length;
  lines[next].focus();
}

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

// A form that was refused stands where it was typed.
function openRefused() {
  document.querySelector("[popover][data-open]")?.showPopover();
}

// A step that htmx fetched into the dialog of the page; what has its own page needs this for no more than staying here.
function onStep(event) {
  if (event.target.id !== "step") return;
  openDialog("step");
  event.target.querySelector("[autofocus]")?.focus();
}

function closeDialog(event) {
  const closer = event.target.closest("dialog [data-close]");
  if (!closer) return;
  event.preventDefault();
  closer.closest("dialog").close();
}

export function startPopovers() {
  document.adoptedStyleSheets.push(spot);
  document.addEventListener("toggle", onToggle, true); // toggle does not bubble
  document.addEventListener("keydown", onArrow);
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) openDialog(opener.dataset.dialog);
    // A click on the backdrop lands on the dialog itself.
    if (event.target instanceof HTMLDialogElement && event.target.matches(".dlg")) event.target.close();
  });
  document.addEventListener("click", closeDialog);
  document.addEventListener("htmx:afterSwap", onStep);
  openRefused();
}
