/**
 * Reads the lines of a growing file from a position on, in one pass and in bounded memory: a window of the
 * file is split at newlines; a line too long for the window passes through a `StringCutter` that keeps its
 * short values and drops its long texts.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { type CutLimits, StringCutter } from "./long-strings.ts";

export interface Line {
  /** Without the newline; valid until the next batch is asked for. */
  readonly bytes: Buffer;
  /** 1-based. */
  readonly number: number;
  /** The line's length in the file where texts of it were left out for its length; else null. */
  readonly longBytes: number | null;
  /** Even the short values of a long line were too much to keep: the bytes are not the whole line. */
  readonly gaveUp: boolean;
}

export interface LineBatch {
  /** Lines that end in a newline. */
  readonly lines: readonly Line[];
  /** Position after the last of them. */
  readonly bytes: number;
  /** What stands after the last newline of the file; only in the last batch. */
  readonly rest: Line | null;
  /** Where the lines lie, newlines included; null where one of them came in pieces. */
  readonly span: { readonly window: Buffer; readonly from: number; readonly to: number } | null;
}

export interface LinePosition {
  readonly bytes: number;
  /** Number of the first line read from here. */
  readonly lineNumber: number;
}

export interface LineLimits {
  /** How much of the file is held at once. */
  readonly windowBytes: number;
  /** A line beyond this is cut; up to it the window grows. */
  readonly longLineBytes: number;
  /** How a line beyond that is cut. */
  readonly longLine: CutLimits;
  /** Memory to begin with, where the caller wants the lines in it. */
  readonly window?: Buffer;
}

/**
 * The lines from `from` to where the file ends when it is opened; what is appended meanwhile is left for the next
 * time. Throws the system's error where the file cannot be opened or read, and one of code `ENOTFILE` where it is
 * not a regular file (a FIFO would block for ever).
 *
 * Reads are synchronous: from a local disk or cache a window takes less time than handing the read to a thread,
 * and between two windows the caller has the turn.
 */
export function* readLines(path: string, from: LinePosition, limits: LineLimits): Generator<LineBatch, void> {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw Object.assign(new Error("not a regular file"), { code: "ENOTFILE" });
    const splitter = new LineSplitter(from, limits, stat.size - from.bytes);
    let more = splitter.position < stat.size;
    while (more) {
      const { buffer, offset } = splitter.space();
      // No more at a time than a window, also where there is more room: what was just read is still in the cache.
      const room = Math.min(
        buffer.length - offset,
        Math.max(limits.windowBytes - offset, limits.windowBytes >> 1),
      );
      const wanted = Math.min(room, stat.size - splitter.position);
      const bytesRead = readSync(file, buffer, offset, wanted, splitter.position);
      const taken = splitter.take(bytesRead);
      // Nothing to read before the end: the file has shrunk meanwhile.
      more = bytesRead > 0 && splitter.position < stat.size;
      const rest = more ? null : splitter.rest();
      if (taken.lines.length > 0 || rest !== null) yield { ...taken, bytes: splitter.lineStart, rest };
    }
  } finally {
    closeSync(file);
  }
}

class LineSplitter {
  /** Where in the file the next read begins. */
  position: number;
  /** Where in the file the unfinished line begins. */
  lineStart: number;

  private readonly limits: LineLimits;
  private number: number;
  private window: Buffer;
  /** Bytes of the unfinished line at the window's start; taken into `long` they no longer count. */
  private held = 0;
  /** Set while the unfinished line is longer than the window may grow. */
  private long: StringCutter | null = null;
  /** Begin of the unfinished line in the window, after the last `take`. */
  private pending = 0;

  constructor(from: LinePosition, limits: LineLimits, expectedBytes: number) {
    this.limits = limits;
    this.position = from.bytes;
    this.lineStart = from.bytes;
    this.number = from.lineNumber;
    this.window =
      limits.window ?? Buffer.allocUnsafe(Math.max(64, Math.min(limits.windowBytes, expectedBytes)));
  }

  /** Room for the next read; the unfinished line is moved to the window's start. */
  space(): { readonly buffer: Buffer; readonly offset: number } {
    if (this.pending > 0) this.window.copyWithin(0, this.pending, this.pending + this.held);
    this.pending = 0;
    if (this.held === this.window.length) this.makeRoom();
    return { buffer: this.window, offset: this.held };
  }

  private makeRoom(): void {
    if (this.window.length < this.limits.longLineBytes) {
      const larger = Buffer.allocUnsafe(Math.min(this.window.length * 4, this.limits.longLineBytes));
      this.window.copy(larger, 0, 0, this.held);
      this.window = larger;
      return;
    }
    this.long ??= new StringCutter(this.limits.longLine);
    this.long.feed(this.window, 0, this.held);
    this.held = 0;
  }

  /** The lines that the bytes just read complete. */
  take(bytesRead: number): Pick<LineBatch, "lines" | "span"> {
    const lines: Line[] = [];
    const inPieces = this.long !== null;
    const end = this.held + bytesRead;
    const windowStart = this.position - this.held;
    this.position += bytesRead;
    let start = 0;
    let search = this.held;
    for (;;) {
      const newline = search < end ? this.window.indexOf(0x0a, search) : -1;
      if (newline < 0 || newline >= end) break;
      const lineEnd = windowStart + newline;
      lines.push(this.line(start, newline, lineEnd));
      this.number += 1;
      this.lineStart = lineEnd + 1;
      start = newline + 1;
      search = start;
    }
    this.pending = start;
    this.held = end - start;
    return { lines, span: inPieces ? null : { window: this.window, from: 0, to: start } };
  }

  /** What stands after the last newline. */
  rest(): Line | null {
    if (this.long === null && this.held === 0) return null;
    return this.line(this.pending, this.pending + this.held, this.position);
  }

  private line(start: number, end: number, fileEnd: number): Line {
    const long = this.long;
    if (long === null) return new WindowLine(this.window, start, end, this.number);
    long.feed(this.window, start, end);
    this.long = null;
    return {
      bytes: long.kept(),
      number: this.number,
      longBytes: fileEnd - this.lineStart,
      gaveUp: long.gaveUp,
    };
  }
}

/** Most lines are never asked for their bytes. */
class WindowLine implements Line {
  readonly number: number;
  readonly longBytes = null;
  readonly gaveUp = false;
  private readonly window: Buffer;
  private readonly start: number;
  private readonly end: number;

  constructor(window: Buffer, start: number, end: number, number: number) {
    this.window = window;
    this.start = start;
    this.end = end;
    this.number = number;
  }

  get bytes(): Buffer {
    return this.window.subarray(this.start, this.end);
  }
}
