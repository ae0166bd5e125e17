// Elements without HTML texts: nothing that anybody wrote can become markup, and pages that ask for Trusted Types work.

/**
 * An element. What begins with `on` is a listener, `null`, `undefined` and `false` leave an attribute out.
 * @param {string} name
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children empty ones are left out
 * @returns {any}
 */
export function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value != null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(.../** @type {Node[]} */ (children.filter(Boolean)));
  return made;
}

/** A button that shows one sign; `label` says what it does. */
export const signButton = (label, sign, onclick) =>
  h("button", { type: "button", class: "icon", "aria-label": label, onclick }, sign);

/** A link to a page beside the host's. */
export const link = (look, href, words, aside) =>
  h("a", { class: look, href, target: "_blank", rel: "noopener noreferrer" }, words, h("span", { class: "unseen" }, ` ${aside}`));
