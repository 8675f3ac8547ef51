/**
 * Cuts the long strings of a JSON line before it is parsed. Most bytes of agent logs are file contents and
 * tool output that no number needs; leaving them out here is faster than parsing them, and lets a line of any
 * length pass through bounded memory.
 *
 * Works on bytes and may be fed a line piece by piece. What remains is JSON as valid as what came in: a string
 * is cut between characters and escapes, and an array (only past `arrayBudgetBytes`) between elements.
 */

/** What is known of a long string when it has to be decided how much of it is kept. */
export interface LongText {
  /** The key it stands under; "" in an array. */
  readonly key: string;
  /** Its first bytes, as Latin-1. */
  readonly beginning: string;
  /** What stands before its key, as Latin-1. */
  readonly before: string;
}

/** How much of a long line is kept. */
export interface CutLimits {
  /** Strings up to this many bytes are never touched. */
  readonly untouchedBytes: number;
  /** How many bytes to keep of a longer string. */
  readonly keepBytes: (text: LongText) => number;
  /** Once this much of a line is kept, every array ends at its next comma. */
  readonly arrayBudgetBytes: number;
  /** A line that would still keep more than this is given up. */
  readonly maxBytes: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** A string under a longer key counts as one without a key. */
const longestKeyBytes = 40;

/** How much of a string's beginning, and of what stands before its key, `keepBytes` is told. */
const beginningBytes = 16;
const beforeBytes = 64;

/** Most strings end within so many bytes; for longer ones the native search pays for its call. */
const nearBytes = 64;

export class StringCutter {
  /** More than `maxBytes` would have to be kept: what is kept is not the whole line. */
  gaveUp = false;
  /** Something was left out. */
  cut = false;

  private readonly limits: CutLimits;
  private out: Buffer = Buffer.allocUnsafe(4096);
  private length = 0;
  /** In the current piece: everything before is in `out` or left out for good. */
  private copied = 0;

  /** The piece before ended inside a string. */
  private inString = false;
  /** That string: bytes of it in earlier pieces, ... */
  private seen = 0;
  /** ... whether they end in an odd number of backslashes, ... */
  private escaped = false;
  /** ... how many of its bytes to keep, once it is known to be long, ... */
  private limit: number | null = null;
  /** ... where it begins, counted in kept bytes, ... */
  private stringStart = 0;
  /** ... and whether no more of it is to be kept. */
  private stringEnded = false;

  /** The open containers, true for an array; followed only where arrays may have to be cut. */
  private readonly containers: boolean[] = [];
  private readonly followsArrays: boolean;
  /** Depth of the array whose rest is left out; 0: none. */
  private skipDepth = 0;

  constructor(limits: CutLimits) {
    this.limits = limits;
    this.followsArrays = Number.isFinite(limits.arrayBudgetBytes);
  }

  /** A whole line at once. Where nothing is cut these are the given bytes; else valid until the next call. */
  shorten(bytes: Buffer, from: number, to: number): Buffer {
    this.reset();
    this.scan(bytes, from, to);
    if (!this.cut) return to - from === bytes.length ? bytes : bytes.subarray(from, to);
    this.append(bytes, to);
    return this.kept();
  }

  /** Begin a line that comes in pieces. */
  reset(): void {
    this.gaveUp = false;
    this.cut = false;
    this.length = 0;
    this.inString = false;
    this.containers.length = 0;
    this.skipDepth = 0;
  }

  /** The next piece of the line. */
  feed(bytes: Buffer, from: number, to: number): void {
    this.scan(bytes, from, to);
    if (this.skipDepth === 0) this.append(bytes, to);
  }

  /** What is kept of the line so far; valid until the next call. */
  kept(): Buffer {
    return this.out.subarray(0, this.length);
  }

  private scan(bytes: Buffer, from: number, to: number): void {
    this.copied = from;
    let at = this.inString ? this.continueString(bytes, from, to) : from;
    while (at < to) {
      const open = this.followsArrays ? this.followTo(bytes, at, to) : nextQuote(bytes, at, to);
      if (open < 0) return;
      at = open + 1;
      const end = closingQuote(bytes, at, to, false);
      if (end < 0 || end - at > this.limits.untouchedBytes) {
        this.inString = true;
        this.seen = 0;
        this.escaped = false;
        this.limit = null;
        this.stringEnded = false;
        this.stringStart = this.length + (at - this.copied);
        at = this.continueString(bytes, at, to);
      } else at = end + 1;
    }
  }

  /** Goes on in the open string; returns where it is left, or the piece's end. */
  private continueString(bytes: Buffer, from: number, to: number): number {
    const end = closingQuote(bytes, from, to, this.escaped);
    const stop = end < 0 ? to : end;
    const length = this.seen + (stop - from);
    if (length > this.limits.untouchedBytes && this.skipDepth === 0) this.cutString(bytes, from, stop);
    this.inString = end < 0;
    if (end >= 0) return end + 1;
    this.escaped = endsEscaped(bytes, from, to, this.escaped);
    this.seen = length;
    return to;
  }

  /** Keeps the part of a long string that its limit allows; `at` to `stop` is what this piece holds of it. */
  private cutString(bytes: Buffer, at: number, stop: number): void {
    this.limit ??= this.findLimit(bytes);
    const room = Math.max(0, this.limit - this.seen);
    if (stop - at <= room) return;
    if (!this.stringEnded) {
      this.append(bytes, at + room);
      // Earlier pieces kept all of a string that was not yet long.
      this.length = Math.min(this.length, this.stringStart + this.limit);
      this.trimToBoundary();
      this.stringEnded = true;
      this.cut = true;
    }
    this.copied = stop;
  }

  private findLimit(bytes: Buffer): number {
    // Kept bytes and the uncopied part of the piece read as one sequence.
    const slice = (from: number, to: number): string => {
      const kept = this.out.toString("latin1", Math.min(from, this.length), Math.min(to, this.length));
      const piece = this.copied - this.length;
      return (
        kept +
        bytes.toString("latin1", Math.max(from + piece, this.copied), Math.max(to + piece, this.copied))
      );
    };
    const start = this.stringStart;
    const ahead = slice(Math.max(0, start - 1 - longestKeyBytes - beforeBytes), start - 1);
    const key = /"([^"\\]*)"\s*:\s*$/.exec(ahead);
    return this.limits.keepBytes({
      key: key?.[1] ?? "",
      beginning: slice(start, start + beginningBytes),
      before: ahead.slice(0, key?.index ?? ahead.length).slice(-beforeBytes),
    });
  }

  /** Takes back half a character or half an escape at the end of the kept part of a string. */
  private trimToBoundary(): void {
    const floor = Math.min(this.stringStart, this.length);
    let end = this.length;
    for (let index = end - 1; index >= floor && index >= end - 6; index -= 1) {
      if (this.out[index] !== backslash) continue;
      while (index > floor && this.out[index - 1] === backslash) index -= 1;
      end = index;
      break;
    }
    let lead = end;
    while (lead > floor && (this.out[lead - 1]! & 0xc0) === 0x80) lead -= 1;
    if (lead > floor && this.out[lead - 1]! >= 0xc0) end = lead - 1;
    this.length = end;
  }

  /** Goes to the next quote, following containers and ending arrays once the budget is spent. */
  private followTo(bytes: Buffer, from: number, to: number): number {
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at];
      if (byte === quote) return at;
      if (byte === openBracket || byte === openBrace) this.containers.push(byte === openBracket);
      else if (byte === closeBracket || byte === closeBrace) this.closeContainer(at);
      else if (byte === comma && this.skipDepth === 0 && this.containers.at(-1) === true) {
        if (this.length + (at - this.copied) < this.limits.arrayBudgetBytes) continue;
        this.append(bytes, at);
        this.skipDepth = this.containers.length;
        this.cut = true;
      }
    }
    return -1;
  }

  private closeContainer(at: number): void {
    if (this.skipDepth === this.containers.length && this.skipDepth > 0) {
      this.skipDepth = 0;
      this.copied = at;
    }
    this.containers.pop();
  }

  /** Keeps the piece's bytes up to `to`. */
  private append(bytes: Buffer, to: number): void {
    const needed = this.length + (to - this.copied);
    if (needed > this.limits.maxBytes) {
      this.gaveUp = true;
      this.copied = to;
      return;
    }
    if (needed > this.out.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.out.length * 2));
      this.out.copy(larger, 0, 0, this.length);
      this.out = larger;
    }
    bytes.copy(this.out, this.length, this.copied, to);
    this.length = needed;
    this.copied = to;
  }
}

/** Between strings stand a few bytes, or a number. */
function nextQuote(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at += 1) if (bytes[at] === quote) return at;
  return -1;
}

/** The quote that ends the string, or -1 where the piece ends first. */
function closingQuote(bytes: Buffer, from: number, to: number, escaped: boolean): number {
  const start = escaped ? from + 1 : from;
  const near = Math.min(to, start + nearBytes);
  let at = start;
  for (; at < near; at += 1) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) at += 1;
  }
  for (;;) {
    at = at < to ? bytes.indexOf(quote, at) : -1;
    if (at < 0 || at >= to) return -1;
    if (!isEscaped(bytes, start, at)) return at;
    at += 1;
  }
}

/** An odd number of backslashes stands before `at`; `start` begins the string or its first free byte. */
function isEscaped(bytes: Buffer, start: number, at: number): boolean {
  let first = at;
  while (first > start && bytes[first - 1] === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

/** Whether the byte after the piece is escaped. */
function endsEscaped(bytes: Buffer, from: number, to: number, escaped: boolean): boolean {
  const start = escaped ? from + 1 : from;
  return start <= to && isEscaped(bytes, start, to);
}
