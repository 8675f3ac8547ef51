/**
 * What reading logs and drawing records takes, side by side in one run:
 *
 *     npm run bench                        the shared corpus, or a sample of its size; writes bench/RESULTS.md
 *     npm run bench -- --logs DIR          other logs; writes nothing
 *     npm run --silent bench -- --json     one JSON line: [{ name, wallMs: { min, median, max }, cpuMs, peakMiB }]
 *     npm run bench -- --runs 9            more than five runs of each
 *
 * The commands take turns, so that whatever else the machine does disturbs all of them alike: compare ratios.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ccusageCommand } from "./ccusage.ts";
import { GrowingLogs, homeAround, type Logs, logsFor } from "./logs.ts";
import { type CommandLine, measure, type Run, type Spread, spreadOf } from "./measure.ts";

interface Contender {
  readonly name: string;
  readonly line: CommandLine;
  /** Before each run; its time does not count. */
  readonly before?: () => void;
}

interface Result {
  readonly name: string;
  readonly wallMs: Spread;
  /** Medians. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

const root = resolve(import.meta.dirname, "..");
const fewestRuns = 5;
const startLoad = loadavg()[0] ?? 0;

const { values } = parseArgs({
  options: { logs: { type: "string" }, json: { type: "boolean" }, runs: { type: "string" } },
});
const runs = Math.max(fewestRuns, Number(values.runs ?? fewestRuns));
const scratch = mkdtempSync(join(tmpdir(), "leverage-bench-"));
// Beside the packages that it loads.
const build = join(root, "node_modules", `.leverage-bench-${process.pid}`);
try {
  execFileSync(process.execPath, ["build.mjs", build], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const logs = await logsFor(values.logs === undefined ? undefined : resolve(values.logs), scratch);
  const results = compare(contenders(logs, join(build, "leverage.js")));
  if (values.json === true) console.log(JSON.stringify(results));
  else {
    const report = reportOf(logs, results);
    console.log(report);
    if (values.logs === undefined) writeFileSync(join(import.meta.dirname, "RESULTS.md"), report);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
  rmSync(build, { recursive: true, force: true });
}

function contenders(logs: Logs, leverage: string): readonly Contender[] {
  const growing = new GrowingLogs(logs, scratch);
  const cold = join(scratch, "cold");
  const warm = join(scratch, "warm");
  const grown = join(scratch, "grown");
  const run = (home: string, folder: string, ...words: string[]): CommandLine => ({
    command: process.execPath,
    args: [leverage, ...words, "--json", "--logs", folder],
    environment: { LEVERAGE_HOME: home },
  });
  // The ledgers that the warm runs find.
  measure(run(warm, logs.folder, "usage"), join(scratch, "time"));
  measure(run(grown, growing.folder, "usage"), join(scratch, "time"));
  const all: Contender[] = [
    { name: "cat", line: { command: "cat", args: logs.files } },
    { name: "node -e 0", line: { command: process.execPath, args: ["-e", "0"] } },
    {
      name: "leverage usage, cold",
      line: run(cold, logs.folder, "usage"),
      before: () => rmSync(cold, { recursive: true, force: true }),
    },
    { name: "leverage usage, warm", line: run(warm, logs.folder, "usage") },
    {
      name: "leverage usage, one turn more",
      line: run(grown, growing.folder, "usage"),
      before: () => growing.append(),
    },
    { name: "leverage record", line: run(warm, logs.folder, "record") },
  ];
  const ccusage = ccusageCommand();
  if (ccusage !== null) {
    const environment = { CLAUDE_CONFIG_DIR: homeAround(logs, scratch) };
    all.push({ name: "ccusage", line: { command: ccusage, args: ["daily", "--offline"], environment } });
  }
  return all;
}

function compare(all: readonly Contender[]): readonly Result[] {
  const timeFile = join(scratch, "time");
  const runsOf = new Map<string, Run[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++) {
    for (const { name, line, before } of all) {
      before?.();
      runsOf.get(name)!.push(measure(line, timeFile));
    }
  }
  return [...runsOf].map(([name, taken]) => {
    const middle = (of: (run: Run) => number) => Math.round(spreadOf(taken.map(of)).median);
    const { min, median, max } = spreadOf(taken.map((run) => Math.round(run.wallMs)));
    return {
      name,
      wallMs: { min, median, max },
      cpuMs: middle((run) => run.cpuMs),
      peakMiB: middle((run) => run.peakMiB),
    };
  });
}

function reportOf(logs: Logs, results: readonly Result[]): string {
  const medianOf = (name: string) => results.find((result) => result.name === name)?.wallMs.median;
  const ratio = (wallMs: number, to: number | undefined) =>
    to === undefined ? "-" : (wallMs / to).toFixed(2);
  const rows = results.map(({ name, wallMs, cpuMs, peakMiB }) => {
    const walls = `${wallMs.median} (${wallMs.min}-${wallMs.max})`;
    const ratios = `${ratio(wallMs.median, medianOf("cat"))} | ${ratio(wallMs.median, medianOf("ccusage"))}`;
    return `| ${name} | ${walls} | ${cpuMs} | ${peakMiB} | ${ratios} |`;
  });
  return `${[
    "# What it takes",
    "",
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${logs.about}, ${logs.files.length} files of`,
    `${(logs.bytes / 1e6).toFixed(0)} MB; medians of ${runs} runs that took turns, least and most in brackets. Node ${process.versions.node},`,
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}.`,
    `Load of the machine when it began: ${startLoad.toFixed(1)}; above 1, other work took part of it.`,
    "",
    "| command | wall ms | CPU ms | peak MiB | wall / cat | wall / ccusage |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
    "Cold: no ledger yet; all is read, analysed and stored. Warm: nothing new. `ccusage` is `ccusage daily --offline`,",
    "version 20.0.24, on the same logs; it stores nothing.",
  ].join("\n")}\n`;
}
