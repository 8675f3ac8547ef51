/** How supervisory time hangs on the caps of its definition. */
import type { SupervisionRules } from "../core/method.ts";
import { superviseTurns } from "../core/turns/supervision.ts";
import type { Interval, Turn } from "../core/types.ts";

const minuteMs = 60_000;

/** The supervisory minutes had the caps been others. */
export interface Sensitivity {
  readonly gapCapMinutes: number;
  readonly waitCapMinutes: number;
  readonly inForce: boolean;
  readonly supervisoryMinutes: number;
  readonly supervisoryLeverageFactor: number | null;
}

/** Half, once and twice each cap, one at a time. */
export function sensitivityOf(
  rules: SupervisionRules,
  turns: readonly Turn[],
  counted: ReadonlySet<string>,
  within: Interval,
  humanMinutes: number,
): readonly Sensitivity[] {
  const variants: readonly (readonly [number, number])[] = [
    [0.5, 1],
    [2, 1],
    [1, 0.5],
    [1, 2],
    [0.5, 0.5],
    [2, 2],
  ];
  return [[1, 1] as const, ...variants].map(([gap, wait]) => {
    const tried: SupervisionRules = {
      ...rules,
      gapCapMs: rules.gapCapMs * gap,
      waitCapMs: rules.waitCapMs * wait,
    };
    const supervisoryMs = superviseTurns(turns, tried)
      .filter(
        (stretch) => counted.has(stretch.turnId) && (rules.counts === "all" || stretch.of === "prompting"),
      )
      .reduce(
        (sum, { fromMs, toMs }) =>
          sum + Math.max(0, Math.min(toMs, within.toMs) - Math.max(fromMs, within.fromMs)),
        0,
      );
    const supervisoryMinutes = supervisoryMs / minuteMs;
    return {
      gapCapMinutes: tried.gapCapMs / minuteMs,
      waitCapMinutes: tried.waitCapMs / minuteMs,
      inForce: gap === 1 && wait === 1,
      supervisoryMinutes,
      supervisoryLeverageFactor:
        supervisoryMinutes > 0 && humanMinutes > 0 ? humanMinutes / supervisoryMinutes : null,
    };
  });
}
