// Makes what browsers get of the folders below: one script and one style sheet of each, whole and small, beside
// libraries as they are. An import that leads nowhere, a warning, or a file over its budget makes nothing and ends with
// an error.
import { createHash } from "node:crypto";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { styleSheets } from "./style_sheets.mjs";
import { wordFiles, words } from "./words.mjs";

// They are sent as UTF-8, so their words are that, too.
const FOR_WEBSITES = { target: "es2022", charset: "utf8", plugins: [styleSheets, words] };

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
    how: { format: "iife", ...FOR_WEBSITES },
    // On every page of customers' websites: so many bytes, as it is and by gzip.
    budget: { "widget.js": [30_000, 10_000], "widget.css": [1_000, 1_000] },
    // What the script asks for when the widget was opened. It knows their addresses, with the hash of each.
    later: {
      how: { format: "esm", ...FOR_WEBSITES },
      more: "widget-more.js",
      // What that one asks for in its turn, when somebody writes.
      upload: "widget-upload.js",
      words: "widget-words-",
      budget: { "widget-more.js": [38_000, 13_500], "widget-upload.js": [9_000, 3_500], "widget-words-": [12_000, 4_000] },
    },
    compressed: true,
    libraries: {},
  },
  {
    // For our own pages around it: a desk's form, its settings and what these show in a frame.
    from: "services/widget/browser/pages/",
    to: "services/widget/public_pages/static/built/",
    entries: ["contact.js", "preview.js", "previewed.js"],
    how: { format: "iife", ...FOR_WEBSITES },
    budget: { "contact.js": [4_000, 2_000] },
    compressed: true,
    libraries: {},
  },
];

const root = new URL("../../", import.meta.url);
const installed = new URL("node_modules/", import.meta.url);
const path = (url) => fileURLToPath(url);

async function bundled({ from, to, entries, how, budget, later, compressed }) {
  const brought = later ? await bundledLater(later, from, to) : [];
  const define = later ? { ADDRESSES: JSON.stringify(addresses(brought, later)) } : {};
  const entryPoints = entries.map((entry) => from + entry);
  const files = [...brought, ...(await made({ entryPoints, outdir: to, define, ...how }, budget))];
  return compressed ? files.flatMap(withCompressed) : files;
}

async function bundledLater({ how, more, upload, words: prefix, budget }, from, to) {
  const folders = { FIRST: path(new URL(from, root)), MORE: path(new URL(`${from}more/`, root)) };
  const script = (folder, name) => ({ in: `${from}${folder}/${folder}.js`, out: name.replace(/\.js$/, "") });
  const last = await made({ entryPoints: [script("upload", upload)], outdir: to, ...how }, budget);
  const define = { ADDRESSES: JSON.stringify({ upload: address(last[0]) }) };
  const entryPoints = [script("more", more), ...(await wordFiles(prefix, folders))];
  return [...last, ...(await made({ entryPoints, outdir: to, define, ...how }, budget))];
}

/** A file's name with its version, which is what services/widget/public_pages/script.py makes of a file. */
function address({ path: name, contents }) {
  return `${basename(name)}?v=${createHash("sha256").update(contents).digest("hex").slice(0, 12)}`;
}

/** `{ more: "widget-more.js?v=…", words: { ar: "widget-words-ar.js?v=…" } }` */
function addresses(files, { more, words: prefix }) {
  const all = files.map((file) => [basename(file.path), address(file)]);
  const ofLanguages = all.filter(([name]) => name.startsWith(prefix));
  const byTag = ofLanguages.map(([name, where]) => [name.slice(prefix.length, -".js".length), where]);
  return { more: Object.fromEntries(all)[more], words: Object.fromEntries(byTag) };
}

async function made(options, budget = {}) {
  const { outputFiles, warnings } = await build({
    absWorkingDir: path(root),
    bundle: true,
    minify: true,
    nodePaths: [path(installed)],
    write: false,
    logLevel: "warning",
    ...options,
  });
  if (warnings.length) throw new Error(`${options.outdir}: warnings are errors here`);
  for (const [name, bounds] of Object.entries(budget)) {
    for (const file of outputFiles.filter((each) => basename(each.path).startsWith(name))) check(file, bounds);
  }
  return outputFiles;
}

function check({ path: name, contents }, [largest, largestByGzip]) {
  const sizes = [contents.length, gzipSync(contents, { level: 9 }).length];
  if (sizes[0] > largest || sizes[1] > largestByGzip) {
    throw new Error(`${basename(name)}: ${sizes.join(" and ")} bytes, its budget is ${largest}, by gzip ${largestByGzip}`);
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
  const files = await Promise.all(FOLDERS.map(bundled));
  await Promise.all(FOLDERS.map((folder, place) => put(folder, files[place])));
} catch (error) {
  if (!error.errors) console.error(error.message); // esbuild has said its own
  process.exitCode = 1;
}
