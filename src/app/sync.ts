/**
 * Brings the ledger's facts up to the logs: reads what was appended since the last time and nothing else.
 *
 * Every file's new events, its cursor and its problems are stored in one transaction, so a crash loses at
 * most what was not yet stored and a second run reads exactly that. A replaced or truncated file is read
 * anew as a new generation; a deleted file keeps its facts.
 */

import { headHash } from "../sources/head-hash.ts";
import type { LogFile, ReadCursor, Source } from "../sources/source.ts";
import type { Store, StoredFile } from "../store/store.ts";
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

/** Reads the new part of every log. Never throws for a bad log: what cannot be read is a problem. */
export async function sync(effects: Effects): Promise<SyncReport> {
  const store = await effects.store();
  const known = new Map((await store.files()).map((file) => [file.path, file]));
  const found = new Set<string>();
  const readings: Reading[] = [];
  const places: string[] = [];
  const patterns = effects.config.redactionPatterns.map((pattern) => new RegExp(pattern, "g"));
  let problemCount = 0;

  for (const source of effects.sources) {
    const sourcePlaces = placesOf(source, effects);
    places.push(...sourcePlaces);
    const { files, problems } = await source.discover(sourcePlaces);
    if (problems.length > 0) await store.addProblems(problems);
    problemCount += problems.length;
    for (const file of files) {
      found.add(file.path);
      const reading = await planReading(source, file, known.get(file.path) ?? null);
      if (reading !== null) readings.push(reading);
    }
  }

  const totalBytes = readings.reduce((sum, r) => sum + r.file.sizeBytes - (r.from?.bytes ?? 0), 0);
  const counts = { readBytes: 0, readLines: 0, events: 0, problems: problemCount };
  const changed = new Set<string>();
  for (const batch of batches(readings)) {
    await store.transaction(async () => {
      for (const reading of batch) {
        await readInto(store, reading, patterns, changed, counts);
        effects.progress("Reading logs", counts.readBytes, totalBytes);
      }
      const pending = new Set([...(await pendingSessions(store)), ...changed]);
      await store.setMeta(pendingKey, JSON.stringify([...pending].sort()));
    });
  }
  const goneFiles = await markGone(store, known, found, places);
  return {
    places,
    files: found.size,
    readFiles: readings.length,
    ...counts,
    goneFiles,
  };
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
  const grown =
    file.sizeBytes >= known.readBytes && (await headHash(file.path, known.readBytes)) === known.headHash;
  if (!grown) return { file, source, known, from: null, generation: known.generation + 1 };
  const from: ReadCursor = { bytes: known.readBytes, lines: known.readLines, state: JSON.parse(known.state) };
  return { file, source, known, from, generation: known.generation };
}

async function readInto(
  store: Store,
  reading: Reading,
  patterns: readonly RegExp[],
  changed: Set<string>,
  counts: { readBytes: number; readLines: number; events: number; problems: number },
): Promise<void> {
  const { file, source, generation } = reading;
  let cursor = reading.from ?? { bytes: 0, lines: 0, state: null };
  for await (const part of source.read(file, reading.from, { patterns })) {
    const firstLine = cursor.lines + 1;
    counts.readBytes += part.cursor.bytes - cursor.bytes;
    counts.readLines += part.cursor.lines - cursor.lines;
    counts.events += part.events.length;
    counts.problems += part.problems.length;
    cursor = part.cursor;
    if (part.problems.length > 0) await store.addProblems(part.problems);
    if (part.events.length > 0) {
      await store.addChunk({
        path: file.path,
        generation,
        sessionId: file.sessionId,
        agentId: file.agentId,
        source: source.name,
        firstLine,
        events: part.events,
      });
      changed.add(file.sessionId);
    }
  }
  if (reading.from === null && reading.known !== null) changed.add(reading.known.sessionId);
  await store.saveFile({
    path: file.path,
    source: source.name,
    sessionId: file.sessionId,
    agentId: file.agentId,
    sizeBytes: file.sizeBytes,
    modifiedMs: file.modifiedMs,
    inode: file.inode,
    headHash: await headHash(file.path, cursor.bytes),
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

function* batches(readings: readonly Reading[]): Generator<readonly Reading[]> {
  let batch: Reading[] = [];
  let bytes = 0;
  for (const reading of readings) {
    batch.push(reading);
    bytes += reading.file.sizeBytes - (reading.from?.bytes ?? 0);
    if (bytes < batchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
