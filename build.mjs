/** Builds the command: one bundle with lazily loaded parts; packages with data or binaries stay packages. */
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));

await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: { leverage: "src/cli/main.ts" },
  outdir: "dist",
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
const command = await readFile("dist/leverage.js", "utf8");
await writeFile("dist/leverage.js", `#!/usr/bin/env node\n${command}`);
await chmod("dist/leverage.js", 0o755);
