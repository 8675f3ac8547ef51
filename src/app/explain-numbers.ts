/** The numbers of a row or a total of the record, each with its arithmetic and its parts. */

import type { TaskSurvival } from "../core/changes/survival.ts";
import { definitions, type NumberName } from "../core/definitions.ts";
import { byOrigin } from "../core/estimates/estimate-origins.ts";
import { lengthMs } from "../core/intervals.ts";
import type { LeverageRecord, RecordEntry } from "../core/leverage-record.ts";
import { mergedWork, outcomesAndUnknown } from "../core/records/outcomes.ts";
import type { Turn } from "../core/types.ts";

const minuteMs = 60_000;

/** One number, with what it was added up from. */
export interface ExplainedNumber {
  readonly name: NumberName;
  readonly value: number | null;
  readonly unit: "minutes" | "factor" | "tokens" | "USD" | "share";
  readonly definition: string;
  /** The arithmetic with its figures: `412.0 human minutes / 25.3 agent minutes`. */
  readonly formula: string;
  readonly parts: readonly { readonly label: string; readonly value: number }[];
}

export function number(
  name: NumberName,
  value: number | null,
  unit: ExplainedNumber["unit"],
  formula: string,
  parts: ExplainedNumber["parts"],
): ExplainedNumber {
  return { name, value, unit, definition: definitions[name], formula, parts };
}

const shown = (value: number): string => value.toFixed(1);

type Measured = Pick<
  RecordEntry,
  | "agentMinutes"
  | "agentWorkMinutes"
  | "uncertainAgentMinutes"
  | "supervision"
  | "leverageFactor"
  | "supervisoryLeverageFactor"
>;

/** The numbers that a row and a total have in common; `parts` are the rows of a total, `measured` those of its work. */
export function numbersOf(
  humanMinutes: number | null,
  sums: Measured,
  parts: readonly RecordEntry[],
  measured: readonly RecordEntry[] = parts,
): readonly ExplainedNumber[] {
  const partsBy = (of: (entry: RecordEntry) => number | null, rows = parts) =>
    rows.flatMap((entry) => {
      const value = of(entry);
      return value === null ? [] : [{ label: `${entry.taskId} ${entry.title}`, value }];
    });
  const supervised = sums.supervision?.supervisoryMinutes ?? null;
  const human = humanMinutes === null ? "no estimate" : `${shown(humanMinutes)} human minutes`;
  return [
    number(
      "human",
      humanMinutes,
      "minutes",
      parts.length > 0
        ? `sum of the tasks' means: ${originsText(parts)}`
        : "the mean of the estimate in force",
      partsBy((e) => e.humanMeanMinutes),
    ),
    number(
      "agent",
      sums.agentMinutes,
      "minutes",
      parts.length > 0 ? "sum over the tasks" : "union over the turns",
      partsBy((e) => e.agentMinutes),
    ),
    number(
      "agentWork",
      sums.agentWorkMinutes,
      "minutes",
      parts.length > 0 ? "sum over all agents, of all measured tasks" : "sum over all agents",
      partsBy((e) => e.agentWorkMinutes, measured),
    ),
    number(
      "uncertain",
      sums.uncertainAgentMinutes,
      "minutes",
      "sum over the turns",
      partsBy((e) => e.uncertainAgentMinutes),
    ),
    number(
      "supervision",
      supervised,
      "minutes",
      supervisionFormula(sums.supervision),
      partsBy((e) => e.supervision?.supervisoryMinutes ?? null),
    ),
    number(
      "leverageFactor",
      sums.leverageFactor?.value ?? null,
      "factor",
      `${human} / ${shown(sums.agentMinutes)} agent minutes`,
      partsBy((e) => e.leverageFactor?.value ?? null),
    ),
    number(
      "supervisoryLeverageFactor",
      sums.supervisoryLeverageFactor?.value ?? null,
      "factor",
      `${human} / ${supervised === null ? "no" : shown(supervised)} supervisory minutes`,
      partsBy((e) => e.supervisoryLeverageFactor?.value ?? null),
    ),
  ];
}

/** What became of a record's tasks, and the factor of merged work alone; nothing where no outcome is known. */
export function mergedNumbers({ totals, entries, unestimated }: LeverageRecord): readonly ExplainedNumber[] {
  const work = mergedWork(entries, unestimated);
  if (work === null) return [];
  const { byOutcome, mergedLeverageFactor } = totals;
  const outcomes = outcomesAndUnknown
    .filter((outcome) => byOutcome[outcome].tasks > 0)
    .map((outcome) => `${byOutcome[outcome].tasks} ${outcome}`);
  const human = `${shown(work.humanMinutes)} human minutes of ${work.mergedTasks} merged tasks`;
  const spent = `${shown(work.agentMinutes)} agent minutes of ${work.tasks} tasks`;
  const merged = entries.filter(({ outcome }) => outcome === "merged");
  const partsOf = (of: (entry: RecordEntry) => number | null) =>
    merged.map((entry) => ({ label: `${entry.taskId} ${entry.title}`, value: of(entry) ?? 0 }));
  return [
    number(
      "merged",
      work.humanMinutes,
      "minutes",
      `of all tasks: ${outcomes.join(", ")}`,
      partsOf((e) => e.humanMeanMinutes),
    ),
    number(
      "mergedLeverageFactor",
      mergedLeverageFactor,
      "factor",
      `${human} / ${spent}`,
      partsOf((e) => e.leverageFactor?.value ?? null),
    ),
  ];
}

/** What is left of delivered lines, and the factor without what was reworked; nothing where no line landed. */
export function survivalNumbers(
  { totals: { survival }, entries, unestimated }: LeverageRecord,
  survivals: ReadonlyMap<string, TaskSurvival>,
): readonly ExplainedNumber[] {
  if (survival === null) return [];
  const parts = [...entries, ...unestimated].flatMap(({ taskId, title }) => {
    const own = survivals.get(taskId);
    return own === undefined
      ? []
      : [{ label: `${taskId} ${title}`, value: own.aliveLines / own.deliveredLines }];
  });
  const { aliveLines, deliveredLines, landedTasks, measuredTasks, plainFactor, adjustedFactor } = survival;
  const lines = `${Math.round(aliveLines)} of ${Math.round(deliveredLines)} lines of ${landedTasks} tasks`;
  return [
    number("survival", aliveLines / deliveredLines, "share", lines, parts),
    ...(adjustedFactor === null || plainFactor === null
      ? []
      : [
          number(
            "adjustedLeverageFactor",
            adjustedFactor,
            "factor",
            `over ${measuredTasks} measured tasks, plain factor ${shown(plainFactor)}; leverage survival lists them`,
            [],
          ),
        ]),
  ];
}

function originsText(parts: readonly RecordEntry[]): string {
  const { preRegistered, late, model } = byOrigin(parts.filter(({ hoursCount }) => hoursCount));
  return `${preRegistered.tasks} pre-registered, ${late.tasks} declared late, ${model.tasks} by models`;
}

function supervisionFormula(supervision: RecordEntry["supervision"]): string {
  if (supervision === null) return "none is known";
  if (supervision.declared) return "declared by a person";
  const { promptingMinutes, reviewingMinutes, approvingMinutes } = supervision;
  return `${shown(promptingMinutes)} prompting + ${shown(reviewingMinutes)} reviewing + ${shown(approvingMinutes)} approving`;
}

export function taskNumbers(entry: RecordEntry, turns: readonly Turn[]): readonly ExplainedNumber[] {
  const byTurn = turns.map((turn, i) => ({
    label: `turn ${i + 1}`,
    value: lengthMs(turn.agentIntervals) / minuteMs,
  }));
  const own = numbersOf(entry.humanMeanMinutes, entry, []).map((one) =>
    one.name === "agent" ? { ...one, parts: byTurn } : one,
  );
  return [...own, tokensOf(entry.usage, []), costOf(entry.usage, [])];
}

export function tokensOf(usage: RecordEntry["usage"], parts: readonly RecordEntry[]): ExplainedNumber {
  const { inputTokens, outputTokens, cacheWrite5mTokens, cacheWrite1hTokens, cacheReadTokens } = usage;
  const formula = `${inputTokens} input + ${outputTokens} output + ${cacheWrite5mTokens} cache writes (5 min) + ${cacheWrite1hTokens} cache writes (1 h) + ${cacheReadTokens} cache reads`;
  return number(
    "tokens",
    usage.totalTokens,
    "tokens",
    formula,
    parts.map((e) => ({ label: `${e.taskId} ${e.title}`, value: e.usage.totalTokens })),
  );
}

export function costOf(usage: RecordEntry["usage"], parts: readonly RecordEntry[]): ExplainedNumber {
  const formula =
    usage.unpricedTokens > 0
      ? `priced tokens only; ${usage.unpricedTokens} tokens have no known price`
      : "tokens of each model at its price";
  return number(
    "cost",
    usage.usd,
    "USD",
    formula,
    parts.flatMap((e) =>
      e.usage.usd === null ? [] : [{ label: `${e.taskId} ${e.title}`, value: e.usage.usd }],
    ),
  );
}
