/** For each number of a task or a record: its definition, its parts, and the log lines under them. */
import { z } from "zod";
import type { TaskSurvival } from "../core/changes/survival.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import { dayEndMs, dayStartMs } from "../core/days.ts";
import type { LeverageRecord } from "../core/leverage-record.ts";
import type { SupervisionRules } from "../core/method.ts";
import { parsePeriod } from "../core/periods.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Estimate, Interval, Opinion, Task, Turn } from "../core/types.ts";
import { drawRecord } from "./draw-record.ts";
import {
  costOf,
  type ExplainedNumber,
  mergedNumbers,
  number,
  numbersOf,
  survivalNumbers,
  taskNumbers,
  tokensOf,
} from "./explain-numbers.ts";
import { findTask } from "./find-task.ts";
import { type Effects, operation } from "./operation.ts";
import { newestDay, periodNamed } from "./period.ts";
import { refresh } from "./refresh.ts";
import { everybodysAttention, type Sensitivity, sensitivityOf } from "./sensitivity.ts";
import { supervisionRules } from "./supervision-rules.ts";
import { survivalOf } from "./survival.ts";
import { evidenceOf, type TurnEvidence } from "./turn-evidence.ts";

export interface ExplainOutput {
  readonly what: "task" | "record";
  readonly title: string;
  readonly numbers: readonly ExplainedNumber[];
  readonly sensitivity: readonly Sensitivity[];
  /** A task's own; empty for a record, whose parts are its tasks. */
  readonly turns: readonly TurnEvidence[];
  readonly estimates: readonly Estimate[];
  /** A task's commits, diff and outcome; null where it left none. */
  readonly work: TaskWork | null;
  /** What is left of the lines a task delivered; null where none reached a trunk. */
  readonly survival: TaskSurvival | null;
  /** Why the task was cut so, and what people said on it. */
  readonly cutBecause: readonly string[];
  readonly opinions: readonly Opinion[];
  readonly notes: readonly string[];
  readonly record: LeverageRecord;
}

export const explain = operation({
  name: "explain",
  about: "For each number of a task or a record: its definition, its parts, the log lines, the sensitivity",
  input: () =>
    z.object({
      what: z
        .string()
        .default("record")
        .describe("<WHAT> A task's id, a period, or `record` for the newest active day"),
      merged: z.boolean().default(false).describe("The record that counts the hours of merged tasks alone"),
    }),
  async run({ what, merged }, effects): Promise<ExplainOutput> {
    await refresh(effects);
    const today = await newestDay(effects);
    if (what === "record" || parsePeriod(what, "day", today, today) !== null) {
      const period = await periodNamed(effects, what === "record" ? null : what, "day");
      const rules = supervisionRules(effects);
      const work = merged ? "merged" : "all";
      return explainRecord(effects, await drawRecord(effects, { period, person: null, rules, work }));
    }
    return explainTask(effects, await findTask(await effects.store(), what));
  },
});

async function explainRecord(effects: Effects, record: LeverageRecord): Promise<ExplainOutput> {
  const { totals, entries, unestimated, period, timezone } = record;
  const measured = [...entries, ...unestimated].filter((entry) => !entry.imported);
  const store = await effects.store();
  const tasks = new Map((await store.tasks()).map((task) => [task.id, task]));
  const turnIds = new Set(entries.flatMap((entry) => tasks.get(entry.taskId)?.turnIds ?? []));
  const ids = [...entries, ...unestimated].map(({ taskId }) => taskId);
  const survivals = await survivalOf(ids, effects);
  const within = { fromMs: dayStartMs(period.from, timezone), toMs: dayEndMs(period.to, timezone) };
  return {
    what: "record",
    title: record.title,
    numbers: [
      ...numbersOf(totals.humanMeanMinutes, totals, entries, measured),
      number(
        "agentUnion",
        totals.agentUnionMinutes,
        "minutes",
        "union over all measured tasks and sessions",
        [],
      ),
      ...mergedNumbers(record),
      ...survivalNumbers(record, survivals),
      tokensOf(totals.usage, [...entries, ...unestimated]),
      costOf(totals.usage, [...entries, ...unestimated]),
    ],
    sensitivity: sensitivityOf(
      supervisionRules(effects),
      await everybodysAttention(effects),
      turnIds,
      within,
      totals.humanMeanMinutes,
    ),
    turns: [],
    estimates: [],
    work: null,
    survival: null,
    cutBecause: [],
    opinions: [],
    notes: [],
    record,
  };
}

async function explainTask(effects: Effects, task: Task): Promise<ExplainOutput> {
  const store = await effects.store();
  const days = await store.taskDays({ taskIds: [task.id] });
  const from = days[0]?.day ?? (await newestDay(effects));
  const period = { kind: "span", from, to: days.at(-1)?.day ?? from } as const;
  const rules = supervisionRules(effects);
  const record = await drawRecord(effects, { period, person: null, rules, work: "all" });
  const entry = [...record.entries, ...record.unestimated].find((one) => one.taskId === task.id) ?? null;
  const own = new Set(task.turnIds);
  const turns = await store.turns({ ids: task.turnIds });
  const supervision = (await store.supervision(around(turns, rules))).filter(({ turnId }) => own.has(turnId));
  const estimates = await store.estimates([task.id]);
  const said = opinionsInForce(await store.opinions()).filter((opinion) => concerns(opinion, task));
  const always = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  return {
    what: "task",
    title: task.title,
    numbers: entry === null ? [] : taskNumbers(entry, turns),
    sensitivity:
      entry === null || own.size === 0
        ? []
        : sensitivityOf(rules, await everybodysAttention(effects), own, always, entry.humanMeanMinutes ?? 0),
    turns: turns.map((turn, i) => evidenceOf(turn, i + 1, supervision)),
    estimates: [...estimates]
      .sort((a, b) => Number(b.inForce) - Number(a.inForce))
      .map((one) => one.estimate),
    work: (await store.taskWork([task.id]))[0] ?? null,
    survival: (await survivalOf([task.id], effects)).get(task.id) ?? null,
    cutBecause: task.cutBecause,
    opinions: said,
    notes: task.notes,
    record,
  };
}

/** From the gap before the first of some turns, in time order, to the end of all. */
function around(turns: readonly Turn[], { gapCapMs, typingMaxMs }: SupervisionRules): Interval {
  const fromMs = (turns[0]?.startMs ?? 0) - Math.max(gapCapMs, typingMaxMs);
  const lastMs = turns.flatMap(({ endMs, waits }) => [endMs, ...waits.map((wait) => wait.toMs)]);
  return { fromMs, toMs: lastMs.reduce((latest, ms) => Math.max(latest, ms), fromMs) };
}

function concerns({ body }: Opinion, task: Task): boolean {
  if ("turnIds" in body) return body.turnIds.some((id) => task.turnIds.includes(id));
  return "turnId" in body && (body.turnId === task.anchor || task.turnIds.includes(body.turnId));
}
