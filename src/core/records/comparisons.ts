/** Sentences that set a period beside the recorded ones before it. Averages are ratios of sums throughout. */

import type { Statement } from "../leverage-record.ts";
import type { Unit } from "../periods.ts";
import { combined, type PeriodFigures } from "./history.ts";
import { periodName } from "./period-names.ts";
import {
  counted,
  countText,
  factorText,
  hoursText,
  percentText,
  printedFactor,
  quantity,
  sentenceCase,
} from "./prose.ts";

/** How many recorded periods before it a running average takes: the shorter first. */
const runLengths: Readonly<Record<Unit, readonly [number, number]>> = {
  day: [7, 30],
  week: [4, 12],
  month: [3, 12],
  year: [3, 10],
};

/** An average over fewer is no average. */
const fewest = 3;

/** `series`: recorded periods of one unit, ascending; the last is the record's own. */
export function comparisons(series: readonly PeriodFigures[], unit: Unit): Statement[] {
  const now = series.at(-1);
  if (now === undefined) return [];
  const before = series.slice(0, -1);
  const previous = before.at(-1);
  if (previous === undefined) {
    const text = `This is the first recorded ${unit} of the ledger.`;
    return [{ kind: "comparison", text, facts: { first: now.from } }];
  }
  return [...withPrevious(now, previous, unit), ...withRuns(before, unit)];
}

function withPrevious(now: PeriodFigures, previous: PeriodFigures, unit: Unit): Statement[] {
  if (now.leverageFactor === null || previous.leverageFactor === null || previous.leverageFactor === 0)
    return [];
  const facts = {
    previous: previous.from,
    previousLeverageFactor: previous.leverageFactor,
    previousTasks: previous.tasks,
    previousHumanHours: previous.humanMeanMinutes / 60,
    leverageFactor: now.leverageFactor,
    changePercent: (now.leverageFactor / previous.leverageFactor - 1) * 100,
  };
  const tasks = facts.previousTasks === null ? "" : `${counted(facts.previousTasks, "task")} and `;
  const over = `${tasks}${quantity(hoursText(facts.previousHumanHours), "hour")}`;
  const name = periodName({ kind: unit, from: previous.from }, now.from);
  const text = `The recorded ${unit} before, ${name}, came to ${factorText(previous.leverageFactor)} over ${over}; this ${unit}'s average is ${changeText(facts)}.`;
  return [{ kind: "comparison", text, facts }];
}

function changeText(facts: {
  readonly leverageFactor: number;
  readonly previousLeverageFactor: number;
  readonly changePercent: number;
}): string {
  if (printedFactor(facts.leverageFactor) === printedFactor(facts.previousLeverageFactor)) return "the same";
  const percent = percentText(Math.abs(facts.changePercent));
  return `${percent} ${facts.changePercent < 0 ? "lower" : "higher"}`;
}

function withRuns(before: readonly PeriodFigures[], unit: Unit): Statement[] {
  const [short, long] = runLengths[unit].map((length) => runOf(before.slice(-length)));
  if (short === undefined || short.factor === null || short.periods < fewest) return [];
  const longer = long !== undefined && long.factor !== null && long.periods > short.periods ? long : null;
  const facts = {
    shortRun: short.periods,
    shortRunLeverageFactor: short.factor,
    longRun: longer?.periods ?? null,
    longRunLeverageFactor: longer?.factor ?? null,
  };
  const more =
    longer === null || longer.factor === null
      ? ""
      : `, over the ${countText(longer.periods)} before ${factorText(longer.factor)}`;
  const text = `Over the ${countText(short.periods)} recorded ${unit}s before, the weighted average was ${factorText(short.factor)}${more}.`;
  return [{ kind: "comparison", text: sentenceCase(text), facts }];
}

function runOf(periods: readonly PeriodFigures[]): {
  readonly periods: number;
  readonly factor: number | null;
} {
  const first = periods[0];
  if (first === undefined) return { periods: 0, factor: null };
  return { periods: periods.length, factor: combined(first.from, first.to, periods).leverageFactor };
}
