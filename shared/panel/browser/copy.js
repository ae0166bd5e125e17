// Buttons that copy a text of the page; where the clipboard is closed to us, the text is selected instead.
import { toast } from "./toasts.js";

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

export function startCopy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.textContent);
      toast("Copied");
    } catch {
      select(source);
      toast("Selected: copy it with your keyboard");
    }
  });
}
