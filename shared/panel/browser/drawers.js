// The rail on a phone and the details on a narrow screen. Their links (#rail, #details) work alone through :target;
// here they open without a step in the history, take the focus in and give it back.
const KINDS = { rail: "rail--open", details: "props--open" };
let opener = null;

const isDrawer = (pane) => getComputedStyle(pane).position !== "static";

function close(pane, kind) {
  pane.classList.remove(KINDS[kind]);
  opener?.focus();
  opener = null;
}

function open(pane, kind, link) {
  opener = link;
  pane.classList.add(KINDS[kind]);
  // Visible only when its transition has begun, a frame later; a hidden element takes no focus.
  const goIn = () => pane.querySelector("a, button")?.focus();
  requestAnimationFrame(() => requestAnimationFrame(goIn));
}

/** Closes whichever drawer is open; true if one was. */
export function closeDrawers() {
  for (const [kind, opened] of Object.entries(KINDS)) {
    const pane = document.querySelector(`.${opened}`);
    if (pane) {
      close(pane, kind);
      return true;
    }
  }
  return false;
}

export function startDrawers() {
  document.addEventListener("click", (event) => {
    for (const kind of Object.keys(KINDS)) {
      const pane = document.getElementById(kind);
      if (!pane) continue;
      const link = event.target.closest(`[data-${kind}]`);
      if (link) {
        event.preventDefault();
        if (pane.classList.contains(KINDS[kind])) close(pane, kind);
        else if (isDrawer(pane)) open(pane, kind, link);
      } else if (pane.classList.contains(KINDS[kind]) && !event.target.closest(`#${kind}, [popover]`)) {
        close(pane, kind);
      }
    }
  });
}
