// In the preview's frame, before the widget: answers it what a server would say of the desk, with what is being edited,
// and takes nothing. The frame's policy lets nothing out either; this says so where somebody presses Send. Files seem to come.

const NAME = "helpdesk-widget";
const SOON = 50;
/** A file that is tried seems to come in so many steps, each `STEP` milliseconds after the other. */
const STEPS = 20;
const STEP = 60;
const page = document.body;
const saved = JSON.parse(page.dataset.desk ?? "{}");
let desk = saved;
/** Which of the messages from the page around is shown. */
let told = 0;

const answer = (status, said) => new Response(JSON.stringify(said), { status, headers: { "Content-Type": "application/json" } });

window.fetch = async (address, { method = "GET" } = {}) =>
  method === "GET" && String(address).endsWith(`/desks/${page.dataset.token}`) ? answer(200, desk) : answer(403, { title: page.dataset.said });

let isQuiet = false;
const take = HTMLElement.prototype.focus;
const { showModal } = HTMLDialogElement.prototype;

// What opens takes the focus, also out of the page around, where somebody types.
HTMLElement.prototype.focus = function (...how) {
  if (!isQuiet) take.apply(this, how);
};
HTMLDialogElement.prototype.showModal = function () {
  if (!isQuiet) return showModal.apply(this);
  this.setAttribute("open", "");
  this.style.zIndex = "2147483001"; // over the button, as what is modal
};

/** Before the form's own listener, which would begin to send. */
function takeNothing(event) {
  event.preventDefault();
  event.stopPropagation();
  const note = event.target.querySelector("[role=alert]");
  note.textContent = page.dataset.said;
  note.hidden = false;
}

/** As a door brings a file, with its progress; nothing of it leaves. */
function bringNothing(_, progress) {
  let timer = 0;
  const done = new Promise((resolve) => {
    let step = 0;
    timer = window.setInterval(() => {
      progress(++step / STEPS);
      if (step < STEPS) return;
      clearInterval(timer);
      resolve({ id: "tried" });
    }, STEP);
  });
  return { done, cancel: () => clearInterval(timer) };
}

const widget = () => /** @type {import("../element.js").HelpdeskWidget} */ (document.querySelector(NAME));

const pause = () => new Promise((resolve) => setTimeout(resolve, SOON));

/** Opens it and tells whoever shows the frame when the form, or why there is none, can be seen. */
async function show(open) {
  const shown = widget();
  isQuiet = parent !== window;
  shown.shadowRoot.addEventListener("submit", takeNothing, { capture: true });
  open();
  // The second file would put its own way into this place.
  Object.defineProperty(shown.door, "bring", { get: () => bringNothing, set() {} });
  while (!shown.desk) await pause();
  await pause();
  if (!shown.isConnected) return; // a newer one is on its way
  isQuiet = false;
  parent.postMessage({ shown: told }, "*");
}

/** The widget once more, as a page would get it that names what was chosen. */
function renew({ language, color }) {
  const old = widget();
  const config = { ...old.config, locale: language || old.config.locale, color };
  const fresh = /** @type {import("../element.js").HelpdeskWidget} */ (document.createElement(NAME));
  old.remove();
  fresh.begin(config, () => {});
  page.append(fresh);
  show(() => fresh.open());
}

addEventListener("message", ({ source, data }) => {
  if (source !== parent || typeof data?.edited !== "object") return;
  told = data.told;
  desk = { ...saved, ...data.edited };
  renew(desk);
});
document.addEventListener("helpdesk-widget-ready", () => show(window.HelpdeskWidget.open));
