/** Logs to measure with, and the places the commands need around them. */
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { corpusLogs } from "../eval/logs.ts";
import { writeSample } from "../src/app/sample/write-sample.ts";

/** As large as the corpus' first set. */
const sampleBytes = 158e6;

export interface Logs {
  readonly folder: string;
  readonly about: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/** In samples of a named size one line is as long as this: a picture or a whole log in one row. */
const longLineBytes = 64e6;

/** What was asked for: a folder, or a sample of some size (`500M`, `10G`). */
export interface Asked {
  readonly folder: string | undefined;
  readonly size: string | undefined;
}

/** The asked ones, else the shared corpus' first set, else a sample of its size written into `scratch`. */
export async function logsFor({ folder, size }: Asked, scratch: string): Promise<Logs> {
  if (folder !== undefined) return described(resolve(folder), folder);
  const corpus = size === undefined ? corpusLogs("claude-home") : null;
  if (corpus !== null) return described(corpus, "the shared corpus' first set");
  const sample = join(scratch, "sample");
  await writeSample(sample, { bytes: size === undefined ? sampleBytes : bytesIn(size) });
  if (size !== undefined) writeLongLine(join(sample, "projects", "long-line"), longLineBytes);
  return described(sample, "a generated sample");
}

function bytesIn(size: string): number {
  const [, number, unit] = /^(\d+)([MG])$/.exec(size) ?? [];
  if (number === undefined) throw new Error(`--size ${size}: say how much as 500M or 10G`);
  return Number(number) * (unit === "G" ? 1e9 : 1e6);
}

/** A session of one reply whose text is so long. */
export function writeLongLine(folder: string, bytes: number): void {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, "long.jsonl"), "w");
  writeSync(
    file,
    '{"type":"assistant","sessionId":"s","message":{"id":"m","content":[{"type":"text","text":"',
  );
  const block = 'a line of \\"output\\"\\n'.repeat(50_000);
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  writeSync(file, '"}],"usage":{"input_tokens":1,"output_tokens":2}},"timestamp":"2026-03-05T09:00:00Z"}\n');
  closeSync(file);
}

function described(folder: string, about: string): Logs {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, name));
  if (files.length === 0) throw new Error(`there are no logs (*.jsonl) below ${folder}`);
  return { folder, about, files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

/** An agent home that holds the logs, for tools that look for `projects` in one. */
export function homeAround(logs: Logs, scratch: string): string {
  const home = join(scratch, "home");
  const inside = join(logs.folder, "projects");
  mkdirSync(home, { recursive: true });
  symlinkSync(existsSync(inside) ? inside : logs.folder, join(home, "projects"));
  return home;
}

/** The same logs, of which one can grow: links, and a copy of a session of middling size. */
export class GrowingLogs {
  readonly folder: string;
  private readonly file: string;
  private turns = 0;

  constructor(logs: Logs, scratch: string) {
    this.folder = join(scratch, "growing");
    const bySize = [...logs.files].sort((a, b) => statSync(a).size - statSync(b).size);
    const grown = bySize[Math.floor(bySize.length / 2)]!;
    const placeOf = (file: string) => join(this.folder, relative(logs.folder, file));
    for (const file of logs.files) {
      mkdirSync(dirname(placeOf(file)), { recursive: true });
      if (file === grown) copyFileSync(file, placeOf(file));
      else symlinkSync(file, placeOf(file));
    }
    this.file = placeOf(grown);
    if (!readFileSync(this.file, "latin1").endsWith("\n")) appendFileSync(this.file, "\n");
  }

  /** One prompt and its answer, a minute after the turn before. */
  append(): void {
    this.turns += 1;
    const atMs = statSync(this.file).mtimeMs + this.turns * 60_000;
    const row = (offsetMs: number, more: object) =>
      `${JSON.stringify({
        sessionId: basename(this.file, ".jsonl"),
        timestamp: new Date(atMs + offsetMs).toISOString(),
        ...more,
      })}\n`;
    const id = `bench-${this.turns}`;
    const usage = { input_tokens: 10, output_tokens: 20 };
    const content = [{ type: "text", text: "Done." }];
    const message = { id, role: "assistant", model: "claude-opus-4-5", content, usage };
    appendFileSync(
      this.file,
      row(0, { type: "user", uuid: `${id}-prompt`, message: { role: "user", content: "And now?" } }) +
        row(5_000, { type: "assistant", uuid: `${id}-reply`, message }),
    );
  }
}
