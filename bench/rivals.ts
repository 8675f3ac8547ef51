/** The tools that are compared with: fetched from npm into a cache folder, never dependencies. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export interface Rival {
  readonly tool: string;
  readonly version: string;
  /** What it is asked for: its figures of all days, from its own price list. */
  readonly args: readonly string[];
  /** Runs on the Node that measures; else on a newer one, fetched likewise. */
  readonly leastNode: number;
}

export const rivals: readonly Rival[] = [
  { tool: "ccusage", version: "20.0.24", args: ["daily", "--offline"], leastNode: 20 },
  { tool: "ccusage", version: "19.0.3", args: ["daily", "--offline"], leastNode: 22 },
  { tool: "ccusage", version: "18.0.11", args: ["daily", "--offline"], leastNode: 20 },
  {
    tool: "codeburn",
    version: "0.9.15",
    args: ["report", "--format", "json", "--period", "all"],
    leastNode: 22,
  },
];

export const nameOf = ({ tool, version }: Rival): string => `${tool} ${version}`;

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "leverage-bench");

/** The program that runs it and its file; null (with the reason on standard error) where npm cannot fetch it. */
export function programOf(rival: Rival): readonly [node: string, file: string] | null {
  const file = fetched(rival.tool, rival.version, join(".bin", rival.tool));
  const node = Number(process.versions.node.split(".")[0]) < rival.leastNode ? newerNode() : process.execPath;
  if (file !== null && node !== null) return [node, file];
  const why =
    file === null ? "npm could not fetch it" : `it needs Node ${rival.leastNode}, which npm could not fetch`;
  process.stderr.write(`${nameOf(rival)} is left out: ${why}\n`);
  return null;
}

function newerNode(): string | null {
  const packaged = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  return fetched(packaged, "22", join(packaged, "bin", "node"));
}

/** A file of the package, installed if it is not yet; null where that fails. Install scripts are not run. */
function fetched(name: string, version: string, file: string): string | null {
  const folder = join(cache, `${name}-${version}`);
  const path = join(folder, "node_modules", file);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const args = [
    "install",
    "--silent",
    "--no-save",
    "--ignore-scripts",
    "--prefix",
    folder,
    `${name}@${version}`,
  ];
  const { status } = spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"], timeout: 240_000 });
  return status === 0 && existsSync(path) ? path : null;
}
