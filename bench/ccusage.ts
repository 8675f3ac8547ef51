/** The tool that is compared with: fetched from npm into a cache folder, never a dependency. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const version = "20.0.24";

/** Its command, or null (with the reason on standard error) where npm cannot fetch it. */
export function ccusageCommand(): string | null {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "leverage-bench", `ccusage-${version}`);
  const command = join(folder, "node_modules", ".bin", "ccusage");
  if (existsSync(command)) return command;
  mkdirSync(folder, { recursive: true });
  const args = ["install", "--silent", "--no-save", "--prefix", folder, `ccusage@${version}`];
  const { status } = spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"], timeout: 120_000 });
  if (status === 0 && existsSync(command)) return command;
  process.stderr.write(`ccusage ${version} is left out: npm could not fetch it\n`);
  return null;
}
