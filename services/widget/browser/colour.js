// A desk's colour under letters: they are white or black, whichever can be read on it.

// The eight of shared/panel/browser/tokens.css, as they are on light pages; white has 4.98 and more on each.
const PALETTE = {
  petrol: "#16767d",
  brick: "#b2452c",
  plum: "#83398f",
  slate: "#55636f",
  moss: "#4d7326",
  cobalt: "#3457b8",
  ochre: "#956700",
  rose: "#b03060",
};
/** Without a regular expression: on every page that would cost more than all the rest of this. */
const isHex = (wish) => wish.length === 7 && wish[0] === "#" && Number(`0x${wish.slice(1)}`) >= 0;
/** WCAG 2.2, 1.4.3: letters on their ground. */
const READABLE = 4.5;

/** @param {string} hex such as #ffcc00 */
function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const part = Number(`0x${hex.slice(place, place + 2)}`) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The ground and the letters on it; what is no colour is a quiet grey. On every ground one of white and black has 4.58.
 * @param {string | undefined} named a colour of the palette, or a hex value
 * @returns {[ground: string, letters: string]}
 */
export function colours(named) {
  const wish = named ?? "";
  if (Object.hasOwn(PALETTE, wish) || !isHex(wish)) return [PALETTE[wish] ?? PALETTE.slate, "#fff"];
  return [wish, 1.05 / (luminance(wish) + 0.05) >= READABLE ? "#fff" : "#000"];
}
