/** A task's supervisory time under other caps than those in force. The ledger stays as it is. */
import { z } from "zod";
import { meanMinutes } from "../core/estimates/estimates.ts";
import type { SupervisionRules } from "../core/method.ts";
import { findTask } from "./find-task.ts";
import { operation } from "./operation.ts";
import { refresh } from "./refresh.ts";
import { everybodysAttention, type SupervisionTried, supervisionUnder } from "./sensitivity.ts";
import { supervisionRules } from "./supervision-rules.ts";

export interface CapsTried extends SupervisionTried {
  readonly gapCapMinutes: number;
  readonly waitCapMinutes: number;
}

export interface WhatIfOutput {
  readonly taskId: string;
  /** The name of the definition in force. */
  readonly definition: string;
  /** Minutes that a person declared; the record shows them, whatever the caps. */
  readonly declaredMinutes: number | null;
  readonly inForce: CapsTried;
  readonly tried: CapsTried;
}

const minuteMs = 60_000;
const minutes = "it takes minutes from 0 to 1440";
const cap = z.coerce.number(minutes).min(0, minutes).max(1440, minutes).optional();

export const whatIf = operation({
  name: "what-if",
  about: "A task's supervisory time under other caps; changes nothing",
  input: () =>
    z.object({
      task: z.string().describe("<ID> The task's id"),
      gapCap: cap.describe("<MINUTES> A longer gap before a prompt is away time; as in force if absent"),
      waitCap: cap.describe("<MINUTES> A longer wait of a dialog is away time; as in force if absent"),
    }),
  async run({ task: id, gapCap, waitCap }, effects): Promise<WhatIfOutput> {
    await refresh(effects);
    const store = await effects.store();
    const task = await findTask(store, id);
    const estimate = (await store.estimates([task.id])).find(({ inForce }) => inForce)?.estimate ?? null;
    const own = new Set(task.turnIds);
    const rules = supervisionRules(effects);
    const people = await everybodysAttention(effects);
    const humanMinutes = estimate === null ? 0 : meanMinutes(estimate);
    const supervised = supervisionUnder(people, own, always, humanMinutes);
    const under = (rules: SupervisionRules): CapsTried => ({
      gapCapMinutes: rules.gapCapMs / minuteMs,
      waitCapMinutes: rules.waitCapMs / minuteMs,
      ...supervised(rules),
    });
    const declared = (await store.taskDays({ taskIds: [task.id] })).map((day) => day.declaredSupervisoryMs);
    return {
      taskId: task.id,
      definition: rules.name,
      declaredMinutes: declared.some((ms) => ms !== null)
        ? declared.reduce<number>((sum, ms) => sum + (ms ?? 0), 0) / minuteMs
        : null,
      inForce: under(rules),
      tried: under({
        ...rules,
        gapCapMs: gapCap === undefined ? rules.gapCapMs : gapCap * minuteMs,
        waitCapMs: waitCap === undefined ? rules.waitCapMs : waitCap * minuteMs,
      }),
    };
  },
});

const always = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
