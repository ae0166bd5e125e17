// Who is proven by the page's signature, and their tickets. The session is known here alone, while the page is open.
import { asked, post } from "../door.js";
import { isLine } from "./waits.js";

/** Seconds that the server may wait for news before it answers. */
const WAIT = 25;

export class Customer {
  #session = "";

  /** @param {import("../element.js").HelpdeskWidget} widget */
  constructor(widget) {
    this.widget = widget;
    this.identity = widget.identity;
  }

  /** Whether the server believes the page's signature. Raises what `fetch` raises. */
  async prove() {
    const { client, signature, signed_at } = this.identity;
    if (!signature) return false;
    try {
      const said = await post(`${this.widget.door.desk}/session`, { ...client, signature, signed_at });
      this.#session = said.session;
    } catch (error) {
      if (isLine(error)) throw error;
      this.#session = "";
    }
    return this.isProven;
  }

  get isProven() {
    return Boolean(this.#session);
  }

  /**
   * One's own tickets, the newest first; an ended session is opened once more.
   * @param {{ cursor?: string, number?: string }} which
   * @returns {Promise<{ items: any[], next_cursor: string | null }>}
   */
  async tickets(which) {
    try {
      return await this.#list(which);
    } catch (error) {
      if (error.status !== 401 || !(await this.prove())) throw error;
      return this.#list(which);
    }
  }

  #list(which) {
    const query = new URLSearchParams(Object.entries(which).filter(([, value]) => value));
    const headers = { Authorization: `Bearer ${this.#session}` };
    return asked(`${this.widget.door.server}/widget/v1/tickets?${query}`, { headers });
  }
}

/** A ticket behind its public link. */
export class Ticket {
  /**
   * @param {string} server
   * @param {string} token
   */
  constructor(server, token) {
    this.token = token;
    this.address = `${server}/widget/v1/tickets/${encodeURIComponent(token)}`;
  }

  /**
   * As soon as there is something new since the mark `seen`; without one, as soon as it has its number.
   * @param {AbortSignal} signal
   * @param {string} [seen]
   */
  read(signal, seen) {
    return asked(`${this.address}?wait=${WAIT}${seen ? `&seen=${encodeURIComponent(seen)}` : ""}`, { signal, cache: "no-store" });
  }

  /** @param {string} cursor to the comments before those shown */
  earlier(cursor) {
    return asked(`${this.address}?cursor=${encodeURIComponent(cursor)}`, { cache: "no-store" });
  }

  /** @param {string} id of the newest answer that was looked at */
  markAsRead(id) {
    return post(`${this.address}/read`, { comment_id: id });
  }

  /** @param {"solved" | "reopen"} wish */
  ask(wish) {
    return post(`${this.address}/${wish}`, {});
  }
}
