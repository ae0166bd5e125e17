// The third file, asked for when somebody writes: files in parts, and what is written kept through a reload.
export { Drafts } from "./drafts.js";
export { inParts } from "./uploading.js";
