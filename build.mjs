/**
 * Builds the command: one bundle with lazily loaded parts; packages with data or binaries stay packages.
 * `node build.mjs [FOLDER]`, `dist` if absent. The folder appears whole or not at all.
 */
import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));

const folder = process.argv[2] ?? "dist";
const beside = `${folder}.${process.pid}.part`;
await build({
  entryPoints: { leverage: "src/cli/main.ts", "parts/digest-worker": "src/app/digest-worker.ts" },
  outdir: beside,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["@photostructure/sqlite", "@secretlint/*", "@observablehq/plot", "linkedom"],
  define: { LEVERAGE_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages call `require` for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  chunkNames: "parts/[name]-[hash]",
  minifySyntax: true,
  legalComments: "none",
});
const command = await readFile(`${beside}/leverage.js`, "utf8");
await writeFile(`${beside}/leverage.js`, `#!/usr/bin/env node\n${command}`);
await chmod(`${beside}/leverage.js`, 0o755);
await rm(folder, { recursive: true, force: true });
await rename(beside, folder);
