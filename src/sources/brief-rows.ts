/**
 * What is needed of the rows in a window of a log, read by machine code (`wasm/brief-rows.ts`): texts that no number
 * needs are never parsed. Unbuilt, or on a processor without SIMD, every line goes the long way (`json-line.ts`), which
 * gives the same.
 */
import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import type { JsonObject } from "./json-line.ts";
import type { LineBatch } from "./lines.ts";

/** How much is kept of the values of a key; without a rule nothing is. */
export const parts = {
  /** All of them. */
  whole: 1,
  /** Of long strings the beginning, of others all. */
  beginning: 2,
  /** Of strings none of their text. */
  presence: 3,
} as const;

export type NeededKeys = Readonly<Record<string, keyof typeof parts>>;

/** What is used of the language's interface; its types come with the browser's only. */
interface Assembly {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
  validate(code: Uint8Array): boolean;
}
const { Module, Instance, validate } = (globalThis as unknown as { readonly WebAssembly: Assembly })
  .WebAssembly;

interface Machine {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly inputAt: { readonly value: number };
  readonly inputBytes: { readonly value: number };
  readonly outputAt: { readonly value: number };
  readonly notesAt: { readonly value: number };
  readonly lineCount: { readonly value: number };
  addKey(from: number, length: number, rule: number): void;
  read(from: number, to: number): number;
}

/** What the machine noted of a line that was cut. */
const cut = 2;

export interface BriefRow {
  readonly row: JsonObject;
  /** Of a long text no more than the beginning is there. */
  readonly isCut: boolean;
}

export class BriefRows {
  /** Lines must lie in here to be read. */
  readonly window: Buffer;
  private readonly machine: Machine;
  private readonly memory: Buffer;
  private rows: readonly (JsonObject | null)[] = [];

  constructor(module: object, keys: NeededKeys) {
    this.machine = new Instance(module).exports as Machine;
    this.memory = Buffer.from(this.machine.memory.buffer);
    const { inputAt, inputBytes } = this.machine;
    this.window = this.memory.subarray(inputAt.value, inputAt.value + inputBytes.value);
    for (const [key, part] of Object.entries(keys))
      this.machine.addKey(inputAt.value, this.window.write(key), parts[part]);
  }

  /** Reads the lines of a batch. */
  take({ span }: LineBatch): void {
    this.rows = [];
    if (span?.window !== this.window || span.from === span.to) return;
    if (!isUtf8(span.window.subarray(span.from, span.to))) return;
    const { inputAt, outputAt } = this.machine;
    const length = this.machine.read(inputAt.value + span.from, inputAt.value + span.to);
    this.rows = JSON.parse(this.memory.toString("latin1", outputAt.value, outputAt.value + length));
  }

  /** The row of the batch's line; null where it is to be read in another way. */
  row(line: number): BriefRow | null {
    const row = this.rows[line];
    if (row === undefined || row === null) return null;
    return { row, isCut: this.memory[this.machine.notesAt.value + line] === cut };
  }
}

/** Readers of one log format; each has a window of its own, since files may be read side by side. */
export class BriefRowsReaders {
  private readonly keys: NeededKeys;
  private readonly idle: BriefRows[] = [];

  constructor(keys: NeededKeys) {
    this.keys = keys;
  }

  /** Null where there is no machine code. */
  borrow(): BriefRows | null {
    machineCode = machineCode === undefined ? compiled() : machineCode;
    return machineCode === null ? null : (this.idle.pop() ?? new BriefRows(machineCode, this.keys));
  }

  giveBack(reader: BriefRows | null): void {
    if (reader !== null) this.idle.push(reader);
  }
}

let machineCode: object | null | undefined;

function compiled(): object | null {
  const file = new URL("./brief-rows.wasm", import.meta.url);
  if (!existsSync(file)) return null;
  const code = readFileSync(file);
  return validate(code) ? compile(code) : null;
}

export function compile(code: Uint8Array): object {
  return new Module(code);
}
