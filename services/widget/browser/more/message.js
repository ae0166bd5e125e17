// One message of a conversation. Customers' words are plain; of the team's Markdown the commonest is shown as it is meant.
import { h, link } from "../dom.js";
import { filesize } from "../sizes.js";

// [words](address), a bare address, **strong words**
const MARKED = /\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"])|\*\*([^*\n]+)\*\*/g;

/** @typedef {{ name: string, value: string | number | boolean }} Given */

/**
 * @param {import("./more.js").More} more
 * @param {{ id: string, author: string | null, from_team: boolean, body: string, created_at: string, attachments: any[], fields?: Given[] }} said
 */
export function message(more, { id, author, from_team, body, created_at, attachments, fields = [] }) {
  const { say } = more;
  const name = from_team ? author || say("page.from_team") : say("page.you");
  const head = h("header", {}, h("b", { dir: "auto" }, name), more.time(created_at));
  const said = placed(from_team ? marked(body, say) : [body], attachments, more);
  const words = h("div", { class: "words", dir: "auto" }, ...said);
  return h("article", { class: from_team ? "said us" : "said", "data-id": id }, head, body && words, given(fields, say), files(attachments, more));
}

/** @param {Given[]} fields of the desk's own, as they were filled in */
function given(fields, say) {
  const rows = fields.map(({ name, value }) => {
    const words = typeof value === "boolean" ? say(value ? "form.yes" : "form.no") : value;
    return h("div", {}, h("dt", { class: "hint", dir: "auto" }, name), h("dd", { dir: "auto" }, String(words)));
  });
  return rows[0] && h("dl", {}, ...rows);
}

/**
 * Pictures where the words name them, `[image: name]`, as mails do; they are listed below, too.
 * @param {(Node | string)[]} parts
 * @returns {(Node | string)[]}
 */
function placed(parts, attachments, { widget }) {
  let pieces = parts;
  for (const { name, preview } of attachments) {
    const mention = `[image: ${name}]`;
    const at = preview ? pieces.findIndex((piece) => typeof piece === "string" && piece.includes(mention)) : -1;
    if (at < 0) continue;
    const [before, ...after] = /** @type {string} */ (pieces[at]).split(mention);
    const src = new URL(preview, `${widget.door.server}/`).href;
    const picture = h("img", { class: "small", src, alt: name, loading: "lazy" });
    pieces = [...pieces.slice(0, at), before, picture, after.join(mention), ...pieces.slice(at + 1)];
  }
  return pieces;
}

/** A website may let no pictures in from elsewhere, and not every file that says so is one. */
function hide({ target }) {
  target.remove();
}

/** Addresses of files are good for a quarter of an hour: they are taken over from each answer. */
export function files(attachments, { say, widget }) {
  const there = (address) => new URL(address, `${widget.door.server}/`).href;
  const states = {
    being_checked: "file.being_checked",
    unchecked: "file.unchecked",
    infected: "file.infected",
  };
  const rows = attachments.map(({ name, size, url, state, preview }) => {
    const held = states[state];
    const row = held ? h("bdi", {}, name) : link("link", there(url), h("bdi", {}, name), say("widget.new_tab"));
    const small = preview && h("img", { class: "small", src: there(preview), alt: "", loading: "lazy", onerror: hide });
    return h("li", {}, small, row, " ", h("span", { class: "hint" }, filesize(size), held ? ` · ${say(held)}` : ""));
  });
  return h("ul", { class: "kept" }, ...rows);
}

/** @returns {(Node | string)[]} */
function marked(text, say) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(MARKED)) {
    const [whole, words, address, bare, strong] = found;
    parts.push(text.slice(end, found.index), strong ? h("strong", {}, strong) : link("link", address ?? bare, words ?? bare, say("widget.new_tab")));
    end = found.index + whole.length;
  }
  return [...parts, text.slice(end)];
}
