// The helpdesk's public JSON door, as the widget uses it. Never with cookies.

const SOON = 20_000;
/** The server's own no; any other error means that nothing came back. `errors` names fields. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, title?: string, errors?: { field: string, message: string }[], challenge?: any }} problem
   */
  constructor(status, { code = "", title = "", errors = [], challenge }) {
    super(title);
    this.challenge = challenge;
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export class Door {
  /** @param {import("./config.js").Config} config */
  constructor({ server, desk }) {
    this.server = server;
    /** Where the files are that this script brings later. */
    this.files = `${server}/helpdesk/desks/`;
    this.desk = `${server}/widget/v1/desks/${encodeURIComponent(desk)}`;
    /** The desk's own form, for whom nothing else helps. */
    this.page = `${server}/helpdesk/desks/${encodeURIComponent(desk)}/contact`;
  }

  /** What the form needs to know. */
  async settings(options = {}) {
    return asked(this.desk, { signal: AbortSignal.timeout(SOON), ...options });
  }

  /**
   * Hands in an inquiry. The same key with the same words makes one ticket, however often it is sent.
   * @param {import("./form.js").Inquiry} inquiry its files without an id stay behind
   * @param {(challenge: any) => Promise<string> | string} prove solves the puzzle that comes while very much is sent
   * @returns {Promise<{ receipt: any, missing: string[] }>} what the server promises, and names of files that did not come
   */
  async submit({ words, files, missing, key }, prove = () => "none") {
    const come = files.filter(({ id }) => id);
    const stayed = files.filter(({ id }) => !id).map(({ name }) => name);
    const send = (more = {}) => post(`${this.desk}/tickets`, { ...words, attachment_ids: come.map(({ id }) => id), ...more }, { "Idempotency-Key": key });
    const receipt = await send().catch(async (error) => {
      if (!error.challenge) throw error;
      return send({ proof: await prove(error.challenge) });
    });
    return { receipt, missing: [...stayed, ...missing] };
  }

  /**
   * Brings one file, whole; `fetch` tells nothing of what has left so far. The second file puts a way in parts into this one's
   * place.
   * @param {File} file
   * @param {(part: number, words?: string) => void} progress from 0 to 1, with what is to be said of it, if that is not how far it is
   * @param {(address: string) => unknown} [begun] where it goes, for who will go on with it; then it gives up soon
   * @returns {{ done: Promise<{ id: string }>, cancel: () => void }}
   */
  bring(file, progress, begun) {
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

/** Sends JSON. */
export const post = (address, body, more = {}) => {
  const headers = { "Content-Type": "application/json", ...more };
  return asked(address, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(2 * SOON) });
};

/** Raises Refused, and what `fetch` raises for a line that is cut or a page that may not call. */
export async function asked(address, options) {
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
