// The list: walking through it, choosing rows, and doing one thing to each of the chosen ones.
import { toast } from "./toasts.js";

const LINKS = ".row-link, .snzrow a";
const boxes = () => [...document.querySelectorAll(".row-sel input")];
let chosen = new Set();

function count() {
  chosen = new Set(boxes().flatMap((box) => (box.checked ? [box.value] : [])));
  for (const out of document.querySelectorAll("[data-selected-count]")) out.textContent = String(chosen.size);
}

// Rows are swapped when the list changes; what left the list is chosen no more.
function putBack() {
  for (const box of boxes()) box.checked = chosen.has(box.value);
  count();
}

/** Leaves all chosen rows; true if there were any. */
export function clearSelection() {
  const any = chosen.size > 0;
  document.querySelector(".listpane")?.classList.remove("has-sel");
  chosen.clear();
  putBack();
  return any;
}

/** Chooses or leaves the row that holds the focus, else that of the open ticket, else the first. */
export function toggleRow() {
  const focused = document.activeElement?.closest(".row");
  const row = focused ?? document.querySelector(".row--on") ?? document.querySelector(".row");
  const box = row?.querySelector(".row-sel input");
  if (!box) return;
  box.checked = !box.checked;
  if (!focused) row.querySelector(LINKS)?.focus();
  count();
}

/** Moves the focus to the next (1) or previous (-1) ticket. */
export function moveRow(step) {
  const links = [...document.querySelectorAll(LINKS)];
  if (!links.length) return;
  const here = document.activeElement?.closest(".row, .snzrow")?.querySelector(LINKS);
  const at = links.indexOf(here ?? document.querySelector(".row-link[aria-current]"));
  const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// The form that stands on the ticket's own page; it answers by going back to that page.
async function send(url, name, value) {
  try {
    const body = new URLSearchParams({ [name]: value });
    const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
    return answer.type === "opaqueredirect";
  } catch {
    return false; // no network: nothing was changed
  }
}

// A dialog changed tickets of the list behind it: none of them is chosen any more.
function onStep(event) {
  if (event.target.id !== "step" || !event.target.querySelector("[data-list-changed]")) return;
  clearSelection();
  fetchList().catch(() => location.reload());
}

async function fetchList() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [document.getElementById("list"), page.getElementById("list")];
  if (!old || !fresh) return location.reload();
  old.replaceChildren(...fresh.childNodes);
  globalThis.htmx?.process(old);
  putBack();
}

async function doToEach(button) {
  const bar = button.closest("[data-selection]");
  const { each, name, value, told } = button.dataset;
  const ids = [...chosen];
  bar.inert = true; // a second click would send everything again
  const refused = [];
  for (const id of ids) {
    if (!(await send(`${bar.dataset.selection}${id}/${each}`, name, value))) refused.push(id);
  }
  chosen = new Set(refused);
  putBack();
  await fetchList().catch(() => (bar.inert = false));
  if (ids.length > refused.length) toast(`${ids.length - refused.length} ${told}.`);
  if (refused.length) toast(`${refused.length} could not be changed and stay selected.`, { error: true });
}

export function startList() {
  document.querySelector(".row--on")?.scrollIntoView({ block: "nearest" });
  count(); // some browsers keep boxes ticked over a reload
  document.addEventListener("change", (event) => {
    if (event.target.closest(".row-sel")) count();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-select]")) document.querySelector(".listpane")?.classList.toggle("has-sel");
    if (event.target.closest("[data-clear-selection]")) clearSelection();
    const button = event.target.closest("[data-each]");
    if (button && chosen.size) doToEach(button);
  });
  document.addEventListener("htmx:afterSwap", putBack);
  document.addEventListener("htmx:afterSwap", onStep);
}
