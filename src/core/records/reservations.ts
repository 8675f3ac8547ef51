/** Sentences that say how far the figures can be trusted: the estimates behind them, and what stays open. */
import type { UnlikeEstimates } from "../estimates/alike-estimates.ts";
import type { Statement } from "../leverage-record.ts";
import { sum } from "./entries.ts";
import type { RecordFacts } from "./lead-in.ts";
import type { DatedTask } from "./ledger-tasks.ts";
import {
  allOf,
  counted,
  countedAtStart,
  countText,
  dateText,
  factorText,
  hoursText,
  listText,
  minutesText,
  percentText,
  printedHours,
  quantity,
  quoted,
  roughFactorText,
} from "./prose.ts";

/** Who estimated, how wide the average is, what the total adds, how much of the time is uncertain and how much has no estimate. */
export function reservations(
  record: RecordFacts,
  unlike: readonly UnlikeEstimates<DatedTask>[] = [],
): Statement[] {
  return [
    ...estimators(record),
    ...origins(record),
    ...unlike.map((group) => unlikeEstimates(group, record)),
    ...meansInTotal(record),
    ...uncertainTime(record),
    ...withoutEstimate(record),
  ];
}

function estimators({ entries: all, totals }: RecordFacts): Statement[] {
  const entries = all.filter(({ hoursCount }) => hoursCount);
  if (entries.length === 0) return [];
  const byName = new Map<string, number>();
  for (const { estimate } of entries) {
    const name = estimate?.estimator ?? "";
    byName.set(name, (byName.get(name) ?? 0) + 1);
  }
  const facts: Record<string, string | number | null> = {
    estimates: entries.length,
    intervalPercent: 80,
    intervalLow: totals.leverageFactor?.low ?? null,
    intervalHigh: totals.leverageFactor?.high ?? null,
  };
  const names = [...byName].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  for (const [name, tasks] of names) facts[`by ${name}`] = tasks;
  const parts = names.map(([name, tasks], index) => {
    const verb = index > 0 ? "" : tasks === 1 ? "was " : "were ";
    return `${countText(tasks)} ${verb}${madeBy(name)}`;
  });
  const who =
    names.length > 1
      ? `Of the ${countText(entries.length)} estimates ${listText(parts)}`
      : entries.length === 1
        ? `The estimate was ${madeBy(names[0]![0])}`
        : `${allOf(entries.length, "estimates")} were ${madeBy(names[0]![0])}`;
  const { intervalLow: low, intervalHigh: high } = facts;
  const width =
    typeof low === "number" && typeof high === "number" && roughFactorText(low) !== roughFactorText(high)
      ? `; the ${all.length === 1 ? "factor" : "average"} lies between ${roughFactorText(low)} and ${roughFactorText(high)} (80% interval)`
      : "";
  return [{ kind: "reservation", text: `${who}${width}.`, facts }];
}

function madeBy(estimator: string): string {
  return estimator === "declared" ? "declared" : `made by ${estimator}`;
}

/** Whether estimates were given before anybody could know what came of the work. */
function origins({ totals }: RecordFacts): Statement[] {
  const { preRegistered, late, model } = totals.byOrigin;
  if (preRegistered.tasks + late.tasks === 0) return [];
  const facts = {
    preRegisteredTasks: preRegistered.tasks,
    preRegisteredHours: preRegistered.humanMeanMinutes / 60,
    lateTasks: late.tasks,
    lateHours: late.humanMeanMinutes / 60,
    modelTasks: model.tasks,
    modelHours: model.humanMeanMinutes / 60,
  };
  const parts = [
    { ...preRegistered, how: "registered before the work began" },
    { ...late, how: "declared later" },
    { ...model, how: "made by models" },
  ]
    .filter(({ tasks }) => tasks > 0)
    .map(({ tasks, humanMeanMinutes, how }, index) => {
      const verb = index > 0 ? "" : tasks === 1 ? "was " : "were ";
      return `${countText(tasks)} (${quantity(hoursText(humanMeanMinutes / 60), "hour")}) ${verb}${how}`;
    });
  const none = "No estimate was registered before the work began";
  const text =
    preRegistered.tasks > 0
      ? `Of the estimates ${listText(parts)}.`
      : model.tasks > 0
        ? `${none}: ${listText(parts)}.`
        : `${none}.`;
  return [{ kind: "reservation", text, facts }];
}

/** Most estimates that one sentence names. */
const estimatesNamed = 4;

/** `40 hours, then 8 for the same audit`, each with its day where that lies outside the record. */
function unlikeEstimates(
  { tasks, ratio }: UnlikeEstimates<DatedTask>,
  { entries, period }: RecordFacts,
): Statement {
  const own = new Set(entries.map(({ taskId }) => taskId));
  const half = estimatesNamed / 2;
  const named = tasks.length > estimatesNamed ? [...tasks.slice(0, half), ...tasks.slice(-half)] : tasks;
  const facts: Record<string, string | number | null> = {
    tasks: tasks.length,
    ratio,
    highestHours: tasks[0]!.minutes / 60,
    lowestHours: tasks.at(-1)!.minutes / 60,
  };
  for (const { taskId, minutes } of tasks) facts[`hours of ${taskId}`] = minutes / 60;
  const parts = named.map(({ taskId, title, minutes, day }) => {
    const when = own.has(taskId) ? "" : ` (${dateText(day, period.from)})`;
    return `${quoted(title)}${when} at ${quantity(hoursText(minutes / 60), "hour")}`;
  });
  const more = tasks.length - named.length;
  const rest = more > 0 ? `, with ${counted(more, "more task")} between` : "";
  const text = `Tasks of like titles were estimated up to ${factorText(ratio)} apart: ${listText(parts)}${rest}.`;
  return { kind: "reservation", text, facts };
}

/** Means lie above likely figures where estimates are wide: a careful reader wants to see by how much. */
function meansInTotal({ entries, totals }: RecordFacts): Statement[] {
  const facts = {
    humanHours: totals.humanMeanMinutes / 60,
    likelyHours: sum(entries, (entry) => entry.human?.likelyMinutes ?? 0) / 60,
  };
  if (printedHours(facts.humanHours) === printedHours(facts.likelyHours)) return [];
  const text = `The ${quantity(hoursText(facts.humanHours), "human hour")} add up the means of the estimates; their likely figures add up to ${hoursText(facts.likelyHours)}.`;
  return [{ kind: "reservation", text, facts }];
}

function uncertainTime({ totals }: RecordFacts): Statement[] {
  const facts = {
    uncertainAgentMinutes: totals.uncertainAgentMinutes,
    agentMinutes: totals.agentMinutes,
    uncertainPercent:
      totals.agentMinutes === 0 ? 0 : (totals.uncertainAgentMinutes / totals.agentMinutes) * 100,
  };
  if (facts.uncertainPercent < 0.5) return [];
  const uncertain = minutesText(facts.uncertainAgentMinutes);
  const text = `Of the ${quantity(minutesText(facts.agentMinutes), "agent minute")}, ${uncertain} (${percentText(facts.uncertainPercent)}) ${uncertain === "1" ? "is" : "are"} uncertain: the logs leave open whether the agent worked or waited.`;
  return [{ kind: "reservation", text, facts }];
}

function withoutEstimate({ totals }: RecordFacts): Statement[] {
  if (totals.unestimatedTasks === 0 || totals.tasks === 0) return [];
  const all = totals.agentMinutes + totals.unestimatedAgentMinutes;
  const facts = {
    unestimatedTasks: totals.unestimatedTasks,
    unestimatedAgentMinutes: totals.unestimatedAgentMinutes,
    unestimatedPercent: all === 0 ? 0 : (totals.unestimatedAgentMinutes / all) * 100,
  };
  const subject = countedAtStart(facts.unestimatedTasks, "task");
  const verb = facts.unestimatedTasks === 1 ? "has" : "have";
  const text = `${subject} with ${percentText(facts.unestimatedPercent)} of all agent minutes ${verb} no estimate yet and stand${facts.unestimatedTasks === 1 ? "s" : ""} outside the factors.`;
  return [{ kind: "reservation", text, facts }];
}
