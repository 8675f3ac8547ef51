/**
 * Puts a session's log together from the ledger's facts: the main file's events in order, each subagent's
 * beside them, and which rows are replays of an older session (forks and resumes copy history).
 */
import type { LogEvent, SessionLog } from "../core/events.ts";
import type { Chunk, Store } from "../store/store.ts";

/** One session's chunks as a log. Chunks come by file, generation and line. */
export function assembleSession(sessionId: string, chunks: readonly Chunk[]): SessionLog {
  const chunksOf = new Map<string | null, Chunk[]>();
  for (const chunk of chunks) listOf(chunksOf, chunk.agentId).push(chunk);
  const main = eventsOf(chunksOf.get(null) ?? []);
  chunksOf.delete(null);
  const toolOfAgent = new Map<string, string>();
  for (const event of main) {
    if (event.kind === "result" && event.agentId !== null) toolOfAgent.set(event.agentId, event.toolId);
  }
  return {
    sessionId,
    agent: chunks[0]?.source ?? "unknown",
    events: main,
    subagents: [...chunksOf].map(([agentId, own]) => ({
      agentId: agentId ?? "",
      toolId: toolOfAgent.get(agentId ?? "") ?? null,
      events: eventsOf(own),
    })),
  };
}

/**
 * The events of one stream. Where a log was cut or replaced, what older generations held beyond the newer ones
 * is kept: everything behind the last row that a newer one holds too, if any row of it is new.
 */
function eventsOf(chunks: readonly Chunk[]): readonly LogEvent[] {
  const byGeneration = new Map<number, LogEvent[]>();
  for (const { generation, events } of chunks) {
    const list = listOf(byGeneration, generation);
    for (const event of events) list.push(event);
  }
  const [newest = [], ...older] = [...byGeneration].sort(([a], [b]) => b - a).map(([, events]) => events);
  if (older.length === 0) return newest;
  const seen = new Set(newest.map((event) => event.uuid));
  const kept = older.flatMap((events) => {
    const rest = events.slice(
      events.findLastIndex((event) => event.uuid !== null && seen.has(event.uuid)) + 1,
    );
    for (const event of rest) seen.add(event.uuid);
    return rest.some((event) => event.uuid !== null) ? rest : [];
  });
  return kept.length === 0 ? newest : [...newest, ...kept].sort((a, b) => a.atMs - b.atMs);
}

/**
 * The rows of a session that an older session holds too. Among the sessions that share prompts, the rows
 * belong to the one that began first; sessions that began with the same row are ordered by when they first
 * went their own way (one that never did is the original), then by id. Independent of reading order.
 */
export async function replayedRows(store: Store, sessionId: string): Promise<ReadonlySet<string>> {
  const others = await store.sessionsSharingPrompts(sessionId);
  if (others.length === 0) return new Set();
  const family = await Promise.all(
    [sessionId, ...others].map(async (id) => ({ id, rows: rowsOf(await store.chunksOfSession(id)) })),
  );
  const owners = new Map<string, number>();
  for (const { rows } of family) {
    for (const uuid of rows.keys()) owners.set(uuid, (owners.get(uuid) ?? 0) + 1);
  }
  const ranked = family
    .map(({ id, rows }) => ({ id, rows, ...beginnings(rows, owners) }))
    .sort((a, b) => a.firstMs - b.firstMs || a.ownMs - b.ownMs || (a.id < b.id ? -1 : 1));
  const mine = ranked.findIndex((member) => member.id === sessionId);
  const replayed = new Set<string>();
  for (const older of ranked.slice(0, mine)) {
    for (const uuid of older.rows.keys()) if (ranked[mine]?.rows.has(uuid)) replayed.add(uuid);
  }
  return replayed;
}

function rowsOf(chunks: readonly Chunk[]): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const chunk of chunks) {
    for (const event of chunk.events) if (event.uuid !== null) rows.set(event.uuid, event.atMs);
  }
  return rows;
}

function beginnings(
  rows: ReadonlyMap<string, number>,
  owners: ReadonlyMap<string, number>,
): { readonly firstMs: number; readonly ownMs: number } {
  let firstMs = Number.POSITIVE_INFINITY;
  let ownMs = Number.POSITIVE_INFINITY;
  for (const [uuid, atMs] of rows) {
    firstMs = Math.min(firstMs, atMs);
    if (owners.get(uuid) === 1) ownMs = Math.min(ownMs, atMs);
  }
  return { firstMs, ownMs: ownMs === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : ownMs };
}

function listOf<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const list = map.get(key) ?? [];
  if (list.length === 0) map.set(key, list);
  return list;
}
