// The composer: who is addressed, two drafts that never mix, and a last look before something leaves the building.
import { forgetThere, forgetWaiting, goOn, keepThere } from "./begun.js";
import * as drafts from "./drafts.js";
import { acceptDrops, showChosen } from "./files.js";
import { doubts, mentions } from "./guard.js";
import { announce } from "./toasts.js";

const AUDIENCES = ["comment", "note"];
const text = (form, audience) => form.elements[audience];
const audienceOf = (form) => form.elements.audience.value;
const colleagues = (form) => form.dataset.colleagues.split(",").filter(Boolean);
const ownNumber = () => document.querySelector(".stub")?.textContent ?? "";

function choose(form, audience) {
  form.querySelector(`[name=audience][value=${audience}]`).checked = true;
  text(form, audience).focus();
}

function showDrafts(form) {
  for (const audience of AUDIENCES) {
    const option = form.querySelector(`[name=audience][value=${audience}]`).closest(".cmp-opt");
    option.classList.toggle("cmp-opt--draft", text(form, audience).value.trim() !== "");
  }
  const warning = form.querySelector("[data-mention-warning]");
  warning.hidden = mentions(text(form, "comment").value, colleagues(form)).length === 0;
}

function tell(form, words) {
  form.querySelector("[data-draft-state]").textContent = words;
}

function keepDraft(form, audience) {
  keepHere(form, audience);
  tell(form, "Draft kept on this device");
  keepThere(form, audience, () => tell(form, "Draft kept"));
}

function keepHere(form, audience) {
  drafts.keep(form.dataset.draft, audience, text(form, audience).value);
  showDrafts(form);
}

async function goOnElsewhere(event) {
  const form = event.target.closest?.("[data-composer]");
  const audience = event.target.name;
  if (!form || !AUDIENCES.includes(audience) || !(await goOn(form, audience))) return;
  keepHere(form, audience);
  tell(form, "Begun on another device");
}

// A draft goes only when the page says that it was sent; after anything else it is still here.
function restore(form) {
  const [owner, audience] = drafts.sent() ?? [];
  const arrived = document.querySelector("#toasts .toast:not(.toast--err)") !== null;
  if (owner === form.dataset.draft && arrived) drafts.keep(owner, audience, "");
  for (const each of AUDIENCES) text(form, each).value ||= drafts.read(form.dataset.draft, each);
  showDrafts(form);
}

// The one direction in which text crosses, and only by a button of its own.
function moveToNote(form) {
  const [from, to] = [text(form, "comment"), text(form, "note")];
  to.value = [to.value, from.value].filter(Boolean).join("\n\n");
  from.value = "";
  AUDIENCES.forEach((audience) => keepDraft(form, audience));
  choose(form, "note");
  announce("The text is in the internal note now.");
}

// The words of a canned reply go behind what was begun, to be edited there.
function putIntoReply(event) {
  const putter = event.target.closest("dialog [data-into-reply]");
  const form = document.querySelector("[data-composer]");
  if (!putter || !form) return;
  event.preventDefault();
  const words = document.getElementById(putter.dataset.intoReply).value;
  const reply = text(form, "comment");
  reply.value = [reply.value.trimEnd(), words].filter(Boolean).join("\n\n");
  keepDraft(form, "comment");
  putter.closest("dialog").close();
  choose(form, "comment");
}

function askGuard(form, button, reasons) {
  const guard = document.getElementById("reply-guard");
  const lines = reasons.map(([words, reason]) => {
    const line = document.createElement("li");
    const mark = document.createElement("span");
    mark.className = "tag";
    mark.textContent = words;
    line.append(mark, reason);
    return line;
  });
  guard.querySelector("[data-reasons]").replaceChildren(...lines);
  guard.onclick = (event) => {
    const answer = event.target.closest("[data-guard]")?.dataset.guard;
    if (!answer) return;
    guard.close();
    if (answer === "note") moveToNote(form);
    if (answer === "edit") text(form, "comment").focus();
    if (answer === "send") {
      form.dataset.sure = "yes";
      button.click();
    }
  };
  guard.showModal();
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation(); // htmx listens on the form itself and must not send either
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches("[data-composer]")) return;
  // Enter in no button of ours: what is sent is always what the eye sees.
  const button = event.submitter ?? form.querySelector(`[data-send=${audienceOf(form)}]`);
  const audience = button.dataset.send;
  if (audience !== audienceOf(form) || !text(form, audience).value.trim()) {
    stop(event);
    return choose(form, audienceOf(form));
  }
  const reasons = audience === "comment" ? doubts(text(form, "comment").value, colleagues(form), ownNumber()) : [];
  if (reasons.length && form.dataset.sure !== "yes") {
    stop(event);
    return askGuard(form, button, reasons);
  }
  delete form.dataset.sure;
  forgetWaiting(form, audience);
  drafts.sending(form.dataset.draft, audience);
}

// Sent by htmx: the page stays, so the field that was sent is emptied here and only then.
function onSent(event) {
  const form = event.detail.elt;
  if (!form.matches?.("[data-composer]") || !event.detail.successful) return;
  const [, audience] = drafts.sent() ?? [];
  if (!audience) return;
  text(form, audience).value = "";
  form.querySelectorAll(`[name=${audience}_drafts]`).forEach((box) => box.closest("label").remove());
  if (audience === "comment") form.elements.send_at.value = "";
  form.querySelector(".pop:popover-open")?.hidePopover();
  const files = form.elements[`${audience}_files`];
  if (files) {
    files.value = "";
    showChosen(form, files);
  }
  keepHere(form, audience);
  forgetThere(form, audience);
  tell(form, "");
}

function prepare(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "yes";
  restore(form);
  acceptDrops(form, () => audienceOf(form));
}

function prepareAll() {
  document.querySelectorAll("[data-composer]").forEach(prepare);
}

function scrollToNews() {
  const conversation = document.getElementById("conv");
  if (conversation && !location.hash) conversation.scrollTop = conversation.scrollHeight;
}

function onChange(event) {
  const form = event.target.closest("[data-composer]");
  if (!form) return;
  if (event.target.type === "file") showChosen(form, event.target);
}

function onKey(event) {
  const form = event.target.closest?.("[data-composer]");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  // A click and not requestSubmit: htmx takes the address of the button that was clicked last.
  form.querySelector(`.cmp-bar [data-send=${audienceOf(form)}]`).click();
}

export function startComposer() {
  prepareAll();
  scrollToNews();
  document.addEventListener("htmx:afterSettle", prepareAll);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("htmx:afterRequest", onSent);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", goOnElsewhere);
  document.addEventListener("click", putIntoReply);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-composer]");
    if (form && AUDIENCES.includes(event.target.name)) keepDraft(form, event.target.name);
  });
  document.addEventListener("click", (event) => {
    const mover = event.target.closest("[data-move-to-note]");
    if (mover) moveToNote(mover.closest("[data-composer]"));
    // A pointer on "Public reply" or "Internal note" means to write; arrow keys (detail 0) stay on the switch.
    const option = event.detail > 0 ? event.target.closest(".cmp-opt") : null;
    if (option) requestAnimationFrame(() => choose(option.closest("form"), option.querySelector("input").value));
  });
  // Only after the other submit listeners: signing out leaves nothing of a ticket on the device.
  document.addEventListener("submit", (event) => event.target.matches("[data-sign-out]") && drafts.forgetAll());
}
