/** Logs to measure with, and the places the commands need around them. */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
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

/** The named folder, else the shared corpus' first set, else a sample of that size written into `scratch`. */
export async function logsFor(named: string | undefined, scratch: string): Promise<Logs> {
  if (named !== undefined) return described(named, named);
  const corpus = corpusLogs("claude-home");
  if (corpus !== null) return described(corpus, "the shared corpus' first set");
  const folder = join(scratch, "sample");
  await writeSample(folder, { bytes: sampleBytes });
  return described(folder, "a generated sample");
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
