// Sends what was written, now or when the line is back, each once: whichever tab does it, the key is the same.
import { send } from "./sending.js";
import { addressOf } from "./begun.js";
import { isLine } from "./waits.js";

const FIRST_REST = 2000;
const LONGEST_REST = 5 * 60_000;

export class Outgoing {
  #rest = FIRST_REST;
  #timer = 0;
  #isGoing = false;
  #isAskedAgain = false;
  /** Keys of what is sent while somebody waits for it: it does not count as waiting. */
  #inHand = new Set();

  /**
   * @param {import("../door.js").Door} door
   * @param {import("./store.js").Store | null} store none, where nothing can be kept
   * @param {object} told
   * @param {() => void} told.changed other messages wait than before
   * @param {(message: any, sent: { receipt: any, missing: string[] }, isElsewhere: boolean) => void} told.sent one that
   *   waited was sent, here or by another tab
   */
  constructor(door, store, told) {
    this.door = door;
    this.store = store;
    this.told = told;
    if (!store) return;
    this.channel = new BroadcastChannel(store.name);
    this.channel.onmessage = ({ data }) => {
      if (data) told.sent(data.message, data.sent, true);
      told.changed();
    };
    addEventListener("online", () => this.begin());
  }

  /**
   * Sends a message that somebody waits for.
   * @param {import("./sending.js").Message} message
   * @returns {Promise<{ receipt: any, missing: string[] } | null>} null, if it waits for the line
   */
  async post(message) {
    if (!(await this.#keep(message))) return send(this.door, message);
    this.#inHand.add(message.key);
    try {
      const sent = await this.#inTurn(() => send(this.door, message, () => this.store.renew(message)));
      await this.store.remove(message.key);
      this.begin(); // the line is there for others, too
      return sent;
    } catch (error) {
      if (!isLine(error)) await this.store.remove(message.key);
      if (!isLine(error)) throw error;
      this.#again();
      return null;
    } finally {
      this.#inHand.delete(message.key);
      this.#changed();
    }
  }

  /** Before it is sent: a page that is closed meanwhile goes on with it the next time. */
  async #keep(message) {
    try {
      message.at = Date.now();
      for (const file of message.files) file.upload = addressOf(file.blob);
      await this.store?.put(message);
      return Boolean(this.store);
    } catch {
      return false;
    }
  }

  /** What waits and what was refused, in this tab or another one. */
  async all() {
    const all = (await this.store?.all().catch(() => [])) ?? [];
    return all.filter(({ key }) => !this.#inHand.has(key));
  }

  /** @param {string} key of what shall not be sent */
  async discard(key) {
    await this.store.remove(key);
    this.#changed();
  }

  /** Sends what waits, at once; soon again what still waits then. */
  begin() {
    this.#rest = FIRST_REST;
    return this.#go();
  }

  /** @returns {Promise<void>} */
  async #go() {
    this.#isAskedAgain = this.#isGoing;
    if (this.#isGoing) return;
    this.#isGoing = true;
    clearTimeout(this.#timer);
    const isThere = await this.#sendAll();
    this.#isGoing = false;
    if (!isThere) this.#again();
    else if (this.#isAskedAgain) await this.#go();
  }

  /** Whether the line was there for all that waits. */
  async #sendAll() {
    for (const { key, refused } of await this.all()) {
      if (!refused && !(await this.#inTurn(() => this.#one(key)))) return false;
    }
    return true;
  }

  /** Another try after a while; not all tabs and visitors at once after a cut. */
  #again() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#go(), this.#rest * (1 + Math.random() / 2));
    this.#rest = Math.min(this.#rest * 2, LONGEST_REST);
  }

  /** One tab sends. */
  #inTurn(work) {
    return navigator.locks.request(`${this.store.name} line`, work);
  }

  /** Whether the line is there: it was sent, or refused for good, or is gone. */
  async #one(key) {
    const message = await this.store.get(key);
    if (!message || message.refused || this.#inHand.has(key)) return true;
    try {
      const sent = await send(this.door, message, () => this.store.renew(message));
      await this.store.remove(key);
      this.told.sent(message, sent, false);
      const { token, words } = message;
      this.channel.postMessage({ message: { key, token, words: { title: words.title } }, sent });
    } catch (error) {
      if (isLine(error)) return false;
      await this.store.renew({ ...message, refused: error.errors?.[0]?.message || error.message || String(error.status) });
    }
    this.#changed();
    return true;
  }

  #changed() {
    this.told.changed();
    this.channel?.postMessage("");
  }
}
