// The list: how many are selected, "Select" on a phone, and the selection put back after a swap.
const boxes = () => [...document.querySelectorAll(".row-sel input")];
const chosen = new Set();

function count() {
  for (const box of boxes()) box.checked ? chosen.add(box.value) : chosen.delete(box.value);
  for (const out of document.querySelectorAll("[data-selected-count]")) out.textContent = String(chosen.size);
  for (const bar of document.querySelectorAll("[data-selection]")) bar.hidden = !chosen.size;
}

function clear() {
  chosen.clear();
  for (const box of boxes()) box.checked = false;
  document.querySelector(".listpane")?.classList.remove("has-sel");
  count();
}

/** Selects or leaves the row that holds the focus. */
export function toggleRow() {
  const row = document.activeElement?.closest(".row") ?? document.querySelector(".row--on");
  const box = row?.querySelector(".row-sel input");
  if (!box) return;
  box.checked = !box.checked;
  count();
}

/** Moves the focus to the next (1) or previous (-1) ticket. */
export function moveRow(step) {
  const links = [...document.querySelectorAll(".row-link")];
  if (!links.length) return;
  const here = document.activeElement?.closest(".row")?.querySelector(".row-link");
  const at = links.indexOf(here ?? document.querySelector(".row-link[aria-current]"));
  const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

export function startList() {
  document.querySelector(".row--on")?.scrollIntoView({ block: "nearest" });
  document.addEventListener("change", (event) => {
    if (event.target.closest(".row-sel")) count();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-select]")) document.querySelector(".listpane")?.classList.toggle("has-sel");
    if (event.target.closest("[data-clear-selection]")) clear();
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const box of boxes()) box.checked = chosen.has(box.value);
    count();
  });
}
