/** Builds the dashboard's client as it is published, whatever the tests' own environment says. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");

export async function buildClient(folder: string): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(
    process.execPath,
    [
      vite,
      "build",
      "src/web",
      "--config",
      "src/web/vite.config.ts",
      "--logLevel",
      "error",
      "--outDir",
      folder,
    ],
    { cwd: root, env: { ...process.env, NODE_ENV: "production" } },
  );
}
