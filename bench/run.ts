/**
 * What reading logs and drawing records takes, side by side in one run:
 *
 *     npm run bench                        the shared corpus, or a sample of its size; writes bench/RESULTS.md
 *     npm run bench -- --size 1G           a generated sample of that size (M or G); writes bench/RESULTS-1G.md
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
import { GrowingLogs, homeAround, type Logs, logsFor } from "./logs.ts";
import { type CommandLine, measure, type Run, type Spread, spreadOf } from "./measure.ts";
import { nameOf, programOf, rivals } from "./rivals.ts";

interface Contender {
  readonly name: string;
  readonly line: CommandLine;
  /** Before each run; its time does not count. */
  readonly before?: () => void;
  /** Left out where it fails, as others' tools may. */
  readonly mayFail?: true;
}

interface Result {
  readonly name: string;
  readonly wallMs: Spread;
  /** Medians. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** The tool whose wall time the aims are stated in. */
const yardstick = nameOf(rivals[0]!);

const root = resolve(import.meta.dirname, "..");
const fewestRuns = 5;
const startLoad = loadavg()[0] ?? 0;

const { values } = parseArgs({
  options: {
    logs: { type: "string" },
    size: { type: "string" },
    json: { type: "boolean" },
    runs: { type: "string" },
  },
});
const runs = Math.max(fewestRuns, Number(values.runs ?? fewestRuns));
const scratch = mkdtempSync(join(tmpdir(), "leverage-bench-"));
// Beside the packages that it loads.
const build = join(root, "node_modules", `.leverage-bench-${process.pid}`);
try {
  execFileSync(process.execPath, ["build.mjs", build], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const logs = await logsFor({ folder: values.logs, size: values.size }, scratch);
  const results = compare(contenders(logs, join(build, "leverage.js")));
  if (values.json === true) console.log(JSON.stringify(results));
  else {
    const report = reportOf(logs, results);
    console.log(report);
    const file = values.size === undefined ? "RESULTS.md" : `RESULTS-${values.size}.md`;
    if (values.logs === undefined) writeFileSync(join(import.meta.dirname, file), report);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
  rmSync(build, { recursive: true, force: true });
}

function contenders(logs: Logs, leverage: string): readonly Contender[] {
  const [cold, warm] = [join(scratch, "cold"), join(scratch, "warm")];
  const run = (home: string, folder: string, ...words: string[]): CommandLine => ({
    command: process.execPath,
    args: [leverage, ...words, "--json", "--logs", folder],
    // Code kept compiled is this build's own.
    environment: { LEVERAGE_HOME: home, XDG_CACHE_HOME: join(scratch, "cache") },
  });
  /** With logs and a ledger of its own, where nothing is new but the turn. */
  const oneTurnMore = (command: string): Contender => {
    const own = join(scratch, `grown-${command}`);
    const growing = new GrowingLogs(logs, own);
    const line = run(join(own, "ledger"), growing.folder, command);
    measure(line, join(scratch, "time"));
    return { name: `leverage ${command}, one turn more`, line, before: () => growing.append() };
  };
  const fromNothing = (command: string): Contender => ({
    name: `leverage ${command}, cold`,
    line: run(cold, logs.folder, command),
    before: () => rmSync(cold, { recursive: true, force: true }),
  });
  // The ledger that the warm runs find.
  measure(run(warm, logs.folder, "record"), join(scratch, "time"));
  const all: Contender[] = [
    { name: "cat", line: { command: "cat", args: logs.files } },
    { name: "node -e 0", line: { command: process.execPath, args: ["-e", "0"] } },
    fromNothing("usage"),
    { name: "leverage usage, warm", line: run(warm, logs.folder, "usage") },
    oneTurnMore("usage"),
    fromNothing("record"),
    { name: "leverage record", line: run(warm, logs.folder, "record") },
    oneTurnMore("record"),
    { name: "leverage record today", line: run(warm, logs.folder, "record", "today") },
  ];
  const agentHome = homeAround(logs, scratch);
  // What they keep for themselves is theirs to make anew: they are compared with the first reading.
  const home = join(scratch, "rivals");
  const environment = { HOME: home, XDG_CACHE_HOME: join(home, ".cache"), CLAUDE_CONFIG_DIR: agentHome };
  for (const rival of rivals) {
    const program = programOf(rival);
    if (program === null) continue;
    const [command, file] = program;
    all.push({
      name: nameOf(rival),
      line: { command, args: [file, ...rival.args], environment },
      before: () => rmSync(home, { recursive: true, force: true }),
      mayFail: true,
    });
  }
  return all;
}

function compare(all: readonly Contender[]): readonly Result[] {
  const timeFile = join(scratch, "time");
  const runsOf = new Map<string, Run[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++) {
    for (const { name, line, before, mayFail } of all) {
      const taken = runsOf.get(name);
      if (taken === undefined) continue;
      before?.();
      try {
        taken.push(measure(line, timeFile));
      } catch (error) {
        if (mayFail !== true) throw error;
        process.stderr.write(`${name} is left out: it failed on these logs\n`);
        runsOf.delete(name);
      }
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
    const ratios = `${ratio(wallMs.median, medianOf("cat"))} | ${ratio(wallMs.median, medianOf(yardstick))}`;
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
    `| command | wall ms | CPU ms | peak MiB | wall / cat | wall / ${yardstick} |`,
    "|---|---|---|---|---|---|",
    ...rows,
    "",
    "Cold: no ledger yet; all is read and stored, and for a record cut into tasks with estimates, too. Warm and",
    "without a word: nothing new. The others are asked for their figures of all days on the same logs (`ccusage daily",
    "--offline`, `codeburn report --period all`) and begin without what they may keep; ccusage stores nothing.",
  ].join("\n")}\n`;
}
