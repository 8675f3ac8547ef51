/**
 * What the dashboard's server takes on a large ledger: its first page in a browser, where there is one; each question when
 * the ledger has just changed, and again; a correction; memory over many requests.
 *
 *     npm run bench:serve                     50,000 turns in more than 5,000 tasks; writes bench/SERVE.md
 *     npm run bench:serve -- --ledger DIR     makes the ledger there, or uses the one that is there; writes nothing
 *
 * A ledger changes by the title of one task, which most answers hold.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { unsettledKey } from "../src/app/estimates.ts";
import type { TaskListOutput } from "../src/app/task-views.ts";
import { settleMs } from "../src/server/side.ts";
import { openStore } from "../src/store/index.ts";
import { testEffects } from "../test/app/effects.ts";
import { firstPages } from "./first-page.ts";
import { fillLedger, largeLedger } from "./large-ledger.ts";
import { spreadOf } from "./measure.ts";

const root = resolve(import.meta.dirname, "..");
const lastMs = Date.parse("2026-03-20T20:00:00Z");
const startLoad = loadavg()[0] ?? 0;
const times = { pages: 5, changed: 9, again: 30, corrections: 3, requests: 10_000 };

const { values } = parseArgs({ options: { ledger: { type: "string" } } });
const scratch = mkdtempSync(join(tmpdir(), "leverage-serve-bench-"));
const folder = values.ledger === undefined ? join(scratch, "ledger") : resolve(values.ledger);
const build = join(root, "node_modules", `.leverage-bench-${process.pid}`);
const logs = join(scratch, "no-logs");
const environment = {
  ...process.env,
  LEVERAGE_HOME: folder,
  SOURCE_DATE_EPOCH: String(lastMs / 1000),
  TZ: "UTC",
};
const servers: ChildProcess[] = [];
try {
  execFileSync(process.execPath, ["build.mjs", build], { cwd: root, stdio: "inherit" });
  mkdirSync(logs);
  const about = await ledgerIn(folder);
  const report = await measured(about);
  console.log(report);
  if (values.ledger === undefined) writeFileSync(join(import.meta.dirname, "SERVE.md"), report);
} finally {
  for (const server of servers) server.kill("SIGINT");
  rmSync(scratch, { recursive: true, force: true });
  rmSync(build, { recursive: true, force: true });
}

/** A ledger of the wanted size in the folder; tells what is in it. */
async function ledgerIn(home: string): Promise<string> {
  const file = join(home, "ledger.db");
  const isThere = existsSync(file);
  mkdirSync(home, { recursive: true });
  const store = await openStore(file);
  try {
    const effects = testEffects(store, home, { clock: () => lastMs, ledgerFile: file, ledgerHome: home });
    if (!isThere) await fillLedger(effects, largeLedger);
    // Made and settled by the very program that is measured: another's ledger it would analyse anew.
    execFileSync(process.execPath, [...leverage("record"), "--json"], { env: environment, stdio: "ignore" });
    const [turns, tasks] = [await store.turns(), await store.tasks()];
    return `${turns.length} turns in ${tasks.length} tasks`;
  } finally {
    await store.close();
  }
}

/** What Node is to run for a command on the ledger. */
function leverage(...words: string[]): string[] {
  return [join(build, "leverage.js"), ...words, "--logs", logs];
}

async function started(): Promise<{
  readonly address: string;
  readonly token: string;
  readonly pid: number;
}> {
  const server = spawn(process.execPath, leverage("serve", "--port", "0", "--require-auth"), {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  const line = await new Promise<string>((read) => {
    server.stdout.once("data", (part: Buffer) => read(part.toString()));
  });
  const url = new URL(/http:\S+/.exec(line)![0]);
  return { address: url.origin, token: url.searchParams.get("token") ?? "", pid: server.pid! };
}

async function measured(about: string): Promise<string> {
  const { address, token, pid } = await started();
  // Opened a while after the server was started, as by a person who reads its address.
  const pages = await firstPages(`${address}/?token=${token}`, times.pages);
  const headers = { "x-leverage-token": token, "content-type": "application/json" };
  const ask = async (
    path: string,
    body?: unknown,
  ): Promise<{ readonly ms: number; readonly text: string }> => {
    const startMs = performance.now();
    const response = await fetch(`${address}/api/v1/${path}`, {
      headers,
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return { ms: performance.now() - startMs, text };
  };
  const { tasks } = JSON.parse((await ask("task/list?period=2026-03")).text) as TaskListOutput;
  const taskId = tasks.find(({ task }) => task.turnIds.length >= 5)!.task.id;
  const questions = questionsOn(taskId);
  const change = await openStore(join(folder, "ledger.db"));
  const task = (await change.tasks([taskId]))[0]!;
  const { madeFrom } = (await change.taskMarks()).find(({ id }) => id === taskId)!;
  const rows: string[] = [];
  for (const question of questions) {
    const changed: number[] = [];
    for (let i = 0; i < times.changed; i++) {
      await change.saveTask({ ...task, title: `Title ${i}` }, madeFrom);
      changed.push((await ask(question)).ms);
    }
    const again: number[] = [];
    for (let i = 0; i < times.again; i++) again.push((await ask(question)).ms);
    const bytes = (await ask(question)).text.length;
    rows.push(
      `| ${question.replace(taskId, "ID")} | ${shown(changed)} | ${shown(again)} | ${(bytes / 1000).toFixed(0)} |`,
    );
  }
  await change.saveTask(task, madeFrom);
  const corrections: number[] = [];
  for (let i = 0; i < times.corrections; i++)
    corrections.push((await ask("task/rename", { task: taskId, title: `Title ${i}` })).ms);
  const answeredMs = performance.now();
  while ((await change.meta(unsettledKey)) !== "") await setTimeout(20);
  const settledMs = performance.now() - answeredMs;
  await change.close();
  const memory = await memoryOver(pid, async (i) => ask(questions[i % questions.length]!));
  return `${[
    "# What the server takes",
    "",
    `Written by \`npm run bench:serve\` on ${new Date().toISOString().slice(0, 10)}: ${about}. Node ${process.versions.node},`,
    `${cpus().length} cores (${cpus()[0]?.model.trim()}). Load of the machine when it began: ${startLoad.toFixed(1)}; above 1, other work`,
    "took part of it. Milliseconds: median, and the most in brackets.",
    "",
    `| question | after a change of the ledger (${times.changed}) | again (${times.again}) | kB |`,
    "|---|---|---|---|",
    ...rows,
    "",
    ...(pages === null
      ? ["The first page was not tried: no Chromium was found."]
      : [
          `The first page in a Chromium that has seen nothing of it, until a task can be seen: ${shown(pages.first)}; loaded again: ${shown(pages.again)}.`,
        ]),
    `A correction, until it is answered with its task as it is now: ${shown(corrections)}.`,
    `After the last one, until all estimates that hang on them are told anew: ${settledMs.toFixed(0)}, of which ${settleMs} wait for another.`,
    "",
    `Memory of the process in MiB, over ${times.requests} of these questions: ${memory.join(", ")}. At most: ${peakMiB(pid)}.`,
  ].join("\n")}\n`;
}

/** Median, and the most in brackets. */
function shown(all: readonly number[]): string {
  const { median, max } = spreadOf(all);
  return `${median.toFixed(0)} (${max.toFixed(0)})`;
}

function questionsOn(taskId: string): readonly string[] {
  return [
    "record",
    "record?week=true",
    "record?month=true",
    "record?year=true",
    "review",
    "timeline",
    "trends",
    "coverage",
    "task/list?period=2026-03",
    "task/list?unestimated=true",
    `task/show?task=${taskId}`,
    `explain?what=${taskId}`,
    "explain?what=record",
    "calibration",
    "eval",
    "plan/list",
    `what-if?task=${taskId}`,
    "usage?by=day",
    "doctor",
    "config",
  ];
}

/** Resident memory after the first requests and after each tenth of all. */
async function memoryOver(pid: number, ask: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const readings: number[] = [];
  for (let i = 0; i <= times.requests; i++) {
    if (i % (times.requests / 10) === 0) readings.push(residentMiB(pid));
    await ask(i);
  }
  return readings;
}

/** Linux tells; elsewhere `ps` does. */
function residentMiB(pid: number): number {
  const mib = statusMiB(pid, "VmRSS");
  return mib ?? Math.round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)]).toString()) / 1024);
}

/** Since the process began; only Linux tells. */
function peakMiB(pid: number): string {
  return String(statusMiB(pid, "VmHWM") ?? "unknown");
}

function statusMiB(pid: number, field: string): number | null {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return null;
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(status, "utf8"))![1]) / 1024);
}
