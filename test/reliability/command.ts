/** Runs the built command as a person would: a process of its own, in a home of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A moment after every sample; it stands still, so that answers can be compared byte for byte. */
export const nowMs = Date.parse("2026-06-30T20:00:00Z");

export interface Home {
  /** The built command's file. */
  readonly command: string;
  readonly logs: string;
  /** The ledger's folder. */
  readonly ledger: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  /** A program and its words in front of the command: another user, a limit. */
  readonly through?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export function startLeverage(home: Home, words: readonly string[], options: StartOptions = {}): Running {
  const line = [...(options.through ?? []), process.execPath, home.command, ...words, "--logs", home.logs];
  const child = spawn(line[0]!, line.slice(1), {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: home.ledger,
      LEVERAGE_HOME: home.ledger,
      // Code kept compiled is not what small disks are to be filled with.
      XDG_CACHE_HOME: join(dirname(home.command), "cache"),
      SOURCE_DATE_EPOCH: String(nowMs / 1000),
      TZ: "UTC",
      NO_COLOR: "1",
      USER: "user",
      ...options.environment,
    },
  });
  const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].on("data", (piece: Buffer) => said[stream].push(piece));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const [stdout, stderr] = [said.stdout, said.stderr].map((pieces) => Buffer.concat(pieces).toString());
      resolve({ code, signal, stdout: stdout!, stderr: stderr! });
    });
  });
  return { process: child, ended };
}

export const leverage = (home: Home, words: readonly string[], options?: StartOptions): Promise<Ended> =>
  startLeverage(home, words, options).ended;

/** What it printed. @throws where it failed. */
export async function answer(home: Home, words: readonly string[], options?: StartOptions): Promise<string> {
  const { code, signal, stdout, stderr } = await leverage(home, words, options);
  if (code !== 0) {
    throw new Error(`leverage ${words.join(" ")} ended with ${code ?? signal}:\n${stdout}${stderr}`);
  }
  return stdout;
}

/**
 * Everything a person can get out of a ledger: usage, the export and the record, byte for byte. Usage comes first: what is new
 * is counted before it is cut.
 */
export async function everything(home: Home, options?: StartOptions): Promise<string> {
  const usage = await answer(home, ["usage", "--json"], options);
  const facts = await answer(home, ["export"], options);
  return usage + facts + (await answer(home, ["record", "2026", "--json"], options));
}

/** Where two texts part, for a message; the texts themselves are megabytes. */
export function difference(a: string, b: string): string | null {
  if (a === b) return null;
  const [left, right] = [a.split("\n"), b.split("\n")];
  const at = left.findIndex((line, i) => line !== right[i]);
  const around = (line = "") => {
    const other = left[at] === line ? (right[at] ?? "") : (left[at] ?? "");
    const from = Math.max(0, [...line].findIndex((char, i) => char !== other[i]) - 60);
    return line.slice(from, from + 200);
  };
  return `line ${at + 1} of ${left.length} and ${right.length}:\n  ${around(left[at])}\n  ${around(right[at])}`;
}

export const newFolder = (name: string): string => mkdtempSync(join(tmpdir(), `leverage-${name}-`));
