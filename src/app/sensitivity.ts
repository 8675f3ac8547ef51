/** How supervisory time hangs on the caps of its definition. */
import type { SupervisionRules } from "../core/method.ts";
import { PersonsAttention } from "../core/turns/supervision-of-some.ts";
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
export async function everybodysAttention(effects: Effects): Promise<readonly PersonsAttention[]> {
  const make = async () =>
    (await attentionByPerson(await effects.store())).map((own) => new PersonsAttention(own));
  return effects.kept?.("attention", ["attention"], make) ?? make();
}

/** Half, once and twice each cap, one at a time. */
export function sensitivityOf(
  rules: SupervisionRules,
  people: readonly PersonsAttention[],
  counted: ReadonlySet<string>,
  within: Interval,
  humanMinutes: number,
): readonly Sensitivity[] {
  const under = supervisionUnder(people, counted, within, humanMinutes);
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
    const { supervisoryMinutes, supervisoryLeverageFactor } = under(tried);
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

/** What the counted turns take of people's time, under any rules. */
export function supervisionUnder(
  people: readonly PersonsAttention[],
  counted: ReadonlySet<string>,
  within: Interval,
  humanMinutes: number,
): (rules: SupervisionRules) => SupervisionTried {
  const parts = people.map((person) => person.of(counted));
  return (rules) => {
    const ms = { prompting: 0, reviewing: 0, approving: 0 };
    for (const { of, fromMs, toMs } of parts.flatMap((part) => part(rules))) {
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
  };
}
