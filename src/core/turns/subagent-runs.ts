/** Subagents of a session: whose rows they are, which call started them, and which turn that was in. */
import type { LogEvent, SessionLog } from "../events.ts";
import type { RawTurn } from "./turn-cut.ts";

/** One subagent's own rows, in order; from its own file, else from its parent's `agent_progress` rows. */
export interface SubagentStream {
  readonly agentId: string | null;
  readonly toolId: string | null;
  readonly events: readonly LogEvent[];
}

/** The subagents of each turn, in the order of the turns. */
export function subagentsOfTurns(log: SessionLog, turns: readonly RawTurn[]): SubagentStream[][] {
  const callers = new Map<string, string>();
  const turnOfCall = new Map<string, number>();
  const streams: SubagentStream[][] = turns.map(() => []);
  for (const [index, turn] of turns.entries()) {
    for (const event of turn.events) {
      if (event.kind === "reply") for (const call of event.tools) turnOfCall.set(call.id, index);
      if (event.kind === "result" && event.agentId !== null) callers.set(event.agentId, event.toolId);
      if (event.kind === "progress" && event.agentId !== null && event.toolId !== null) {
        callers.set(event.agentId, event.toolId);
      }
    }
  }
  const ownFiles = new Set<string>();
  for (const { agentId, toolId, events } of log.subagents) {
    const first = events[0];
    if (first === undefined) continue;
    ownFiles.add(agentId);
    const caller = toolId ?? callers.get(agentId) ?? null;
    const index = (caller === null ? undefined : turnOfCall.get(caller)) ?? turnAt(turns, first.atMs);
    streams[index]?.push({ agentId, toolId: caller, events });
  }
  for (const [index, turn] of turns.entries()) streams[index]!.push(...fromProgress(turn, ownFiles));
  return streams;
}

/** The last turn that began by then; -1 before the first. */
function turnAt(turns: readonly RawTurn[], atMs: number): number {
  let index = turns.length - 1;
  while (index >= 0 && turns[index]!.startMs > atMs) index--;
  return index;
}

function fromProgress(turn: RawTurn, ownFiles: ReadonlySet<string>): SubagentStream[] {
  const streams = new Map<string, { agentId: string | null; toolId: string | null; events: LogEvent[] }>();
  for (const event of turn.events) {
    if (event.kind !== "progress" || event.of !== "agent") continue;
    if (event.agentId !== null && ownFiles.has(event.agentId)) continue;
    const key = event.agentId ?? event.toolId ?? "";
    let stream = streams.get(key);
    if (stream === undefined) {
      stream = { agentId: event.agentId, toolId: event.toolId, events: [] };
      streams.set(key, stream);
    }
    stream.events.push(event.inner ?? event);
  }
  return [...streams.values()];
}
