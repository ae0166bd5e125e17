// Copies the few files the pages load out of node_modules into static/vendor/, licences beside them.
import { copyFile, mkdir } from "node:fs/promises";

const target = new URL("static/vendor/", import.meta.url);
const files = {
  "htmx.org/dist/htmx.min.js": "htmx.min.js",
  "htmx.org/LICENSE": "htmx.LICENSE.txt",
  "htmx-ext-sse/dist/sse.min.js": "htmx-ext-sse.min.js",
  "htmx-ext-sse/LICENSE": "htmx-ext-sse.LICENSE.txt",
};

await mkdir(target, { recursive: true });
for (const [from, to] of Object.entries(files)) {
  await copyFile(new URL(`node_modules/${from}`, import.meta.url), new URL(to, target));
}
console.log(`${Object.keys(files).length} files in static/vendor/`);
