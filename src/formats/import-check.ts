/**
 * A page's printed figures held against its own rows. Hand-kept records contradict themselves now and then;
 * the rows are believed, and each contradiction is told.
 */
import type { ImportedEntry } from "../core/types.ts";
import { agrees, asideOf, type Printed, readFactor, readMinutes } from "./import-cells.ts";
import type { AggregateName } from "./import-columns.ts";
import type { ReadRow } from "./import-rows.ts";
import { count, factor, hours, minutes } from "./numbers.ts";

/** One printed figure that the page's own rows do not bear out. */
export interface Disagreement {
  /** The row's number; null for an aggregate. */
  readonly row: number | null;
  readonly line: number;
  /** `row 4 (Readiness audit): the printed factor 41.0x is not 40h / 60m = 40.0x`. */
  readonly what: string;
  readonly printed: string;
  readonly computed: string;
}

/** An aggregate as printed, with its value in tasks, minutes, tokens or times (null: unreadable). */
export interface PrintedAggregate {
  readonly of: AggregateName;
  readonly label: string;
  readonly printed: string;
  readonly value: number | null;
  readonly slack: number;
  readonly line: number;
}

/** Sums over entries; the two weighted averages are ratios of sums. */
export interface EntryTotals {
  readonly tasks: number;
  readonly humanMinutes: number;
  readonly agentMinutes: number;
  /** Null where no row has any. */
  readonly supervisoryMinutes: number | null;
  /** Named by the rows alone. */
  readonly tokens: number;
  readonly leverageFactor: number | null;
  readonly supervisoryLeverageFactor: number | null;
}

export function totalsOf(entries: readonly ImportedEntry[]): EntryTotals {
  const sum = (of: (entry: ImportedEntry) => number | null) =>
    entries.reduce((total, entry) => total + (of(entry) ?? 0), 0);
  const supervised = entries.filter((entry) => entry.supervisoryMinutes !== null);
  const humanMinutes = sum((entry) => entry.humanMinutes);
  const agentMinutes = sum((entry) => entry.agentMinutes);
  const supervisoryMinutes = supervised.length > 0 ? sum((entry) => entry.supervisoryMinutes) : null;
  return {
    tasks: entries.length,
    humanMinutes,
    agentMinutes,
    supervisoryMinutes,
    tokens: sum((entry) => entry.tokens),
    leverageFactor: ratio(humanMinutes, agentMinutes),
    supervisoryLeverageFactor: ratio(humanMinutes, supervisoryMinutes),
  };
}

function ratio(humanMinutes: number, minutesSpent: number | null): number | null {
  return minutesSpent ? humanMinutes / minutesSpent : null;
}

/** All values a figure may have been rounded from. */
interface Span {
  readonly low: number;
  readonly high: number;
}

const spanOf = (value: number, slack: number): Span => ({
  low: Math.max(0, value - slack),
  high: value + slack,
});

function ratioSpan(human: Span, spent: Span): Span {
  return {
    low: human.low / spent.high,
    high: spent.low > 0 ? human.high / spent.low : Number.POSITIVE_INFINITY,
  };
}

function agreesWithin(printed: Printed, { low, high }: Span): boolean {
  return agrees(printed, Math.min(Math.max(printed.value, low), high));
}

/** Every printed factor and week count that its own row contradicts. */
export function checkRows(rows: readonly ReadRow[]): readonly Disagreement[] {
  return rows.flatMap(({ entry, weeks, supervisionImplied, slack }) => {
    const found: Disagreement[] = [];
    const check = (
      name: string,
      printed: string | null,
      read: Printed | null,
      value: number,
      sum: string,
      span: Span = { low: value, high: value },
    ) => {
      if (printed === null || read === null || agreesWithin(read, span)) return;
      found.push({
        row: entry.position,
        line: entry.origin.line,
        what: `row ${entry.position} (${entry.title}): the printed ${name} ${printed} is not ${sum}`,
        printed,
        computed: sum.slice(sum.lastIndexOf("= ") + 2),
      });
    };
    const human = entry.humanMinutes;
    const byFactor = (name: string, printed: string | null, spent: number | null, spentSlack: number) => {
      if (printed === null || spent === null) return;
      const value = ratio(human, spent);
      const sum = `${hours(human)} / ${minutes(spent)} = ${factor(value, "published")}`;
      const span = ratioSpan(spanOf(human, slack.human), spanOf(spent, spentSlack));
      check(name, printed, readFactor(printed), value ?? 0, sum, value === null ? undefined : span);
    };
    byFactor("factor", entry.printedFactor, entry.agentMinutes, slack.agent);
    if (!supervisionImplied) {
      byFactor(
        "supervisory factor",
        entry.printedSupervisoryFactor,
        entry.supervisoryMinutes,
        slack.supervisory,
      );
    }
    if (weeks !== null) {
      const sum = `${hours(human)} / 40h = ${(human / 2400).toFixed(2)}w`;
      check("week count", weeks, readMinutes(weeks, 2400), human, sum);
    }
    return found;
  });
}

/** Every printed aggregate that the sums over the rows contradict. */
export function checkAggregates(
  aggregates: readonly PrintedAggregate[],
  rows: readonly ReadRow[],
): readonly Disagreement[] {
  const totals = totalsOf(rows.map((row) => row.entry));
  return aggregates.flatMap((aggregate) => {
    const computed = computedValue(aggregate.of, totals);
    if (aggregate.value === null || computed === null) return [];
    const { of, label, printed, line } = aggregate;
    const text = written(of, computed);
    const tell = (figure: string, sum: string): Disagreement => ({
      row: null,
      line,
      what: `${label}: printed ${figure}, the ${rows.length} rows give ${sum}`,
      printed: figure,
      computed: sum,
    });
    const found: Disagreement[] = [];
    if (of === "tokens") {
      if (!tokensAgree(aggregate, rows)) found.push(tell(printed, text));
    } else if (
      !agreesWithin({ value: aggregate.value, slack: aggregate.slack }, spanOfTotal(of, computed, rows))
    ) {
      found.push(tell(printed, text));
    }
    // `85h (10.6 working days)` states the same time twice.
    const aside = of === "human" || of === "agent" || of === "supervisory" ? asideOf(printed) : null;
    const twice = aside === null ? null : readMinutes(aside, Number.NaN);
    if (twice && Number.isFinite(twice.value) && !agreesWithin(twice, spanOfTotal(of, computed, rows))) {
      found.push(tell(aside ?? "", text));
    }
    return found;
  });
}

function spanOfTotal(of: AggregateName, value: number, rows: readonly ReadRow[]): Span {
  const total = (name: "human" | "agent" | "supervisory"): Span =>
    spanOf(
      rows.reduce((sum, { entry }) => sum + (entry[`${name}Minutes`] ?? 0), 0),
      rows.reduce((sum, { slack }) => sum + slack[name], 0),
    );
  if (of === "human" || of === "agent" || of === "supervisory") return total(of);
  if (of === "factor") return ratioSpan(total("human"), total("agent"));
  if (of === "supervisoryFactor") return ratioSpan(total("human"), total("supervisory"));
  return { low: value, high: value };
}

/** Rows that name no tokens leave room for more in the total, never for less. */
function tokensAgree(aggregate: PrintedAggregate, rows: readonly ReadRow[]): boolean {
  const sum = rows.reduce((total, row) => total + (row.entry.tokens ?? 0), 0);
  const slack = rows.reduce((total, row) => total + row.tokenSlack, aggregate.slack);
  const all = rows.every((row) => row.entry.tokens !== null);
  const excess = (aggregate.value ?? 0) - sum;
  return excess >= -slack && (!all || excess <= slack);
}

function computedValue(of: AggregateName, totals: EntryTotals): number | null {
  const values: Record<AggregateName, number | null> = {
    tasks: totals.tasks,
    human: totals.humanMinutes,
    agent: totals.agentMinutes,
    supervisory: totals.supervisoryMinutes,
    tokens: totals.tokens,
    factor: totals.leverageFactor,
    supervisoryFactor: totals.supervisoryLeverageFactor,
  };
  return values[of];
}

function written(of: AggregateName, value: number): string {
  if (of === "tasks" || of === "tokens") return count(value);
  if (of === "factor" || of === "supervisoryFactor") return factor(value, "published");
  return of === "human" ? hours(value) : minutes(value);
}
