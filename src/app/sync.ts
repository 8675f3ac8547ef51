/**
 * Brings the ledger's facts up to the logs: reads what was appended since the last time and nothing else.
 *
 * Every file's new events, its cursor and its problems are stored in one transaction, so a crash loses at
 * most what was not yet stored and a second run reads exactly that. A replaced or truncated file is read
 * anew as a new generation. What was read of a log that is cut, replaced or deleted later stays.
 */

import { existsSync, statSync } from "node:fs";
import type { Problem } from "../core/events.ts";
import { isWithin } from "../core/places.ts";
import { headHash } from "../sources/head-hash.ts";
import type { LogFile, ReadCursor, Source } from "../sources/source.ts";
import type { FileMark, Store, StoredFile } from "../store/store.ts";
import type { DigestRules, LogDigest, SessionDigest } from "./digest-session.ts";
import type { ReaderThreads } from "./digest-threads.ts";
import type { Effects } from "./operation.ts";
import {
  areTurnRulesOwn,
  areUsageRulesOwn,
  type Needed,
  sessionsChanged,
  sessionsWait,
  turnRulesOf,
  turnsKey,
  usageKey,
  usageRules,
} from "./result-keys.ts";
import { bytesToRead, type LogReading, type SessionReading } from "./session-reading.ts";

export interface SyncReport {
  readonly places: readonly string[];
  /** Log files found, and of them those with something new. */
  readonly files: number;
  readonly readFiles: number;
  readonly readBytes: number;
  readonly readLines: number;
  readonly events: number;
  readonly problems: number;
  /** Known files that are no longer there; their facts stay. */
  readonly goneFiles: number;
}

/** One transaction holds at most about this much of the logs: bounded memory, few disk syncs. */
const batchBytes = 16 * 1024 * 1024;

/**
 * Logs of this size are cut while they are read, by all threads, even where usage alone is asked for: to cut them later
 * would take one thread longer than what that spares. Less leaves too little garbage to be worth collecting by hand.
 */
const largeLogsBytes = 512 * 1024 * 1024;

/** What one run has read so far. */
interface Counts {
  readBytes: number;
  readLines: number;
  events: number;
  problems: number;
}

/** Reads the new part of every log. Never throws for a bad log: what cannot be read is a problem. */
export async function sync(effects: Effects, needed: Needed = "tasks"): Promise<SyncReport> {
  const { places, files, problems } = await discoverAll(effects);
  const bytes = files.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  // All of it is new to a new ledger: threads start while that is made.
  const rules = rulesOf(effects, needed === "usage" && bytes < largeLogsBytes);
  const threads = existsSync(effects.ledgerFile) ? null : await threadsFor(bytes, effects, rules);
  try {
    return await syncFiles(effects, { places, files, problems }, rules, threads);
  } finally {
    threads?.end();
  }
}

async function syncFiles(
  effects: Effects,
  { places, files, problems }: Awaited<ReturnType<typeof discoverAll>>,
  rules: DigestRules,
  threads: ReaderThreads | null,
): Promise<SyncReport> {
  const store = await effects.store();
  const known = new Map((await store.fileMarks()).map((mark) => [mark.path, mark]));
  if (problems.length > 0) await store.addProblems(problems);
  const readings: LogReading[] = [];
  for (const { source, file } of files) {
    const mark = known.get(file.path);
    if (mark !== undefined && isAsItWas(file, mark)) continue;
    const reading = await planReading(source, file, mark && (await store.file(file.path)));
    if (reading !== null) readings.push(reading);
  }
  if (known.size === 0) await setOwnRules(effects, store);
  const counts: Counts = { readBytes: 0, readLines: 0, events: 0, problems: problems.length };
  const sessionIds = readings.map(({ file }) => file.sessionId);
  const sessions = bySession(readings, await store.sessionsWithFiles(sessionIds));
  const totalBytes = sessions.reduce((sum, session) => sum + bytesToRead(session), 0);
  const collect = totalBytes < largeLogsBytes ? null : (await import("./garbage.ts")).collector();
  for await (const batch of batches(digests(sessions, totalBytes, { rules, threads }, effects))) {
    await store.transaction(async () => {
      const waiting: string[] = [];
      // Asked inside the lock: what is told by other rules than the ledger's would be taken for told by those.
      const own = {
        turns: await areTurnRulesOwn(effects, store),
        usage: await areUsageRulesOwn(effects, store),
      };
      for (const digest of batch) {
        waiting.push(...(await storeDigest(store, digest, own, counts)));
        effects.progress("Reading logs", counts.readBytes, totalBytes);
      }
      if (waiting.length > 0) await sessionsWait(store, waiting);
      await sessionsChanged(store);
    });
    // What threads handed over lies outside of this one's heap, which grows too slowly to be collected by itself.
    collect?.({ type: "minor" });
  }
  // What comes after begins with what is in use.
  collect?.();
  const goneFiles = await markGone(store, known, new Set(files.map(({ file }) => file.path)), places);
  return { places, files: files.length, readFiles: readings.length, ...counts, goneFiles };
}

async function discoverAll(effects: Effects) {
  const places: string[] = [];
  const files: { readonly source: Source; readonly file: LogFile }[] = [];
  const problems: Problem[] = [];
  for (const source of effects.sources) {
    const own = placesOf(source, effects);
    const found = await source.discover(own);
    places.push(...own);
    files.push(...found.files.map((file) => ({ source, file })));
    problems.push(...found.problems);
  }
  return { places, files, problems };
}

/** The folders a source reads: those asked for, else the configured ones, else its own habits. */
export function placesOf(source: Source, effects: Effects): readonly string[] {
  if (effects.logPlaces.length > 0) return effects.logPlaces;
  return source.places(effects.environment, effects.userHome);
}

function isAsItWas(found: LogFile, known: FileMark): boolean {
  const { sizeBytes, modifiedMs, inode, gone } = known;
  return !gone && found.sizeBytes === sizeBytes && found.modifiedMs === modifiedMs && found.inode === inode;
}

/** What to read of a file, or null where nothing changed after all. */
async function planReading(
  source: Source,
  found: LogFile,
  known: StoredFile | null = null,
): Promise<LogReading | null> {
  if (known === null) return { file: found, source: source.name, known, from: null, generation: 0 };
  // It may have grown since it was found, and another process may have read what is new.
  const file = found.sizeBytes < known.readBytes ? lookedAtAgain(found) : found;
  if (isAsItWas(file, known)) return null;
  const hash = await headHash(file.path, known.readBytes).catch(() => null);
  const grown = file.sizeBytes >= known.readBytes && (hash === known.headHash || hash === null);
  if (!grown) return { file, source: source.name, known, from: null, generation: known.generation + 1 };
  const from: ReadCursor = { bytes: known.readBytes, lines: known.readLines, state: JSON.parse(known.state) };
  return { file, source: source.name, known, from, generation: known.generation };
}

function lookedAtAgain(file: LogFile): LogFile {
  try {
    const now = statSync(file.path);
    return { ...file, sizeBytes: now.size, modifiedMs: now.mtimeMs, inode: now.ino };
  } catch {
    // Gone or closed meanwhile, which reading it will tell.
    return file;
  }
}

/** Sessions in the order in which they are done; several at a time where that is faster. */
async function* digests(
  sessions: readonly SessionReading[],
  totalBytes: number,
  { rules, threads: started }: { readonly rules: DigestRules; readonly threads: ReaderThreads | null },
  effects: Effects,
): AsyncGenerator<SessionDigest, void> {
  if (sessions.length === 0) return started?.end();
  const threads = started ?? (sessions.length > 1 ? await threadsFor(totalBytes, effects, rules) : null);
  if (threads === null) {
    const { digestSession } = await import("./digest-session.ts");
    for (const session of sessions) yield await digestSession(session, rules, effects.sources);
    return;
  }
  try {
    yield* threads.digests(sessions);
  } finally {
    threads.end();
  }
}

/** Null where so much is read as quickly without. */
async function threadsFor(
  bytes: number,
  { readingThreads }: Effects,
  rules: DigestRules,
): Promise<ReaderThreads | null> {
  if (readingThreads === undefined || bytes < readingThreads.worthBytes) return null;
  const { ReaderThreads } = await import("./digest-threads.ts");
  return new ReaderThreads(rules, readingThreads);
}

function rulesOf({ config, timezone }: Effects, onlyUsage: boolean): DigestRules {
  const { redactionPatterns, people } = config;
  return { redactionPatterns, people, timezone, onlyUsage };
}

/** Nothing is told by other rules yet where nothing was read. */
async function setOwnRules(effects: Effects, store: Store): Promise<void> {
  await store.transaction(async () => {
    if (await store.hasFiles()) return;
    await store.setMeta(turnsKey, turnRulesOf(effects));
    await store.setMeta(usageKey, usageRules(effects));
  });
}

/**
 * Stores what was read of a session, and what was told of it if that is by the ledger's rules, which `own` says. Returns the
 * sessions that must be cut anew: this one if it had facts before or shares history with others, and those.
 */
async function storeDigest(
  store: Store,
  digest: SessionDigest,
  own: { readonly turns: boolean; readonly usage: boolean },
  counts: Counts,
): Promise<readonly string[]> {
  const { sessionId, logs, found } = digest;
  let isNew = digest.isNew && (await store.chunksOfSession(sessionId)).length === 0;
  // Who shared history with it before may own other rows now.
  const kinBefore = isNew ? [] : await store.sessionsSharingPrompts(sessionId);
  for (const log of logs) {
    if (await isAsPlanned(store, log.reading)) await storeLog(store, log, counts);
    else isNew = false;
  }
  if (!isNew) {
    const namedBefore = logs.flatMap(({ reading }) => reading.known?.sessionId ?? []);
    return [sessionId, ...namedBefore, ...kinBefore, ...(await store.sessionsSharingPrompts(sessionId))];
  }
  if (found === null) return [];
  const kin = await store.sessionsSharingPrompts(sessionId);
  // Which rows belong to which of them is known only when all are there.
  if (kin.length > 0) return [sessionId, ...kin];
  if ("cut" in found ? !own.turns : !own.usage) return [sessionId];
  if ("cut" in found) await store.savePackedSession(found.cut);
  else await store.saveUsageAhead(found.usage);
  return [];
}

/** False where another process has read the same lines since this one planned to. */
async function isAsPlanned(store: Store, { file, known }: LogReading): Promise<boolean> {
  const now = await store.file(file.path);
  return now?.generation === known?.generation && now?.readBytes === known?.readBytes;
}

async function storeLog(store: Store, log: LogDigest, counts: Counts): Promise<void> {
  counts.readBytes += log.readBytes;
  counts.readLines += log.readLines;
  counts.events += log.events;
  counts.problems += log.problems.length;
  if (log.problems.length > 0) await store.addProblems(log.problems);
  for (const chunk of log.chunks) await store.addPackedChunk(chunk);
  if (log.file !== null) await store.saveFile(log.file);
}

/** A known file below a folder that was looked at, but no longer there. */
async function markGone(
  store: Store,
  known: ReadonlyMap<string, FileMark>,
  found: ReadonlySet<string>,
  places: readonly string[],
): Promise<number> {
  let gone = 0;
  for (const { path, gone: isGone } of known.values()) {
    if (found.has(path) || !places.some((place) => isWithin(path, place))) continue;
    gone += 1;
    const file = isGone ? null : await store.file(path);
    if (file !== null) await store.saveFile({ ...file, gone: true });
  }
  return gone;
}

/** Files of one session together, sessions in the order they were found. */
function bySession(
  readings: readonly LogReading[],
  knownSessions: ReadonlySet<string>,
): readonly SessionReading[] {
  const sessions = new Map<string, LogReading[]>();
  for (const reading of readings) {
    const group = sessions.get(reading.file.sessionId);
    if (group === undefined) sessions.set(reading.file.sessionId, [reading]);
    else group.push(reading);
  }
  return [...sessions].map(([sessionId, logs]) => ({
    sessionId,
    logs,
    isNew: !knownSessions.has(sessionId),
  }));
}

async function* batches(
  digests: AsyncIterable<SessionDigest>,
): AsyncGenerator<readonly SessionDigest[], void> {
  let batch: SessionDigest[] = [];
  let bytes = 0;
  for await (const digest of digests) {
    batch.push(digest);
    for (const log of digest.logs) bytes += log.readBytes;
    if (bytes < batchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
