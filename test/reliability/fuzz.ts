/**
 * Mutated logs through the reader and through the whole command: no crash, no hang, no growing memory, and the
 * untouched rows count as if they stood alone. Runs in a process of its own (`watched.ts`), with the collector at
 * hand and somebody who notices when it stops.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { record } from "../../src/app/record.ts";
import { refresh } from "../../src/app/refresh.ts";
import type { LogEvent, TokenCounts } from "../../src/core/events.ts";
import { claudeCode } from "../../src/sources/claude-code/index.ts";
import type { LogFile, ReadCursor } from "../../src/sources/source.ts";
import { openStore } from "../../src/store/index.ts";
import { testEffects } from "../app/effects.ts";
import { part } from "../part.ts";
import { flatness, type Memory, memoryNow } from "./memory.ts";
import { logBytes, type MutatedLog, mutatedLog, untouched, untouchedRows } from "./mutations.ts";

export interface FuzzOptions {
  readonly lines: number;
  readonly files: number;
  readonly seed: number;
  /** Length of the one very long text. */
  readonly longMegabytes: number;
  say(line: string): void;
}

export interface FuzzReport {
  readonly seed: number;
  readonly files: number;
  readonly lines: number;
  readonly megabytes: number;
  /** Files of which each was also read in two pieces. */
  readonly readInPieces: number;
  /** Resident memory while a line of `longMegabytes` was read, above that before. */
  readonly longLineMiB: number;
  readonly memory: ReturnType<typeof flatness>;
}

const filesABatch = 50;
/** Between two batches of one size. */
const mostHeapGrowthMiB = 6;

/** @throws where a promise is broken; the message has the seed and what fast-check needs to come back to it. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { files, seed, say } = options;
  const linesAFile = Math.ceil(options.lines / files);
  const folder = mkdtempSync(join(tmpdir(), "leverage-fuzz-"));
  try {
    const readInPieces = Math.ceil(files / 10);
    await readPieces(join(folder, "pieces"), linesAFile, readInPieces, options);
    const longLineMiB = await readLongLine(folder, options.longMegabytes);
    say(`a text of ${options.longMegabytes} MB: ${longLineMiB} MiB more memory`);
    const memory: Memory[] = [];
    let bytes = 0;
    const logs = fc.sample(mutatedLog(linesAFile, linesAFile), { numRuns: files, seed });
    for (let from = 0; from < files; from += filesABatch) {
      const batch = logs.slice(from, from + filesABatch);
      bytes += await readBatch(join(folder, `batch-${from}`), batch, `seed ${seed}, files from ${from}`);
      memory.push(await memoryNow());
      say(`${from + batch.length} of ${files} files; heap ${memory.at(-1)!.heapMiB.toFixed(1)} MiB`);
    }
    const flat = flatness(memory);
    if (flat.heapGrowthMiB > mostHeapGrowthMiB)
      throw new Error(`seed ${seed}: the heap grew by ${flat.heapGrowthMiB} MiB`);
    const lines = linesAFile * files;
    return {
      seed,
      files,
      lines,
      megabytes: Math.round(bytes / 1e6),
      readInPieces,
      longLineMiB,
      memory: flat,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The reader alone, by fast-check, which makes a failing log small: whole and in two pieces, it finds the same. */
async function readPieces(folder: string, lines: number, numRuns: number, { seed, say }: FuzzOptions) {
  mkdirSync(folder);
  const path = join(folder, "log.jsonl");
  const expected = expectedTokens(["log"]);
  let done = 0;
  await fc.assert(
    fc.asyncProperty(mutatedLog(1, lines), part, async (log, firstPart) => {
      const bytes = logBytes(log, "log");
      writeFileSync(path, bytes);
      const whole = await eventsOf(path, null);
      const counted = tokensOf(whole.events);
      for (const [id, tokens] of Object.entries(expected))
        if (JSON.stringify(counted[id]) !== JSON.stringify(tokens)) throw new Error(`${id} counts otherwise`);
      writeFileSync(path, bytes.subarray(0, bytes.length * firstPart));
      const first = await eventsOf(path, null);
      writeFileSync(path, bytes);
      const second = await eventsOf(path, JSON.parse(JSON.stringify(first.cursor)) as ReadCursor);
      const pieces = [...first.events, ...second.events];
      const other = whole.events.findIndex((event, i) => JSON.stringify(event) !== JSON.stringify(pieces[i]));
      if (other >= 0 || pieces.length !== whole.events.length)
        throw new Error(`read in two pieces, event ${other} of ${whole.events.length} differs`);
      done += 1;
      if (done % 20 === 0) say(`${done} files in pieces`);
    }),
    { numRuns, seed },
  );
}

/** Files of a batch through the whole command, into a ledger of their own. Returns their size. */
async function readBatch(folder: string, logs: readonly MutatedLog[], where: string): Promise<number> {
  const projects = join(folder, "projects", "shop");
  mkdirSync(projects, { recursive: true });
  let bytes = 0;
  const names = logs.map((_, i) => `log-${i}`);
  for (const [i, log] of logs.entries()) {
    const path = join(projects, `${names[i]}.jsonl`);
    writeFileSync(path, logBytes(log, names[i]!));
    bytes += statSync(path).size;
  }
  const store = await openStore(":memory:");
  try {
    const effects = testEffects(store, folder);
    await refresh(effects);
    await record.run(record.input.parse({ period: "2026" }), effects);
    const counted = new Map<string, number>();
    const expected = expectedTokens(names);
    for (const { messageId, tokens } of await store.requests()) {
      if (!messageId.startsWith(untouched)) continue;
      counted.set(messageId, (counted.get(messageId) ?? 0) + 1);
      if (JSON.stringify(tokens) !== JSON.stringify(expected[messageId]))
        throw new Error(`${where}: ${messageId} counts as ${JSON.stringify(tokens)}`);
    }
    for (const id of Object.keys(expected))
      if (counted.get(id) !== 1) throw new Error(`${where}: ${id} counts ${counted.get(id) ?? 0} times`);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
  return bytes;
}

async function readLongLine(folder: string, megabytes: number): Promise<number> {
  const path = join(folder, "long.jsonl");
  const { rows } = untouchedRows("long");
  const lines = rows.map((row) => JSON.stringify(row));
  const long = JSON.stringify({ ...rows[0], uuid: "long", message: { role: "user", content: "@@" } });
  const [start, end] = long.split("@@") as [string, string];
  writeFileSync(path, `${lines.slice(0, 2).join("\n")}\n${start}`);
  for (let i = 0; i < megabytes; i += 1) writeFileSync(path, "abcdefg ".repeat(1 << 17), { flag: "a" });
  writeFileSync(path, `${end}\n${lines.slice(2).join("\n")}\n`, { flag: "a" });
  const { rssMiB } = await memoryNow();
  const counted = tokensOf((await eventsOf(path, null)).events);
  const more = Math.round(process.memoryUsage().rss / 2 ** 20 - rssMiB);
  for (const [id, tokens] of Object.entries(expectedTokens(["long"])))
    if (JSON.stringify(counted[id]) !== JSON.stringify(tokens))
      throw new Error(`beside a text of ${megabytes} MB, ${id} counts otherwise`);
  rmSync(path);
  return more;
}

/** What the untouched rows of these files count, from their own numbers. */
function expectedTokens(names: readonly string[]): Record<string, TokenCounts> {
  const all: Record<string, TokenCounts> = {};
  for (const name of names) {
    for (const [i, id] of untouchedRows(name).ids.entries()) {
      all[id] = {
        inputTokens: i + 1,
        outputTokens: 5,
        cacheWrite5mTokens: 10,
        cacheWrite1hTokens: 20,
        cacheReadTokens: 400,
      };
    }
  }
  return all;
}

async function eventsOf(path: string, from: ReadCursor | null) {
  const { size, mtimeMs, ino } = statSync(path);
  const file: LogFile = {
    path,
    sizeBytes: size,
    modifiedMs: mtimeMs,
    inode: ino,
    sessionId: "s",
    agentId: null,
  };
  const events: LogEvent[] = [];
  let cursor = from;
  for await (const result of claudeCode.read(file, from)) {
    for (const event of result.events) events.push(event);
    cursor = result.cursor;
  }
  return { events, cursor };
}

function tokensOf(events: readonly LogEvent[]): Record<string, TokenCounts | null> {
  return Object.fromEntries(
    events.flatMap((event) => (event.kind === "reply" ? [[event.messageId ?? "", event.tokens]] : [])),
  );
}
