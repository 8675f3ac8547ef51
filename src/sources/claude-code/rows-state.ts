/** What reading a row needs to remember of the rows before it; JSON-able, so a later run can go on from it. */
import type { LogEvent, Origin, Problem } from "../../core/events.ts";

export interface RowState {
  /** Set in a subagent's own file: its rows are then its own, not messages inside a session. */
  readonly agentId: string | null;
  /** Time of the last row that had one. */
  lastMs: number | null;
  /** Hash of the last place emitted: its texts are not redacted yet, and this state is stored. */
  place: number | null;
  permissionMode: string | null;
  /** Prompts waiting in the queue, oldest first: only `enqueue` rows say what was queued. */
  queue: { characters: number; notification: boolean }[];
  /** Running calls whose output may name commits or pull requests. */
  calls: Record<string, { commit: boolean; pullRequestTitle: string | null }>;
  /** Elapsed time of the last progress row emitted for each running call. */
  progress: Record<string, number>;
  /** Events of rows that stand before the first row with a time. */
  untimed: LogEvent[];
}

/** State for the first row of a file; `agentId` when it is a subagent's own file. */
export function newRowState(agentId: string | null = null): RowState {
  return {
    agentId,
    lastMs: null,
    place: null,
    permissionMode: null,
    queue: [],
    calls: {},
    progress: {},
    untimed: [],
  };
}

/** What every event of a row starts with. */
export interface RowBase {
  readonly origin: Origin;
  readonly atMs: number;
  readonly uuid: string | null;
}

/** What one row became. */
export interface RowResult {
  readonly events: LogEvent[];
  readonly problems: Problem[];
}

export function unknownRow(at: Origin, what: string): Problem {
  return {
    at,
    kind: "unknown-row",
    what,
    hint: "This version of the log format is newer than leverage knows; the row was left out. Update leverage.",
  };
}
