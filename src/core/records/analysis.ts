/**
 * The analysis: prose computed from a record and the ledger's history. Every sentence carries the facts it was
 * written from; the same record and history always give the same words. Neighbours of one kind make a paragraph.
 */
import type { UnlikeEstimates } from "../estimates/alike-estimates.ts";
import type { Statement } from "../leverage-record.ts";
import { comparisons } from "./comparisons.ts";
import { type PeriodFigures, periodsOf } from "./history.ts";
import { leadIn, type RecordFacts } from "./lead-in.ts";
import type { DatedTask } from "./ledger-tasks.ts";
import { outcomeStatements } from "./outcomes.ts";
import { reservations } from "./reservations.ts";
import { cost, parallelWork, people, supervision, workTypes } from "./spending.ts";
import { dayStreaks, daysWithin } from "./streaks.ts";
import { superlatives } from "./superlatives.ts";
import { survivalStatements } from "./survival.ts";
import { averageMovers, concentration, longestTask, topTasks } from "./top-tasks.ts";

/**
 * `days`: every recorded day of the ledger, ascending; only those up to the record's own period are looked at.
 * `unlike`: alike tasks with unlike estimates, with at least one of the record's own in each group.
 */
export function analyse(
  record: RecordFacts,
  days: readonly PeriodFigures[],
  unlike: readonly UnlikeEstimates<DatedTask>[] = [],
): Statement[] {
  const movers = averageMovers(record);
  return [
    ...leadIn(record),
    ...topTasks(record),
    ...movers,
    ...concentration(record),
    ...longestTask(record, movers),
    ...workTypes(record),
    ...besideOthers(record, days),
    ...people(record),
    ...supervision(record),
    ...parallelWork(record),
    ...cost(record),
    ...outcomeStatements(record),
    ...survivalStatements(record),
    ...reservations(record, unlike),
  ];
}

/**
 * How the period stands among its like; a free span has no like. Nor has a record of merged work: older periods had
 * more time to be merged, so that the newest would look worst whatever was done in it.
 */
function besideOthers(record: RecordFacts, figures: readonly PeriodFigures[]): Statement[] {
  const { kind, from, to } = record.period;
  const until = figures.filter((day) => day.from <= to);
  if (until.length === 0 || until.at(-1)!.from < from) return [];
  const days = kind === "day" ? dayStreaks(until) : daysWithin(record, until);
  if (kind === "span" || record.scope.work === "merged") return days;
  const series = periodsOf(until, kind);
  return [...superlatives(series, kind), ...comparisons(series, kind), ...days];
}
