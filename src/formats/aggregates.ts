/** The aggregate statistics in words, the same in every format that people read. */

import { reworkDays } from "../core/changes/survival.ts";
import type { Factor, LeverageRecord, RecordSurvival, RecordTotals, Usage } from "../core/leverage-record.ts";
import { isAnyOutcomeKnown } from "../core/records/outcomes.ts";
import { costText, factorStyleOf } from "./cells.ts";
import * as numbers from "./numbers.ts";

export interface Aggregate {
  readonly label: string;
  /** The figure alone, as published records print it. */
  readonly value: string;
  /** Its interval, parts and limits; empty where there is nothing to add. */
  readonly detail: string;
}

const workingDayMinutes = 8 * 60;
const workingWeekMinutes = 40 * 60;

function inTenths(value: number): string {
  return value > 0 && value < 0.05 ? "<0.1" : value.toFixed(1);
}

function hasNoHours({ totals, scope }: LeverageRecord): boolean {
  return totals.tasks === 0 || (scope.work === "merged" && !isAnyOutcomeKnown(totals.byOutcome));
}

function humanDetail(record: LeverageRecord): string {
  const { totals, scope } = record;
  if (totals.tasks === 0) return "no task has an estimate";
  if (hasNoHours(record)) return "of no task is it known whether it is merged";
  const whose = scope.work === "merged" ? ["of merged tasks alone"] : [];
  const interval = numbers.hoursInterval(totals.human);
  const days = inTenths(totals.humanMeanMinutes / workingDayMinutes);
  const weeks = inTenths(totals.humanMeanMinutes / workingWeekMinutes);
  const parts = [`${days} working days of 8h, ${weeks} weeks of 40h`];
  return [...whose, ...(interval === null ? [] : [`80% interval ${interval}`]), ...parts].join("; ");
}

function originDetail({ byOrigin }: RecordTotals): string {
  const { preRegistered, late, model } = byOrigin;
  const parts = [
    { ...preRegistered, how: "pre-registered" },
    { ...late, how: "declared late" },
    { ...model, how: "by models" },
  ];
  return parts
    .filter(({ tasks }) => tasks > 0)
    .map(
      ({ tasks, humanMeanMinutes, how }) =>
        `${numbers.count(tasks)} ${how} (${numbers.hours(humanMeanMinutes)})`,
    )
    .join(", ");
}

function tasksDetail(totals: RecordTotals): string {
  if (totals.unestimatedTasks === 0) return "";
  const minutes = numbers.minutes(totals.unestimatedAgentMinutes);
  return `and ${numbers.count(totals.unestimatedTasks)} without an estimate (${minutes} of agent time), outside the factors`;
}

function agentDetail(totals: RecordTotals): string {
  if (totals.tasks === 0 && totals.unestimatedTasks > 0)
    return `no task has an estimate; ${numbers.minutes(totals.unestimatedAgentMinutes)} without one are outside`;
  const share = totals.agentMinutes > 0 ? totals.uncertainAgentMinutes / totals.agentMinutes : 0;
  const uncertain =
    totals.uncertainAgentMinutes > 0
      ? `${numbers.minutes(totals.uncertainAgentMinutes)} (${numbers.percent(share)}) of it uncertain`
      : "";
  const clock = totals.agentMinutes >= 59.5 ? numbers.clock(totals.agentMinutes) : "";
  return [clock, uncertain].filter(Boolean).join("; ");
}

function supervisionDetail({ entries, totals }: LeverageRecord): string {
  const { supervisoryMinutes, promptingMinutes, reviewingMinutes, approvingMinutes } = totals.supervision;
  const declared = entries.filter((entry) => entry.supervision?.declared).length;
  const unknown = entries.filter((entry) => entry.supervision === null).length;
  const measured = promptingMinutes + reviewingMinutes + approvingMinutes;
  const details: string[] = [];
  if (measured > 0) {
    const parts = `prompting ${numbers.minutes(promptingMinutes)}, reviewing ${numbers.minutes(reviewingMinutes)}, approving ${numbers.minutes(approvingMinutes)}`;
    // `prompting only` measures all three and counts one.
    const less =
      measured - supervisoryMinutes > 0.05 && declared === 0 ? "; the definition in force counts less" : "";
    details.push(`measured: ${parts}${less}`);
  }
  if (declared > 0)
    details.push(
      declared === entries.length ? "declared" : `declared for ${numbers.counted(declared, "task")}`,
    );
  if (unknown > 0 && unknown < entries.length)
    details.push(`unknown for ${numbers.counted(unknown, "task")}`);
  return details.join("; ");
}

/** Each kind of token with its count, and those whose kind nobody declared. */
export function tokenKinds(usage: Usage): [string, number][] {
  const known: [string, number][] = [
    ["input", usage.inputTokens],
    ["output", usage.outputTokens],
    ["cache write 5 min", usage.cacheWrite5mTokens],
    ["cache write 1 h", usage.cacheWrite1hTokens],
    ["cache read", usage.cacheReadTokens],
  ];
  const sum = known.reduce((total, [, tokens]) => total + tokens, 0);
  const declared: [string, number] = ["declared, kind unknown", usage.totalTokens - sum];
  return [...known, declared].filter(([, tokens]) => tokens > 0);
}

function tokensDetail(usage: Usage): string {
  return tokenKinds(usage)
    .map(([kind, tokens]) => `${kind} ${numbers.count(tokens)}`)
    .join(", ");
}

function costDetail(usage: Usage): string {
  if (usage.unpricedTokens === 0) return "";
  const tokens = `${numbers.count(usage.unpricedTokens)} tokens have no known price`;
  return usage.usd === null ? tokens : `${tokens} and are not in it`;
}

/** `31.5h; 3 unmerged (4h), 1 reverted (2h), 4 unknown (5h)`. */
function outcomeDetail({ byOutcome }: RecordTotals): string {
  const others = (["unmerged", "abandoned", "reverted", "unknown"] as const)
    .filter((outcome) => byOutcome[outcome].tasks > 0)
    .map((outcome) => {
      const { tasks, humanMeanMinutes } = byOutcome[outcome];
      const hours = humanMeanMinutes > 0 ? ` (${numbers.hours(humanMeanMinutes)})` : "";
      return `${numbers.count(tasks)} ${outcome}${hours}`;
    });
  return [numbers.hours(byOutcome.merged.humanMeanMinutes), others.join(", ")].filter(Boolean).join("; ");
}

/** Nothing where no outcome is known. */
function outcomeRows({ totals }: LeverageRecord): Aggregate[] {
  if (!isAnyOutcomeKnown(totals.byOutcome)) return [];
  const value = numbers.count(totals.byOutcome.merged.tasks);
  return [{ label: "Merged tasks", value, detail: outcomeDetail(totals) }];
}

/** `of 77 lines of 3 tasks; 94% after 28 days (2 tasks); 19% reworked within 28 days`. */
function survivalDetail(survival: RecordSurvival): string {
  const { deliveredLines, reworkedLines, landedTasks, windows, adjustedFactor, plainFactor } = survival;
  const looks = windows
    .filter(({ tasks }) => tasks > 0)
    .map(({ days, tasks, aliveLines, deliveredLines: lines }) => {
      return `${numbers.percent(aliveLines / lines)} after ${days} days (${numbers.counted(tasks, "task")})`;
    });
  const adjusted =
    adjustedFactor === null
      ? ""
      : `rework-adjusted factor ${numbers.factor(adjustedFactor)}, plain ${numbers.factor(plainFactor)} (${numbers.counted(survival.measuredTasks, "measured task")})`;
  return [
    `of ${numbers.counted(Math.round(deliveredLines), "line")} that ${numbers.counted(landedTasks, "task")} delivered`,
    looks.join(", "),
    `${numbers.percent(reworkedLines / deliveredLines)} reworked within ${reworkDays} days`,
    adjusted,
  ]
    .filter(Boolean)
    .join("; ");
}

/** Nothing where no task has lines on a trunk. */
function survivalRows({ totals: { survival } }: LeverageRecord): Aggregate[] {
  if (survival === null) return [];
  const value = numbers.percent(survival.aliveLines / survival.deliveredLines);
  return [{ label: "Delivered lines still there", value, detail: survivalDetail(survival) }];
}

function mergedDetail({ totals, scope }: LeverageRecord): string {
  const factor = totals.mergedLeverageFactor;
  return factor === null || scope.work === "merged"
    ? ""
    : `${numbers.factor(factor)} with the hours of merged tasks alone`;
}

function factorDetail(factor: Factor | null, cautious: number | null): string {
  const interval = numbers.factorInterval(factor);
  const parts = interval === null ? [] : [`80% interval ${interval}`];
  if (cautious !== null) parts.push(`at least ${numbers.factorBound(cautious)} with 90% probability`);
  return parts.join("; ");
}

/** The rows of the aggregate table, in the order of published records. */
export function aggregates(record: LeverageRecord): Aggregate[] {
  const { totals } = record;
  const { usage } = totals;
  const style = factorStyleOf(record);
  return [
    { label: "Total tasks", value: numbers.count(totals.tasks), detail: tasksDetail(totals) },
    {
      label: "Total human-equivalent hours",
      value: hasNoHours(record) ? numbers.dash : numbers.plainHours(totals.humanMeanMinutes),
      detail: humanDetail(record),
    },
    {
      label: "Estimates registered before the work",
      value: numbers.count(totals.byOrigin.preRegistered.tasks),
      detail: originDetail(totals),
    },
    ...outcomeRows(record),
    ...survivalRows(record),
    {
      label: "Total agent minutes",
      value: numbers.plainMinutes(totals.agentMinutes),
      detail: agentDetail(totals),
    },
    ...clockRows(record),
    {
      label: "Total supervisory minutes",
      value: numbers.plainMinutes(totals.supervision.supervisoryMinutes),
      detail: supervisionDetail(record),
    },
    { label: "Total tokens", value: numbers.count(usage.totalTokens), detail: tokensDetail(usage) },
    { label: "Cost at list prices", value: costText(usage), detail: costDetail(usage) },
    {
      label: "Weighted average leverage factor",
      value: numbers.factor(totals.leverageFactor?.value ?? null, style),
      detail: [factorDetail(totals.leverageFactor, totals.leverageFactorP10), mergedDetail(record)]
        .filter(Boolean)
        .join("; "),
    },
    {
      label: "Weighted average supervisory leverage factor",
      value: numbers.factor(totals.supervisoryLeverageFactor?.value ?? null, style),
      detail: factorDetail(totals.supervisoryLeverageFactor, null),
    },
  ];
}

/** Agent time on the clock and agent work. Imported tasks have no intervals, so nothing is known of either. */
function clockRows({ totals, period, entries, unestimated }: LeverageRecord): Aggregate[] {
  if (
    entries.length + unestimated.length > 0 &&
    [...entries, ...unestimated].every((entry) => entry.imported)
  ) {
    return [];
  }
  return [
    {
      label: period.kind === "day" ? "Agent minutes, day union" : "Agent minutes, union",
      value: numbers.plainMinutes(totals.agentUnionMinutes),
      detail: "time in which any agent worked on any measured task, estimated or not, overlaps counted once",
    },
    {
      label: "Agent work, minutes",
      value: numbers.plainMinutes(totals.agentWorkMinutes),
      detail: "of all measured tasks, estimated or not, parallel agents counted each",
    },
  ];
}
