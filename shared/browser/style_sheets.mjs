// `import text from "./x.css"` in a script: the sheet's text without blanks, for a shadow root. A sheet that is an entry
// of its own stays one.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { transform } from "esbuild";

export const styleSheets = {
  name: "style sheets",
  setup(build) {
    build.onResolve({ filter: /\.css$/ }, ({ kind, path, importer }) =>
      kind === "import-statement" ? { path: join(dirname(importer), path), namespace: "sheet" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "sheet" }, async ({ path }) => {
      const options = { loader: "css", minify: true, sourcefile: path, logLevel: "silent" };
      const { code, warnings } = await transform(await readFile(path, "utf8"), options);
      return { contents: code.trim(), loader: "text", warnings };
    });
  },
};
