// What is being written is kept on the server too, so that it can be gone on with on another device. What the server has not
// got from this device yet comes first.
import * as drafts from "./drafts.js";

const PAUSE = 1200; // milliseconds without a key
const KINDS = { comment: "reply", note: "note" };
const timers = new Map();
const underWay = new Map();
const stored = new Set();
const lookups = new WeakMap();

const there = (audience) => `${audience}:there`;
const address = (form, audience) => `${form.dataset.kept}/${KINDS[audience]}`;
const ticked = (form, audience) =>
  [...form.querySelectorAll(`[name=${audience}_drafts]:checked`)].map((box) => box.value);

async function ask(url, options = {}) {
  try {
    return await fetch(url, options);
  } catch {
    return null; // no line: nothing is lost, it is on this device
  }
}

async function store(form, audience, kept) {
  const url = address(form, audience);
  const body = form.elements[audience].value;
  if (!body.trim()) return stored.delete(url) && ask(url, { method: "DELETE", keepalive: true });
  const draft = JSON.stringify({ body, attachment_ids: ticked(form, audience) });
  const headers = { "content-type": "application/json" };
  const answer = await ask(url, { method: "PUT", headers, body: draft, keepalive: true });
  if (!answer?.ok) return null;
  stored.add(url);
  drafts.keep(form.dataset.draft, there(audience), body);
  return kept();
}

async function lookUp(form) {
  const answer = await ask(form.dataset.kept);
  return answer?.ok ? (await answer.json()).items : null;
}

/** Stores what was begun when the writing pauses; `kept` is called when the server has it. */
export function keepThere(form, audience, kept) {
  if (!form.dataset.kept) return;
  const url = address(form, audience);
  const now = () => {
    forgetWaiting(form, audience);
    underWay.set(
      url,
      store(form, audience, kept).finally(() => underWay.delete(url)),
    );
  };
  forgetWaiting(form, audience);
  timers.set(url, { timer: setTimeout(now, PAUSE), now });
}

/** Leaves what waits for a pause unstored: it is being sent. */
export function forgetWaiting(form, audience) {
  const url = address(form, audience);
  clearTimeout(timers.get(url)?.timer);
  timers.delete(url);
}

/** What was sent is a draft no more. The server has thrown it away; what was still under way there may not bring it back. */
export async function forgetThere(form, audience) {
  const url = address(form, audience);
  if (!underWay.has(url)) return;
  await underWay.get(url);
  stored.delete(url);
  const left = await lookUp(form);
  if (left?.some((draft) => draft.kind === KINDS[audience])) await ask(url, { method: "DELETE" });
}

function tick(form, audience, file) {
  if (form.querySelector(`[name=${audience}_drafts][value="${file.id}"]`)) return;
  const label = document.createElement("label");
  label.className = "check";
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", name: `${audience}_drafts`, value: file.id, checked: true });
  const name = document.createElement("bdi");
  name.textContent = file.name;
  label.append(box, name);
  form.querySelector(`[data-chosen=${audience}_files]`).before(label);
}

/** Goes on, once a page, with what was written or sent elsewhere since; answers whether that is something else. */
export async function goOn(form, audience) {
  const field = form.elements[audience];
  const here = field.value;
  const url = address(form, audience);
  if (!form.dataset.kept || stored.has(url)) return false;
  if (here && here !== drafts.read(form.dataset.draft, there(audience))) return false;
  stored.add(url);
  const begun = lookups.get(form) ?? lookUp(form);
  lookups.set(form, begun);
  const draft = (await begun)?.find((each) => each.kind === KINDS[audience]);
  if (!(await begun) || field.value !== here) return false; // no line, or written meanwhile
  if (!draft) stored.delete(url);
  draft?.attachments.forEach((file) => tick(form, audience, file));
  field.value = draft?.body ?? "";
  return field.value !== here;
}

export function startBegun() {
  // What waits for a pause goes out with the page.
  addEventListener("pagehide", () => {
    for (const { now } of [...timers.values()]) now();
  });
}
