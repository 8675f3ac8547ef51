/**
 * Cold read of a folder of logs into redacted events, beside `cat` of the same files, which is the floor:
 *
 *     npx tsx bench/read.ts [DIR] [--json]
 *
 * Without DIR: the shared corpus' first set where it lies beside the project, else the usual places. Then one
 * line of 500 MB, which must pass in the memory of a short one. Medians of five runs of the bundled code, as it is
 * shipped, each in a process of its own.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { corpusLogs } from "../eval/logs.ts";
import { claudeCode } from "../src/sources/claude-code/index.ts";
import { writeLongLine } from "./logs.ts";

interface Run {
  readonly files: number;
  readonly megabytes: number;
  readonly events: number;
  readonly readMs: number;
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

async function readOnce(places: readonly string[]): Promise<Run> {
  const before = performance.now();
  const cpuBefore = process.cpuUsage();
  const { files } = await claudeCode.discover(places);
  let events = 0;
  for (const file of files) {
    for await (const result of claudeCode.read(file, null)) events += result.events.length;
  }
  const readMs = performance.now() - before;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    files: files.length,
    megabytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) / 1e6,
    events,
    readMs,
    cpuMs: (cpu.user + cpu.system) / 1e3,
    peakMegabytes: process.resourceUsage().maxRSS / 1e3,
  };
}

/** This file with all it imports, but for the packages, which stay packages in the shipped command too. */
function bundle(): string {
  const outfile = fileURLToPath(new URL("../node_modules/.cache/leverage-bench-read.mjs", import.meta.url));
  buildSync({
    entryPoints: [fileURLToPath(import.meta.url)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["esbuild", "@secretlint/*"],
  });
  return outfile;
}

/** The run in the middle of five, by wall time. */
function measure(program: string, places: readonly string[]): Run {
  const runs = Array.from({ length: 5 }, () => {
    const args = [program, "--once", ...places];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Run;
  });
  return runs.sort((a, b) => a.readMs - b.readMs)[2]!;
}

function catMs(paths: readonly string[]): number {
  const times = Array.from({ length: 5 }, () => {
    const before = performance.now();
    spawnSync("cat", paths, { stdio: "ignore" });
    return performance.now() - before;
  });
  return times.sort((a, b) => a - b)[2]!;
}

async function compare(places: readonly string[]): Promise<void> {
  const { files } = await claudeCode.discover(places);
  const program = bundle();
  const run = measure(program, places);
  const cat = catMs(files.map((file) => file.path));
  const longFolder = mkdtempSync(join(tmpdir(), "leverage-bench-"));
  try {
    writeLongLine(longFolder, 500e6);
    const long = measure(program, [longFolder]);
    if (process.argv.includes("--json")) console.log(JSON.stringify({ places, run, catMs: cat, long }));
    else {
      console.log(
        `${places.join(", ")}: ${run.files} files, ${run.megabytes.toFixed(0)} MB, ${run.events} events`,
      );
      console.log(`  read  ${line(run)}`);
      console.log(`  cat   ${cat.toFixed(0)} ms; read / cat = ${(run.readMs / cat).toFixed(1)}`);
      console.log(`one line of ${long.megabytes.toFixed(0)} MB:\n  read  ${line(long)}`);
    }
  } finally {
    rmSync(longFolder, { recursive: true });
  }
}

function line(run: Run): string {
  const rate = run.megabytes / (run.readMs / 1e3);
  return `${run.readMs.toFixed(0)} ms (${rate.toFixed(0)} MB/s), CPU ${run.cpuMs.toFixed(0)} ms, peak ${run.peakMegabytes.toFixed(0)} MB`;
}

const places = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
if (process.argv.includes("--once")) console.log(JSON.stringify(await readOnce(places)));
else {
  const corpus = corpusLogs("claude-home");
  const usual = corpus === null ? claudeCode.places(process.env, homedir()) : [corpus];
  await compare(places.length > 0 ? places : usual);
}
