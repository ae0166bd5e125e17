// Toasts: a success leaves after six seconds unless someone is on it, an error stays until it is dismissed.
const SECONDS = 6;

function leaveLater(toast) {
  if (toast.classList.contains("toast--err")) return;
  const held = () => toast.matches(":hover") || toast.contains(document.activeElement);
  const leave = () => (held() ? setTimeout(leave, 1000) : toast.remove());
  setTimeout(leave, SECONDS * 1000);
}

/** Shows a sentence; an error stays. The shell's own toast is the pattern, so there is one look. */
export function toast(text, { error = false } = {}) {
  const box = document.getElementById("toasts");
  if (!box) return;
  const shown = document.createElement("div");
  shown.className = error ? "toast toast--err" : "toast";
  shown.setAttribute("role", error ? "alert" : "status");
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "btn btn--sm";
  dismiss.dataset.dismiss = "";
  dismiss.textContent = "Dismiss";
  shown.append(words, dismiss);
  box.append(shown);
}

/** Says one sentence to a screen reader, without a mark on the screen. */
export function announce(text) {
  const box = document.getElementById("announcer");
  if (box) box.textContent = text;
}

export function startToasts() {
  const box = document.getElementById("toasts");
  if (!box) return;
  box.querySelectorAll(".toast").forEach(leaveLater);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node instanceof HTMLElement && node.matches(".toast")) leaveLater(node);
    }
  }).observe(box, { childList: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest(".toast, .banner")?.remove();
  });
}
