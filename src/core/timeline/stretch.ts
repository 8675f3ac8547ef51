/**
 * What was done between two instants. Everything is added up by the record's own functions (`taskPieces`, `entryOf`,
 * `totalUsage`), with the stretch in the place of a day, so the sums of a whole day are those of its record.
 */
import { lengthMs, union, within } from "../intervals.ts";
import type { RecordEntry, Supervision, Usage } from "../leverage-record.ts";
import type { SupervisionRules } from "../method.ts";
import {
  byAgentMinutes,
  entryOf,
  sum,
  totalSupervision,
  totalUsage,
  type UsdOf,
} from "../records/entries.ts";
import { taskPieces } from "../records/ledger.ts";
import { ledgerTasks } from "../records/ledger-tasks.ts";
import type { Pieces } from "../records/task-rows.ts";
import type { Interval, Session, SupervisoryInterval, Task, Turn } from "../types.ts";

/** What the stretches of a ledger are cut from. */
export interface StretchInput {
  /** All tasks; excluded ones are left out, as from records. */
  readonly tasks: readonly Task[];
  /** Turns that touch the stretch, each billed request in one of them only; others do no harm. */
  readonly turns: readonly Turn[];
  /** For requests outside every turn. */
  readonly sessions: readonly Session[];
  readonly supervision: readonly SupervisoryInterval[];
  readonly counts: SupervisionRules["counts"];
  readonly usdOf: UsdOf;
}

/** A task's part of a stretch: as in a record's entry. */
export interface TaskInStretch
  extends Pick<RecordEntry, "taskId" | "title" | "project" | "type" | "agentMinutes" | "agentWorkMinutes"> {
  readonly supervisoryMinutes: number;
  readonly tokens: number;
  /** Null where no token has a price. */
  readonly usd: number | null;
}

export interface StretchSums {
  /** Length of the union of all agent intervals. */
  readonly agentUnionMinutes: number;
  /** Sum over the tasks. */
  readonly agentMinutes: number;
  /** Agents side by side counted each. */
  readonly agentWorkMinutes: number;
  readonly uncertainAgentMinutes: number;
  /** Measured: declared minutes have no place in time. */
  readonly supervision: Supervision;
  readonly usage: Usage;
  /** Most agent minutes first. */
  readonly tasks: readonly TaskInStretch[];
}

export function stretchSums(stretch: Interval, input: StretchInput): StretchSums {
  const { sessions, supervision } = input;
  const tasks = input.tasks.filter(({ turnIds }) => turnIds.length > 0);
  const counted = new Set(tasks.flatMap(({ excluded, turnIds }) => (excluded ? [] : turnIds)));
  // A stretch has no share of an estimate, so nothing asks for its lines.
  const turns = input.turns.map((turn) => (turn.edits.length === 0 ? turn : { ...turn, edits: [] }));
  const pieces = taskPieces({ tasks, turns, sessions, supervision, opinions: [] }, around(stretch));
  const inside = pieces.filter(({ day }) => day === insideName);
  const entries = ledgerTasks(tasks, inside, new Map())
    .filter(({ task }) => !task.excluded)
    .flatMap((task) => entryOf(task, insideName, insideName, input) ?? [])
    .sort(byAgentMinutes);
  const countedTurns = turns.filter(({ id }) => counted.has(id));
  return {
    agentUnionMinutes: unionMinutes(countedTurns, stretch),
    agentMinutes: sum(entries, (entry) => entry.agentMinutes),
    agentWorkMinutes: sum(entries, (entry) => entry.agentWorkMinutes),
    uncertainAgentMinutes: sum(entries, (entry) => entry.uncertainAgentMinutes),
    supervision: totalSupervision(entries),
    usage: totalUsage(entries, 0),
    tasks: entries.map((entry) => ({
      taskId: entry.taskId,
      title: entry.title,
      project: entry.project,
      type: entry.type,
      agentMinutes: entry.agentMinutes,
      agentWorkMinutes: entry.agentWorkMinutes,
      supervisoryMinutes: entry.supervision?.supervisoryMinutes ?? 0,
      tokens: entry.usage.totalTokens,
      usd: entry.usage.usd,
    })),
  };
}

function unionMinutes(turns: readonly Turn[], stretch: Interval): number {
  return lengthMs(within(union(turns.flatMap((turn) => turn.agentIntervals)), [stretch])) / 60_000;
}

/** The stretch between what lies before and after it. Parts of a turn's amounts that lie outside need a place too. */
const [beforeName, insideName, afterName] = ["before", "inside", "after"];

function around({ fromMs, toMs }: Interval): Pieces {
  return {
    pieceOf: (ms) => (ms < fromMs ? beforeName : ms < toMs ? insideName : afterName),
    split(intervals) {
      const parts = [
        [beforeName, clipped(intervals, { fromMs: -Infinity, toMs: fromMs })],
        [insideName, clipped(intervals, { fromMs, toMs })],
        [afterName, clipped(intervals, { fromMs: toMs, toMs: Infinity })],
      ] as const;
      return new Map(parts.filter(([, part]) => part.length > 0));
    },
  };
}

/** What of each interval lies in a window: unlike `within`, overlaps stay. */
export function clipped(intervals: readonly Interval[], window: Interval): Interval[] {
  const parts: Interval[] = [];
  for (const interval of intervals) {
    const fromMs = Math.max(interval.fromMs, window.fromMs);
    const toMs = Math.min(interval.toMs, window.toMs);
    if (fromMs < toMs) parts.push({ fromMs, toMs });
  }
  return parts;
}
