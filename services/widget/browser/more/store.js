// What was written and has not been sent, in the browser's own database: of the host's page, one for each desk, there only
// while something is in it. That it is there tells the first file, which asks for nothing, that something waits.
const TABLE = "messages";

/** What a request of the database answers; rejects as it fails. */
const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Messages by their key; each is a `Message` of sending.js with `at`, and `refused` where the server said no. */
export class Store {
  /** @param {string} name of the database; of locks and channels, too */
  constructor(name) {
    this.name = name;
  }

  /** Whether this page may keep anything. Without TLS there are no locks, and older browsers do not tell what is there. */
  static get isThere() {
    try {
      return Boolean(indexedDB.databases && navigator.locks);
    } catch {
      return false;
    }
  }

  /** Keeps a message, or what has become of it. Raises where there is no place, as in some private windows. */
  put(message) {
    return this.#alone(() => this.#with("readwrite", (table) => table.put(message)));
  }

  /** The same for one that may have been taken away meanwhile: that stays away. */
  renew(message) {
    return this.#alone(async () => {
      if (await this.#get(message.key)) await this.#with("readwrite", (table) => table.put(message));
    });
  }

  /** @returns {Promise<any>} undefined, if it is not there any more */
  get(key) {
    return this.#alone(() => this.#get(key));
  }

  /** @returns {Promise<any[]>} in the order in which they were written */
  all() {
    return this.#alone(async () => {
      const found = (await this.#isKept()) ? await this.#with("readonly", (table) => table.getAll()) : [];
      return found.sort((one, other) => one.at - other.at);
    });
  }

  /** Takes a message away, and with the last one the database. */
  remove(key) {
    return this.#alone(async () => {
      if (!(await this.#isKept())) return;
      await this.#with("readwrite", (table) => table.delete(key));
      if (!(await this.#with("readonly", (table) => table.count()))) await answered(indexedDB.deleteDatabase(this.name));
    });
  }

  /** One tab at a time, so that none fills what another one is about to delete. */
  #alone(work) {
    return navigator.locks.request(`${this.name} table`, work);
  }

  async #get(key) {
    return (await this.#isKept()) ? this.#with("readonly", (table) => table.get(key)) : undefined;
  }

  async #isKept() {
    return (await indexedDB.databases()).some(({ name }) => name === this.name);
  }

  /** Opened for each step and closed again: an open one could not be deleted by another tab. */
  async #with(mode, work) {
    const opening = indexedDB.open(this.name);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE, { keyPath: "key" });
    const database = await answered(opening);
    try {
      const step = database.transaction(TABLE, mode);
      const done = new Promise((resolve, reject) => {
        step.oncomplete = resolve;
        step.onabort = () => reject(step.error);
      });
      const [answer] = await Promise.all([answered(work(step.objectStore(TABLE))), done]);
      return answer;
    } finally {
      database.close();
    }
  }
}
