/**
 * AssemblyScript, compiled by `build.mjs`: reads lines of JSON and writes what is needed of them, as one JSON array of
 * rows in ASCII. Machine code is quick from the first line on, where JavaScript has half a log behind it before it is.
 *
 * Takes nothing for a row but what `JSON.parse` would take, down to the escapes in what it leaves out; any other line
 * becomes `null`, for the caller to read in its own way. The input must be UTF-8 and every line must end in a newline,
 * which no string holds and hence ends every loop. `src/sources/brief-rows.ts` is the other side.
 */

// Lie behind one another: texts of keys, their table, notes on the lines, input, output.
const keyTable: usize = 0x4000;
const keySlots: u32 = 1024;
const slotBytes: u32 = 16;
export const notesAt: usize = 0x10000;
const mostLines: u32 = 0x10000;
export const inputAt: usize = 0x20000;
export const inputBytes: usize = 0x100000;
export const outputAt: usize = 0x140000;

/** What is to be done with the values of a key. */
const drop: u32 = 0;
const _keep: u32 = 1;
/** Of long strings the beginning is enough. */
const beginning: u32 = 2;
/** Of strings it is enough that they are there. */
const presence: u32 = 3;

/** What is noted of a line. */
const unread: u8 = 0;
const whole: u8 = 1;
const cut: u8 = 2;

const longString: usize = 320;
const beginningBytes: usize = 160;
const deepest: i32 = 64;

let at: usize = 0;
let out: usize = 0;
let writes: bool = true;
let wasCut: bool = false;
let depth: i32 = 0;
let keyTexts: usize = 0x100;

export let lineCount: u32 = 0;

/** Names a key whose values are needed; its bytes lie at `from`. */
export function addKey(from: usize, length: u32, rule: u32): void {
  memory.copy(keyTexts, from, length);
  let slot = hashOf(keyTexts, length) & (keySlots - 1);
  while (load<u32>(keyTable + slot * slotBytes) !== 0) slot = (slot + 1) & (keySlots - 1);
  const entry = keyTable + slot * slotBytes;
  store<u32>(entry, u32(keyTexts));
  store<u32>(entry + 4, length);
  store<u32>(entry + 8, rule);
  keyTexts += length;
}

/** By the length and the first eight bytes: few keys share both. */
function hashOf(from: usize, length: u32): u32 {
  let begin = load<u64>(from);
  // Of a shorter key not what stands behind it.
  if (length < 8) begin &= ((<u64>1) << (length * 8)) - 1;
  const hash = (begin ^ length) * 0x1b873593cc9e2d;
  return u32(hash >> 40);
}

function ruleOf(from: usize, length: u32): u32 {
  let slot = hashOf(from, length) & (keySlots - 1);
  while (true) {
    const entry = keyTable + slot * slotBytes;
    const text = load<u32>(entry);
    if (text === 0) return drop;
    if (load<u32>(entry + 4) === length && memory.compare(text, from, length) === 0)
      return load<u32>(entry + 8);
    slot = (slot + 1) & (keySlots - 1);
  }
}

/**
 * Reads the lines between two places of the input, as many as there is room for notes on. Gives the output's length;
 * `lineCount` says how many lines it is of.
 */
export function read(from: usize, to: usize): usize {
  out = outputAt;
  lineCount = 0;
  let start = from;
  while (start < to && lineCount < mostLines) {
    put(lineCount === 0 ? 0x5b : 0x2c);
    const begin = out;
    at = start;
    depth = 0;
    writes = true;
    wasCut = false;
    blanks();
    let isRow = load<u8>(at) === 0x7b && object();
    if (isRow) {
      blanks();
      isRow = load<u8>(at) === 0x0a;
    }
    if (!isRow) {
      out = begin;
      store<u32>(out, 0x6c6c756e);
      out += 4;
      // What was read last may lie behind the line.
      at = start;
      while (load<u8>(at) !== 0x0a) at++;
    }
    store<u8>(notesAt + lineCount, isRow ? (wasCut ? cut : whole) : unread);
    lineCount++;
    start = at + 1;
  }
  put(0x5d);
  return out - outputAt;
}

function put(byte: u8): void {
  store<u8>(out++, byte);
}

/** Writes bytes of the input, and some more behind them that what comes next overwrites. */
function copy(from: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += 16) v128.store(out + done, v128.load(from + done));
  out += length;
}

function blanks(): void {
  while (true) {
    const byte = load<u8>(at);
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return;
    at++;
  }
}

function value(rule: u32): bool {
  blanks();
  const byte = load<u8>(at);
  if (byte === 0x22) return writes ? keptString(rule) : skippedString();
  if (byte === 0x7b) return object();
  if (byte === 0x5b) return array(rule);
  return scalar(byte);
}

function object(): bool {
  if (++depth > deepest) return false;
  at++;
  if (writes) put(0x7b);
  blanks();
  let isFirst = true;
  if (load<u8>(at) === 0x7d) at++;
  else
    while (true) {
      if (load<u8>(at) !== 0x22) return false;
      const key = at;
      if (!skippedString()) return false;
      const length = at - key;
      blanks();
      if (load<u8>(at) !== 0x3a) return false;
      at++;
      const writesHere = writes;
      const rule = writes ? ruleOf(key + 1, u32(length - 2)) : drop;
      if (rule === drop) {
        // A key with an escape may be any key.
        if (writes && hasEscape(key, length)) return false;
        writes = false;
      } else {
        if (!isFirst) put(0x2c);
        isFirst = false;
        copy(key, length);
        put(0x3a);
      }
      if (!value(rule)) return false;
      writes = writesHere;
      blanks();
      const next = load<u8>(at++);
      if (next === 0x7d) break;
      if (next !== 0x2c) return false;
      blanks();
    }
  if (writes) put(0x7d);
  depth--;
  return true;
}

function hasEscape(from: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if (load<u8>(from + i) === 0x5c) return true;
  return false;
}

function array(rule: u32): bool {
  if (++depth > deepest) return false;
  at++;
  if (writes) put(0x5b);
  blanks();
  if (load<u8>(at) === 0x5d) at++;
  else
    while (true) {
      if (!value(rule)) return false;
      blanks();
      const next = load<u8>(at++);
      if (next === 0x5d) break;
      if (next !== 0x2c) return false;
      if (writes) put(0x2c);
    }
  if (writes) put(0x5d);
  depth--;
  return true;
}

/** `true`, `false`, `null` or a number. */
function scalar(first: u8): bool {
  const from = at;
  if (first === 0x74) {
    if (load<u32>(at) !== 0x65757274) return false;
    at += 4;
  } else if (first === 0x6e) {
    if (load<u32>(at) !== 0x6c6c756e) return false;
    at += 4;
  } else if (first === 0x66) {
    if (load<u32>(at + 1) !== 0x65736c61) return false;
    at += 5;
  } else if (!number()) return false;
  if (writes) copy(from, at - from);
  return true;
}

function number(): bool {
  if (load<u8>(at) === 0x2d) at++;
  if (load<u8>(at) === 0x30) at++;
  else if (!digits()) return false;
  if (load<u8>(at) === 0x2e) {
    at++;
    if (!digits()) return false;
  }
  if ((load<u8>(at) | 0x20) === 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign === 0x2b || sign === 0x2d) at++;
    if (!digits()) return false;
  }
  return true;
}

function digits(): bool {
  const from = at;
  while (u8(load<u8>(at) - 0x30) < 10) at++;
  return at > from;
}

/** One bit for each of 16 bytes: quotes, backslashes and what may not stand in a string. */
function marks(bytes: v128): u32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
  const slashes = i8x16.eq(bytes, i8x16.splat(0x5c));
  const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
  return i8x16.bitmask(v128.or(v128.or(quotes, slashes), controls));
}

/** Goes behind the string that begins here. */
function skippedString(): bool {
  let from = at + 1;
  while (true) {
    const found = marks(v128.load(from));
    if (found === 0) {
      from += 16;
      continue;
    }
    from += ctz(found);
    const byte = load<u8>(from);
    if (byte === 0x22) {
      at = from + 1;
      return true;
    }
    if (byte !== 0x5c) return false;
    const kind = load<u8>(from + 1);
    if (kind === 0x6e || kind === 0x22 || kind === 0x5c || kind === 0x74) from += 2;
    else {
      at = from;
      if (!skippedEscape()) return false;
      from = at;
    }
  }
}

/** Goes behind an escape. */
function skippedEscape(): bool {
  const kind = load<u8>(at + 1);
  at += 2;
  if (kind === 0x6e || kind === 0x22 || kind === 0x5c || kind === 0x74) return true;
  if (kind === 0x72 || kind === 0x2f || kind === 0x62 || kind === 0x66) return true;
  if (kind !== 0x75) return false;
  for (let end = at + 4; at < end; at++) {
    const digit = load<u8>(at);
    if (u8(digit - 0x30) >= 10 && u8((digit | 0x20) - 0x61) >= 6) return false;
  }
  return true;
}

function keptString(rule: u32): bool {
  put(0x22);
  if (rule === presence) {
    put(0x22);
    return skippedString();
  }
  const begin = out;
  const limit = rule === beginning ? begin + longString : usize.MAX_VALUE;
  /** Where the beginning may end: not within a character or an escape. */
  let end: usize = 0;
  let from = at + 1;
  let to = out;
  while (true) {
    const bytes = v128.load(from);
    v128.store(to, bytes);
    const found = marks(bytes) | i8x16.bitmask(bytes);
    const plain: usize = found === 0 ? 16 : ctz(found);
    from += plain;
    to += plain;
    if (end === 0 && to - begin >= beginningBytes) end = to;
    if (to > limit) {
      wasCut = true;
      out = end;
      put(0x22);
      at = from - 1;
      return skippedString();
    }
    if (found === 0) continue;
    const byte = load<u8>(from);
    at = from;
    out = to;
    if (byte === 0x22) {
      at++;
      put(0x22);
      return true;
    }
    if (byte >= 0x80) character(byte);
    else {
      if (byte !== 0x5c || !skippedEscape()) return false;
      copy(from, at - from);
    }
    from = at;
    to = out;
  }
}

/** A character beyond ASCII, as an escape. */
function character(first: u32): void {
  if (first < 0xe0) {
    unit(((first & 0x1f) << 6) | rest(1));
    at += 2;
  } else if (first < 0xf0) {
    unit(((first & 0x0f) << 12) | (rest(1) << 6) | rest(2));
    at += 3;
  } else {
    const code = (((first & 0x07) << 18) | (rest(1) << 12) | (rest(2) << 6) | rest(3)) - 0x10000;
    unit(0xd800 | (code >> 10));
    unit(0xdc00 | (code & 0x3ff));
    at += 4;
  }
}

function rest(offset: usize): u32 {
  return load<u8>(at + offset) & 0x3f;
}

function unit(code: u32): void {
  store<u16>(out, 0x755c);
  for (let i: u32 = 0; i < 4; i++) {
    const digit = u8((code >> (12 - 4 * i)) & 15);
    store<u8>(out + 2 + i, digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
  out += 6;
}
