/** A task's row of the log in words, the same in every format that people read. */
import { estimatorLabel } from "../core/estimates/estimates.ts";
import type { Factor, LeverageRecord, RecordEntry, Usage } from "../core/leverage-record.ts";
import * as numbers from "./numbers.ts";
import { plainText, plainTitle } from "./text.ts";

/** A figure and its 80 % interval, apart, so that a format may set the interval smaller or leave it out. */
export interface Figure {
  readonly text: string;
  readonly interval: string | null;
}

export interface TaskCells {
  readonly place: string;
  readonly taskId: string;
  readonly title: string;
  readonly human: Figure;
  readonly agent: string;
  readonly supervisory: string;
  readonly leverage: Figure;
  readonly supervisoryLeverage: Figure;
  readonly type: string;
  readonly project: string;
  readonly cost: string;
  readonly tokens: string;
  /** `merged`, `reverted` ...; empty where no repository tells. */
  readonly outcome: string;
  /** What a reader should know before trusting the row: `declared`, `uncertain 3m` ... */
  readonly marks: readonly string[];
}

/** The columns of the task log, by the names published records use. */
export const taskColumns = ["#", "Task", "Human Est.", "Agent", "Sup.", "Factor", "Sup. Factor"] as const;

/**
 * A record made of imported entries alone is printed as such tables are (`1440.0x`), so that it exports to
 * the table it came from.
 */
export function factorStyleOf(record: LeverageRecord): numbers.FactorStyle {
  return record.entries.length > 0 && record.entries.every((entry) => entry.imported) ? "published" : "plain";
}

export function factorFigure(value: Factor | null, style: numbers.FactorStyle): Figure {
  return { text: numbers.factor(value?.value ?? null, style), interval: numbers.factorInterval(value) };
}

/** Cost of a cell: `$1.20`; `unpriced` where no token has a price; `$1.20 +` where some have none. */
export function costText(usage: Usage): string {
  if (usage.totalTokens === 0) return numbers.dash;
  if (usage.usd === null) return "unpriced";
  return usage.unpricedTokens > 0 ? `${numbers.usd(usage.usd)} +` : numbers.usd(usage.usd);
}

/** Who or what gave the estimate: `diff-model@1`, `imported`; null where there is none. */
export function estimatorText({ estimate, imported }: RecordEntry): string | null {
  if (estimate !== null) return plainText(estimatorLabel(estimate));
  return imported ? "imported" : null;
}

/** A task with an estimate whose hours all count on other days than the record's: a dash, not `0h`. */
export function countsElsewhere({ human, shareOfTask }: RecordEntry): boolean {
  return human !== null && shareOfTask === 0;
}

/** No hours of it stand in the record: they count elsewhere, or merged work alone counts and it is not merged. */
function hasNoHours(entry: RecordEntry): boolean {
  return countsElsewhere(entry) || !entry.hoursCount;
}

/** `merged, 3 commits`; what is not merged adds no hours to a record of merged work. */
function outcomeMark({ outcome, commits, hoursCount }: RecordEntry): string[] {
  const uncounted = hoursCount ? "" : ", its hours not counted";
  if (outcome === null) return hoursCount ? [] : [`not known to be merged${uncounted}`];
  return [`${outcome}, ${numbers.counted(commits, "commit")}${uncounted}`];
}

/** Agent time without a share can only mean that the hours went by changed lines (`dayShares`). */
function elsewhereMark({ agentMinutes }: RecordEntry): string {
  return `its hours count on ${agentMinutes > 0 ? "the days its lines changed" : "its other days"}`;
}

function marksOf(entry: RecordEntry): string[] {
  const marks = outcomeMark(entry);
  if (entry.imported) marks.push("imported, all declared");
  else if (entry.estimate?.estimator === "declared") marks.push("estimate declared");
  if (!entry.imported && entry.supervision?.declared) marks.push("supervision declared");
  if (countsElsewhere(entry)) marks.push(elsewhereMark(entry));
  else if (entry.shareOfTask < 1) marks.push(`${numbers.percent(entry.shareOfTask)} of the task`);
  if (entry.uncertainAgentMinutes > 0)
    marks.push(`${numbers.minutes(entry.uncertainAgentMinutes)} uncertain`);
  return marks;
}

export function taskCells(entry: RecordEntry, style: numbers.FactorStyle): TaskCells {
  return {
    place: numbers.count(entry.place),
    taskId: plainText(entry.taskId),
    title: plainTitle(entry.title),
    human: {
      text: hasNoHours(entry) ? numbers.dash : numbers.hours(entry.humanMeanMinutes),
      interval: numbers.hoursInterval(entry.human),
    },
    agent: entry.agentMinutes > 0 ? numbers.minutes(entry.agentMinutes) : numbers.dash,
    supervisory: supervisoryText(entry),
    leverage: factorFigure(entry.leverageFactor, style),
    supervisoryLeverage: factorFigure(entry.supervisoryLeverageFactor, style),
    type: entry.type,
    project: plainText(entry.project) || numbers.dash,
    cost: costText(entry.usage),
    tokens: entry.usage.totalTokens > 0 ? numbers.shortTokens(entry.usage.totalTokens) : numbers.dash,
    outcome: entry.outcome ?? "",
    marks: marksOf(entry),
  };
}

function supervisoryText(entry: RecordEntry): string {
  const measured = entry.supervision?.supervisoryMinutes ?? 0;
  return measured > 0 ? numbers.minutes(measured) : numbers.dash;
}
