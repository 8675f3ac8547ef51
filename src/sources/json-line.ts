/**
 * The JSON objects of one line of a log, and what is wrong with it. Real logs hold lines with two objects
 * glued together, rows torn by a crash, zero bytes of a lost disk block and bytes that are not UTF-8; all that
 * can be had of them is had. No problem quotes the line: it may hold secrets.
 */
import { isAscii, isUtf8 } from "node:buffer";

export type JsonObject = Readonly<Record<string, unknown>>;

/** A problem whose place the caller knows. */
export interface LineProblem {
  readonly kind: "broken-json" | "invalid-utf8" | "nul-bytes" | "not-an-object";
  readonly what: string;
  readonly hint: string;
}

export interface ParsedLine {
  readonly objects: readonly JsonObject[];
  readonly problems: readonly LineProblem[];
  /** The line is nothing but whole objects: an unfinished last line that is so may be taken as it stands. */
  readonly whole: boolean;
}

export interface LineRules {
  /** Cuts a line down to what is needed; see `StringCutter.shorten`. */
  readonly shorten: (bytes: Buffer, from: number, to: number) => Buffer;
  /** Tells a row of the log from an object inside one: what is found behind a torn row counts only if it is one. */
  readonly isRow: (value: JsonObject) => boolean;
}

const emptyLine: ParsedLine = { objects: [], problems: [], whole: true };

export function parseLine(bytes: Buffer, rules: LineRules): ParsedLine {
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let to = bytes.length;
  while (from < to && isBlank(bytes[from])) from += 1;
  while (from < to && isBlank(bytes[to - 1])) to -= 1;
  const problems: LineProblem[] = [];
  if (to - from < bytes.length && bytes.includes(0)) problems.push(nulBytes);
  if (from === to) return problems.length === 0 ? emptyLine : { objects: [], problems, whole: false };

  const needed = rules.shorten(bytes, from, to);
  const ascii = isAscii(needed);
  if (!ascii && !isUtf8(needed)) problems.push(invalidUtf8);
  const text = needed.toString(ascii ? "latin1" : "utf8");
  const value = parseJson(text);
  if (value === undefined) return severalObjects(text, rules.isRow, problems);
  if (isObject(value)) return { objects: [value], problems, whole: true };
  return { objects: [], problems: [...problems, notAnObject], whole: false };
}

/** Newlines are gone by now; zero bytes are what a lost disk block leaves. */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined where the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Beginnings of rows that are tried on a torn line: enough for any crash, and bounded for a line of garbage. */
const mostBeginnings = 100;

/** The objects of a line that is not one JSON value: glued together, or whole ones beside torn ones. */
function severalObjects(
  text: string,
  isRow: (value: JsonObject) => boolean,
  problems: readonly LineProblem[],
): ParsedLine {
  const objects: JsonObject[] = [];
  let tries = 0;
  let at = 0;
  while (at < text.length && tries < mostBeginnings) {
    const end = endOfObject(text, at);
    const value = end === null ? undefined : parseJson(text.slice(at, end));
    if (end !== null && isObject(value) && (tries === 0 || isRow(value))) {
      objects.push(value);
      at = end;
      while (isBlank(text.charCodeAt(at))) at += 1;
      continue;
    }
    tries += 1;
    at = nextBeginning(text, at + 1) ?? text.length;
  }
  if (tries === 0) return { objects, problems, whole: true };
  return { objects, problems: [...problems, brokenJson(text.length, objects.length)], whole: false };
}

/** Index after the object that begins at `from`, by brackets; null where none begins there or it does not end. */
function endOfObject(text: string, from: number): number | null {
  if (text[from] !== "{") return null;
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return null;
}

/** Index of the quote that ends the string opened at `from`; the text's end where none does. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** Where the next row may begin: with the brace and one of the keys that rows begin with. */
function nextBeginning(text: string, from: number): number | null {
  const beginning =
    /\{\s*"(?:parentUuid|type|sessionId|uuid|timestamp|message|summary|cwd|leafUuid|isSidechain)"/g;
  beginning.lastIndex = from;
  return beginning.exec(text)?.index ?? null;
}

const nulBytes: LineProblem = {
  kind: "nul-bytes",
  what: "zero bytes around the row, as a crash or a full disk leaves them",
  hint: "What is readable on the line was read; what stood in place of the zeros is lost.",
};

const invalidUtf8: LineProblem = {
  kind: "invalid-utf8",
  what: "bytes that are not UTF-8",
  hint: "The row was read; the unreadable characters of its texts are shown as \ufffd.",
};

const notAnObject: LineProblem = {
  kind: "not-an-object",
  what: "a JSON value that is not an object",
  hint: "Log rows are objects: check that this file is an agent's log.",
};

function brokenJson(characters: number, had: number): LineProblem {
  const rest = had === 0 ? "nothing of it" : `${had} whole ${had === 1 ? "row" : "rows"} of it`;
  return {
    kind: "broken-json",
    what: `not valid JSON (${characters} characters); ${rest} could be read`,
    hint: "The row was torn when it was written. All other lines count; if there are many, check the disk.",
  };
}
