// Makes what browsers get of the folders below: one script and one style sheet of each, whole and small, beside
// libraries as they are. An import that leads nowhere, or a warning, makes nothing and ends with an error.
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const FOLDERS = [
  {
    from: "shared/panel/browser/",
    to: "shared/panel/static/built/",
    entries: ["panel.js", "panel.css", "public.js"],
    libraries: {
      "htmx.org/dist/htmx.min.js": "htmx.min.js",
      "htmx.org/LICENSE": "htmx.LICENSE.txt",
      "htmx-ext-sse/dist/sse.min.js": "htmx-ext-sse.min.js",
      "htmx-ext-sse/LICENSE": "htmx-ext-sse.LICENSE.txt",
    },
  },
];

const root = new URL("../../", import.meta.url);
const installed = new URL("node_modules/", import.meta.url);
const path = (url) => fileURLToPath(url);

async function bundled({ from, to, entries }) {
  const made = await build({
    absWorkingDir: path(root),
    entryPoints: entries.map((entry) => from + entry),
    outdir: to,
    bundle: true,
    minify: true,
    format: "esm",
    sourcemap: "linked",
    nodePaths: [path(installed)],
    write: false,
    logLevel: "warning",
  });
  if (made.warnings.length) throw new Error(`${from}: warnings are errors here`);
  return made.outputFiles;
}

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
