/** What is left of the lines that a record's tasks delivered, and the sentence on it. */
import { reworkLeverage } from "../changes/rework-leverage.ts";
import { reworkDays, type TaskSurvival } from "../changes/survival.ts";
import { totalSurvival } from "../changes/survival-totals.ts";
import type { RecordEntry, RecordSurvival, Statement } from "../leverage-record.ts";
import type { RecordFacts } from "./lead-in.ts";
import { counted, countText, factorText, listText, percentText, wholeText } from "./prose.ts";

/** Null where no task of the record has lines on a trunk. */
export function recordSurvival(
  entries: readonly RecordEntry[],
  unestimated: readonly RecordEntry[],
  survivals: ReadonlyMap<string, TaskSurvival>,
): RecordSurvival | null {
  const landed = [...entries, ...unestimated].flatMap((entry) =>
    isNotLanded(entry) ? [] : (survivals.get(entry.taskId) ?? []),
  );
  if (landed.length === 0) return null;
  const { tasks, plainFactor, adjustedFactor, openTasks } = reworkLeverage(
    entries.flatMap((entry) => {
      const { humanMeanMinutes, agentMinutes } = entry;
      const survival = isNotLanded(entry) ? "not landed" : survivals.get(entry.taskId);
      if (humanMeanMinutes === null || survival === undefined) return [];
      return { humanMeanMinutes, agentMinutes, survival };
    }),
  );
  return {
    ...totalSurvival(landed),
    landedTasks: landed.length,
    measuredTasks: tasks,
    plainFactor,
    adjustedFactor,
    openTasks,
  };
}

/** It counts as not delivered, though a small part of it may be on a trunk. */
export function isNotLanded({ outcome }: Pick<RecordEntry, "outcome">): boolean {
  return outcome === "unmerged" || outcome === "abandoned";
}

export function survivalStatements({ totals }: RecordFacts): Statement[] {
  const { survival } = totals;
  if (survival === null) return [];
  const { deliveredLines, aliveLines, reworkedLines, landedTasks, windows } = survival;
  const facts: Record<string, string | number | null> = {
    deliveredLines,
    landedTasks,
    alivePercent: (aliveLines / deliveredLines) * 100,
    reworkedPercent: (reworkedLines / deliveredLines) * 100,
    measuredTasks: survival.measuredTasks,
    plainFactor: survival.plainFactor,
    adjustedFactor: survival.adjustedFactor,
  };
  const looks = windows
    .filter(({ tasks }) => tasks > 0)
    .map(({ days, tasks, deliveredLines: lines, aliveLines: alive }, i) => {
      facts[`aliveAfter${days}DaysPercent`] = (alive / lines) * 100;
      facts[`tasksAfter${days}Days`] = tasks;
      const verb = i === 0 ? " were there" : "";
      return `${percentText((alive / lines) * 100)}${verb} after ${days} days (${counted(tasks, "task")})`;
    });
  const now = `${percentText((aliveLines / deliveredLines) * 100)} are there now`;
  const lines = `Of the ${wholeText(deliveredLines)} lines that ${counted(landedTasks, "task")} delivered, ${listText([...looks, now])}.`;
  return [{ kind: "survival", text: `${lines}${adjusted(survival)}`, facts }];
}

/** The factor with reworked lines not counted, where it is known and another. */
function adjusted({ adjustedFactor, plainFactor, measuredTasks, openTasks }: RecordSurvival): string {
  if (adjustedFactor === null || plainFactor === null) return "";
  if (factorText(adjustedFactor) === factorText(plainFactor)) return "";
  const open =
    openTasks === 0
      ? ""
      : `; it can fall until the ${reworkDays} days of ${countText(openTasks)} of them are over`;
  return ` Without the hours of lines that were reworked or never landed, the factor of ${counted(measuredTasks, "measured task")} is ${factorText(adjustedFactor)} instead of ${factorText(plainFactor)}${open}.`;
}
