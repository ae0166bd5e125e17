// What is there without any of our scripts saying so: the build's words, sheets and addresses, and names of the host's page.

declare module "words" {
  /** By language, then by the key's place; in several forms where it depends on a count. */
  export const WORDS: Record<string, Record<string, string | Record<string, string>>>;
}

declare module "widget.help" {
  /** What stands on the button, by language. */
  export const BUTTON: Record<string, string>;
}

declare module "*.css" {
  const text: string;
  export default text;
}

/**
 * What is asked for later: names of files with their versions. The first file knows `more`, and `words` by language; the
 * second one knows `upload`.
 */
declare const ADDRESSES: { more: string; words: Record<string, string>; upload: string };

declare const IntumHelpdeskWidget: Record<string, unknown> | undefined;

interface Window {
  HelpdeskWidget: import("./widget.js").Api;
}
