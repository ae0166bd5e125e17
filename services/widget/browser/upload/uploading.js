// Brings large files in parts (tus 1.0.0): what has come to the server before a cut line or a reload is not sent again.
import { asked } from "../door.js";
import { isLine, pause } from "../more/waits.js";

/** Bytes of a part. */
const PART = 512 * 1024;
/** Milliseconds that a part may take, whatever the line: then the server is asked how much of it has come. */
const LONGEST = 120_000;
const LONGEST_REST = 30_000;
/** Tries one after the other of which none moves the file: while a message waits for it, and while somebody looks at it. */
const TRIES = { hurried: 3, patient: 10 };
const STAYS = new AbortController().signal;

/**
 * As a door brings a file.
 * @param {import("../door.js").Door} door
 * @param {WeakMap<Blob, string>} addresses paths of uploads that were begun
 * @param {File} file
 * @param {Record<"progress" | "waits" | "goesOn", (part: number) => void>} shown how far it is: while it goes, while it waits for the
 *   line, and when it goes on after that
 * @param {object} told
 * @param {(address: string) => unknown} [told.begun] who will go on with it; then it gives up soon
 * @param {() => boolean} told.isAwaited whether somebody waits for it now: then it does not wait for the line
 * @param {() => void} told.changed its address is known
 */
export function inParts(door, addresses, file, shown, told) {
  const upload = new Upload(door, addresses, file, shown, told);
  return { done: upload.run(), cancel: () => upload.cancel() };
}

class Upload {
  #isStopped = false;
  #lost = 0;
  /** How much of it is known to have come. */
  #part = 0;
  #waits = false;

  constructor(door, addresses, file, shown, told) {
    this.door = door;
    this.addresses = addresses;
    this.file = file;
    this.shown = shown;
    this.told = told;
  }

  get address() {
    return this.addresses.get(this.file);
  }

  /** Takes it off, here and at the server. */
  cancel() {
    this.#isStopped = true;
    if (this.address) this.#ask(this.address, "DELETE").catch(() => {});
    this.addresses.delete(this.file);
  }

  /** @returns {Promise<{ id: string }>} */
  async run() {
    for (;;) {
      try {
        return await this.#bring();
      } catch (error) {
        await this.#rest(error);
      }
    }
  }

  async #bring() {
    const { file } = this;
    const { id, offset, url } = await this.#place();
    for (let at = offset; at < file.size; this.#lost = 0) {
      if (this.#isStopped) throw new Error();
      this.#show(at / file.size);
      const part = file.slice(at, at + PART);
      await this.#ask(url, "PATCH", { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(at) }, part);
      at += part.size;
    }
    return { id };
  }

  #show(part) {
    this.#part = part;
    this.shown[this.#waits ? "goesOn" : "progress"](part);
    this.#waits = false;
  }

  /** How far it is; begins it where it was not begun. */
  async #place() {
    const { file, door, address, told } = this;
    if (address) return this.#ask(address, "GET");
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
    const about = { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` };
    const begun = await this.#ask(door.desk.slice(door.server.length) + "/uploads", "POST", about);
    this.addresses.set(file, begun.url);
    told.changed();
    await told.begun?.(begun.url);
    return begun;
  }

  #ask(path, method, more = {}, body = undefined) {
    const headers = { "Tus-Resumable": "1.0.0", ...more };
    return asked(this.door.server + path, { method, headers, body, signal: AbortSignal.timeout(LONGEST) });
  }

  /**
   * Waits for the next try, for longer each time and until the line is back; raises what makes another try vain. While a server
   * is being replaced, the one of before may answer: it knows no uploads.
   */
  async #rest(error) {
    const { begun, isAwaited } = this.told;
    if (error.code === "upload_not_found" || error.code === "too_many_pieces") this.addresses.delete(this.file);
    else if (error.code !== "wrong_offset" && error.status !== 404 && !isLine(error)) throw error;
    if (isLine(error)) {
      this.#waits = true;
      this.shown.waits(this.#part);
    }
    const until = Date.now() + Math.min(500 * 2 ** this.#lost++, LONGEST_REST);
    const isOver = () => this.#isStopped || (begun ? !navigator.onLine : isAwaited());
    const wasOut = !navigator.onLine;
    while (!isOver() && !(navigator.onLine && (wasOut || Date.now() > until))) await pause(200, STAYS);
    if (isOver() || this.#lost >= TRIES[begun ? "hurried" : "patient"]) throw error;
  }
}
