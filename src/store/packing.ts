/**
 * Facts and results in the form in which the ledger keeps them. Packing needs no database, so it is done where
 * they are made, a reading thread for most; the thread of the database only writes.
 */
import { createHash } from "node:crypto";
import { messagesOf, traceOf } from "../core/links/session-traces.ts";
import { usageByDay } from "../core/records/session-usage.ts";
import { segmentsOf } from "../core/tasks/task-segments.ts";
import type { ModelRequest, Session, Turn } from "../core/types.ts";
import { encodeEvents, encodeRequests, encodeUsages } from "./encoding.ts";
import { byTime } from "./requests-once.ts";
import type { SessionTable, TurnTable } from "./schema.ts";
import { encodeSegments } from "./segment-encoding.ts";
import type { Chunk, PackedChunk, PackedSession, PackedUsage, SessionResults } from "./store.ts";

export function packChunk(chunk: Chunk): PackedChunk {
  const promptUuids = new Set<string>();
  for (const event of chunk.events) {
    if (event.kind === "prompt" && event.uuid !== null) promptUuids.add(event.uuid);
  }
  return { ...chunk, events: encodeEvents(chunk.path, chunk.events), promptUuids: [...promptUuids] };
}

export function packSession({ session, turns, problems = [] }: SessionResults): PackedSession {
  const turnRows = turns.map(turnRow);
  const { messages, ...trace } = traceOf(session, turns);
  const row = sessionRow(session);
  const version = createHash("sha1").update(row.detail).update(row.requests);
  for (const { detail, requests } of turnRows) version.update(detail).update(requests);
  return {
    session: {
      ...row,
      version: version.digest("hex").slice(0, 20),
      trace: JSON.stringify(trace),
      messages: behindTheirNumber(messages),
      segments: encodeSegments(segmentsOf(turns)),
    },
    turns: turnRows,
    problems: problems.map(({ at, kind, what, hint }) => ({
      session_id: session.sessionId,
      file: at.file,
      line: at.line ?? 0,
      kind,
      what,
      hint,
    })),
  };
}

export function packUsageAhead(
  sessionId: string,
  requests: readonly ModelRequest[],
  timezone: string,
): PackedUsage {
  const days = usageByDay([...requests].sort(byTime), timezone);
  return {
    session_id: sessionId,
    messages: behindTheirNumber(messagesOf([requests])),
    days: encodeUsages(days, ({ day }) => day),
  };
}

export function behindTheirNumber(messages: Float64Array): Uint8Array {
  const all = new Float64Array(messages.length + 1);
  all[0] = messages.length;
  all.set(messages, 1);
  return new Uint8Array(all.buffer);
}

export function withoutTheirNumber(stored: Uint8Array): Float64Array {
  // A copy, since numbers of eight bytes must lie on multiples of eight.
  return new Float64Array(Uint8Array.prototype.slice.call(stored).buffer).subarray(1);
}

function sessionRow({
  looseRequests,
  ...session
}: Session): Omit<SessionTable, "version" | "trace" | "messages" | "segments"> {
  return {
    session_id: session.sessionId,
    first_ms: session.firstMs,
    requests: encodeRequests(looseRequests),
    detail: JSON.stringify(session),
  };
}

function turnRow({ requests, ...turn }: Turn): TurnTable {
  return {
    id: turn.id,
    session_id: turn.sessionId,
    person: turn.person,
    project: turn.project,
    branch: turn.branch,
    start_ms: turn.startMs,
    end_ms: lastMsOf(requests, turn),
    requests: encodeRequests(requests),
    detail: JSON.stringify(turn),
  };
}

/** Subagents in the background work on after their turn's end: the turn touches that time too. */
function lastMsOf(requests: Turn["requests"], { endMs, agentIntervals }: Omit<Turn, "requests">): number {
  let lastMs = endMs;
  for (const { toMs } of agentIntervals) lastMs = Math.max(lastMs, toMs);
  for (const { atMs } of requests) lastMs = Math.max(lastMs, atMs);
  return lastMs;
}
