// Makes what browsers get of the folders below: one script and one style sheet of each, whole and small, beside
// libraries as they are. An import that leads nowhere, a warning, or a file over its budget makes nothing and ends with
// an error.
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { styleSheets } from "./style_sheets.mjs";
import { words } from "./words.mjs";

const FOLDERS = [
  {
    from: "shared/panel/browser/",
    to: "shared/panel/static/built/",
    entries: ["panel.js", "panel.css", "public.js"],
    how: { format: "esm", sourcemap: "linked" },
    libraries: {
      "htmx.org/dist/htmx.min.js": "htmx.min.js",
      "htmx.org/LICENSE": "htmx.LICENSE.txt",
      "htmx-ext-sse/dist/sse.min.js": "htmx-ext-sse.min.js",
      "htmx-ext-sse/LICENSE": "htmx-ext-sse.LICENSE.txt",
    },
  },
  {
    from: "services/widget/browser/",
    to: "services/widget/static/built/",
    entries: ["widget.js", "widget.css"],
    // A classic script: it finds its own address, and leaves no name of its own in the page that names it.
    // It is sent as UTF-8, so its words are that, too.
    how: { format: "iife", target: "es2022", charset: "utf8", plugins: [styleSheets, words] },
    // On every page of customers' websites: so many bytes, as it is and by gzip.
    budget: { "widget.js": [30_000, 10_000], "widget.css": [1_000, 1_000] },
    compressed: true,
    libraries: {},
  },
];

const root = new URL("../../", import.meta.url);
const installed = new URL("node_modules/", import.meta.url);
const path = (url) => fileURLToPath(url);

async function bundled({ from, to, entries, how, budget = {}, compressed }) {
  const made = await build({
    absWorkingDir: path(root),
    entryPoints: entries.map((entry) => from + entry),
    outdir: to,
    bundle: true,
    minify: true,
    nodePaths: [path(installed)],
    write: false,
    logLevel: "warning",
    ...how,
  });
  if (made.warnings.length) throw new Error(`${from}: warnings are errors here`);
  for (const [name, bounds] of Object.entries(budget)) check(made.outputFiles, name, bounds);
  return compressed ? made.outputFiles.flatMap(withCompressed) : made.outputFiles;
}

function check(files, name, [largest, largestByGzip]) {
  const { contents } = files.find((file) => file.path.endsWith(`/${name}`));
  const sizes = [contents.length, gzipSync(contents, { level: 9 }).length];
  if (sizes[0] > largest || sizes[1] > largestByGzip) {
    throw new Error(`${name}: ${sizes.join(" and ")} bytes, its budget is ${largest}, by gzip ${largestByGzip}`);
  }
}

// Beside each file what a server can send of it as it lies there.
const withCompressed = (file) => [
  file,
  { path: `${file.path}.gz`, contents: gzipSync(file.contents, { level: 9 }) },
  { path: `${file.path}.br`, contents: brotliCompressSync(file.contents) },
];

async function put(folder, files) {
  const target = new URL(folder.to, root);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const file of files) await writeFile(file.path, file.contents);
  for (const [from, to] of Object.entries(folder.libraries)) {
    await copyFile(new URL(from, installed), new URL(to, target));
  }
}

try {
  // All of them first: a mistake in one leaves what was built before as it is.
  const made = await Promise.all(FOLDERS.map(bundled));
  await Promise.all(FOLDERS.map((folder, place) => put(folder, made[place])));
} catch (error) {
  if (!error.errors) console.error(error.message); // esbuild has said its own
  process.exitCode = 1;
}
