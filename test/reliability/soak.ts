/**
 * A month in one process: simulated days of work are appended row by row, with syncs and records in between, to a
 * ledger that stays open. What the process holds must not grow, and the last record must be that of one reading.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { record } from "../../src/app/record.ts";
import { refresh } from "../../src/app/refresh.ts";
import { usage } from "../../src/app/usage.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "../app/effects.ts";
import { difference } from "./command.ts";
import { type LogText, sampleTexts } from "./growing-logs.ts";
import { flatness, type Memory, memoryNow } from "./memory.ts";

export interface SoakOptions {
  readonly days: number;
  readonly syncsADay: number;
  readonly seed: number;
  say(line: string): void;
}

export interface SoakReport {
  readonly seed: number;
  readonly days: number;
  readonly syncs: number;
  readonly rows: number;
  readonly megabytes: number;
  readonly memory: ReturnType<typeof flatness>;
}

interface Row {
  readonly path: string;
  readonly bytes: Buffer;
  readonly atMs: number;
}

const dayMs = 24 * 3_600_000;
/** Between the second and the last third of the days. */
const mostGrowth = { heapMiB: 6, rssMiB: 80 } as const;

/** @throws where memory or open files grow, or the month's record is not that of one reading. */
export async function soak({ days, syncsADay, seed, say }: SoakOptions): Promise<SoakReport> {
  const folder = mkdtempSync(join(tmpdir(), "leverage-soak-"));
  const logs = join(folder, "logs");
  const rows = inOrder(await sampleTexts({ seed, days, endDay: "2026-06-12" }));
  const memory: Memory[] = [];
  const store = await openStore(join(folder, "ledger", "ledger.db"));
  try {
    let syncs = 0;
    for (const [day, ofDay] of daysOf(rows).entries()) {
      const size = Math.ceil(ofDay.length / syncsADay);
      for (let from = 0; from < ofDay.length; from += size) {
        append(logs, ofDay.slice(from, from + size));
        await ask(store, logs, ofDay[0]!.atMs);
        syncs += 1;
      }
      memory.push(await memoryNow());
      say(`day ${day + 1}: ${ofDay.length} rows, heap ${memory.at(-1)!.heapMiB.toFixed(1)} MiB`);
    }
    const parted = difference(await ask(store, logs, 0), await readAtOnce(logs));
    if (parted !== null) throw new Error(`seed ${seed}: not the record of one reading: ${parted}`);
    const flat = flatness(memory);
    if (flat.heapGrowthMiB > mostGrowth.heapMiB || flat.rssGrowthMiB > mostGrowth.rssMiB)
      throw new Error(`seed ${seed}: memory grows: ${JSON.stringify(flat)}`);
    if (flat.handlesGrowth !== 0) throw new Error(`seed ${seed}: open files grow: ${JSON.stringify(flat)}`);
    const bytes = rows.reduce((sum, row) => sum + row.bytes.length, 0);
    return { seed, days: memory.length, syncs, rows: rows.length, megabytes: bytes / 1e6, memory: flat };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a person would look at, at this time. */
async function ask(store: Store, logs: string, atMs: number): Promise<string> {
  const effects = testEffects(store, logs, atMs === 0 ? {} : { clock: () => atMs });
  const year = await record.run(record.input.parse({ period: "2026" }), effects);
  return JSON.stringify([year, await usage.run({ by: "day" }, effects)], null, 1);
}

async function readAtOnce(logs: string): Promise<string> {
  const store = await openStore(":memory:");
  try {
    await refresh(testEffects(store, logs));
    return await ask(store, logs, 0);
  } finally {
    await store.close();
  }
}

function append(logs: string, rows: readonly Row[]): void {
  for (const { path, bytes } of rows) {
    mkdirSync(dirname(join(logs, path)), { recursive: true });
    appendFileSync(join(logs, path), bytes);
  }
}

/** All rows by time; one without a time comes with the row before it, and rows of a file keep their order. */
function inOrder(texts: readonly LogText[]): readonly Row[] {
  const rows = texts.flatMap(({ path, bytes }) => {
    let lastMs = 0;
    return linesOf(bytes).map((line) => {
      const stated = /"timestamp":"([^"]+)"/.exec(line.toString("latin1"))?.[1];
      lastMs = Math.max(lastMs, stated === undefined ? 0 : Date.parse(stated) || 0);
      return { path, bytes: line, atMs: lastMs };
    });
  });
  return rows.sort((a, b) => a.atMs - b.atMs);
}

function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(10, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    lines.push(bytes.subarray(from, to));
    from = to;
  }
  return lines;
}

function daysOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const days = new Map<number, Row[]>();
  for (const row of rows) {
    const day = Math.floor(row.atMs / dayMs);
    const known = days.get(day);
    if (known === undefined) days.set(day, [row]);
    else known.push(row);
  }
  return [...days.values()];
}
