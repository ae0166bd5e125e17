// What htmx could not fetch: a neighbour's box offers a retry in its place, anything else says what happened.
import { toast } from "./toasts.js";

function offerRetry(box) {
  const line = document.createElement("p");
  line.className = "hint";
  const again = document.createElement("button");
  again.type = "button";
  again.className = "link";
  again.textContent = "Try again";
  again.addEventListener("click", () => window.htmx?.trigger(box, "retry"));
  line.append(`${box.dataset.box} does not answer. `, again);
  box.replaceChildren(line);
}

function failed(event) {
  const element = event.detail.elt;
  const box = element.closest("[data-box]");
  if (box) offerRetry(box);
  else if (element.closest("#rail-desks, [data-quiet]")) return; // what is only kept fresh stays as it was
  else if (event.detail.requestConfig?.verb === "get") toast("This could not be loaded. Try again in a moment.", { error: true });
  else toast("Not saved: the server did not answer as expected. What you wrote is kept.", { error: true });
}

export function startBoxes() {
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);
}
