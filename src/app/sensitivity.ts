/** How supervisory time hangs on the caps of its definition. */
import type { SupervisionRules } from "../core/method.ts";
import { type Attention, superviseSome } from "../core/turns/supervision.ts";
import type { Interval } from "../core/types.ts";
import type { Effects } from "./operation.ts";
import { attentionByPerson } from "./task-results.ts";

const minuteMs = 60_000;

/** The supervisory minutes had the caps been others. */
export interface Sensitivity {
  readonly gapCapMinutes: number;
  readonly waitCapMinutes: number;
  readonly inForce: boolean;
  readonly supervisoryMinutes: number;
  readonly supervisoryLeverageFactor: number | null;
}

/** What everybody's sessions ask of them, as the analysis left it: what supervision is tried on. It hangs on no cap. */
export async function everybodysAttention(effects: Effects): Promise<readonly (readonly Attention[])[]> {
  const make = async () => attentionByPerson(await effects.store());
  return effects.kept?.("attention", make) ?? make();
}

/** Half, once and twice each cap, one at a time. */
export function sensitivityOf(
  rules: SupervisionRules,
  people: readonly (readonly Attention[])[],
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
    const { supervisoryMinutes, supervisoryLeverageFactor } = supervisionUnder(
      tried,
      people,
      counted,
      within,
      humanMinutes,
    );
    return {
      gapCapMinutes: tried.gapCapMs / minuteMs,
      waitCapMinutes: tried.waitCapMs / minuteMs,
      inForce: gap === 1 && wait === 1,
      supervisoryMinutes,
      supervisoryLeverageFactor,
    };
  });
}

/** Supervisory minutes under some rules, by component, and the factor they make. */
export interface SupervisionTried {
  readonly promptingMinutes: number;
  readonly reviewingMinutes: number;
  readonly approvingMinutes: number;
  /** What the factor divides by: the sum of the components, or prompting alone where the rules say so. */
  readonly supervisoryMinutes: number;
  readonly supervisoryLeverageFactor: number | null;
}

export function supervisionUnder(
  rules: SupervisionRules,
  people: readonly (readonly Attention[])[],
  counted: ReadonlySet<string>,
  within: Interval,
  humanMinutes: number,
): SupervisionTried {
  const ms = { prompting: 0, reviewing: 0, approving: 0 };
  const counts = people.flatMap((sessions) => superviseSome(sessions, rules, counted));
  for (const { of, fromMs, toMs } of counts) {
    ms[of] += Math.max(0, Math.min(toMs, within.toMs) - Math.max(fromMs, within.fromMs));
  }
  const countedMs = rules.counts === "all" ? ms.prompting + ms.reviewing + ms.approving : ms.prompting;
  const supervisoryMinutes = countedMs / minuteMs;
  return {
    promptingMinutes: ms.prompting / minuteMs,
    reviewingMinutes: ms.reviewing / minuteMs,
    approvingMinutes: ms.approving / minuteMs,
    supervisoryMinutes,
    supervisoryLeverageFactor:
      supervisoryMinutes > 0 && humanMinutes > 0 ? humanMinutes / supervisoryMinutes : null,
  };
}
