/**
 * Builds the leverage record of a period from the ledger's tasks, their days and the estimates in force.
 * Rows add up to totals, days add up to weeks, and the same input always gives the same record.
 */
import type { TaskSurvival } from "../changes/survival.ts";
import type { TaskWork } from "../changes/task-work.ts";
import { estimatedUnlike } from "../estimates/alike-estimates.ts";
import { byOrigin } from "../estimates/estimate-origins.ts";
import { type EstimatedPart, totalOfEstimates } from "../estimates/estimates.ts";
import { factor, factorWithRange } from "../estimates/factors.ts";
import type {
  CountedWork,
  LeverageRecord,
  RecordEntry,
  RecordScope,
  RecordTotals,
} from "../leverage-record.ts";
import type { SupervisionRules } from "../method.ts";
import type { Day, Estimate, Task, TaskDay, WorkType } from "../types.ts";
import { analyse } from "./analysis.ts";
import {
  byAgentMinutes,
  byFactor,
  type EntryRules,
  entryOf,
  sum,
  type TotalOf,
  totalSupervision,
  totalUsage,
  type UnplacedEntry,
  type UsdOf,
  weightedFactor,
} from "./entries.ts";
import { dayFigures, dayTotals, type PeriodFigures, withOtherTokens } from "./history.ts";
import { type DatedTask, declaredTasks, type LedgerTask, ledgerTasks } from "./ledger-tasks.ts";
import { byOutcome, mergedWork } from "./outcomes.ts";
import { recordTitle } from "./period-names.ts";
import { recordSurvival } from "./survival.ts";

/** What a record is drawn from, beside the tasks. */
interface RecordFrame {
  readonly period: LeverageRecord["period"];
  /** IANA name; the task days were cut in it. */
  readonly timezone: string;
  readonly nowMs: number;
  /** The bundled sample, not anyone's work. */
  readonly sample: boolean;
  /** Of the tasks with lines on a trunk. */
  readonly survivals: ReadonlyMap<string, TaskSurvival>;
  /** Whose hours count. */
  readonly countedWork: CountedWork;
  /** Length of the union of all agent intervals by day (`agentUnionMsByDay`), of the measured tasks in scope. */
  readonly agentUnionMsByDay: ReadonlyMap<Day, number>;
  /** Tokens known for a day but for no task (`undistributedTokensByDay`). */
  readonly undistributedTokensByDay: ReadonlyMap<Day, number>;
  readonly usdOf: UsdOf;
  /** Absent: simulated anew. */
  readonly totalOf?: TotalOf;
  /** What counts as supervisory time: the rules' `counts`. */
  readonly supervisionCounts: SupervisionRules["counts"];
  readonly definitions: LeverageRecord["definitions"];
  readonly scope: {
    readonly problems: number;
    /** Sentences beside those that hold for every record (`notSeenInLogs`). */
    readonly notSeen: readonly string[];
  };
}

export interface RecordInput extends RecordFrame {
  /** Tasks in scope, of all time and all people the record is of; `excluded` ones are counted as left out. */
  readonly tasks: readonly Task[];
  /** Days of these tasks, of all time: a task's share of its estimate and the history need them all. */
  readonly taskDays: readonly TaskDay[];
  /** The estimate in force, by task id. */
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** What the tasks left behind; those that are not in it have no commits. */
  readonly work: readonly Pick<TaskWork, "taskId" | "outcome" | "commits">[];
}

/** With tasks that are put together already; see `ledgerTasks`. All are of the people that the record is of. */
export interface DrawnInput extends RecordFrame {
  /** At least those with a day in the period; `excluded` ones are counted as left out. */
  readonly tasks: readonly LedgerTask[];
  /** Of all time, of tasks that are not excluded, without `undistributedTokensByDay`. */
  readonly figures: readonly PeriodFigures[];
  /** Of all time, those that are not excluded. */
  readonly declared: readonly DatedTask[];
}

/** What no agent log shows, true of every record. */
export const notSeenInLogs: readonly string[] = [
  "Work with other tools and models leaves no trace in these logs, nor does work done by hand.",
  "Logs that were deleted before they were first read are missing.",
];

const activeDaysBefore = 60;

/** Any fixed number: the same tasks then show the same interval wherever they are added up. */
export const totalsSeed = 1;

export function buildRecord({ tasks, taskDays, estimates, work, ...frame }: RecordInput): LeverageRecord {
  const counted = frame.countedWork;
  const all = ledgerTasks(tasks, taskDays, estimates, { work, counted });
  return recordOf({ ...frame, ...ofAllTasks(all, frame.supervisionCounts) });
}

/** What a record takes of tasks, where all are at hand. */
export function ofAllTasks(
  tasks: readonly LedgerTask[],
  counts: SupervisionRules["counts"],
): Pick<DrawnInput, "tasks" | "figures" | "declared"> {
  return { tasks, figures: dayFigures(tasks, counts), declared: declaredAmong(tasks) };
}

export const declaredAmong = (tasks: readonly LedgerTask[]): readonly DatedTask[] =>
  declaredTasks(tasks.filter(({ task }) => !task.excluded));

export function recordOf(input: DrawnInput): LeverageRecord {
  const { from, to } = input.period;
  const { tasks, countedWork: counted } = input;
  const rules: EntryRules = { counts: input.supervisionCounts, usdOf: input.usdOf };
  const parts: UnplacedEntry[] = [];
  const excluded: UnplacedEntry[] = [];
  for (const task of tasks) {
    const entry = entryOf(task, from, to, rules);
    if (entry !== null) (task.task.excluded ? excluded : parts).push(entry);
  }
  const entries = placed(parts.filter((part) => part.human !== null).sort(byFactor), 1);
  const withoutEstimate = parts.filter((part) => part.human === null).sort(byAgentMinutes);
  const unestimated = placed(withoutEstimate, entries.length + 1);
  const figures = withOtherTokens(input.figures, input.undistributedTokensByDay);
  const statement = {
    schema: "leverage-record@1",
    title: `${recordTitle(input.period)}${counted === "merged" ? ", merged work" : ""}`,
    period: input.period,
    timezone: input.timezone,
    generatedMs: input.nowMs,
    sample: input.sample,
    definitions: input.definitions,
    scope: scopeOf(input, [...entries, ...unestimated], excluded, tasks),
    entries,
    unestimated,
    totals: totalsOf(entries, unestimated, input),
    byType: typesOf(entries),
    history: [
      ...figures.filter((day) => day.from < from).slice(-activeDaysBefore),
      ...figures.filter((day) => day.from >= from && day.from <= to),
    ].map(dayTotals),
  } as const;
  return {
    ...statement,
    analysis: analyse(statement, figures, unlikeEstimates(input.declared, entries, to)),
  };
}

/** Alike tasks with unlike estimates, as far as the record has one of them; the others came before. */
function unlikeEstimates(declared: readonly DatedTask[], entries: readonly RecordEntry[], to: Day) {
  const shown = new Set(entries.map(({ taskId }) => taskId));
  const known = declared.filter(({ day }) => day <= to);
  return estimatedUnlike(known, shown).filter((group) => group.tasks.some(({ taskId }) => shown.has(taskId)));
}

function placed(parts: readonly UnplacedEntry[], firstPlace: number): RecordEntry[] {
  return parts.map(({ firstMs: _, ...entry }, index) => ({ place: firstPlace + index, ...entry }));
}

function totalsOf(
  entries: readonly RecordEntry[],
  unestimated: readonly RecordEntry[],
  input: RecordFrame,
): RecordTotals {
  const totalOf = input.totalOf ?? ((parts) => totalOfEstimates(parts, totalsSeed));
  const human = totalOf(partsCounted(entries));
  const supervised = entries.filter((entry) => entry.supervision !== null);
  const supervisedHuman = supervised.length === entries.length ? human : totalOf(partsCounted(supervised));
  const agentMinutes = sum(entries, (entry) => entry.agentMinutes);
  const supervision = totalSupervision(entries);
  const merged = mergedWork(entries, unestimated);
  // Where no outcome is known, no hours of merged work are known either: that is not none.
  const isKnown = input.countedWork === "all" || merged !== null;
  const leverageFactor = isKnown ? factorWithRange(human.meanMinutes, human, agentMinutes) : null;
  // The set of the union: beside it, work over fewer tasks could come out below the clock.
  const measured = [...entries, ...unestimated].filter((entry) => !entry.imported);
  const { meanMinutes, ...range } = human;
  return {
    tasks: entries.length,
    unestimatedTasks: unestimated.length,
    unestimatedAgentMinutes: sum(unestimated, (entry) => entry.agentMinutes),
    human: range,
    humanMeanMinutes: meanMinutes,
    byOrigin: byOrigin(entries.filter(({ hoursCount }) => hoursCount)),
    byOutcome: byOutcome([...entries, ...unestimated]),
    agentMinutes,
    agentWorkMinutes: sum(measured, (entry) => entry.agentWorkMinutes),
    uncertainAgentMinutes: sum(entries, (entry) => entry.uncertainAgentMinutes),
    agentUnionMinutes: sumInPeriod(input.agentUnionMsByDay, input.period) / 60_000,
    supervision,
    usage: totalUsage(
      [...entries, ...unestimated],
      sumInPeriod(input.undistributedTokensByDay, input.period),
    ),
    leverageFactor,
    leverageFactorP10: leverageFactor && (leverageFactor.low ?? leverageFactor.value),
    supervisoryLeverageFactor: isKnown
      ? factorWithRange(supervisedHuman.meanMinutes, supervisedHuman, supervision.supervisoryMinutes)
      : null,
    mergedLeverageFactor: merged && factor(merged.humanMinutes, merged.agentMinutes),
    survival: recordSurvival(entries, unestimated, input.survivals),
  };
}

function partsCounted(entries: readonly RecordEntry[]): readonly EstimatedPart[] {
  return entries.flatMap(({ estimate, shareOfTask, hoursCount }) =>
    estimate === null || !hoursCount ? [] : { estimate, share: shareOfTask },
  );
}

function sumInPeriod(byDay: ReadonlyMap<Day, number>, { from, to }: LeverageRecord["period"]): number {
  let total = 0;
  for (const [day, amount] of byDay) if (day >= from && day <= to) total += amount;
  return total;
}

/** Most human-equivalent hours first. */
function typesOf(entries: readonly RecordEntry[]): LeverageRecord["byType"] {
  const byType = new Map<WorkType, RecordEntry[]>();
  for (const entry of entries) byType.set(entry.type, [...(byType.get(entry.type) ?? []), entry]);
  return [...byType]
    .map(([type, own]) => ({
      type,
      tasks: own.length,
      humanMeanMinutes: sum(own, (entry) => entry.humanMeanMinutes ?? 0),
      agentMinutes: sum(own, (entry) => entry.agentMinutes),
      leverageFactor: weightedFactor(own),
    }))
    .sort((a, b) => b.humanMeanMinutes - a.humanMeanMinutes || (a.type < b.type ? -1 : 1));
}

function scopeOf(
  { scope, countedWork }: RecordFrame,
  shown: readonly RecordEntry[],
  excluded: readonly UnplacedEntry[],
  tasks: readonly LedgerTask[],
): RecordScope {
  const tasksOf = (entries: readonly Pick<RecordEntry, "taskId">[]): readonly Task[] => {
    const ids = new Set(entries.map((entry) => entry.taskId));
    return tasks.flatMap(({ task }) => (ids.has(task.id) ? task : []));
  };
  const sessions = new Set(tasksOf(excluded).flatMap((task) => task.sessionIds));
  return {
    work: countedWork,
    people: distinct(shown.map((entry) => entry.person)),
    // An imported task was seen by no agent's log.
    agents: distinct(tasksOf(shown).flatMap((task) => (task.turnIds.length === 0 ? [] : task.agent))),
    projects: distinct(shown.map((entry) => entry.project)),
    excluded: {
      sessions: sessions.size,
      tasks: excluded.length,
      agentMinutes: sum(excluded, (entry) => entry.agentMinutes),
    },
    problems: scope.problems,
    notSeen: [...notSeenInLogs, ...scope.notSeen],
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== "").sort();
}
