/**
 * What stands out against all recorded periods before: "the highest since March 3", "the most so far".
 *
 * Figures are compared as they are printed, so that every claim can be checked against the printed records; equal
 * figures are level, never "highest". Nothing later than the record's own period is looked at, and nothing is
 * claimed over fewer than three recorded periods.
 */

import type { Statement } from "../leverage-record.ts";
import type { Unit } from "../periods.ts";
import type { PeriodFigures } from "./history.ts";
import { periodName } from "./period-names.ts";
import {
  counted,
  countText,
  dateText,
  factorText,
  hoursText,
  listText,
  minutesText,
  printedFactor,
  printedHours,
  rounded,
  sentenceCase,
  wholeText,
} from "./prose.ts";

/** A figure that may stand out. */
interface Measure {
  /** Its name among a statement's facts, after `highest`, `lowest` or `most`. */
  readonly fact: string;
  readonly noun: string;
  /** The figure in the unit it is printed in. */
  readonly of: (figures: PeriodFigures) => number | null;
  /** Rounded as printed. */
  readonly printed: (value: number) => number;
  readonly text: (value: number) => string;
  readonly ways: readonly Way[];
}

type Way = "highest" | "lowest" | "most";

const factorWays = ["highest", "lowest"] as const;

export const measures: readonly Measure[] = [
  {
    fact: "LeverageFactor",
    noun: "weighted leverage factor",
    of: (figures) => figures.leverageFactor,
    printed: printedFactor,
    text: factorText,
    ways: factorWays,
  },
  {
    fact: "SupervisoryLeverageFactor",
    noun: "supervisory leverage factor",
    of: (figures) => figures.supervisoryLeverageFactor,
    printed: printedFactor,
    text: factorText,
    ways: factorWays,
  },
  {
    fact: "Tasks",
    noun: "tasks",
    of: (figures) => figures.tasks,
    printed: (value) => value,
    text: wholeText,
    ways: ["most"],
  },
  {
    fact: "HumanHours",
    noun: "human-equivalent hours",
    of: (figures) => figures.humanMeanMinutes / 60,
    printed: printedHours,
    text: hoursText,
    ways: ["most"],
  },
  {
    fact: "AgentMinutes",
    noun: "agent minutes",
    of: (figures) => figures.agentMinutes,
    printed: (value) => rounded(value, value < 9.95 ? 1 : 0),
    text: minutesText,
    ways: ["most"],
  },
  {
    fact: "Tokens",
    noun: "tokens",
    of: (figures) => figures.totalTokens,
    printed: (value) => value,
    text: wholeText,
    ways: ["most"],
  },
];

/** How the newest figure stands among its predecessors. */
export interface Standing {
  readonly way: Way;
  readonly measure: Measure;
  readonly value: number;
  /** The nearest earlier period that is level or better; null where there is none. */
  readonly limit: PeriodFigures | null;
  readonly level: boolean;
  /** No earlier period is better. */
  readonly unbeaten: boolean;
  /** Earlier periods that are worse. */
  readonly beaten: number;
  /** Periods that have the figure: all so far where unbeaten, else those after `limit`; the newest included. */
  readonly periods: number;
  /** The first of them. */
  readonly first: PeriodFigures;
}

/** Fewer periods than three prove nothing, and "highest since the day before yesterday" says nothing. */
const fewestBeaten = 2;
const fewestSince = 5;

/** Where the newest of a series stands by one measure; null where it has no such figure. */
export function standing(series: readonly PeriodFigures[], measure: Measure, way: Way): Standing | null {
  const having = series.filter((figures) => measure.of(figures) !== null);
  const newest = series.at(-1);
  if (newest === undefined || having.at(-1) !== newest) return null;
  const printed = having.map((figures) => measure.printed(measure.of(figures)!));
  const value = printed.at(-1)!;
  const better = (a: number) => (way === "lowest" ? a < value : a > value);
  const earlier = printed.slice(0, -1);
  const unbeaten = !earlier.some(better);
  const limitIndex = earlier.findLastIndex((other) => better(other) || other === value);
  const firstIndex = unbeaten ? 0 : limitIndex + 1;
  return {
    way,
    measure,
    value: measure.of(newest)!,
    limit: having[limitIndex] ?? null,
    level: limitIndex >= 0 && earlier[limitIndex] === value,
    unbeaten,
    beaten: earlier.filter((other) => other !== value && !better(other)).length,
    periods: having.length - firstIndex,
    first: having[firstIndex]!,
  };
}

const mostStatements = 3;

/** `series`: recorded periods of one unit, ascending; the last is the record's own. */
export function superlatives(series: readonly PeriodFigures[], unit: Unit): Statement[] {
  const standings = measures.flatMap((measure) =>
    measure.ways.flatMap((way) => standing(series, measure, way) ?? []),
  );
  const worthTelling = standings.filter(
    ({ value, unbeaten, beaten, periods }) =>
      value > 0 && beaten >= fewestBeaten && (unbeaten || periods >= fewestSince),
  );
  const groups = new Map<string, Standing[]>();
  for (const one of worthTelling) {
    const key = [one.unbeaten, one.limit?.from, one.level, one.periods, one.first.from].join();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .sort(([a], [b]) => weight(b!) - weight(a!))
    .slice(0, mostStatements)
    .map((group) => told(group, series, unit));
}

/** Outright records first, then records shared, then the longest stretch. */
function weight({ unbeaten, level, periods }: Standing): number {
  return periods + (unbeaten ? (level ? 1e6 : 1e9) : 0);
}

function told(group: readonly Standing[], series: readonly PeriodFigures[], unit: Unit): Statement {
  const { unbeaten, level, limit, periods, first } = group[0]!;
  const now = series.at(-1)!;
  const name = ({ from }: PeriodFigures) =>
    unit === "day" ? dateText(from, now.from) : periodName({ kind: unit, from }, now.from);
  const facts: Record<string, string | number | null> = {
    periods,
    first: first.from,
    unbeaten: String(unbeaten),
    [level ? "levelWith" : "since"]: limit?.from ?? null,
  };
  for (const { way, measure, value } of group) facts[`${way}${measure.fact}`] = value;
  const what = listText(
    group.map(({ way, measure, value }) => `the ${way} ${measure.noun} (${measure.text(value)})`),
  );
  const text = `${what} ${spanText(group[0]!, series, unit, name)}.`;
  return { kind: "superlative", text: sentenceCase(text), facts };
}

function spanText(
  { unbeaten, level, limit, periods, first }: Standing,
  series: readonly PeriodFigures[],
  unit: Unit,
  name: (figures: PeriodFigures) => string,
): string {
  const recorded = series.filter((figures) => figures.from >= first.from).length;
  // Days may lack a factor: the claim is over those that have one.
  const span =
    recorded === periods
      ? `${countText(periods)} recorded ${unit}s`
      : `${counted(periods, unit)} with that figure`;
  if (!unbeaten) return `since ${name(limit!)}${level ? ", which was level" : ""}, of ${span}`;
  return `so far${level ? `, level with ${name(limit!)}` : ""}: of ${span} from ${name(first)} on`;
}
