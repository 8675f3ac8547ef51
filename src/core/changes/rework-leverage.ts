/**
 * Leverage when reworked lines do not count: a task's human hours times the part of its lines that nobody reworked
 * within four weeks, over all of its agent minutes. Work that reached no trunk delivered nothing and keeps its
 * minutes. Of other tasks nothing is known, so they are in neither factor.
 */
import { factor } from "../estimates/factors.ts";
import { isReworkOpen, keptShare, type TaskSurvival } from "./survival.ts";

export interface EstimatedWork {
  readonly humanMeanMinutes: number;
  readonly agentMinutes: number;
  /** `not landed`: it counts as not delivered. */
  readonly survival: TaskSurvival | "not landed";
}

export interface ReworkLeverage {
  /** Estimated tasks whose lines are known, or known not to have landed. */
  readonly tasks: number;
  readonly humanMeanMinutes: number;
  /** What is left of these by the rule. */
  readonly keptMinutes: number;
  readonly agentMinutes: number;
  /** Of the same tasks; null without time. */
  readonly plainFactor: number | null;
  readonly adjustedFactor: number | null;
  /** Tasks that may still be reworked within their four weeks: the adjusted factor can only fall by these. */
  readonly openTasks: number;
}

export function reworkLeverage(works: readonly EstimatedWork[]): ReworkLeverage {
  const sum = (value: (work: EstimatedWork) => number): number =>
    works.reduce((total, work) => total + value(work), 0);
  const humanMeanMinutes = sum((work) => work.humanMeanMinutes);
  const keptMinutes = sum((work) => work.humanMeanMinutes * keptOf(work));
  const agentMinutes = sum((work) => work.agentMinutes);
  return {
    tasks: works.length,
    humanMeanMinutes,
    keptMinutes,
    agentMinutes,
    plainFactor: factor(humanMeanMinutes, agentMinutes),
    adjustedFactor: factor(keptMinutes, agentMinutes),
    openTasks: works.filter(({ survival }) => survival !== "not landed" && isReworkOpen(survival)).length,
  };
}

const keptOf = ({ survival }: EstimatedWork): number => (survival === "not landed" ? 0 : keptShare(survival));
