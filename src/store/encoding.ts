/**
 * How events and requests lie in the ledger: rows of values with their keys written once, because keys and the
 * file's path are most of their JSON. Of 43,000 events of real logs, 21.8 MB of plain JSON, 2.7 are left when these rows
 * are made smaller (`compression.ts`), and writing them takes no longer than writing them plain.
 */
import type { LogEvent } from "../core/events.ts";
import type { ModelUsage } from "../core/records/session-usage.ts";
import type { ModelRequest } from "../core/types.ts";
import { compressed, expanded } from "./compression.ts";

type Keys = readonly string[];
/** The index of the row's keys, then its values in their order. */
type Row = readonly [keys: number, ...values: unknown[]];

/** Events of one file. An origin in that file is its line alone; a progress row's inner event is a row too. */
export function encodeEvents(path: string, events: readonly LogEvent[]): Uint8Array<ArrayBuffer> {
  const keysOf: Keys[] = [];
  /** Events of a kind nearly always have the same keys in the same order. */
  const usualOf = new Map<string, number>();
  const indexOf = new Map<string, number>();
  const keysIndex = (event: LogEvent): number => {
    const usual = usualOf.get(event.kind);
    if (usual !== undefined && hasKeys(event, keysOf[usual]!)) return usual;
    const keys = Object.keys(event);
    const name = keys.join();
    const index = indexOf.get(name) ?? keysOf.push(keys) - 1;
    indexOf.set(name, index);
    usualOf.set(event.kind, index);
    return index;
  };
  const rowOf = (event: LogEvent): Row => {
    const index = keysIndex(event);
    const row: [number, ...unknown[]] = [index, ...Object.values(event)];
    const put = (key: string, value: unknown) => {
      row[keysOf[index]!.indexOf(key) + 1] = value;
    };
    if (event.origin.file === path) put("origin", event.origin.line);
    if (event.kind === "progress" && event.inner !== null) put("inner", rowOf(event.inner));
    return row;
  };
  const rows = events.map(rowOf);
  return compressed(bytesOf(JSON.stringify([keysOf, rows])));
}

/** The texts' bytes before they are made smaller; one for all, since they are large and soon done with. */
let scratch = Buffer.alloc(0);

/** Valid until the next call. Most texts are ASCII, which takes a tenth of the time that UTF-8 does. */
function bytesOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  if (length > scratch.length) scratch = Buffer.allocUnsafeSlow(length);
  scratch.write(text, length === text.length ? "latin1" : "utf8");
  return scratch.subarray(0, length);
}

function hasKeys(event: LogEvent, keys: Keys): boolean {
  let at = 0;
  for (const key in event) if (key !== keys[at++]) return false;
  return at === keys.length;
}

export function decodeEvents(path: string, encoded: Uint8Array): readonly LogEvent[] {
  const [keysOf, rows] = JSON.parse(expanded(encoded).toString()) as [Keys[], Row[]];
  const eventOf = (row: Row): LogEvent => {
    const keys = keysOf[row[0]]!;
    const event: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const value = row[i + 1];
      if (key === "origin" && typeof value === "number") event[key] = { file: path, line: value };
      else if (key === "inner" && Array.isArray(value)) event[key] = eventOf(value as unknown as Row);
      else event[key] = value;
    }
    return event as unknown as LogEvent;
  };
  return rows.map(eventOf);
}

type RequestRow = readonly [
  messageId: string,
  atMs: number,
  model: string,
  inputTokens: number,
  outputTokens: number,
  cacheWrite5mTokens: number,
  cacheWrite1hTokens: number,
  cacheReadTokens: number,
  statedUsd: number | null,
  subagent: 0 | 1,
  line: number,
  /** Null: the file of the request before. */
  file: string | null,
];

export function encodeRequests(requests: readonly ModelRequest[]): string {
  let file: string | null = null;
  const rows = requests.map((request): RequestRow => {
    const { tokens, origin } = request;
    const sameFile = origin.file === file;
    file = origin.file;
    return [
      request.messageId,
      request.atMs,
      request.model,
      tokens.inputTokens,
      tokens.outputTokens,
      tokens.cacheWrite5mTokens,
      tokens.cacheWrite1hTokens,
      tokens.cacheReadTokens,
      request.statedUsd,
      request.subagent ? 1 : 0,
      origin.line,
      sameFile ? null : file,
    ];
  });
  return JSON.stringify(rows);
}

export function decodeRequests(encoded: string): ModelRequest[] {
  let file = "";
  return (JSON.parse(encoded) as RequestRow[]).map((row) => {
    file = row[11] ?? file;
    return {
      messageId: row[0],
      atMs: row[1],
      model: row[2],
      tokens: {
        inputTokens: row[3],
        outputTokens: row[4],
        cacheWrite5mTokens: row[5],
        cacheWrite1hTokens: row[6],
        cacheReadTokens: row[7],
      },
      statedUsd: row[8],
      subagent: row[9] === 1,
      origin: { file, line: row[10] },
    };
  });
}

/** A day or a turn, then what one model used there. */
type UsageRow<Of> = readonly [
  of: Of,
  model: string,
  firstMs: number,
  inputTokens: number,
  outputTokens: number,
  cacheWrite5mTokens: number,
  cacheWrite1hTokens: number,
  cacheReadTokens: number,
];

export function encodeUsages<Usage extends ModelUsage, Of>(
  usages: readonly Usage[],
  ofUsage: (usage: Usage) => Of,
): string {
  const rows = usages.map((usage): UsageRow<Of> => {
    const { model, firstMs, tokens } = usage;
    return [
      ofUsage(usage),
      model,
      firstMs,
      tokens.inputTokens,
      tokens.outputTokens,
      tokens.cacheWrite5mTokens,
      tokens.cacheWrite1hTokens,
      tokens.cacheReadTokens,
    ];
  });
  return JSON.stringify(rows);
}

export function decodeUsages<Of, Usage>(
  encoded: string,
  usageOf: (of: Of, usage: ModelUsage) => Usage,
): readonly Usage[] {
  return (JSON.parse(encoded) as UsageRow<Of>[]).map((row) =>
    usageOf(row[0], {
      model: row[1],
      firstMs: row[2],
      tokens: {
        inputTokens: row[3],
        outputTokens: row[4],
        cacheWrite5mTokens: row[5],
        cacheWrite1hTokens: row[6],
        cacheReadTokens: row[7],
      },
    }),
  );
}
