/**
 * Tasks of the ledger as records add them up: each with its days, its estimate in force and the share of that
 * estimate each day bears. Built once for a record and its whole history, so that both count alike.
 */
import type { Outcome, TaskWork } from "../changes/task-work.ts";
import type { DeclaredTask } from "../estimates/alike-estimates.ts";
import { dayShares, declaredName, meanMinutes } from "../estimates/estimates.ts";
import type { TokenCounts } from "../events.ts";
import { grouped } from "../grouped.ts";
import type { CountedWork } from "../leverage-record.ts";
import { madeOnce } from "../made-once.ts";
import type { SupervisionRules } from "../method.ts";
import { totalTokens } from "../tokens.ts";
import type { Day, Estimate, Task, TaskDay } from "../types.ts";

export interface LedgerTask {
  readonly task: Task;
  /** All days of the task, ascending. */
  readonly days: readonly TaskDay[];
  /** The share of the estimate each of the days bears; together 1. */
  readonly shares: readonly number[];
  readonly estimate: Estimate | null;
  /** Mean of the whole estimate; null where there is none; 0 where its hours do not count. */
  readonly meanMinutes: number | null;
  readonly outcome: Outcome | null;
  readonly commits: number;
  /** False where merged work alone counts and this is not merged: then it is in the factors, with minutes alone. */
  readonly hoursCount: boolean;
  /** Everything about it was declared in a hand-kept record. */
  readonly imported: boolean;
}

/** What tasks left behind, and whose hours count by it. */
export interface WorkOfTasks {
  readonly work?: readonly Pick<TaskWork, "taskId" | "outcome" | "commits">[];
  readonly counted?: CountedWork;
}

export interface DatedTask extends DeclaredTask {
  readonly day: Day;
}

/**
 * Tasks that have days, excluded ones too, in the order they began: sums then do not depend on the order they
 * were given in, to the last bit.
 */
export function ledgerTasks(
  tasks: readonly Task[],
  taskDays: readonly TaskDay[],
  estimates: ReadonlyMap<string, Estimate>,
  { work = [], counted = "all" }: WorkOfTasks = {},
): LedgerTask[] {
  const workOf = workByTask(work);
  const daysOf = daysByTask(taskDays);
  const ordered = [...tasks].sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1));
  const all: LedgerTask[] = [];
  for (const task of ordered) {
    const days = daysOf.get(task.id);
    if (days === undefined) continue;
    const estimate = estimates.get(task.id) ?? null;
    const { outcome = null, commits = [] } = workOf.get(task.id) ?? {};
    const hoursCount = counted === "all" || outcome === "merged";
    all.push(ledgerTask(task, { days, estimate, outcome, commits: commits.length, hoursCount }));
  }
  return all;
}

const workByTask = madeOnce(
  (work: NonNullable<WorkOfTasks["work"]>) => new Map(work.map((one) => [one.taskId, one])),
);

const daysByTask = madeOnce((taskDays: readonly TaskDay[]) => {
  const daysOf = grouped(taskDays, ({ taskId }) => taskId);
  for (const days of daysOf.values()) days.sort((a, b) => (a.day < b.day ? -1 : 1));
  return daysOf;
});

/** Whoever keeps tasks while a ledger changes gets back what was made of those that did not, and of it what was made of that. */
const madeLast = new WeakMap<Task, LedgerTask>();

type Parts = Pick<LedgerTask, "days" | "estimate" | "outcome" | "commits" | "hoursCount">;

function ledgerTask(task: Task, parts: Parts): LedgerTask {
  const before = madeLast.get(task);
  if (before !== undefined && isMadeOf(before, parts)) return before;
  const { days, estimate, hoursCount } = parts;
  const made: LedgerTask = {
    ...parts,
    task,
    shares: dayShares(days),
    meanMinutes: hoursCount ? estimate && meanMinutes(estimate) : 0,
    imported: task.turnIds.length === 0,
  };
  madeLast.set(task, made);
  return made;
}

function isMadeOf(made: LedgerTask, { days, estimate, outcome, commits, hoursCount }: Parts): boolean {
  return (
    made.estimate === estimate &&
    made.outcome === outcome &&
    made.commits === commits &&
    made.hoursCount === hoursCount &&
    (made.days === days || (made.days.length === days.length && made.days.every((day, i) => day === days[i])))
  );
}

/** Supervisory ms a factor divides by: declared where declared, else what the definition counts. */
export function countedSupervisoryMs(day: TaskDay, counts: SupervisionRules["counts"]): number {
  if (day.declaredSupervisoryMs !== null) return day.declaredSupervisoryMs;
  return counts === "prompting" ? day.promptingMs : day.promptingMs + day.reviewingMs + day.approvingMs;
}

/** An imported task says nothing of supervision where its record had no such column: unknown, not zero. */
export function knowsSupervision(task: LedgerTask, days: readonly TaskDay[] = task.days): boolean {
  return !task.imported || days.some((day) => day.declaredSupervisoryMs !== null);
}

/** Tokens of a task day, whether a log counted them or a record declares them. */
export function tokensOfDay(day: TaskDay): number {
  let tokens = day.declaredTokens;
  for (const model in day.tokensByModel) tokens += totalTokens(day.tokensByModel[model] as TokenCounts);
  return tokens;
}

/** Work was done on it that day: not only a request or a review that ran past midnight. */
export function isActive(task: LedgerTask, day: TaskDay): boolean {
  return day.turns > 0 || day.agentMs > 0 || task.imported;
}

/** Tasks whose estimate in force was declared, with the day they began, for comparing their estimates. */
export function declaredTasks(tasks: readonly LedgerTask[]): readonly DatedTask[] {
  return tasks.flatMap(({ task, estimate, days }) => {
    if (estimate === null || estimate.estimator !== declaredName) return [];
    const { id, title, person, project, type } = task;
    const minutes = estimate.likelyMinutes;
    return [{ taskId: id, title, person, project, type, minutes, day: days[0]!.day }];
  });
}
