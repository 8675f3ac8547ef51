/** What became of the lines that tasks delivered, and the leverage that is left of them. */
import { z } from "zod";
import { type ReworkLeverage, reworkLeverage } from "../core/changes/rework-leverage.ts";
import { isReworkOpen, survivalOfTasks, type TaskSurvival } from "../core/changes/survival.ts";
import { type SurvivalTotals, totalSurvival } from "../core/changes/survival-totals.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import { dayOf } from "../core/days.ts";
import type { RecordEntry } from "../core/leverage-record.ts";
import type { Period } from "../core/periods.ts";
import { isNotLanded } from "../core/records/survival.ts";
import type { Day } from "../core/types.ts";
import { drawRecord } from "./draw-record.ts";
import { WrongUse } from "./errors.ts";
import { type Effects, operation } from "./operation.ts";
import { periodNamed } from "./period.ts";
import { record } from "./record.ts";
import { refresh } from "./refresh.ts";
import { replayedTrunks } from "./replayed-trunks.ts";
import { supervisionRules } from "./supervision-rules.ts";

/** A task of the period; its minutes are the period's, its lines all it ever delivered. */
export interface SurvivalTask
  extends Pick<
    RecordEntry,
    "taskId" | "title" | "project" | "person" | "humanMeanMinutes" | "agentMinutes" | "outcome"
  > {}

export interface SurvivalRow extends SurvivalTask {
  readonly survival: TaskSurvival;
  /** May still be reworked: its four weeks are not over. */
  readonly isOpen: boolean;
}

export interface SurvivalOutput {
  /** Null: the ledger knows no day. */
  readonly period: Period | null;
  /** The day of the newest commit on a trunk; null where there is none. */
  readonly asOf: Day | null;
  /** Tasks whose lines are on a trunk, the newest first. */
  readonly rows: readonly SurvivalRow[];
  /** Unmerged or abandoned: nothing was delivered. */
  readonly notLanded: readonly (SurvivalTask & { readonly because: string })[];
  readonly notMeasured: readonly (SurvivalTask & { readonly because: string })[];
  readonly totals: SurvivalTotals;
  readonly leverage: ReworkLeverage & {
    /** Of all estimated tasks of the period, measured or not: the record's. */
    readonly recordFactor: number | null;
    readonly recordTasks: number;
  };
  /** Repositories in the ledger, and how many of these have a trunk. */
  readonly repositories: { readonly known: number; readonly replayed: number };
}

export const survival = operation({
  name: "survival",
  about:
    "How many of the lines that tasks delivered are still there, who reworked the rest, and the leverage left",
  input: () =>
    record.input
      .pick({ week: true, month: true, year: true, person: true })
      .extend({ period: z.string().optional().describe("<PERIOD> As of record; all tasks if absent") }),
  async run(input, effects): Promise<SurvivalOutput> {
    const units = (["week", "month", "year"] as const).filter((unit) => input[unit]);
    if (units.length > 1)
      throw new WrongUse(`--${units.join(" and --")} exclude each other`, "give one of them");
    await refresh(effects);
    const period =
      input.period === undefined && units.length === 0
        ? await wholeLedger(effects)
        : await periodNamed(effects, input.period ?? null, units[0] ?? "day");
    return survivalIn(effects, period, input.person ?? null);
  },
});

/** The survival of some tasks' lines, as the ledger's results stand; tasks that delivered none are not in it. */
export async function survivalOf(
  taskIds: Iterable<string>,
  effects: Effects,
): Promise<ReadonlyMap<string, TaskSurvival>> {
  const store = await effects.store();
  const found = survivalOfTasks(await replayedTrunks(effects), await store.taskWork());
  return new Map([...taskIds].flatMap((id) => (found.has(id) ? [[id, found.get(id)!] as const] : [])));
}

async function wholeLedger(effects: Effects): Promise<Period | null> {
  const days = (await (await effects.store()).taskDays()).map(({ day }) => day).sort();
  return days.length === 0 ? null : { kind: "span", from: days[0]!, to: days.at(-1)! };
}

async function survivalIn(
  effects: Effects,
  period: Period | null,
  person: string | null,
): Promise<SurvivalOutput> {
  const store = await effects.store();
  const rules = supervisionRules(effects);
  const drawn = period && (await drawRecord(effects, { period, person, rules, work: "all" }));
  const entries = [...(drawn?.entries ?? []), ...(drawn?.unestimated ?? [])];
  const trunks = await replayedTrunks(effects);
  const works = await store.taskWork();
  const survivals = survivalOfTasks(trunks, works);
  const workOf = new Map(works.map((work) => [work.taskId, work]));
  const placed = entries.map((entry) => place(entry, survivals.get(entry.taskId), workOf.get(entry.taskId)));
  const rows = placed.flatMap((one) => (one.kind === "landed" ? one.row : []));
  const notLanded = placed.flatMap((one) => (one.kind === "not landed" ? one.row : []));
  const measured = [...rows, ...notLanded.map((row) => ({ ...row, survival: "not landed" as const }))];
  const leverage = reworkLeverage(
    measured.flatMap(({ humanMeanMinutes, agentMinutes, survival: of }) =>
      humanMeanMinutes === null ? [] : { humanMeanMinutes, agentMinutes, survival: of },
    ),
  );
  const newestMs = trunks.reduce((newest, { asOfMs }) => Math.max(newest, asOfMs), 0);
  return {
    period,
    asOf: trunks.length === 0 ? null : dayOf(newestMs, effects.timezone),
    rows: [...rows].sort(
      (a, b) => b.survival.lastLandedMs - a.survival.lastLandedMs || (a.taskId < b.taskId ? -1 : 1),
    ),
    notLanded,
    notMeasured: placed.flatMap((one) => (one.kind === "not measured" ? one.row : [])),
    totals: totalSurvival(rows.map(({ survival: of }) => of)),
    leverage: {
      ...leverage,
      recordFactor: drawn?.totals.leverageFactor?.value ?? null,
      recordTasks: drawn?.entries.length ?? 0,
    },
    repositories: { known: (await store.repositories()).length, replayed: trunks.length },
  };
}

type Placed =
  | { readonly kind: "landed"; readonly row: SurvivalRow }
  | {
      readonly kind: "not landed" | "not measured";
      readonly row: SurvivalTask & { readonly because: string };
    };

function place(entry: RecordEntry, found: TaskSurvival | undefined, work: TaskWork | undefined): Placed {
  const { taskId, title, project, person, humanMeanMinutes, agentMinutes, outcome } = entry;
  const task = { taskId, title, project, person, humanMeanMinutes, agentMinutes, outcome };
  if (isNotLanded(entry)) {
    return { kind: "not landed", row: { ...task, because: work?.outcomeBecause ?? "" } };
  }
  if (found !== undefined) {
    return { kind: "landed", row: { ...task, survival: found, isOpen: isReworkOpen(found) } };
  }
  return { kind: "not measured", row: { ...task, because: whyNotMeasured(outcome, work) } };
}

function whyNotMeasured(outcome: RecordEntry["outcome"], work: TaskWork | undefined): string {
  if (work === undefined || work.commits.length === 0) return "no commit is known";
  if (outcome === null) return work.outcomeBecause;
  return "no line of source, tests or documentation in its commits is its own";
}
