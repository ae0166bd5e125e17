// Where files have begun to go that come in parts: known in this page by the file, and kept beside it in the browser.

/** @type {WeakMap<Blob, string>} paths of uploads at the server */
export const addresses = new WeakMap();

/** Where a file has begun to go, if it has. */
export const addressOf = (file) => addresses.get(file);

/** Lets a file that was read from the browser's database go on where it was. */
export function goesTo(file, address) {
  if (address) addresses.set(file, address);
}
