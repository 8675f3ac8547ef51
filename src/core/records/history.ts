/** Totals of days and of longer periods over the whole ledger: what records are compared with. */
import { factor } from "../estimates/factors.ts";
import type { DayTotals } from "../leverage-record.ts";
import type { SupervisionRules } from "../method.ts";
import { around, type Unit } from "../periods.ts";
import type { Day } from "../types.ts";
import {
  countedSupervisoryMs,
  isActive,
  knowsSupervision,
  type LedgerTask,
  tokensOfDay,
} from "./ledger-tasks.ts";

/** Sums of one recorded period: a day that some task was worked on, or a week, month or year holding such days. */
export interface PeriodFigures {
  readonly from: Day;
  readonly to: Day;
  /** Tasks with an estimate. Null for longer periods, where a task of several days would count several times. */
  readonly tasks: number | null;
  readonly humanMeanMinutes: number;
  /** Of it, the part whose supervisory time is known. */
  readonly supervisedHumanMinutes: number;
  readonly agentMinutes: number;
  readonly supervisoryMinutes: number;
  readonly totalTokens: number;
  readonly leverageFactor: number | null;
  readonly supervisoryLeverageFactor: number | null;
}

/** What a day's figures take of one task. */
export interface DayPart {
  readonly day: Day;
  readonly isActive: boolean;
  /** Whether the task's hours count, or are known not to. */
  readonly isKnown: boolean;
  /** Null without an estimate: as in the record it stands outside the totals, but its tokens count. */
  readonly humanMinutes: number | null;
  readonly agentMs: number;
  /** Null where none is known. */
  readonly supervisoryMs: number | null;
  readonly tokens: number;
}

export function dayPartsOf(task: LedgerTask, counts: SupervisionRules["counts"]): readonly DayPart[] {
  return task.days.map((day, index) => ({
    day: day.day,
    isActive: isActive(task, day),
    isKnown: task.hoursCount || task.outcome !== null,
    humanMinutes: task.meanMinutes === null ? null : task.meanMinutes * task.shares[index]!,
    agentMs: day.agentMs,
    supervisoryMs: knowsSupervision(task, [day]) ? countedSupervisoryMs(day, counts) : null,
    tokens: tokensOfDay(day),
  }));
}

/** Every day with recorded work, ascending; excluded tasks left out. */
export function dayFigures(
  tasks: readonly LedgerTask[],
  counts: SupervisionRules["counts"],
): PeriodFigures[] {
  return figuresOfParts(tasks.filter(({ task }) => !task.excluded).map((task) => dayPartsOf(task, counts)));
}

/** The same of the parts of each task, in the order in which the tasks began: sums are equal to the last bit. */
export function figuresOfParts(tasks: Iterable<readonly DayPart[]>): PeriodFigures[] {
  const sums = new Map<Day, DaySums>();
  for (const parts of tasks) for (const part of parts) addPart(sumsOn(sums, part.day), part);
  return [...sums]
    .filter(([, { active }]) => active)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, sum]) => figuresOf(day, day, sum));
}

interface DaySums {
  active: boolean;
  known: boolean;
  tasks: number;
  human: number;
  supervisedHuman: number;
  agentMs: number;
  supervisoryMs: number;
  tokens: number;
}

function addPart(sum: DaySums, part: DayPart): void {
  sum.active ||= part.isActive;
  sum.known ||= part.isKnown;
  sum.tokens += part.tokens;
  if (part.humanMinutes === null) return;
  sum.tasks += 1;
  sum.human += part.humanMinutes;
  sum.agentMs += part.agentMs;
  if (part.supervisoryMs === null) return;
  sum.supervisedHuman += part.humanMinutes;
  sum.supervisoryMs += part.supervisoryMs;
}

/** With tokens that belong to a day but to no task. */
export function withOtherTokens(
  days: readonly PeriodFigures[],
  otherTokens: ReadonlyMap<Day, number>,
): readonly PeriodFigures[] {
  if (otherTokens.size === 0) return days;
  return days.map((day) => ({ ...day, totalTokens: day.totalTokens + (otherTokens.get(day.from) ?? 0) }));
}

function sumsOn(sums: Map<Day, DaySums>, day: Day): DaySums {
  const known = sums.get(day);
  if (known) return known;
  const fresh: DaySums = {
    active: false,
    known: false,
    tasks: 0,
    human: 0,
    supervisedHuman: 0,
    agentMs: 0,
    supervisoryMs: 0,
    tokens: 0,
  };
  sums.set(day, fresh);
  return fresh;
}

function figuresOf(from: Day, to: Day, sums: DaySums): PeriodFigures {
  const agentMinutes = sums.agentMs / 60_000;
  const supervisoryMinutes = sums.supervisoryMs / 60_000;
  return {
    from,
    to,
    tasks: sums.tasks,
    humanMeanMinutes: sums.human,
    supervisedHumanMinutes: sums.supervisedHuman,
    agentMinutes,
    supervisoryMinutes,
    totalTokens: sums.tokens,
    leverageFactor: sums.known ? factor(sums.human, agentMinutes) : null,
    supervisoryLeverageFactor: sums.known ? factor(sums.supervisedHuman, supervisoryMinutes) : null,
  };
}

/** Several periods as one: factors are ratios of sums, never means of factors. */
export function combined(from: Day, to: Day, parts: readonly PeriodFigures[]): PeriodFigures {
  const sum = (of: (part: PeriodFigures) => number) => parts.reduce((total, part) => total + of(part), 0);
  const humanMeanMinutes = sum((part) => part.humanMeanMinutes);
  const supervisedHumanMinutes = sum((part) => part.supervisedHumanMinutes);
  const agentMinutes = sum((part) => part.agentMinutes);
  const supervisoryMinutes = sum((part) => part.supervisoryMinutes);
  return {
    from,
    to,
    tasks: null,
    humanMeanMinutes,
    supervisedHumanMinutes,
    agentMinutes,
    supervisoryMinutes,
    totalTokens: sum((part) => part.totalTokens),
    leverageFactor: factor(humanMeanMinutes, agentMinutes),
    supervisoryLeverageFactor: factor(supervisedHumanMinutes, supervisoryMinutes),
  };
}

/** Days put together to the calendar's weeks, months or years, ascending; `day` gives the days themselves. */
export function periodsOf(days: readonly PeriodFigures[], unit: Unit): readonly PeriodFigures[] {
  if (unit === "day") return days;
  const byStart = new Map<Day, PeriodFigures[]>();
  let period = { from: "", to: "" };
  for (const day of days) {
    // Days ascend, so most lie in the period of the day before.
    if (!(day.from >= period.from && day.from <= period.to)) period = around(day.from, unit);
    const list = byStart.get(period.from);
    if (list) list.push(day);
    else byStart.set(period.from, [day]);
  }
  return [...byStart].map(([from, parts]) => combined(from, around(from, unit).to, parts));
}

/** A day's figures as the record hands them on. */
export function dayTotals(figures: PeriodFigures): DayTotals {
  return {
    day: figures.from,
    tasks: figures.tasks ?? 0,
    humanMeanMinutes: figures.humanMeanMinutes,
    agentMinutes: figures.agentMinutes,
    supervisoryMinutes: figures.supervisoryMinutes,
    leverageFactor: figures.leverageFactor,
    supervisoryLeverageFactor: figures.supervisoryLeverageFactor,
    totalTokens: figures.totalTokens,
  };
}
