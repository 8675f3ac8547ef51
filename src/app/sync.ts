/**
 * Brings the ledger's facts up to the logs: reads what was appended since the last time and nothing else.
 *
 * Every file's new events, its cursor and its problems are stored in one transaction, so a crash loses at
 * most what was not yet stored and a second run reads exactly that. A replaced or truncated file is read
 * anew as a new generation; a deleted file keeps its facts.
 */

import type { Problem } from "../core/events.ts";
import { headHash } from "../sources/head-hash.ts";
import type { LogFile, ReadCursor, Source } from "../sources/source.ts";
import type { Chunk, Store, StoredFile } from "../store/store.ts";
import { cutSession, turnRulesOf, turnsKey } from "./cut-session.ts";
import type { Effects } from "./operation.ts";

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
const batchBytes = 48 * 1024 * 1024;

/**
 * Sessions with new facts that are not analysed yet; noted in the same transaction as the facts, so that a
 * crash between reading and analysis loses nothing.
 */
export const pendingKey = "pending-sessions";

/** Names the rules and opinions that the stored tasks were made by; empty where they are out of date. */
export const tasksKey = "tasks-key";

export async function pendingSessions(store: Store): Promise<readonly string[]> {
  return JSON.parse((await store.meta(pendingKey)) ?? "[]") as readonly string[];
}

interface Reading {
  readonly file: LogFile;
  readonly source: Source;
  readonly known: StoredFile | null;
  readonly from: ReadCursor | null;
  readonly generation: number;
}

/** What one run has read so far. */
interface Counts {
  readBytes: number;
  readLines: number;
  events: number;
  problems: number;
}

/** Reads the new part of every log. Never throws for a bad log: what cannot be read is a problem. */
export async function sync(effects: Effects): Promise<SyncReport> {
  const store = await effects.store();
  const known = new Map((await store.files()).map((file) => [file.path, file]));
  const { places, files, problems } = await discoverAll(effects);
  if (problems.length > 0) await store.addProblems(problems);
  const readings: Reading[] = [];
  for (const { source, file } of files) {
    const reading = await planReading(source, file, known.get(file.path) ?? null);
    if (reading !== null) readings.push(reading);
  }
  if (known.size === 0) await store.setMeta(turnsKey, turnRulesOf(effects));
  const totalBytes = readings.reduce((sum, reading) => sum + bytesToRead(reading), 0);
  const counts: Counts = { readBytes: 0, readLines: 0, events: 0, problems: problems.length };
  for (const batch of batches(bySession(readings))) {
    await store.transaction(async () => {
      const pending = new Set(await pendingSessions(store));
      for (const session of batch) {
        for (const id of await readSession(effects, session, counts)) pending.add(id);
        effects.progress("Reading logs", counts.readBytes, totalBytes);
      }
      await store.setMeta(pendingKey, JSON.stringify([...pending].sort()));
      // The tasks know nothing yet of what was read.
      await store.setMeta(tasksKey, "");
    });
  }
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

/** What to read of a file, or null where nothing changed. */
async function planReading(source: Source, file: LogFile, known: StoredFile | null): Promise<Reading | null> {
  if (known === null) return { file, source, known, from: null, generation: 0 };
  const untouched =
    file.sizeBytes === known.sizeBytes && file.modifiedMs === known.modifiedMs && file.inode === known.inode;
  if (untouched && !known.gone) return null;
  const hash = await headHash(file.path, known.readBytes).catch(() => null);
  const grown = file.sizeBytes >= known.readBytes && (hash === known.headHash || hash === null);
  if (!grown) return { file, source, known, from: null, generation: known.generation + 1 };
  const from: ReadCursor = { bytes: known.readBytes, lines: known.readLines, state: JSON.parse(known.state) };
  return { file, source, known, from, generation: known.generation };
}

/**
 * Reads all that is new of one session. Returns the sessions that must be cut anew later: those that had facts
 * before, and those that share history with this one. A session read whole is cut at once, while its events
 * are at hand.
 */
async function readSession(
  effects: Effects,
  readings: readonly Reading[],
  counts: Counts,
): Promise<readonly string[]> {
  const store = await effects.store();
  const patterns = effects.config.redactionPatterns.map((pattern) => new RegExp(pattern, "g"));
  const sessionId = readings[0]!.file.sessionId;
  const isNew =
    readings.every(({ known }) => known === null) && (await store.chunksOfSession(sessionId)).length === 0;
  const chunks: Chunk[] = [];
  for (const reading of readings) {
    for await (const chunk of readFile(store, reading, patterns, counts)) if (isNew) chunks.push(chunk);
  }
  if (!isNew) return [sessionId, ...readings.flatMap(({ known }) => known?.sessionId ?? [])];
  if (chunks.length > 0) await cutSession(effects, sessionId, chunks);
  return store.sessionsSharingPrompts(sessionId);
}

/** Stores what is new of one file and hands it on. */
async function* readFile(
  store: Store,
  reading: Reading,
  patterns: readonly RegExp[],
  counts: Counts,
): AsyncIterable<Chunk> {
  const { file, source, generation, from } = reading;
  // Another process may have read the same lines since this one planned to.
  const now = await store.file(file.path);
  if (
    now !== null &&
    (now.generation !== reading.known?.generation || now.readBytes !== reading.known.readBytes)
  )
    return;
  if (now === null && reading.known !== null) return;
  let cursor = from ?? { bytes: 0, lines: 0, state: null };
  for await (const part of source.read(file, from, { patterns })) {
    const { path, sessionId, agentId } = file;
    const chunk = {
      path,
      generation,
      sessionId,
      agentId,
      source: source.name,
      firstLine: cursor.lines + 1,
      events: part.events,
    };
    counts.readBytes += part.cursor.bytes - cursor.bytes;
    counts.readLines += part.cursor.lines - cursor.lines;
    counts.events += part.events.length;
    counts.problems += part.problems.length;
    cursor = part.cursor;
    if (part.problems.length > 0) await store.addProblems(part.problems);
    if (part.events.length === 0) continue;
    await store.addChunk(chunk);
    yield chunk;
  }
  // A file that cannot be read has no hash: one that brought nothing is tried again by the next run, one that
  // vanished under the reader is read anew, as another generation, should it come back.
  const hash = await headHash(file.path, cursor.bytes).catch(() => "");
  if (hash === "" && cursor.bytes === (from?.bytes ?? 0)) return;
  await store.saveFile({
    path: file.path,
    source: source.name,
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
  });
}

/** A known file below a folder that was looked at, but no longer there. */
async function markGone(
  store: Store,
  known: ReadonlyMap<string, StoredFile>,
  found: ReadonlySet<string>,
  places: readonly string[],
): Promise<number> {
  let gone = 0;
  for (const file of known.values()) {
    if (found.has(file.path) || !places.some((place) => file.path.startsWith(place))) continue;
    gone += 1;
    if (!file.gone) await store.saveFile({ ...file, gone: true });
  }
  return gone;
}

const bytesToRead = ({ file, from }: Reading): number => file.sizeBytes - (from?.bytes ?? 0);

/** Files of one session together, sessions in the order they were found. */
function bySession(readings: readonly Reading[]): readonly (readonly Reading[])[] {
  const sessions = new Map<string, Reading[]>();
  for (const reading of readings) {
    const group = sessions.get(reading.file.sessionId);
    if (group === undefined) sessions.set(reading.file.sessionId, [reading]);
    else group.push(reading);
  }
  return [...sessions.values()];
}

function* batches(sessions: readonly (readonly Reading[])[]): Generator<readonly (readonly Reading[])[]> {
  let batch: (readonly Reading[])[] = [];
  let bytes = 0;
  for (const session of sessions) {
    batch.push(session);
    bytes += session.reduce((sum, reading) => sum + bytesToRead(reading), 0);
    if (bytes < batchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
