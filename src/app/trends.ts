/** Factors over time, how they are spread, what an hour costs, and the best periods so far. */
import { z } from "zod";
import { promptingOnly } from "../core/method.ts";
import type { Period } from "../core/periods.ts";
import { pricedWith } from "../core/prices.ts";
import { dayFigures, withOtherTokens } from "../core/records/history.ts";
import { undistributedTokensByDay } from "../core/records/ledger.ts";
import type { LedgerTask } from "../core/records/ledger-tasks.ts";
import { type PersonalBests, personalBests } from "../core/records/personal-bests.ts";
import { keyOf, type TrendGrouping, type Trends, trendGroupings, trendsOf } from "../core/records/trends.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Day } from "../core/types.ts";
import { WrongUse } from "./errors.ts";
import { everybodysTasks } from "./ledger-tasks.ts";
import { operation } from "./operation.ts";
import { periodNamed } from "./period.ts";
import { refresh } from "./refresh.ts";
import { rememberedTotal } from "./remembered-totals.ts";
import { supervisionRules } from "./supervision-rules.ts";

export interface TrendsOutput extends Trends {
  readonly timezone: string;
  readonly unit: "day" | "week" | "month";
  readonly by: TrendGrouping | null;
  /** The days that were looked at; null: all. */
  readonly span: { readonly from: Day; readonly to: Day } | null;
  /** The definition of supervisory time in force. */
  readonly supervision: string;
  readonly bests: PersonalBests;
  /** What can be filtered by: every name that tasks of the ledger have. */
  readonly names: Readonly<Record<TrendGrouping, readonly string[]>>;
}

const named = (what: string) => z.string().optional().describe(`<NAME> Only tasks of this ${what}`);

export const trends = operation({
  name: "trends",
  about: "Leverage factors over time, by project, work type, model, agent or person",
  input: () =>
    z.object({
      period: z.string().optional().describe("<PERIOD> As in `record`; everything if absent"),
      unit: z.enum(["day", "week", "month"]).default("week").describe("<UNIT> What a point stands for"),
      by: z.enum(trendGroupings).optional().describe("<GROUP> A line for each project, type and so on"),
      project: named("project"),
      type: named("work type"),
      model: named("model, which wrote most of their output"),
      agent: named("agent"),
      person: named("person"),
      promptingOnly: z
        .boolean()
        .default(false)
        .describe("Count prompting alone as supervision, as hand-kept records do"),
    }),
  async run(input, effects): Promise<TrendsOutput> {
    await refresh(effects);
    const store = await effects.store();
    const rules = input.promptingOnly ? promptingOnly : supervisionRules(effects);
    const span = input.period === undefined ? null : await periodNamed(effects, input.period, "day");
    const known = (await everybodysTasks(effects, "all")).filter(({ task }) => !task.excluded);
    const names = namesOf(known);
    const tasks = known.filter((task) => isWanted(task, input, names));
    const otherTokens = undistributedTokensByDay(opinionsInForce(await store.opinions()));
    const ofTasks = dayFigures(tasks, rules.counts);
    const days = tasks.length === known.length ? withOtherTokens(ofTasks, otherTokens) : ofTasks;
    return {
      timezone: effects.timezone,
      unit: input.unit,
      by: input.by ?? null,
      span: span && { from: span.from, to: span.to },
      supervision: rules.name,
      ...trendsOf({
        tasks,
        unit: input.unit,
        by: input.by ?? null,
        span,
        counts: rules.counts,
        usdOf: pricedWith(effects.config.prices),
        totalOf: rememberedTotal,
      }),
      bests: personalBests(
        days.filter(({ from }) => isWithin(from, span)),
        input.unit,
      ),
      names,
    };
  },
});

const isWithin = (day: Day, span: Period | null): boolean =>
  span === null || (day >= span.from && day <= span.to);

function namesOf(tasks: readonly LedgerTask[]): TrendsOutput["names"] {
  const names = new Map(trendGroupings.map((by) => [by, new Set<string>()]));
  for (const task of tasks) for (const [by, known] of names) known.add(keyOf(task, by));
  const sorted = [...names].map(([by, known]) => [by, [...known].sort()] as const);
  return Object.fromEntries(sorted) as Record<TrendGrouping, string[]>;
}

/** @throws WrongUse for a name that no task has */
function isWanted(
  task: LedgerTask,
  input: Partial<Record<TrendGrouping, string | undefined>>,
  names: TrendsOutput["names"],
): boolean {
  return trendGroupings.every((by) => {
    const wanted = input[by];
    if (wanted === undefined) return true;
    if (!names[by].includes(wanted)) {
      throw new WrongUse(`no task of the ${by} "${wanted}"`, `there are: ${names[by].join(", ") || "none"}`);
    }
    return keyOf(task, by) === wanted;
  });
}
