/** What became of a record's work: sums by outcome, the factor of merged work alone, and the sentences on both. */
import { type Outcome, outcomes } from "../changes/task-work.ts";
import { meanMinutes } from "../estimates/estimates.ts";
import type {
  LeverageRecord,
  OutcomeTotals,
  RecordEntry,
  RecordTotals,
  Statement,
} from "../leverage-record.ts";
import { sum } from "./entries.ts";
import type { RecordFacts } from "./lead-in.ts";
import { countText, factorText, hoursText, listText, quantity, sentenceCase } from "./prose.ts";

type Counted = Pick<
  RecordEntry,
  "outcome" | "estimate" | "humanMeanMinutes" | "shareOfTask" | "hoursCount" | "agentMinutes"
>;

/** In the order in which people want to know. */
export const outcomesAndUnknown = [...outcomes, "unknown"] as const;

export function byOutcome(entries: readonly Counted[]): RecordTotals["byOutcome"] {
  const of = (outcome: Outcome | null): OutcomeTotals => {
    const own = entries.filter((entry) => entry.outcome === outcome);
    return {
      tasks: own.length,
      humanMeanMinutes: sum(own, estimatedMinutes),
      agentMinutes: sum(own, ({ agentMinutes }) => agentMinutes),
    };
  };
  return {
    merged: of("merged"),
    unmerged: of("unmerged"),
    abandoned: of("abandoned"),
    reverted: of("reverted"),
    unknown: of(null),
  };
}

/** The mean of a task's estimate that falls to the record, whether or not the record counts it. */
function estimatedMinutes({ estimate, humanMeanMinutes, shareOfTask, hoursCount }: Counted): number {
  if (hoursCount) return humanMeanMinutes ?? 0;
  return estimate === null ? 0 : meanMinutes(estimate) * shareOfTask;
}

export function isAnyOutcomeKnown(totals: RecordTotals["byOutcome"]): boolean {
  return outcomes.some((outcome) => totals[outcome].tasks > 0);
}

/** What the factor of merged work is made of. */
export interface MergedWork {
  readonly mergedTasks: number;
  readonly humanMinutes: number;
  /** Whose minutes are divided by. */
  readonly tasks: number;
  readonly agentMinutes: number;
}

/**
 * Hours of merged tasks and the minutes of all. A task without an estimate that is not merged adds no hours,
 * whatever its estimate would be, so its minutes are in; one that is merged would add hours nobody knows. Null where
 * no outcome is known.
 */
export function mergedWork(entries: readonly Counted[], unestimated: readonly Counted[]): MergedWork | null {
  if (![...entries, ...unestimated].some(({ outcome }) => outcome !== null)) return null;
  const merged = entries.filter(({ outcome, estimate }) => outcome === "merged" && estimate !== null);
  const spent = [...entries, ...unestimated.filter(({ outcome }) => outcome !== "merged")];
  return {
    mergedTasks: merged.length,
    humanMinutes: sum(merged, estimatedMinutes),
    tasks: spent.length,
    agentMinutes: sum(spent, ({ agentMinutes }) => agentMinutes),
  };
}

/** What became of the tasks, and what is left of the factor if merged work alone counts. */
export function outcomeStatements({ totals, scope }: RecordFacts): Statement[] {
  const { byOutcome: found, mergedLeverageFactor } = totals;
  if (!isAnyOutcomeKnown(found)) return [];
  const tasks = sum(outcomesAndUnknown, (outcome) => found[outcome].tasks);
  const facts: Record<string, string | number | null> = { tasks, mergedLeverageFactor };
  for (const outcome of outcomesAndUnknown) {
    facts[`${outcome}Tasks`] = found[outcome].tasks;
    facts[`${outcome}Hours`] = found[outcome].humanMeanMinutes / 60;
  }
  const alone =
    scope.work === "all" && mergedLeverageFactor !== null && found.merged.tasks > 0
      ? ` With the hours of merged work alone, against the agent minutes of all, the factor is ${factorText(mergedLeverageFactor)}.`
      : "";
  return [{ kind: "outcome", text: `${whatBecame(found, tasks)}${alone}`, facts }];
}

function whatBecame(found: RecordTotals["byOutcome"], tasks: number): string {
  const parts = outcomes
    .filter((outcome) => found[outcome].tasks > 0)
    .map((outcome, i) => {
      const { tasks: number, humanMeanMinutes } = found[outcome];
      const verb = i > 0 ? "" : number === 1 ? "is " : "are ";
      // Without an estimate there are none to tell, which is not none at all.
      const hours = humanMeanMinutes > 0 ? ` (${quantity(hoursText(humanMeanMinutes / 60), "hour")})` : "";
      return `${countText(number)}${hours} ${verb}${outcome}`;
    });
  const unknown = found.unknown.tasks;
  const rest = unknown === 0 ? "" : `; of ${countText(unknown)} no repository tells`;
  const of = tasks === 1 ? "the task" : `the ${countText(tasks)} tasks`;
  if (tasks === 1) return sentenceCase(`${of} is ${outcomes.find((outcome) => found[outcome].tasks > 0)}.`);
  return `Of ${of} ${listText(parts)}${rest}.`;
}

/** The record as it was told before outcomes were: what an older export is held against. */
export function withoutOutcomes(record: LeverageRecord): unknown {
  return {
    ...record,
    definitions: without(record.definitions, ["outcome"]),
    scope: without(record.scope, ["work"]),
    totals: without(record.totals, ["byOutcome", "mergedLeverageFactor", "survival"]),
    entries: record.entries.map((entry) => without(entry, newInEntries)),
    unestimated: record.unestimated.map((entry) => without(entry, newInEntries)),
    analysis: record.analysis.filter(({ kind }) => kind !== "outcome" && kind !== "survival"),
  };
}

const newInEntries = ["outcome", "commits", "hoursCount"] as const satisfies (keyof RecordEntry)[];

function without<T extends object>(value: T, keys: readonly (keyof T & string)[]): Partial<T> {
  const left = Object.entries(value).filter(([key]) => !keys.some((gone) => gone === key));
  return Object.fromEntries(left) as Partial<T>;
}
