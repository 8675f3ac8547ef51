/**
 * What a record takes of the ledger's tasks: those of its period whole, of all others what their days hold and the
 * declared estimates. What days hold is kept in the ledger, a few numbers a task, and told anew only for tasks that
 * changed since: a record costs its own days, not the history.
 */
import { batchesOf } from "../core/batches.ts";
import type { CountedWork } from "../core/leverage-record.ts";
import type { SupervisionRules } from "../core/method.ts";
import { type DayPart, dayPartsOf, figuresOfParts } from "../core/records/history.ts";
import type { LedgerTask } from "../core/records/ledger-tasks.ts";
import { type DrawnInput, declaredAmong, ofAllTasks } from "../core/records/records.ts";
import type { Day } from "../core/types.ts";
import { byBeginning } from "../store/row-order.ts";
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
  const kept = await keptTasks(effects, store, wanted);
  return {
    tasks: await ledgerTasksOf(effects, wanted.work, idsIn(wanted.period, kept)),
    figures: figuresOfParts(kept.filter(({ excluded }) => !excluded).map(({ parts }) => parts)),
    declared: declaredAmong(await ledgerTasksOf(effects, wanted.work, await store.declaredTaskIds())),
  };
}

function idsIn({ from, to }: Wanted["period"], tasks: readonly KeptTask[]): readonly string[] {
  const own = tasks.filter(({ parts }) => parts.some(({ day }) => day >= from && day <= to));
  return own.map(({ id }) => id);
}

/** What days take of one task. */
interface KeptTask {
  readonly id: string;
  readonly firstMs: number;
  readonly excluded: boolean;
  readonly parts: readonly DayPart[];
}

interface Kept {
  /** What else the parts hang on. */
  readonly rules: string;
  /** Of the changes that the parts know (`Store.changesSince`). */
  readonly mark: number;
  readonly tasks: readonly KeptTask[];
}

/** Tasks are read so many at a time: what is kept of each is a small part of it. */
const tasksAtOnce = 1_000;

/** In the order they began. */
async function keptTasks(effects: Effects, store: Store, wanted: Wanted): Promise<readonly KeptTask[]> {
  const name = `days of tasks ${textOf(wanted.work, wanted.counts)}`;
  const rules = textOf(version, effects.timezone, effects.config.scope);
  const text = await store.remembered(name);
  const noted = text === null ? null : (JSON.parse(text) as Kept);
  const before = noted?.rules === rules ? noted : null;
  const { mark, keys } = await store.changesSince(before?.mark ?? null);
  const changed = keys === null ? null : tasksAmong(keys);
  if (before !== null && changed?.size === 0) return before.tasks;
  const isAnew = before === null || changed === null;
  const ids = isAnew ? (await store.taskMarks()).map(({ id }) => id) : [...changed];
  const tasks = isAnew ? [] : before.tasks.filter(({ id }) => !changed.has(id));
  for (const batch of batchesOf(ids, tasksAtOnce))
    for (const one of await ledgerTasksOf(effects, wanted.work, batch)) tasks.push(keptTask(one, wanted));
  tasks.sort(byBeginning);
  // Who only looks may not write.
  if (effects.keptUpToDate !== true) await store.remember(name, JSON.stringify({ rules, mark, tasks }));
  return tasks;
}

/** Tasks of which anything changed that a day's figures are made of. */
function tasksAmong(keys: NonNullable<NotedChanges["keys"]>): ReadonlySet<string> {
  const tables = ["task", "task_day", "estimate", "task_work"] as const;
  return new Set(tables.flatMap((table) => [...(keys.get(table) ?? [])]));
}

function keptTask(one: LedgerTask, { counts }: Wanted): KeptTask {
  const { id, firstMs, excluded } = one.task;
  return { id, firstMs, excluded, parts: dayPartsOf(one, counts) };
}
