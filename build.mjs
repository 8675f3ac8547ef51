/** Builds the command: one bundle with lazily loaded parts; packages with data or binaries stay packages. */
import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: { leverage: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["@photostructure/sqlite", "@secretlint/*", "@observablehq/plot", "linkedom", "linguist-js"],
  banner: { js: "#!/usr/bin/env node" },
  chunkNames: "parts/[name]-[hash]",
  minifySyntax: true,
  legalComments: "none",
});
await chmod("dist/leverage.js", 0o755);
