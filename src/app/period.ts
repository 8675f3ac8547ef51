/** The period a person asks for, measured against the ledger. */
import { dayOf } from "../core/days.ts";
import { type Period, parsePeriod, periodForms, type Unit } from "../core/periods.ts";
import type { Day } from "../core/types.ts";
import { WrongUse } from "./errors.ts";
import type { Effects } from "./operation.ts";

/** The newest day with a task, or today where the ledger is empty. */
export async function newestDay(effects: Effects): Promise<Day> {
  const store = await effects.store();
  return (await store.newestDay()) ?? dayOf(effects.clock(), effects.timezone);
}

/** @throws WrongUse for words that name no period. */
export async function periodNamed(effects: Effects, text: string | null, unit: Unit): Promise<Period> {
  const today = dayOf(effects.clock(), effects.timezone);
  const period = parsePeriod(text, unit, today, text === null ? await newestDay(effects) : today);
  if (period !== null) return period;
  const swapped = text?.split("..").toReversed().join("..") ?? "";
  if (swapped !== text && parsePeriod(swapped, unit, today, today) !== null) {
    throw new WrongUse(`"${text}" runs backwards`, `write ${swapped}`);
  }
  throw new WrongUse(`"${text}" names no period`, `write ${periodForms}`);
}
