/**
 * The large sizes of the reliability tests: `run.ts NAME [--times 200] [--seed N] ...`; what each does stands at the
 * top of its file, what was measured in docs/RELIABILITY.md. Ends with 1 where a promise was broken.
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { crash } from "./crash.ts";
import { crowd } from "./crowd.ts";
import { damage } from "./damage.ts";
import { watched } from "./watched.ts";

const root = resolve(import.meta.dirname, "../..");
const say = (line: string) => process.stderr.write(`${line}\n`);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "20260326" },
    times: { type: "string", default: "200" },
    lines: { type: "string", default: "100000" },
    files: { type: "string", default: "2000" },
    days: { type: "string", default: "30" },
  },
});
const seed = Number(values.seed);

const tests: Readonly<Record<string, () => Promise<unknown>>> = {
  crash: () => withCommand((command) => crash({ command, times: Number(values.times), seed, say })),
  crowd: () =>
    withCommand(async (command) => {
      const reports = [];
      for (const processes of [2, 4, 8]) reports.push(await crowd({ command, processes, rounds: 4, seed }));
      return reports;
    }),
  damage: () => withCommand((command) => damage({ command, times: Number(values.times), seed, say })),
  fuzz: () =>
    watched(say).fuzz({
      lines: Number(values.lines),
      files: Number(values.files),
      seed,
      longMegabytes: 100,
    }),
  soak: () => watched(say).soak({ days: Number(values.days), syncsADay: 24, seed }),
};

const test = tests[positionals[0] ?? ""];
if (test === undefined) {
  say(`name one of ${Object.keys(tests).join(", ")}`);
  process.exit(2);
}
const startMs = performance.now();
const report = await test();
console.log(JSON.stringify(report, null, 2));
say(`passed in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);

/** Built for this run alone, beside the packages that it loads. */
async function withCommand<T>(use: (command: string) => Promise<T>): Promise<T> {
  const folder = join(root, "node_modules", `.leverage-reliability-${process.pid}`);
  execFileSync(process.execPath, ["build.mjs", "--no-client", folder], { cwd: root, stdio: "inherit" });
  try {
    return await use(join(folder, "leverage.js"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
