// A customer's page of one ticket keeps itself up to date: it asks whether there is news, and if so loads itself once
// more in the background and takes over what changed. What is being typed stays. Without this script nothing is missing
// but that.

const page = document.querySelector("[data-news]");
const LONG = 25; // seconds a question waits for its answer
const REST = 1000;
const LONGEST_REST = 60_000;

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Resolves when somebody looks at the page: one in the background asks nothing. */
const looked = () =>
  document.hidden
    ? new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true })).then(looked)
    : Promise.resolve();

/** What the page shows as it is now, or null where it could not be had. */
async function fresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Messages that are not there yet go where they stand in `other`; those that are there are left alone. */
function addMessages(other) {
  let before = document.getElementById("messages").lastElementChild;
  for (const message of other.querySelectorAll("#messages > .msg")) {
    const own = document.getElementById(message.id) ?? document.importNode(message, true);
    if (!own.isConnected) before.after(own);
    before = own;
  }
}

function takeOver(other) {
  const mark = other.querySelector("[data-news]")?.dataset.mark;
  if (!mark) return location.reload();
  for (const name of ["heading", "state-icon", "state", "state-acts"]) {
    const [own, theirs] = [document, other].map((each) => each.getElementById(name));
    if (!own.isEqualNode(theirs)) own.replaceChildren(...document.importNode(theirs, true).childNodes);
  }
  addMessages(other);
  document.title = other.title;
  page.dataset.mark = mark;
}

/** Asks once; answers how long to rest before the next question. */
async function ask(rest) {
  const { news, mark } = page.dataset;
  const answer = await fetch(`${news}?wait=${LONG}&seen=${encodeURIComponent(mark)}`, { cache: "no-store" });
  if (answer.status === 200) {
    const other = await fresh();
    if (other) takeOver(other);
    return REST;
  }
  if (answer.status === 204) return REST;
  if (answer.status === 404 || answer.status === 410) location.reload(); // the link ended: the page says so
  return Math.max(rest * 2, 1000 * Number(answer.headers.get("Retry-After") ?? 0));
}

async function follow() {
  let rest = REST;
  for (;;) {
    await looked();
    rest = Math.min(await ask(rest).catch(() => rest * 2), LONGEST_REST);
    // Not all at once after a cut.
    await sleep(rest * (1 + Math.random() / 2));
  }
}

if (page) follow();
