/**
 * Mutated logs: each line is a row of some kind, changed in its structure (values of other types, missing, renamed
 * and doubled keys, deep nesting, absurd numbers, hostile texts) or as bytes (cut off, glued, torn, not UTF-8).
 * Between them stand untouched rows, whose numbers must count as if they stood alone.
 */
import fc from "fast-check";
import { promptRow, replyRow } from "../sources/claude-code/log-rows.ts";
import { rowsOfEveryKind } from "./row-kinds.ts";

/** Names of the untouched rows' messages begin so, and no others'. */
export const untouched = "untouched";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What to do to one row: which row, which mutation, which place in it, and a number for everything else. */
export interface Mutation {
  readonly row: number;
  readonly how: keyof typeof mutations;
  readonly at: number;
  readonly pick: number;
}

const texts = {
  surrogate: "half \ud83d pair",
  reversedSurrogates: "\ude00\ud83d",
  nul: "a\0b",
  bidi: "\u202eevil\u2066 \u200b\u061c",
  control: "\u001b[2J\u001b]0;title\u0007\r\b",
  separators: "\u2028\u2029\u0085",
  html: "<script>alert(1)</script>&amp;",
  proto: "__proto__",
  empty: "",
  combining: "e\u0301".repeat(300),
} as const;

const strange: readonly Json[] = [
  null,
  true,
  0,
  -0,
  -1,
  1e308,
  -1e308,
  5e-324,
  Number.MAX_SAFE_INTEGER + 2,
  0.1,
  [],
  {},
  [null],
  [[]],
  { type: null },
  "9".repeat(400),
  "2026-03-05T09:00:00Z",
  "0001-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  ...Object.values(texts),
];
/** Numbers that JSON.stringify would not write. */
const strangeNumbers = ["1e999", "-1e999", "1E400", "123456789012345678901234567890", "-0.0", "0.1e-400"];
/** Mostly short ones, so that many lines fit into little time. */
const depths = [2, 3, 10, 30, 100, 300, 3_000, 20_000];
const lengths = [100, 300, 500, 600, 1_000, 2_000, 4_000, 4_100, 5_000, 9_000, 20_000, 70_000, 300_000];

const of = <T>(list: readonly T[], pick: number): T => list[pick % list.length]!;

/** The places in a row: each object or list with one of its keys. */
function placesIn(value: Json, found: [Json[] | { [key: string]: Json }, string][] = []) {
  if (typeof value !== "object" || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    placesIn((value as { [key: string]: Json })[key]!, found);
  }
  return found;
}

/** The row's text with one of its values changed. */
function withChange(
  row: string,
  at: number,
  change: (holder: { [key: string]: Json }, key: string) => void,
): string {
  const value = JSON.parse(row) as Json;
  const [holder, key] = of(placesIn(value), at);
  change(holder as { [key: string]: Json }, key);
  return JSON.stringify(value);
}

/** Puts a text in a value's place that JSON.stringify would not write. */
function withText(row: string, at: number, text: (before: string) => string): string {
  const mark = "\u0001mark\u0001";
  let before = "";
  const marked = withChange(row, at, (holder, key) => {
    before = JSON.stringify(holder[key]);
    holder[key] = mark;
  });
  return marked.replace(JSON.stringify(mark), () => text(before));
}

const nested = (depth: number, open: string, close: string, inside: string): string =>
  open.repeat(depth) + inside + close.repeat(depth);

const bytesOf = (text: string): Buffer => Buffer.from(text);

/** Each takes a row as text and gives the line's bytes, which may be several lines. */
const mutations = {
  retyped: (row, at, pick) =>
    bytesOf(
      withChange(row, at, (holder, key) => {
        holder[key] = of(strange, pick);
      }),
    ),
  removed: (row, at) =>
    bytesOf(
      withChange(row, at, (holder, key) => {
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete holder[key];
      }),
    ),
  renamed: (row, at, pick) =>
    bytesOf(
      withChange(row, at, (holder, key) => {
        const value = holder[key]!;
        delete holder[key];
        holder[of(["type", "message", "content", "uuid", "constructor", "toString", ""], pick)] = value;
      }),
    ),
  doubledKey: (row, _at, pick) =>
    bytesOf(
      row.replace("{", `{"${of(["type", "message", "timestamp", "uuid", "__proto__"], pick)}":${pick},`),
    ),
  swapped: (row, at, pick) =>
    bytesOf(
      withChange(row, at, (holder, key) => {
        const [other, otherKey] = of(placesIn(holder), pick);
        holder[key] = structuredClone((other as { [key: string]: Json })[otherKey]!);
      }),
    ),
  deepLists: (row, at, pick) =>
    bytesOf(withText(row, at, (before) => nested(of(depths, pick), "[", "]", before))),
  deepObjects: (row, at, pick) =>
    bytesOf(withText(row, at, (before) => nested(of(depths, pick), '{"message":', "}", before))),
  hugeNumber: (row, at, pick) => bytesOf(withText(row, at, () => of(strangeNumbers, pick))),
  hostileText: (row, at, pick) =>
    bytesOf(
      withChange(row, at, (holder, key) => {
        const text = of(Object.values(texts), pick);
        holder[key] = typeof holder[key] === "string" ? `${text}${holder[key]}${text}` : text;
      }),
    ),
  longText: (row, at, pick) =>
    bytesOf(
      withChange(row, at, (holder, key) => {
        holder[key] = of(["x", "\\", '"', "\u20ac", "{", "a b\n"], pick).repeat(of(lengths, pick >> 3));
      }),
    ),
  manyKeys: (row, at, pick) =>
    bytesOf(
      withText(row, at, () => `{${Array.from({ length: pick % 2_000 }, (_, i) => `"k${i}":${i}`).join()}}`),
    ),
  truncated: (row, at) => bytesOf(row).subarray(0, at % row.length),
  beheaded: (row, at) => bytesOf(row).subarray(at % row.length),
  twice: (row) => bytesOf(`${row}\n${row}`),
  glued: (row, at, pick) => bytesOf(row + of(kinds, at + pick)),
  torn: (row, at, pick) =>
    Buffer.concat([bytesOf(row).subarray(0, at % row.length), bytesOf(of(kinds, pick))]),
  flipped: (row, at, pick) => {
    const bytes = bytesOf(row);
    for (let i = 0; i <= pick % 4; i += 1) bytes[(at * (i + 1)) % bytes.length]! ^= 1 << ((pick + i) % 8);
    return bytes;
  },
  notUtf8: (row, at, pick) => {
    const bytes = bytesOf(row);
    const place = at % bytes.length;
    const wrong = of(["ff", "c0af", "eda080", "f8888080", "80"], pick);
    return Buffer.concat([bytes.subarray(0, place), Buffer.from(wrong, "hex"), bytes.subarray(place)]);
  },
  zeros: (row, at, pick) => {
    const bytes = bytesOf(row);
    bytes.subarray(at % bytes.length, (at % bytes.length) + (pick % 600)).fill(0);
    return bytes;
  },
  dressed: (row, at, pick) =>
    bytesOf(
      of(["\ufeff", "  \t", "\r", "[", "//", "data: "], at) + row + of(["\r", " ", "]", ",", ";"], pick),
    ),
  garbage: (_row, at, pick) =>
    Buffer.from(Array.from({ length: pick % 300 }, (_, i) => (at * (i + 7) * 2_654_435_761) >>> 24)),
  bracesOnly: (_row, at, pick) =>
    bytesOf(of(["{", "}", '{"type":', "[", '"', '{"uuid":{"uuid":'], at).repeat(pick % 3_000)),
} satisfies Record<string, (row: string, at: number, pick: number) => Buffer>;

const kinds: readonly string[] = rowsOfEveryKind.map((row) => JSON.stringify(row));

/** A line's end inside a mutation makes two lines of it; garbage may hold one. */
export function mutatedLine({ row, how, at, pick }: Mutation): Buffer {
  const mutate: (row: string, at: number, pick: number) => Buffer = mutations[how];
  return mutate(of(kinds, row), at, pick);
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  row: fc.nat(kinds.length - 1),
  how: fc.constantFrom(...(Object.keys(mutations) as Mutation["how"][])),
  at: fc.nat(9_999),
  pick: fc.nat(9_999),
});

/** What happened to a file as a whole. The untouched rows survive all of it. */
const fileChanges = [
  "none",
  "no end",
  "torn end",
  "zero tail",
  "doubled",
  "windows",
  "blank",
  "byte order mark",
] as const;

export interface MutatedLog {
  readonly mutations: readonly Mutation[];
  readonly change: (typeof fileChanges)[number];
  /** Turns the order of all its lines. */
  readonly turn: number;
}

export const mutatedLog = (least: number, most: number): fc.Arbitrary<MutatedLog> =>
  fc.record({
    mutations: fc.array(mutation, { minLength: least, maxLength: most, size: "max" }),
    change: fc.constantFrom(...fileChanges),
    turn: fc.nat(most),
  });

/** Rows that nobody touched: a prompt and replies of known numbers, by message id. */
export function untouchedRows(name: string): {
  readonly rows: readonly object[];
  readonly ids: readonly string[];
} {
  const ids = [1, 2, 3, 4].map((n) => `${untouched}-${name}-${n}`);
  const uuid = (n: number) => ({ uuid: `${untouched}-${name}-row-${n}` });
  const replies = ids.map((id, i) => {
    const row = replyRow(i + 1, [{ type: "text", text: "done" }], uuid(i)) as { message: object };
    return { ...row, message: { ...row.message, id } };
  });
  return { rows: [promptRow(0, "round the cents", uuid(9)), ...replies], ids };
}

/** The whole file's bytes: mutated lines with the untouched rows spread among them. */
export function logBytes(log: MutatedLog, name: string): Buffer {
  const clean = untouchedRows(name).rows.map((row) => bytesOf(JSON.stringify(row)));
  const mutated = log.mutations.map(mutatedLine);
  const turned = [...mutated.slice(log.turn), ...mutated.slice(0, log.turn)];
  const step = Math.max(1, Math.floor(turned.length / clean.length));
  const lines = turned.flatMap((line, i) =>
    i % step === 0 && i / step < clean.length ? [clean[i / step]!, line] : [line],
  );
  const missing = clean.slice(Math.ceil(turned.length / step));
  const end = bytesOf(log.change === "windows" ? "\r\n" : log.change === "blank" ? "\n\n \n" : "\n");
  const whole = Buffer.concat([...missing, ...lines].flatMap((line) => [line, end]));
  switch (log.change) {
    case "no end":
      return whole.subarray(0, -1);
    case "torn end":
      return Buffer.concat([whole, bytesOf(kinds[1]!.slice(0, 90))]);
    case "zero tail":
      return Buffer.concat([whole, Buffer.alloc(4096)]);
    case "doubled":
      return Buffer.concat([whole, whole]);
    case "byte order mark":
      return Buffer.concat([bytesOf("\ufeff"), whole]);
    default:
      return whole;
  }
}
