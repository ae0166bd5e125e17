// The helpdesk's public JSON door, as the widget uses it. Never with cookies.

const SOON = 20_000;
/** Seconds that the server may wait for a number before it answers. */
const WAIT = 25;

/** The server's own no; any other error means that nothing came back. `errors` names fields. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, title?: string, errors?: { field: string, message: string }[] }} problem
   */
  constructor(status, { code = "", title = "", errors = [] }) {
    super(title);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export class Door {
  /** @param {import("./config.js").Config} config */
  constructor({ server, desk }) {
    this.server = server;
    this.desk = `${server}/widget/v1/desks/${encodeURIComponent(desk)}`;
    /** The desk's own form, for whom nothing else helps. */
    this.page = `${server}/helpdesk/desks/${encodeURIComponent(desk)}/contact`;
  }

  /** What the form needs to know. */
  async settings() {
    return asked(this.desk, { signal: AbortSignal.timeout(SOON) });
  }

  /**
   * Hands in an inquiry. The same key with the same words makes one ticket, however often it is sent.
   * @param {string} words JSON
   * @param {string} key
   * @returns {Promise<{ reference: string, public_token: string, public_url: string }>}
   */
  async submit(words, key) {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    const signal = AbortSignal.timeout(2 * SOON);
    return asked(`${this.desk}/tickets`, { method: "POST", headers, body: words, signal });
  }

  /**
   * A ticket as its customer sees it, as soon as it has its number.
   * @param {string} token of its public link
   * @param {AbortSignal} signal
   */
  async ticket(token, signal) {
    return asked(`${this.server}/widget/v1/tickets/${encodeURIComponent(token)}?wait=${WAIT}`, { signal });
  }

  /**
   * Brings one file; `fetch` tells nothing of what has left so far.
   * @param {File} file
   * @param {(part: number) => void} progress from 0 to 1
   * @returns {{ done: Promise<{ id: string }>, cancel: () => void }}
   */
  bring(file, progress) {
    const request = new XMLHttpRequest();
    const done = new Promise((resolve, reject) => {
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onerror = request.onabort = () => reject(new Error());
      request.onload = () => {
        const answer = parsed(request.responseText);
        if (request.status === 201 && answer.id) resolve(answer);
        else reject(new Refused(request.status, answer));
      };
    });
    const parts = new FormData();
    parts.append("file", file, file.name);
    request.open("POST", `${this.desk}/files`);
    request.send(parts);
    return { done, cancel: () => request.abort() };
  }
}

/** Raises Refused, and what `fetch` raises for a line that is cut or a page that may not call. */
async function asked(address, options) {
  const answer = await fetch(address, { credentials: "omit", ...options });
  const body = parsed(await answer.text());
  if (!answer.ok) throw new Refused(answer.status, body);
  return body;
}

/** What is no JSON comes from something between us and the server. */
function parsed(body) {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
