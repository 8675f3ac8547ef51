/** Logs that grow while they are read: a sample, held in memory, that a writer puts on disk piece by piece. */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type GenerateOptions, generateSample } from "../../src/app/sample/generate.ts";
import type { Random } from "../../src/app/sample/random.ts";

export interface LogText {
  /** Relative to the logs' folder. */
  readonly path: string;
  readonly bytes: Buffer;
}

export async function sampleTexts(options: Omit<GenerateOptions, "files">): Promise<readonly LogText[]> {
  const pieces = new Map<string, Buffer[]>();
  const files = {
    append: async (path: string, data: string | Uint8Array) => {
      const known = pieces.get(path);
      if (known === undefined) pieces.set(path, [Buffer.from(data)]);
      else known.push(Buffer.from(data));
    },
    close: async () => undefined,
  };
  await generateSample({ ...options, files });
  return [...pieces].map(([path, parts]) => ({ path, bytes: Buffer.concat(parts) }));
}

/** Puts texts on disk, cutting them anywhere: in the middle of a line, of a character. */
export class GrowingLogs {
  readonly folder: string;
  readonly texts: readonly LogText[];
  readonly #random: Random;
  readonly #written = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(folder: string, texts: readonly LogText[], random: Random) {
    this.folder = folder;
    this.texts = texts;
    this.#random = random;
    mkdirSync(folder, { recursive: true });
  }

  /** Every file up to a random place, some not at all. */
  begin(): void {
    for (const text of this.texts) {
      if (this.#random.chance(0.8)) this.#grow(text, text.bytes.length * this.#random.fraction());
    }
  }

  /** Appends a random piece every few milliseconds until `pause`; pieces get smaller, so they last. */
  go(): void {
    const step = () => {
      const text = this.#random.pick(this.texts);
      const left = text.bytes.length - (this.#written.get(text.path) ?? 0);
      this.#grow(text, left * this.#random.fraction() * 0.2);
      this.#timer = setTimeout(step, this.#random.int(1, 15));
    };
    this.#timer ??= setTimeout(step, 0);
  }

  pause(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** All that is left. */
  finish(): void {
    this.pause();
    for (const text of this.texts) this.#grow(text, text.bytes.length);
  }

  #grow(text: LogText, by: number): void {
    const from = this.#written.get(text.path) ?? 0;
    const to = Math.min(text.bytes.length, from + Math.ceil(by));
    if (to === from) return;
    const path = join(this.folder, text.path);
    if (from === 0) mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, text.bytes.subarray(from, to));
    this.#written.set(text.path, to);
  }
}
