/**
 * Builds the command: one bundle whose parts run when they are needed; packages with data or binaries stay packages.
 * And the dashboard's client beside it, unless `--no-client` is given: tests of the command need none.
 * `node build.mjs [FOLDER]`, `dist` if absent. The folder appears whole or not at all.
 */
import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";

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

/** What esbuild leaves: in regular expressions and comments. ASCII is read in half the time. */
function inAscii(code) {
  return code.replaceAll(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
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
  external: ["@photostructure/sqlite", "@observablehq/plot", "linkedom"],
  define: { LEVERAGE_VERSION: JSON.stringify(version), "import.meta.url": "bundleUrl" },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  plugins: [lighterPackages],
  minifySyntax: true,
  legalComments: "none",
};
const threads = { "digest-worker": "src/app/digest-worker.ts", "serve-thread": "src/cli/serve-thread.ts" };
await build({
  ...shared,
  entryPoints: { command: "src/cli/main.ts", ...threads },
  outdir: `${beside}/parts`,
});
await build({ ...shared, entryPoints: { leverage: "src/cli/start.ts" }, outdir: beside });
const command = await readFile(`${beside}/parts/command.js`, "utf8");
await writeFile(
  `${beside}/parts/command.js`,
  inAscii(command.replaceAll(/\bimport\((?=")/g, "importPackage(")),
);
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
