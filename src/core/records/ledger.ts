/**
 * Task days: the measured part of each task on each calendar day. They are what every record, total and
 * comparison is added up from, so they hold whole milliseconds and add up to their task exactly: intervals
 * are cut at midnights, and what has no place in time of its own is spread in whole parts.
 */

import { fileClassifier } from "../changes/file-kinds.ts";
import { type NetDiff, netDiff } from "../changes/net-diff.ts";
import type { TaskDiff } from "../changes/task-diff.ts";
import { dayOf, splitByDay } from "../days.ts";
import type { TokenCounts } from "../events.ts";
import { lengthMs, union } from "../intervals.ts";
import { lastAtMost } from "../sorted.ts";
import { addTokens, zeroTokens } from "../tokens.ts";
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

const minuteMs = 60_000;

/** How time is cut: each instant lies in one named piece. */
export interface Pieces {
  pieceOf(ms: number): Day;
  /** Intervals cut at the borders of pieces, ascending; lengths add up to what came in. */
  split(intervals: readonly Interval[]): ReadonlyMap<Day, readonly Interval[]>;
}

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

/** A task day while it is added up. */
type Row = { -readonly [Field in keyof TaskDay]: TaskDay[Field] } & {
  tokensByModel: Record<string, TokenCounts>;
};

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

/** The rows of one task. */
class TaskRows {
  private readonly rows = new Map<Day, Row>();

  constructor(
    private readonly taskId: string,
    private readonly pieces: Pieces,
  ) {}

  /** A row as it was added up before. */
  take(row: TaskDay): void {
    this.rows.set(row.day, { ...row, tokensByModel: { ...row.tokensByModel } });
  }

  addTurns(turns: readonly Turn[]): void {
    for (const [day, lengths] of this.lengthsByDay(union(turns.flatMap((turn) => turn.agentIntervals)))) {
      this.on(day).agentMs += lengths;
    }
    for (const turn of turns) {
      this.at(turn.startMs).turns += 1;
      const parts = this.lengthsByDay(turn.agentIntervals);
      if (parts.size === 0) parts.set(this.pieces.pieceOf(turn.startMs), 0);
      for (const [day, workMs] of spread(turn.agentWorkMs, parts)) this.on(day).agentWorkMs += workMs;
      for (const [day, uncertainMs] of spread(turn.uncertainMs, parts))
        this.on(day).uncertainMs += uncertainMs;
      this.addRequests(turn.requests);
    }
    // Turns side by side may leave the same stretch open twice.
    for (const row of this.rows.values()) row.uncertainMs = Math.min(row.uncertainMs, row.agentMs);
  }

  /** `workedAt` says when the work on a change was done, where that is not when the change was made. */
  addLines({ files }: NetDiff, workedAt: (changedMs: number) => number = Number): void {
    for (const { kind, edits } of files) {
      if (kind !== "source") continue;
      for (const { atMs, addedLines, removedLines } of edits)
        this.at(workedAt(atMs)).netLines += addedLines + removedLines;
    }
  }

  addRequests(requests: readonly ModelRequest[]): void {
    for (const { atMs, model, tokens } of requests) {
      const { tokensByModel } = this.at(atMs);
      tokensByModel[model] = addTokens(tokensByModel[model] ?? zeroTokens, tokens);
    }
  }

  addSupervision(stretch: SupervisoryInterval): void {
    for (const [day, lengthMs] of this.lengthsByDay([stretch])) this.on(day)[`${stretch.of}Ms`] += lengthMs;
  }

  addImported(entry: ImportedEntry): void {
    const row = this.on(entry.day);
    const agentMs = Math.round(entry.agentMinutes * minuteMs);
    row.agentMs += agentMs;
    row.agentWorkMs += agentMs;
    row.declaredTokens += entry.tokens ?? 0;
    if (entry.supervisoryMinutes === null) return;
    row.declaredSupervisoryMs =
      (row.declaredSupervisoryMs ?? 0) + Math.round(entry.supervisoryMinutes * minuteMs);
  }

  /** For one day, or for the whole task: then spread as the measured supervision lies, else as the agent time. */
  declareSupervision(day: Day | null, supervisoryMinutes: number): void {
    const declaredMs = Math.round(supervisoryMinutes * minuteMs);
    if (day !== null) {
      this.on(day).declaredSupervisoryMs = declaredMs;
      return;
    }
    const rows = this.inOrder();
    const measured = new Map(
      rows.map((row) => [row.day, row.promptingMs + row.reviewingMs + row.approvingMs]),
    );
    const weights =
      sum(measured.values()) > 0 ? measured : new Map(rows.map((row) => [row.day, row.agentMs]));
    for (const [rowDay, partMs] of spread(declaredMs, weights))
      this.on(rowDay).declaredSupervisoryMs = partMs;
  }

  inOrder(): TaskDay[] {
    return [...this.rows.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  private lengthsByDay(intervals: readonly Interval[]): Map<Day, number> {
    return new Map([...this.pieces.split(intervals)].map(([day, cut]) => [day, lengthMs(cut)]));
  }

  private at(ms: number): Row {
    return this.on(this.pieces.pieceOf(ms));
  }

  private on(day: Day): Row {
    const known = this.rows.get(day);
    if (known) return known;
    const row: Row = {
      taskId: this.taskId,
      day,
      turns: 0,
      agentMs: 0,
      agentWorkMs: 0,
      uncertainMs: 0,
      promptingMs: 0,
      reviewingMs: 0,
      approvingMs: 0,
      declaredSupervisoryMs: null,
      tokensByModel: {},
      netLines: 0,
      declaredTokens: 0,
    };
    this.rows.set(day, row);
    return row;
  }
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

/**
 * A whole amount in whole parts, in proportion to weights; the parts add up to the amount exactly. All of it
 * goes to the first where no weight is positive.
 */
function spread(amount: number, weights: ReadonlyMap<Day, number>): Map<Day, number> {
  const parts = new Map<Day, number>();
  const total = sum(weights.values());
  let weightSoFar = 0;
  let given = 0;
  for (const [day, weight] of weights) {
    weightSoFar += weight;
    const until = total > 0 ? Math.round((amount * weightSoFar) / total) : amount;
    parts.set(day, until - given);
    given = until;
  }
  return parts;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
