/** The survival of several tasks' lines as one. */
import { type LinesByKind, survivalDays, type TaskSurvival } from "./survival.ts";

export interface SurvivalTotals {
  readonly deliveredLines: number;
  readonly delivered: LinesByKind;
  readonly aliveLines: number;
  readonly reworkedLines: number;
  /** Over the tasks whose time is over, all of whose lines are in both sums. */
  readonly windows: readonly {
    readonly days: number;
    readonly tasks: number;
    readonly deliveredLines: number;
    readonly aliveLines: number;
  }[];
}

export function totalSurvival(survivals: readonly TaskSurvival[]): SurvivalTotals {
  const sum = (value: (survival: TaskSurvival) => number, over = survivals): number =>
    over.reduce((total, one) => total + value(one), 0);
  return {
    deliveredLines: sum((one) => one.deliveredLines),
    delivered: {
      source: sum((one) => one.delivered.source),
      tests: sum((one) => one.delivered.tests),
      docs: sum((one) => one.delivered.docs),
    },
    aliveLines: sum((one) => one.aliveLines),
    reworkedLines: sum((one) => one.reworkedLines),
    windows: survivalDays.map((days, i) => {
      const over = survivals.filter((one) => one.windows[i]!.aliveLines !== null);
      return {
        days,
        tasks: over.length,
        deliveredLines: sum((one) => one.deliveredLines, over),
        aliveLines: sum((one) => one.windows[i]!.aliveLines ?? 0, over),
      };
    }),
  };
}
