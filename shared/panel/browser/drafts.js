// Drafts on this device, one per ticket, person and audience; forgotten when sent, and all of them at sign-out.
const PREFIX = "helpdesk.draft:";
const SENDING = "helpdesk.sending";

function attempt(action) {
  try {
    return action();
  } catch {
    return null; // storage may be blocked or full: then there is no draft, and nothing else breaks
  }
}

const key = (owner, audience) => `${PREFIX}${owner}:${audience}`;

export const read = (owner, audience) => attempt(() => localStorage.getItem(key(owner, audience))) ?? "";

export function keep(owner, audience, text) {
  attempt(() =>
    text ? localStorage.setItem(key(owner, audience), text) : localStorage.removeItem(key(owner, audience)),
  );
}

/** Remembers across the page load that this draft is on its way. */
export const sending = (owner, audience) =>
  attempt(() => sessionStorage.setItem(SENDING, JSON.stringify([owner, audience])));

/** What was on its way when the last page was left: [owner, audience], once. */
export function sent() {
  const found = attempt(() => JSON.parse(sessionStorage.getItem(SENDING) ?? "null"));
  attempt(() => sessionStorage.removeItem(SENDING));
  return found;
}

export function forgetAll() {
  attempt(() => {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    names.forEach((name) => localStorage.removeItem(name));
  });
}
