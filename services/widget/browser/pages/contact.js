// A desk's own form. While very much is sent to the helpdesk, the page is answered with a puzzle and what was typed: it
// solves it and sends the same once more. Without this script a person looks at what was sent first.
import { prove } from "../more/proof.js";

/** What the server takes for: this page could solve a puzzle. */
const ASK = "ask";
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-proof]"));

async function begin() {
  const proof = /** @type {HTMLInputElement} */ (form.elements.namedItem("proof"));
  proof.disabled = false;
  proof.value = ASK;
  if (!form.dataset.challenge) return;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  proof.value = await prove(JSON.parse(form.dataset.challenge));
  form.submit();
}

if (form) begin();
