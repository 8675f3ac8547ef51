/**
 * What a record takes of the ledger's tasks: those of its period whole, of all others the sums of their days and the
 * declared estimates. The sums are kept in the ledger beside the ids they are of, and told anew only for days of tasks
 * that changed since: a record costs its own days, not the history.
 */
import type { CountedWork } from "../core/leverage-record.ts";
import type { SupervisionRules } from "../core/method.ts";
import { dayFigures, type PeriodFigures } from "../core/records/history.ts";
import type { LedgerTask } from "../core/records/ledger-tasks.ts";
import { type DrawnInput, declaredAmong, ofAllTasks } from "../core/records/records.ts";
import type { Day } from "../core/types.ts";
import type { NotedChanges, Store } from "../store/store.ts";
import { everybodysTasks, ledgerTasksOf } from "./ledger-tasks.ts";
import type { Effects } from "./operation.ts";
import { textOf } from "./result-keys.ts";
import { version } from "./version.ts";

interface Wanted {
  readonly period: { readonly from: Day; readonly to: Day };
  readonly counts: SupervisionRules["counts"];
  readonly work: CountedWork;
}

type TasksOfRecord = Pick<DrawnInput, "tasks" | "figures" | "declared">;

/** Of everybody. */
export async function everybodysRecordTasks(effects: Effects, wanted: Wanted): Promise<TasksOfRecord> {
  // Whoever has all tasks at hand reads none again.
  if (effects.kept !== undefined)
    return ofAllTasks(await everybodysTasks(effects, wanted.work), wanted.counts);
  const store = await effects.store();
  const days = await keptDays(effects, store, wanted);
  const { from, to } = wanted.period;
  const ids = days.filter(({ day }) => day >= from && day <= to).flatMap(({ taskIds }) => taskIds);
  const declared = await ledgerTasksOf(effects, wanted.work, await store.declaredTaskIds());
  return {
    tasks: await ledgerTasksOf(effects, wanted.work, [...new Set(ids)]),
    figures: days.flatMap(({ figures }) => figures ?? []),
    declared: declaredAmong(declared),
  };
}

/** A day on which any task has a row. */
interface KeptDay {
  readonly day: Day;
  readonly taskIds: readonly string[];
  /** Null where no work was done on it. */
  readonly figures: PeriodFigures | null;
}

interface Kept {
  /** What else the sums hang on. */
  readonly rules: string;
  /** Of the changes that the sums know (`Store.changesSince`). */
  readonly mark: number;
  readonly days: readonly KeptDay[];
}

/** All days, ascending. */
async function keptDays(effects: Effects, store: Store, wanted: Wanted): Promise<readonly KeptDay[]> {
  const name = `days ${textOf(wanted.work, wanted.counts)}`;
  const rules = textOf(version, effects.timezone, effects.config.scope);
  const text = await store.remembered(name);
  const noted = text === null ? null : (JSON.parse(text) as Kept);
  const before = noted?.rules === rules ? noted : null;
  const { mark, keys } = await store.changesSince(before?.mark ?? null);
  const changed = keys === null ? null : tasksAmong(keys);
  if (before !== null && changed?.size === 0) return before.days;
  const days =
    before === null || changed === null
      ? daysOf(await ledgerTasksOf(effects, wanted.work), wanted)
      : await withChanged(effects, wanted, { days: before.days, changed });
  // Who only looks may not write.
  if (effects.keptUpToDate !== true) await store.remember(name, JSON.stringify({ rules, mark, days }));
  return days;
}

/** Tasks of which anything changed that a day's sums are made of. */
function tasksAmong(keys: NonNullable<NotedChanges["keys"]>): ReadonlySet<string> {
  const tables = ["task", "task_day", "estimate", "task_work"] as const;
  return new Set(tables.flatMap((table) => [...(keys.get(table) ?? [])]));
}

async function withChanged(
  effects: Effects,
  wanted: Wanted,
  { days, changed }: { readonly days: readonly KeptDay[]; readonly changed: ReadonlySet<string> },
): Promise<readonly KeptDay[]> {
  const store = await effects.store();
  // On which they had a row, and on which they have one now.
  const had = days.filter(({ taskIds }) => taskIds.some((id) => changed.has(id))).map(({ day }) => day);
  const stale = new Set([...had, ...(await store.daysOfTasks([...changed]))]);
  const tasks = await ledgerTasksOf(effects, wanted.work, await store.tasksOfDays([...stale]));
  const told = daysOf(tasks, wanted).filter(({ day }) => stale.has(day));
  return [...days.filter(({ day }) => !stale.has(day)), ...told].sort(byDay);
}

const byDay = (a: KeptDay, b: KeptDay): number => (a.day < b.day ? -1 : 1);

function daysOf(tasks: readonly LedgerTask[], { counts }: Wanted): readonly KeptDay[] {
  const ids = new Map<Day, string[]>();
  for (const { task, days } of tasks) {
    for (const { day } of days) {
      const known = ids.get(day);
      if (known === undefined) ids.set(day, [task.id]);
      else known.push(task.id);
    }
  }
  const figuresOf = new Map(dayFigures(tasks, counts).map((figures) => [figures.from, figures]));
  return [...ids]
    .map(([day, taskIds]) => ({ day, taskIds, figures: figuresOf.get(day) ?? null }))
    .sort(byDay);
}
