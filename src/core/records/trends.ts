/**
 * Factors over time: the totals of each day, week or month, of all tasks and of groups of them, as the record of that
 * period has them. Every factor is a ratio of sums; a period without time has none.
 */

import { factor, factorWithRange } from "../estimates/factors.ts";
import { medianOf } from "../intervals.ts";
import type { Factor } from "../leverage-record.ts";
import { madeOnce } from "../made-once.ts";
import { around, type Unit } from "../periods.ts";
import type { Day, TaskDay } from "../types.ts";
import {
  byFactor,
  type EntryRules,
  entryOf,
  sum,
  type TotalOf,
  totalSupervision,
  totalUsage,
  type UnplacedEntry,
} from "./entries.ts";
import type { LedgerTask } from "./ledger-tasks.ts";

export const trendGroupings = ["project", "type", "model", "agent", "person"] as const;
export type TrendGrouping = (typeof trendGroupings)[number];

/** The sums behind a point, or behind all of them. */
export interface TrendSums {
  /** With an estimate: the ones in the factors. */
  readonly tasks: number;
  readonly unestimatedTasks: number;
  readonly humanMeanMinutes: number;
  readonly agentMinutes: number;
  readonly supervisoryMinutes: number;
  /** Null without time to divide by. */
  readonly leverageFactor: Factor | null;
  readonly supervisoryLeverageFactor: Factor | null;
  /** Of all tasks, estimated or not. */
  readonly totalTokens: number;
  /** Null where no token has a price. */
  readonly usd: number | null;
  /** US dollars for each human-equivalent hour, over the estimated tasks whose every token has a price. */
  readonly usdPerHumanHour: number | null;
}

export interface TrendPoint extends TrendSums {
  readonly from: Day;
  readonly to: Day;
}

export interface TrendGroup {
  /** The project, work type, model, agent or person. */
  readonly key: string;
  readonly total: TrendSums;
  /** Ascending; periods without a task of the group are left out. */
  readonly points: readonly TrendPoint[];
}

/** Tasks' own factors, and the averages that are drawn from them. */
export interface FactorSpread {
  /** Ascending, of each task that has one above zero. */
  readonly factors: readonly number[];
  readonly median: number | null;
  /** Human over agent minutes of all tasks: the one that says how far the time went. */
  readonly weighted: number | null;
  /** The mean of the factors, as some hand-kept records give it: a task of a minute weighs as much as one of a day. */
  readonly meanOfFactors: number | null;
}

export interface Trends {
  readonly all: TrendGroup;
  /** Most human hours first; empty where nothing was grouped by. */
  readonly groups: readonly TrendGroup[];
  readonly spread: FactorSpread;
}

export interface TrendsInput extends EntryRules {
  /** Tasks in scope, without excluded ones. */
  readonly tasks: readonly LedgerTask[];
  readonly unit: Unit;
  readonly by: TrendGrouping | null;
  /** Days outside are not looked at; null: all. */
  readonly span: { readonly from: Day; readonly to: Day } | null;
  readonly totalOf: TotalOf;
}

const beginning = "0000-01-01";
const end = "9999-12-31";

export function trendsOf(input: TrendsInput): Trends {
  const { from, to } = input.span ?? { from: beginning, to: end };
  const periodOf = periodsOfUnit(input.unit);
  const all = new Gathered();
  const groups = new Map<string, Gathered>();
  for (const task of input.tasks) {
    const whole = entryOf(task, from, to, input);
    if (whole === null) continue;
    const periods = periodsOf(task.days, periodOf, from, to);
    const parts = periods.flatMap((period) => {
      // Most tasks lie in one period: their part is the whole.
      const entry =
        periods.length === 1 ? whole : entryOf(task, later(period.from, from), earlier(period.to, to), input);
      return entry === null ? [] : [{ period, entry }];
    });
    all.add(whole, parts);
    if (input.by !== null) groupOf(groups, keyOf(task, input.by)).add(whole, parts);
  }
  return {
    all: all.shown("", input),
    groups: [...groups]
      .map(([key, gathered]) => gathered.shown(key, input))
      .sort((a, b) => b.total.humanMeanMinutes - a.total.humanMeanMinutes || (a.key < b.key ? -1 : 1)),
    spread: spreadOf(all.whole),
  };
}

interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** Entries of some tasks: each as a whole, and its part in each period. */
class Gathered {
  readonly whole: UnplacedEntry[] = [];
  private readonly byPeriod = new Map<Day, { period: Period; entries: UnplacedEntry[] }>();

  add(whole: UnplacedEntry, parts: readonly { period: Period; entry: UnplacedEntry }[]): void {
    this.whole.push(whole);
    for (const { period, entry } of parts) {
      const known = this.byPeriod.get(period.from);
      if (known === undefined) this.byPeriod.set(period.from, { period, entries: [entry] });
      else known.entries.push(entry);
    }
  }

  shown(key: string, { totalOf }: TrendsInput): TrendGroup {
    const points = [...this.byPeriod.values()].sort((a, b) => (a.period.from < b.period.from ? -1 : 1));
    return {
      key,
      total: sumsOf(this.whole, totalOf),
      points: points.map(({ period, entries }) => ({ ...period, ...sumsOf(entries, totalOf) })),
    };
  }
}

function groupOf(groups: Map<string, Gathered>, key: string): Gathered {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const fresh = new Gathered();
  groups.set(key, fresh);
  return fresh;
}

/** The periods that some of the days lie in, each once. */
function periodsOf(days: readonly TaskDay[], periodOf: (day: Day) => Period, from: Day, to: Day): Period[] {
  const periods: Period[] = [];
  for (const { day } of days) {
    if (day < from || day > to) continue;
    const last = periods.at(-1);
    // Days ascend.
    if (last !== undefined && day <= last.to) continue;
    periods.push(periodOf(day));
  }
  return periods;
}

/** Many tasks share a day, and finding its week takes longer than looking it up. */
function periodsOfUnit(unit: Unit): (day: Day) => Period {
  const known = new Map<Day, Period>();
  return (day) => {
    let period = known.get(day);
    if (period === undefined) {
      const { from, to } = around(day, unit);
      period = { from, to };
      known.set(day, period);
    }
    return period;
  };
}

const later = (a: Day, b: Day): Day => (a > b ? a : b);
const earlier = (a: Day, b: Day): Day => (a < b ? a : b);

function sumsOf(entries: readonly UnplacedEntry[], totalOf: TrendsInput["totalOf"]): TrendSums {
  // In the record's order, so that sums agree with it to the last bit.
  const estimated = entries.filter(({ human }) => human !== null).sort(byFactor);
  const supervised = estimated.filter(({ supervision }) => supervision !== null);
  const human = totalOf(partsOf(estimated));
  const supervisedHuman = supervised.length === estimated.length ? human : totalOf(partsOf(supervised));
  const agentMinutes = sum(estimated, (entry) => entry.agentMinutes);
  const { supervisoryMinutes } = totalSupervision(estimated);
  const usage = totalUsage(entries, 0);
  return {
    tasks: estimated.length,
    unestimatedTasks: entries.length - estimated.length,
    humanMeanMinutes: human.meanMinutes,
    agentMinutes,
    supervisoryMinutes,
    leverageFactor: factorWithRange(human.meanMinutes, human, agentMinutes),
    supervisoryLeverageFactor: factorWithRange(
      supervisedHuman.meanMinutes,
      supervisedHuman,
      supervisoryMinutes,
    ),
    totalTokens: usage.totalTokens,
    usd: usage.usd,
    usdPerHumanHour: costPerHour(estimated),
  };
}

function partsOf(entries: readonly UnplacedEntry[]) {
  return entries.flatMap(({ estimate, shareOfTask }) =>
    estimate === null ? [] : { estimate, share: shareOfTask },
  );
}

function costPerHour(estimated: readonly UnplacedEntry[]): number | null {
  const priced = estimated.filter(({ usage }) => usage.usd !== null && usage.unpricedTokens === 0);
  const hours = sum(priced, ({ humanMeanMinutes }) => humanMeanMinutes ?? 0) / 60;
  return factor(
    sum(priced, ({ usage }) => usage.usd ?? 0),
    hours,
  );
}

function spreadOf(entries: readonly UnplacedEntry[]): FactorSpread {
  const factors = entries
    .flatMap(({ leverageFactor }) => leverageFactor?.value ?? [])
    .filter((value) => value > 0)
    .sort((a, b) => a - b);
  const estimated = entries.filter(({ human }) => human !== null);
  return {
    factors,
    median: medianOf(factors),
    weighted: factor(
      sum(estimated, ({ humanMeanMinutes }) => humanMeanMinutes ?? 0),
      sum(estimated, ({ agentMinutes }) => agentMinutes),
    ),
    meanOfFactors: factor(
      sum(factors, (value) => value),
      factors.length,
    ),
  };
}

/** What a task's work was done with, where it is of no model's or agent's: imported rows. */
export const unknownKey = "unknown";

export function keyOf(ledgerTask: LedgerTask, by: TrendGrouping): string {
  const { task, imported } = ledgerTask;
  if (by === "model") return modelOf(ledgerTask) ?? unknownKey;
  if (by === "agent") return imported ? unknownKey : task.agent;
  return task[by];
}

const modelOf = madeOnce(({ days }: LedgerTask) => mainModel(days));

/** The model that wrote most of a task's output; null where none is known. */
export function mainModel(days: readonly TaskDay[]): string | null {
  const output = new Map<string, number>();
  for (const { tokensByModel } of days)
    for (const [model, { outputTokens }] of Object.entries(tokensByModel))
      output.set(model, (output.get(model) ?? 0) + outputTokens);
  let most: string | null = null;
  for (const [model, tokens] of output) {
    const best = most === null ? -1 : output.get(most)!;
    if (tokens > best || (tokens === best && model < most!)) most = model;
  }
  return most;
}
