/**
 * All that can be done with a session's new log lines without the ledger: read, redact, cut into turns, pack.
 * What goes in and what comes out can be handed from thread to thread; see `digest-threads.ts`.
 */
import type { Problem } from "../core/events.ts";
import { requestsOfLog } from "../core/turns/model-requests.ts";
import { type OpenHead, openHead } from "../sources/head-hash.ts";
import type { ReadCursor, Source } from "../sources/source.ts";
import { packChunk, packSession, packUsageAhead } from "../store/packing.ts";
import type { Chunk, PackedChunk, PackedSession, PackedUsage, StoredFile } from "../store/store.ts";
import type { Config } from "./config.ts";
import { cutChunks } from "./cut-session.ts";
import { assembleSession } from "./session-logs.ts";
import type { LogReading, SessionReading } from "./session-reading.ts";

/** What reading depends on besides the logs. */
export interface DigestRules {
  readonly redactionPatterns: Config["redactionPatterns"];
  readonly people: Config["people"];
  readonly timezone: string;
  /** Of new sessions usage alone is asked for: it is told ahead, and they are cut when somebody asks for turns. */
  readonly onlyUsage: boolean;
}

export interface LogDigest {
  readonly reading: LogReading;
  readonly chunks: readonly PackedChunk[];
  readonly problems: readonly Problem[];
  /** Null where the file could not be read: the next run tries again. */
  readonly file: StoredFile | null;
  readonly readBytes: number;
  readonly readLines: number;
  readonly events: number;
}

export interface SessionDigest {
  readonly sessionId: string;
  readonly isNew: boolean;
  readonly logs: readonly LogDigest[];
  /** Of a new session with events, as if it shared no rows with another. */
  readonly found: { readonly cut: PackedSession } | { readonly usage: PackedUsage } | null;
}

/** Never throws for a bad log: what cannot be read is a problem. */
export async function digestSession(
  { sessionId, logs, isNew }: SessionReading,
  rules: DigestRules,
  sources: readonly Source[],
): Promise<SessionDigest> {
  const patterns = rules.redactionPatterns.map((pattern) => new RegExp(pattern, "g"));
  const events: Chunk[] = [];
  const digests: LogDigest[] = [];
  for (const reading of logs) {
    digests.push(await digestLog(reading, sources, patterns, (chunk) => isNew && events.push(chunk)));
  }
  const found = events.length === 0 ? null : findings(sessionId, events, rules);
  return { sessionId, isNew, logs: digests, found };
}

function findings(sessionId: string, chunks: readonly Chunk[], rules: DigestRules): SessionDigest["found"] {
  if (rules.onlyUsage) {
    const requests = requestsOfLog(assembleSession(sessionId, chunks));
    return { usage: packUsageAhead(sessionId, requests, rules.timezone) };
  }
  return { cut: packSession(cutChunks(sessionId, chunks, rules.people, new Set())) };
}

async function digestLog(
  reading: LogReading,
  sources: readonly Source[],
  patterns: readonly RegExp[],
  take: (chunk: Chunk) => void,
): Promise<LogDigest> {
  const { file, from, generation } = reading;
  const source = sources.find(({ name }) => name === reading.source);
  if (source === undefined) throw new Error(`there is no source "${reading.source}"`);
  const { path, sessionId, agentId } = file;
  const start = from ?? { bytes: 0, lines: 0, state: null };
  const chunks: PackedChunk[] = [];
  const problems: Problem[] = [];
  let events = 0;
  let cursor = start;
  const head = headIfReadable(path);
  try {
    for await (const part of source.read(file, from, { patterns })) {
      const firstLine = cursor.lines + 1;
      cursor = part.cursor;
      for (const problem of part.problems) problems.push(problem);
      if (part.events.length === 0) continue;
      const chunk = { path, generation, sessionId, agentId, source: source.name, firstLine };
      events += part.events.length;
      chunks.push(packChunk({ ...chunk, events: part.events }));
      take({ ...chunk, events: part.events });
    }
    return {
      reading,
      chunks,
      problems,
      file: fileAfter(reading, cursor, head),
      readBytes: cursor.bytes - start.bytes,
      readLines: cursor.lines - start.lines,
      events,
    };
  } finally {
    head?.close();
  }
}

function headIfReadable(path: string): OpenHead | null {
  try {
    return openHead(path);
  } catch {
    // The source says why it cannot be read.
    return null;
  }
}

/**
 * The file's row once it is read up to the cursor. A file that cannot be read has no hash: one that brought
 * nothing is tried again by the next run.
 */
function fileAfter(
  { file, source, from, generation }: LogReading,
  cursor: ReadCursor,
  head: OpenHead | null,
): StoredFile | null {
  const hash = head?.hash(cursor.bytes) ?? "";
  if (hash === "" && cursor.bytes === (from?.bytes ?? 0)) return null;
  return {
    path: file.path,
    source,
    sessionId: file.sessionId,
    agentId: file.agentId,
    sizeBytes: file.sizeBytes,
    modifiedMs: file.modifiedMs,
    inode: file.inode,
    headHash: hash,
    readBytes: cursor.bytes,
    readLines: cursor.lines,
    state: JSON.stringify(cursor.state ?? null),
    gone: false,
    generation,
  };
}
