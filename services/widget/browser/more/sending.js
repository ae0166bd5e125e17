// Hands in what was written: an inquiry, or a reply on a ticket.
import { post } from "../door.js";

/**
 * @typedef {object} Message what is handed in
 * @property {string} key the same words with the same key count once
 * @property {string} title of the ticket
 * @property {string} [token] of the ticket's public link, where it is a reply
 * @property {Record<string, any>} words
 * @property {{ id: string, name: string, blob: Blob }[]} files without an id where they have not come
 * @property {string[]} missing names of files that are never taken
 */

/**
 * @param {import("../door.js").Door} door
 * @param {Message} message its files without an id stay behind
 * @returns {Promise<{ receipt: any, missing: string[] }>}
 */
export async function handIn(door, message) {
  if (!message.token) return door.submit(message);
  const { token, words, files, missing, key } = message;
  const address = `${door.server}/widget/v1/tickets/${encodeURIComponent(token)}/comments`;
  const ids = files.flatMap(({ id }) => id || []);
  const receipt = await post(address, { ...words, attachment_ids: ids }, { "Idempotency-Key": key });
  const lost = [...files.filter(({ id }) => !id), ...(receipt.refused_files ?? [])].map(({ name }) => name);
  return { receipt, missing: [...lost, ...missing] };
}
