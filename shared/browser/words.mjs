// `import { WORDS } from "words"`: of the languages in shared/languages/ the words that the importing folder's scripts
// name: `{ en: ["Send", …] }`. A key such as "form.send" is its place in these lists when the build is done with the
// scripts; as text it would be as long as what it stands for. What depends on a count has a form for each category of
// Intl.PluralRules: `{ one: "{count} file", other: "{count} files" }`.
//
// Of languages that are not in WHOLE only what is said at first is there; each has a file of its own, see `wordFiles`.
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { po } from "gettext-parser";

const CATALOGUES = fileURLToPath(new URL("../languages/", import.meta.url));
const WHOLE = ["en", "pl"];
/** What a reader of any language sees before anything was asked for. */
const AT_FIRST = new Set(["widget.close", "widget.loading", "form.write_to_us"]);
/** Of this key there are words in the widget before all others: a module of its own, in every language. */
const ON_BUTTON = "widget.help";
const KEY = /"([a-z_]+\.[a-z0-9_.]+)"/g;
// Every category of every language comes up among these numbers.
const NUMBERS = Array.from({ length: 201 }, (_, number) => number);

/** The keys that a folder's scripts name, each at its place. */
async function keysIn(folder) {
  const scripts = (await readdir(folder)).filter((name) => name.endsWith(".js")).sort();
  const texts = await Promise.all(scripts.map((name) => readFile(join(folder, name), "utf8")));
  const named = new Set(texts.flatMap((text) => [...text.matchAll(KEY)].map((found) => found[1])));
  named.delete(ON_BUTTON);
  return [...named].sort();
}

/** The forms of a message by category; gettext counts them by a rule of its own, which stands in the file's head. */
function byCategory(tag, rule, forms) {
  const index = new Function("n", `${rule.replace(/nplurals\s*=\s*\d+;/, "let plural;")} return Number(plural);`);
  const rules = new Intl.PluralRules(tag);
  // From the last to the first: of two numbers in one category the smaller has its say.
  return Object.fromEntries(NUMBERS.toReversed().map((number) => [rules.select(number), forms[index(number)]]));
}

async function catalogue(tag, keys) {
  const { headers, translations } = po.parse(await readFile(join(CATALOGUES, `${tag}.po`)));
  const said = (key) => {
    const { msgstr = [], comments } = translations[""][key] ?? {};
    if (!msgstr.length || !msgstr.every(Boolean) || comments?.flag?.includes("fuzzy")) return null;
    return msgstr.length > 1 ? byCategory(tag, headers["Plural-Forms"], msgstr) : msgstr[0];
  };
  return keys.map(said);
}

const tags = async () =>
  (await readdir(CATALOGUES)).filter((name) => name.endsWith(".po")).map((name) => name.slice(0, -3)).sort();

/** What of a language the folder's script has in it, as an object or a list by the keys' places. */
async function inScript(tag, keys) {
  const said = await catalogue(tag, keys);
  if (WHOLE.includes(tag)) return said;
  return Object.fromEntries(keys.flatMap((key, place) => (AT_FIRST.has(key) && said[place] ? [[place, said[place]]] : [])));
}

async function allWords(keys) {
  const all = await Promise.all((await tags()).map(async (tag) => [tag, await inScript(tag, keys)]));
  const english = Object.fromEntries(all).en;
  const unknown = keys.filter((_, place) => !english[place]);
  if (unknown.length) throw new Error(`no words for ${unknown.join(", ")}`);
  return `export const WORDS = ${JSON.stringify(Object.fromEntries(all))};`;
}

/** `import { BUTTON } from "widget.help"`: what stands on the widget's button, by language. */
async function onButton() {
  const all = (await tags()).map(async (tag) => [tag, ...(await catalogue(tag, [ON_BUTTON]))]);
  return `export const BUTTON = ${JSON.stringify(Object.fromEntries(await Promise.all(all)))};`;
}

/**
 * Entries of a build, one for each language that is not in WHOLE: `words-ar.js` exports a list for each of the named
 * folders.
 * @param {string} prefix of the files' names
 * @param {Record<string, string>} folders path by the list's name
 */
export async function wordFiles(prefix, folders) {
  const others = (await tags()).filter((tag) => !WHOLE.includes(tag));
  return others.map((tag) => ({ in: `words/${tag}?${JSON.stringify(folders)}`, out: `${prefix}${tag}` }));
}

async function wordFile(tag, folders) {
  const lists = Object.entries(folders).map(async ([name, folder]) => {
    const said = await catalogue(tag, await keysIn(folder));
    return `export const ${name} = ${JSON.stringify(said)};`;
  });
  return (await Promise.all(lists)).join("");
}

export const words = {
  name: "words",
  setup(build) {
    build.onResolve({ filter: /^words$/ }, ({ importer }) => ({ path: dirname(importer), namespace: "words" }));
    build.onResolve({ filter: /^words\/./ }, ({ path }) => ({ path, namespace: "words of one" }));
    build.onResolve({ filter: /^widget\.help$/ }, ({ path }) => ({ path, namespace: "button words" }));
    build.onLoad({ filter: /.*/, namespace: "button words" }, async () => ({ contents: await onButton(), loader: "js" }));
    build.onLoad({ filter: /.*/, namespace: "words of one" }, async ({ path }) => {
      const [, tag, folders] = /^words\/([\w-]+)\?(.*)$/.exec(path);
      return { contents: await wordFile(tag, JSON.parse(folders)), loader: "js" };
    });
    build.onLoad({ filter: /.*/, namespace: "words" }, async ({ path }) => ({
      contents: await allWords(await keysIn(path)),
      loader: "js",
    }));
    build.onLoad({ filter: /\/browser\/(\w+\/)?[^/]+\.js$/, namespace: "file" }, async ({ path }) => {
      const keys = await keysIn(dirname(path));
      const source = await readFile(path, "utf8");
      return { contents: source.replace(KEY, (found, key) => (key === ON_BUTTON ? found : String(keys.indexOf(key)))), loader: "js" };
    });
  },
};
