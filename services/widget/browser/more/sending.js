// Hands in what was written: an inquiry, or a reply on a ticket.
import { post } from "../door.js";
import { prove } from "./proof.js";
import { goesTo } from "./begun.js";
import { isLine } from "./waits.js";

/**
 * @typedef {object} Message what is handed in
 * @property {string} key the same words with the same key count once
 * @property {string} [token] of the ticket's public link, where it is a reply
 * @property {string} [title] of that ticket
 * @property {Record<string, any>} words
 * @property {{ id: string, name: string, blob: Blob, upload?: string }[]} files without an id where they have not come;
 *   `upload` is where those that come in parts have begun to go
 * @property {number} [at] when it was kept
 * @property {string[]} missing names of files that are never taken
 */

/**
 * Brings its files and hands it in. What it changes in `message` is told to `save` before anything is handed in: a key
 * belongs to words with these files, so that another try has to have the same ones.
 * @param {import("../door.js").Door} door
 * @param {Message} message
 * @param {() => Promise<unknown>} [save]
 * @returns {Promise<{ receipt: any, missing: string[] }>} what the server promises, and names of files that did not come
 */
export async function send(door, message, save = async () => {}) {
  await bringFiles(door, message, save);
  try {
    return await handIn(door, message);
  } catch (error) {
    if (error.code !== "unknown_attachment") throw error;
    // It waited for longer than the server keeps files that nothing names.
    for (const file of message.files) file.id = "";
    await bringFiles(door, message, save);
    return handIn(door, message);
  }
}

async function bringFiles(door, message, save) {
  const failed = [];
  for (const file of message.files.filter(({ id }) => !id)) {
    try {
      goesTo(file.blob, file.upload);
      const begun = (address) => ((file.upload = address), save());
      file.id = (await door.bring(file.blob, () => {}, begun).done).id;
      await save();
    } catch (error) {
      failed.push([file, isLine(error)]);
    }
  }
  if (!failed.length) return;
  // Is it the line? Then all of it waits. Else it is the file, and words do not wait for files.
  if (failed.some(([, byLine]) => byLine)) await door.settings({ cache: "no-store" });
  const lost = failed.map(([file]) => file);
  message.files = message.files.filter((file) => !lost.includes(file));
  message.missing = [...lost.map(({ name }) => name), ...message.missing];
  await save();
}

async function handIn(door, message) {
  if (!message.token) return door.submit(message, prove);
  const { token, words, files, missing, key } = message;
  const address = `${door.server}/widget/v1/tickets/${encodeURIComponent(token)}/comments`;
  const receipt = await post(address, { ...words, attachment_ids: files.map(({ id }) => id) }, { "Idempotency-Key": key });
  const refused = (receipt.refused_files ?? []).map(({ name }) => name);
  return { receipt, missing: [...missing, ...refused] };
}
