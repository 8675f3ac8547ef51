/** Names and figures of explained numbers, the same on the terminal and in the dashboard. */
import type { NumberName } from "../core/definitions.ts";
import * as numbers from "./numbers.ts";

export const explainedNames: Readonly<Record<NumberName, string>> = {
  human: "Human estimate",
  agent: "Agent time",
  agentWork: "Agent work",
  agentUnion: "Agent time, union",
  uncertain: "Uncertain agent time",
  supervision: "Supervisory time",
  leverageFactor: "Leverage factor",
  supervisoryLeverageFactor: "Supervisory leverage factor",
  merged: "Human estimate of merged work",
  mergedLeverageFactor: "Leverage factor of merged work",
  survival: "Delivered lines still there",
  adjustedLeverageFactor: "Rework-adjusted leverage factor",
  tokens: "Tokens",
  cost: "Cost",
};

const figures = {
  minutes: (value: number | null) =>
    value !== null && value >= 600
      ? `${numbers.minutes(value)} (${numbers.hours(value)})`
      : numbers.minutes(value),
  factor: (value: number | null) => numbers.factor(value),
  tokens: numbers.count,
  share: numbers.percent,
  USD: (value: number | null) => (value === null ? "unpriced" : numbers.usd(value)),
};

export function explainedFigure(unit: keyof typeof figures, value: number | null): string {
  return figures[unit](value);
}
