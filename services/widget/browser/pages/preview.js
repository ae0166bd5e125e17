// A desk's settings: what is being edited is shown by the real widget, in a frame that can send nothing.

/** Milliseconds of rest after a key. */
const REST = 200;
const frame = /** @type {HTMLIFrameElement | null} */ (document.querySelector("[data-preview]"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("settings"));
const tried = /** @type {HTMLFormElement} */ (document.getElementById("tried"));
let timer = 0;
let latest = 0;

function edited() {
  const [given, chosen] = [new FormData(form), new FormData(tried)];
  return {
    help_content: String(given.get("help_content")),
    attachments: given.has("attachments"),
    max_file_bytes: Number(given.get("max_file_bytes")),
    language: String(chosen.get("language")),
    color: String(chosen.get("color")),
  };
}

function tell() {
  frame.inert = true; // until it shows that
  // The frame has no origin that could be named. It is ours, and what it is told is no secret.
  latest += 1;
  frame.contentWindow.postMessage({ edited: edited(), told: latest }, "*");
}

function later() {
  clearTimeout(timer);
  timer = window.setTimeout(tell, REST);
}

if (frame) {
  addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data?.shown === latest) frame.inert = false;
  });
  for (const each of [form, tried]) each.addEventListener("input", later);
  tried.addEventListener("submit", (event) => event.preventDefault());
  tried.hidden = false;
  // What a form that was refused still holds, or a browser has kept in its fields. It may be there already.
  frame.addEventListener("load", tell);
  tell();
}
