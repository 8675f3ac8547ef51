/** Runs a command and says what it took: wall and processor time, and the most memory it held. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Run {
  readonly wallMs: number;
  /** User and system time of all its threads and children. */
  readonly cpuMs: number;
  /** Of the largest process. */
  readonly peakMiB: number;
}

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const isMac = process.platform === "darwin";

/**
 * One run, its output thrown away; `timeFile` is overwritten. Processor time is known to 10 ms.
 * @throws where the command fails, or `/usr/bin/time` (GNU's, or macOS') is not there.
 */
export function measure({ command, args, environment }: CommandLine, timeFile: string): Run {
  const format = isMac ? ["-l"] : ["-f", "%U %S %M"];
  const startMs = performance.now();
  const { status, error } = spawnSync("/usr/bin/time", [...format, "-o", timeFile, command, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const wallMs = performance.now() - startMs;
  if (error !== undefined) throw new Error("the benchmark needs /usr/bin/time", { cause: error });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with code ${status}`);
  return { wallMs, ...timesIn(readFileSync(timeFile, "utf8")) };
}

function timesIn(text: string): Omit<Run, "wallMs"> {
  if (!isMac) {
    const [user = 0, system = 0, peakKiB = 0] = text.trim().split(" ").map(Number);
    return { cpuMs: (user + system) * 1000, peakMiB: peakKiB / 1024 };
  }
  const numberBefore = (words: string) => Number(new RegExp(`([\\d.]+)\\s+${words}`).exec(text)?.[1]);
  return {
    cpuMs: (numberBefore("user") + numberBefore("sys")) * 1000,
    peakMiB: numberBefore("maximum resident set size") / 2 ** 20,
  };
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[Math.floor(sorted.length / 2)]!, max: sorted.at(-1)! };
}
