/**
 * Task days: the measured part of each task on each calendar day. They are what every record, total and
 * comparison is added up from, so they hold whole milliseconds and add up to their task exactly: intervals
 * are cut at midnights, and what has no place in time of its own is spread in whole parts.
 */

import { fileClassifier } from "../changes/file-kinds.ts";
import { type NetDiff, netDiff } from "../changes/net-diff.ts";
import type { TaskDiff } from "../changes/task-diff.ts";
import { dayOf, splitByDay } from "../days.ts";
import { lengthMs, union } from "../intervals.ts";
import { lastAtMost } from "../sorted.ts";
import type {
  Day,
  ImportedEntry,
  ImportedRecord,
  Interval,
  ModelRequest,
  Opinion,
  Session,
  SupervisoryInterval,
  Task,
  TaskDay,
  Turn,
} from "../types.ts";
import { type Pieces, type Row, TaskRows } from "./task-rows.ts";

export interface TaskDaysInput {
  /** All tasks, excluded ones too: a record says how much was left out. */
  readonly tasks: readonly Task[];
  /** Their turns; a turn that no task holds counts nowhere. */
  readonly turns: readonly Turn[];
  /** For their folders, and for requests outside every turn: those count in their session's first task. */
  readonly sessions: readonly Session[];
  readonly supervision: readonly SupervisoryInterval[];
  /** Opinions in force, oldest first. */
  readonly opinions: readonly Opinion[];
  /** IANA name. */
  readonly timezone: string;
  /** Net diffs by task; of a task without one, its edits count. */
  readonly diffs?: ReadonlyMap<string, TaskDiff>;
}

/** What turns belong to, and what they show. */
interface MeasuredInput extends Pick<TaskDaysInput, "turns" | "sessions" | "diffs"> {
  readonly tasks: readonly Pick<Task, "id" | "anchor" | "turnIds">[];
}

/**
 * The measured part of every task per day, ordered as the tasks are, then by day.
 * @throws RangeError for an unknown time zone.
 */
export function taskDays({ timezone, ...input }: TaskDaysInput): TaskDay[] {
  return taskPieces(input, daysIn(timezone));
}

/** The same for pieces of time other than days; each row's `day` is the name of its piece. */
export function taskPieces(input: Omit<TaskDaysInput, "timezone">, pieces: Pieces): TaskDay[] {
  return inOrder(addSaid(measured(input, pieces), input));
}

/** What turns alone say: rows without supervision, without anything that people said. Of some of the tasks, by id. */
export function measuredDays(
  { timezone, ...input }: MeasuredInput & Pick<TaskDaysInput, "timezone">,
  wanted: ReadonlySet<string>,
): TaskDay[] {
  return inOrder(measured(input, daysIn(timezone), wanted));
}

/** `measuredDays` of some or all tasks, completed by supervision and by what people said; as `taskDays` has them. */
export function completedDays(
  days: readonly TaskDay[],
  { timezone, ...input }: Pick<TaskDaysInput, "tasks" | "supervision" | "opinions" | "timezone">,
): TaskDay[] {
  const pieces = daysIn(timezone);
  const rowsOf = new Map(input.tasks.map(({ id }) => [id, new TaskRows(id, pieces)]));
  for (const day of days) rowsOf.get(day.taskId)?.take(day);
  return inOrder(addSaid(rowsOf, input));
}

/**
 * The days of one task whose supervision is `now` where it was `before`, which all else of them does not hang on. Null
 * where a day would come or go, or a person declared the minutes: then `completedDays` has to tell.
 */
export function supervisedAnew(
  days: readonly TaskDay[],
  {
    before,
    now,
    timezone,
  }: {
    readonly before: readonly SupervisoryInterval[];
    readonly now: readonly SupervisoryInterval[];
    readonly timezone: string;
  },
): readonly TaskDay[] | null {
  const rows = new Map(
    days.map((day): [Day, Row] => [day.day, { ...day, tokensByModel: day.tokensByModel }]),
  );
  for (const [sign, stretches] of [[-1, before] as const, [1, now] as const]) {
    for (const stretch of stretches) {
      for (const [day, cut] of splitByDay([stretch], timezone)) {
        const row = rows.get(day);
        if (row === undefined) return null;
        row[`${stretch.of}Ms`] += sign * lengthMs(cut);
      }
    }
  }
  const told = [...rows.values()];
  return told.every((row) => row.declaredSupervisoryMs === null && showsSomething(row)) ? told : null;
}

function showsSomething(row: TaskDay): boolean {
  const { agentMs, agentWorkMs, promptingMs, reviewingMs, approvingMs } = row;
  return row.turns + agentMs + agentWorkMs + promptingMs + reviewingMs + approvingMs > 0;
}

type RowsByTask = ReadonlyMap<string, TaskRows>;

const inOrder = (rowsOf: RowsByTask): TaskDay[] => [...rowsOf.values()].flatMap((rows) => rows.inOrder());

const daysIn = (timezone: string): Pieces => ({
  pieceOf: (ms) => dayOf(ms, timezone),
  split: (intervals) => splitByDay(intervals, timezone),
});

function measured(
  input: MeasuredInput,
  pieces: Pieces,
  wanted: ReadonlySet<string> = new Set(input.tasks.map(({ id }) => id)),
): RowsByTask {
  const rowsOf = new Map([...wanted].map((id) => [id, new TaskRows(id, pieces)]));
  const taskOf = taskByAnchor(input.tasks);
  const folderOf = new Map(input.sessions.map(({ sessionId, cwd }) => [sessionId, cwd]));
  for (const [taskId, turns] of turnsByTask(input.turns, taskOf)) {
    const rows = rowsOf.get(taskId);
    if (rows === undefined) continue;
    const folders = new Set(turns.flatMap(({ sessionId }) => folderOf.get(sessionId) ?? []));
    rows.addTurns(turns);
    const diff = input.diffs?.get(taskId);
    if (diff?.from === "commits") rows.addLines(diff.diff, endsOfTurns(turns));
    else rows.addLines(diff?.diff ?? diffOfEdits(turns, [...folders]));
  }
  for (const [taskId, requests] of looseRequestsByTask(input, taskOf))
    rowsOf.get(taskId)?.addRequests(requests);
  return rowsOf;
}

function addSaid(
  rowsOf: RowsByTask,
  input: Pick<TaskDaysInput, "tasks" | "supervision" | "opinions">,
): RowsByTask {
  const taskOf = taskByAnchor(input.tasks);
  for (const stretch of input.supervision) {
    rowsOf.get(taskOf.get(stretch.turnId) ?? "")?.addSupervision(stretch);
  }
  for (const entry of importedOnce(input.opinions)) {
    rowsOf.get(taskOf.get(`import/${entry.key}`) ?? "")?.addImported(entry);
  }
  // Last: a declaration for the whole task is spread by what was measured.
  for (const { body } of input.opinions) {
    if (body.kind !== "supervision") continue;
    rowsOf.get(taskOf.get(body.turnId) ?? "")?.declareSupervision(body.day, body.supervisoryMinutes);
  }
  return rowsOf;
}

/** Tokens that imported records state for a day and that none of their rows names, by day. */
export function undistributedTokensByDay(opinions: readonly Opinion[]): ReadonlyMap<Day, number> {
  const byKey = new Map<string, ImportedRecord>();
  for (const { body } of opinions) {
    if (body.kind === "imported-record") byKey.set(body.record.key, body.record);
  }
  const tokens = new Map<Day, number>();
  for (const { day, undistributedTokens } of byKey.values()) {
    tokens.set(day, (tokens.get(day) ?? 0) + undistributedTokens);
  }
  return tokens;
}

/** Length of the union of agent intervals, by day: agents side by side count once. */
export function agentUnionMsByDay(
  agentIntervals: readonly Interval[],
  timezone: string,
): ReadonlyMap<Day, number> {
  return new Map(
    [...splitByDay(union(agentIntervals), timezone)].map(([day, parts]) => [day, lengthMs(parts)]),
  );
}

function diffOfEdits(turns: readonly Turn[], folders: readonly string[]): NetDiff {
  return netDiff(
    turns.flatMap(({ edits }) => edits),
    fileClassifier(folders),
  );
}

/** A commit made after a turn, by hand or by a merge, is the turn's work: it counts at the turn's end. */
function endsOfTurns(turns: readonly Turn[]): (committedMs: number) => number {
  const byStart = [...turns].sort((a, b) => a.startMs - b.startMs);
  return (committedMs) => {
    const before = byStart[lastAtMost(byStart, committedMs, ({ startMs }) => startMs)];
    return before === undefined ? byStart[0]!.startMs : Math.min(committedMs, before.endMs);
  };
}

/** Imported rows, each key once: of several imports of one row the last counts. */
function importedOnce(opinions: readonly Opinion[]): Iterable<ImportedEntry> {
  const byKey = new Map<string, ImportedEntry>();
  for (const { body } of opinions) {
    if (body.kind === "imported-entry") byKey.set(body.entry.key, body.entry);
  }
  return byKey.values();
}

/** The task each turn (or imported row) belongs to. */
function taskByAnchor(tasks: MeasuredInput["tasks"]): ReadonlyMap<string, string> {
  const taskOf = new Map<string, string>();
  for (const task of tasks) {
    taskOf.set(task.anchor, task.id);
    for (const turnId of task.turnIds) taskOf.set(turnId, task.id);
  }
  return taskOf;
}

function turnsByTask(
  turns: readonly Turn[],
  taskOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Turn[]> {
  const byTask = new Map<string, Turn[]>();
  for (const turn of turns) {
    const taskId = taskOf.get(turn.id);
    if (taskId === undefined) continue;
    const list = byTask.get(taskId);
    if (list) list.push(turn);
    else byTask.set(taskId, [turn]);
  }
  return byTask;
}

/** Requests outside every turn, with the task of their session's first turn that has one. */
function looseRequestsByTask(
  { sessions, turns }: Pick<TaskDaysInput, "sessions" | "turns">,
  taskOf: ReadonlyMap<string, string>,
): readonly (readonly [taskId: string, requests: readonly ModelRequest[]])[] {
  const firstOf = new Map<string, Turn>();
  for (const turn of turns) {
    const first = firstOf.get(turn.sessionId);
    const earlier = first === undefined || turn.startMs < first.startMs;
    if (earlier && taskOf.has(turn.id)) firstOf.set(turn.sessionId, turn);
  }
  return sessions.flatMap(({ sessionId, looseRequests }) => {
    const taskId = taskOf.get(firstOf.get(sessionId)?.id ?? "");
    return taskId === undefined || looseRequests.length === 0 ? [] : [[taskId, looseRequests] as const];
  });
}
