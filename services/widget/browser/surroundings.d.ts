// What is there without any of our scripts saying so: the build's words and sheets, and names of the host's page.

declare module "words" {
  /** By language, then by the key's place; in several forms where it depends on a count. */
  export const WORDS: Record<string, Record<string, string | Record<string, string>>>;
}

declare module "*.css" {
  const text: string;
  export default text;
}

declare const IntumHelpdeskWidget: Record<string, unknown> | undefined;

interface Window {
  HelpdeskWidget: import("./widget.js").Api;
}
