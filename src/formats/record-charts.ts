/** The charts of a record: what each of `src/plots` is given. The page and the dashboard draw the same ones. */
import type { LeverageRecord, RecordEntry } from "../core/leverage-record.ts";
import type { Chart } from "../plots/chart.ts";
import { factorsByDay } from "../plots/factors-by-day.ts";
import { type FactorOfTask, factorsByTask } from "../plots/factors-by-task.ts";
import { sharesByGroup } from "../plots/shares-by-group.ts";
import { survivalCurve } from "../plots/survival-curve.ts";
import { factorStyleOf } from "./cells.ts";
import { plainTitle, shorten } from "./text.ts";

/** Each task's factor with its interval. Null where fewer than two tasks have one. */
export function factorChart(record: LeverageRecord): Chart | null {
  return factorsByTask({
    tasks: record.entries.flatMap(factorOf),
    weightedAverage: record.totals.leverageFactor?.value ?? null,
    style: factorStyleOf(record),
  });
}

function factorOf({ place, title, leverageFactor }: RecordEntry): FactorOfTask[] {
  if (leverageFactor === null || leverageFactor.value <= 0) return [];
  const plain = plainTitle(title);
  return [{ place, title: plain, label: shorten(plain, 38), ...leverageFactor }];
}

/** Each work type's share of the human hours and of the agent minutes. Null for fewer than two types. */
export function typeChart({ byType }: LeverageRecord): Chart | null {
  const groups = byType.map(({ type, humanMeanMinutes, agentMinutes }) => {
    return { group: type, humanMinutes: humanMeanMinutes, agentMinutes };
  });
  return sharesByGroup(groups, "work type");
}

/** How much of the delivered lines is there after some time. Null for fewer than two looks. */
export function survivalChart({ totals: { survival } }: LeverageRecord): Chart | null {
  if (survival === null) return null;
  const { windows, deliveredLines, aliveLines } = survival;
  const looks = windows.map((window) => ({
    after: `${window.days} days`,
    lines: window.deliveredLines,
    aliveLines: window.aliveLines,
  }));
  return survivalCurve([...looks, { after: "now", lines: deliveredLines, aliveLines }]);
}

/** Weighted factor of each recorded day. Null for fewer than three days. */
export function historyChart(record: LeverageRecord): Chart | null {
  const { from, to } = record.period;
  const days = record.history.flatMap(({ day, leverageFactor: value }) => {
    return value === null ? [] : [{ day, value, filled: day >= from && day <= to }];
  });
  return factorsByDay({ days, style: factorStyleOf(record) });
}
