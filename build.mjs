/**
 * Builds the command: one bundle whose parts run when they are needed; packages with data or binaries stay packages.
 * And the dashboard's client beside it, unless `--no-client` is given: tests of the command need none.
 * `node build.mjs [FOLDER]`, `dist` if absent. The folder appears whole or not at all.
 */
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import asc from "assemblyscript/asc";
import { build, transform } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));

/**
 * Start-up time counts, and packages do at their loading what few runs need: zod takes in the messages of fifty
 * languages, string-width makes a segmenter and the set of all emoji. Fails where a package no longer looks so.
 */
const lighterPackages = {
  name: "lighter packages",
  setup(builder) {
    builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
    builder.onLoad({ filter: /[\\/]node_modules[\\/]string-width[\\/]index\.js$/ }, async ({ path }) => ({
      contents: madeAtFirstUse(await readFile(path, "utf8"), ["segmenter", "rgiEmojiRegex"]),
    }));
  },
};

/** Packages that not every run needs: parts of their own, loaded at their first use (`src/cli/kept-code.ts`). */
const packageParts = ["commander", "csv-parse/sync", "kysely", "parse5", "smol-toml", "zod"];
const sqlite = "@photostructure/sqlite";
const allPackageParts = [sqlite, ...packageParts];
const packagesApart = {
  name: "packages apart",
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^(${allPackageParts.join("|")})$`) }, ({ path }) => ({
      path,
      external: true,
    }));
  },
};

/**
 * Runs in the build. Looks in the folders where Node looks, which on its way reads what every package says of itself; where the
 * package does not lie there, Node is asked.
 */
function folderOfPackage(folder, file, require) {
  const { dirname, join } = require("node:path");
  for (let around = dirname(file); ; around = dirname(around)) {
    const found = join(around, "node_modules", folder);
    if (require("node:fs").existsSync(found)) return found;
    if (around === dirname(around)) return dirname(require.resolve(dirname(folder)));
  }
}

/** Turns `const name = value;` into a function that makes the value once, and every use into its call. */
function madeAtFirstUse(code, names) {
  return names.reduce((text, name) => {
    const definition = new RegExp(`^const ${name} = (.+);$`, "m");
    const value = definition.exec(text)?.[1];
    if (value === undefined) throw new Error(`string-width defines no ${name}: see build.mjs`);
    return text
      .replaceAll(new RegExp(`\\b${name}\\.`, "g"), `${name}().`)
      .replace(definition, () => `let made_${name}; const ${name} = () => (made_${name} ??= ${value});`);
  }, code);
}

/** What `src/cli/plain-commands.ts` reads off the commands' schemas. */
async function plainCommands() {
  const file = resolve(beside, "plain-commands.cjs");
  await build({ ...shared, entryPoints: ["src/cli/plain-commands.ts"], outfile: file });
  const commands = await createRequire(file)(file).plainCommands();
  await rm(file);
  return JSON.stringify(commands);
}

/**
 * What a run that finds nothing new needs, then what reading, and then what analysis needs; all else is the rest. A run loads the
 * parts it comes to and no more: reading and placing a text takes time even where nothing of it runs.
 */
const programParts = {
  start: ["cli/main", "cli/commands/record", "cli/commands/usage", "store/index", "formats/index"],
  reading: [
    ...["app/digest-worker", "app/digest-threads", "app/digest-session", "app/cut-changed", "app/billing"],
    "app/garbage",
    "sources/claude-code/read",
  ],
  ledger: ["store/migrations"],
  analysis: ["app/analyse", "app/histories", "app/draw-record"],
  secrets: ["@secretlint"],
  rest: [],
};

/**
 * The program's own code: per part a table of chunks, each a function that runs at its first use
 * (`src/cli/kept-code.ts`). esbuild cuts ES modules where they are imported dynamically. Beside it, what is used of each
 * package that is a part of its own.
 */
async function inChunks(entryPoints) {
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints,
    format: "esm",
    splitting: true,
    outdir: "chunks",
    write: false,
    metafile: true,
    banner: {},
    define: { ...shared.define, PLAIN_COMMANDS: JSON.stringify(await plainCommands()) },
    plugins: [lighterPackages, packagesApart],
  });
  const partOf = partsOfChunks(metafile.outputs);
  const named = (file) => `${partOf.get(file)}/${file}`;
  const tables = new Map(Object.keys(programParts).map((part) => [part, []]));
  for (const { path, text } of outputFiles) {
    const options = { format: "cjs", platform: "node", target: shared.target, minifySyntax: true };
    const { code } = await transform(text, options);
    const inOwnNames = code.replaceAll(/\b(require|import)\("\.\/([\w.-]+)"\)/g, (all, how, file) =>
      partOf.has(file) ? `${how}("${named(file)}")` : all,
    );
    const name = basename(path);
    tables
      .get(partOf.get(name))
      .push(`${JSON.stringify(named(name))}(require, module, exports, importPart) {\n${inOwnNames}}`);
  }
  const parts = [...tables].map(([part, chunks]) => {
    return [part, `${shared.banner.js}\nmodule.exports = {\n${chunks.join(",\n")}\n};\n`];
  });
  const texts = outputFiles.map(({ text }) => text).join("\n");
  return { parts, used: usedOf(packageParts, texts), nameOf: (entry) => named(`${entry}.js`) };
}

/** The first part of the program that needs each chunk, by the chunk's file name. */
function partsOfChunks(outputs) {
  const partOf = new Map();
  const take = (path, part) => {
    if (outputs[path] === undefined || partOf.has(basename(path))) return;
    partOf.set(basename(path), part);
    for (const { path: needed, kind } of outputs[path].imports)
      if (kind === "import-statement") take(needed, part);
  };
  for (const [part, modules] of Object.entries(programParts)) {
    const begins = modules.map((name) => (name.startsWith("@") ? `node_modules/${name}/` : `src/${name}.ts`));
    for (const [path, { entryPoint = "" }] of Object.entries(outputs))
      if (begins.some((begin) => entryPoint.startsWith(begin))) take(path, part);
  }
  for (const path of Object.keys(outputs)) take(path, "rest");
  return partOf;
}

/** The names that modules written by esbuild import from each package. */
function usedOf(packages, text) {
  return packages.map((name) => {
    const imports = text.matchAll(new RegExp(`^import \\{([^}]*)\\} from "${name}";$`, "gm"));
    const names = [...imports].flatMap(([, list]) => list.split(",").map((one) => one.trim().split(" ")[0]));
    return [name, [...new Set(names.filter(Boolean))].sort()];
  });
}

/** What esbuild leaves: in regular expressions and comments. ASCII is read in half the time. */
function inAscii(code) {
  return code.replaceAll(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The reader of rows as machine code (`wasm/brief-rows.ts`). */
async function compileBriefRows(file) {
  const { error, stderr } = await asc.main([
    ...["wasm/brief-rows.ts", "--outFile", file, "-O3", "--noAssert", "--runtime", "stub"],
    ...["--enable", "simd", "--initialMemory", "84"],
  ]);
  if (error) throw new Error(`wasm/brief-rows.ts: ${stderr}`, { cause: error });
}

const { values, positionals } = parseArgs({
  options: { "no-client": { type: "boolean" } },
  allowPositionals: true,
});
const [folder = "dist"] = positionals;
const beside = `${folder}.${process.pid}.part`;
const shared = {
  bundle: true,
  // CommonJS, since that is what code can be kept compiled of (`src/cli/start.ts`); parts of a bundle still run at
  // their first use only.
  format: "cjs",
  platform: "node",
  target: "node20",
  external: ["@observablehq/plot", "linkedom"],
  define: { LEVERAGE_VERSION: JSON.stringify(version), "import.meta.url": "bundleUrl" },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  plugins: [lighterPackages],
  minifySyntax: true,
  legalComments: "none",
};
const threads = { "digest-worker": "src/app/digest-worker.ts", "serve-thread": "src/cli/serve-thread.ts" };
const parts = `${beside}/parts`;
const fileOf = (part) => `${parts}/${part.replace("/", "-")}.js`;
const { parts: program, used, nameOf } = await inChunks({ command: "src/cli/main.ts", ...threads });
await mkdir(parts, { recursive: true });
for (const [part, code] of program) await writeFile(fileOf(part), code);
await compileBriefRows(`${parts}/brief-rows.wasm`);
for (const [name, names] of used) {
  const contents = `export { ${names.join(", ")} } from "${name}";`;
  await build({ ...shared, stdin: { contents, resolveDir: "." }, outfile: fileOf(name) });
}
// It looks for its binary from where it lies itself: that stays in the package, whose code becomes a part.
await build({
  ...shared,
  stdin: { contents: `module.exports = require("${sqlite}");`, resolveDir: "." },
  outfile: fileOf(sqlite),
  define: { __dirname: "packageFolder" },
  banner: { js: `const packageFolder = (${folderOfPackage})("${sqlite}/dist", __filename, require);` },
});
const hash = createHash("sha256");
for (const part of [...Object.keys(programParts), ...allPackageParts]) {
  const code = await readFile(fileOf(part), "utf8");
  const inOwnWay = inAscii(code.replaceAll(/\bimport\((?=")/g, "importPart("));
  await writeFile(fileOf(part), inOwnWay);
  hash.update(inOwnWay);
}
const define = { BUILD: JSON.stringify(hash.digest("hex")), PACKAGE_PARTS: JSON.stringify(allPackageParts) };
await build({ ...shared, entryPoints: { leverage: "src/cli/start.ts" }, outdir: beside, define });
for (const thread of Object.keys(threads)) {
  await build({
    ...shared,
    entryPoints: ["src/cli/start-thread.ts"],
    outfile: fileOf(thread),
    define: { ...define, THREAD: JSON.stringify(thread), CHUNK: JSON.stringify(nameOf(thread)) },
  });
}
await writeFile(`${beside}/package.json`, '{ "type": "commonjs" }\n');
const start = await readFile(`${beside}/leverage.js`, "utf8");
await writeFile(`${beside}/leverage.js`, `#!/usr/bin/env node\n${start}`);
await chmod(`${beside}/leverage.js`, 0o755);
if (!values["no-client"]) {
  const { build: buildClient } = await import("vite");
  await buildClient({
    configFile: "src/web/vite.config.ts",
    logLevel: "warn",
    build: { outDir: resolve(beside, "web") },
  });
}
await rm(folder, { recursive: true, force: true });
await rename(beside, folder);
