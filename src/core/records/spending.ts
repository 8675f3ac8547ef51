/** Sentences about where hours, minutes and money went: types of work, people, supervision, parallel agents, tokens. */

import { factor } from "../estimates/factors.ts";
import type { Statement } from "../leverage-record.ts";
import { sum } from "./entries.ts";
import type { RecordFacts } from "./lead-in.ts";
import {
  counted,
  countText,
  factorText,
  hoursText,
  minutesText,
  percentText,
  quantity,
  sentenceCase,
  usdText,
  wholeText,
  workName,
} from "./prose.ts";

const mostNamed = 3;

/** Share of the hours against share of the minutes, by type of work. */
export function workTypes({ byType, totals }: RecordFacts): Statement[] {
  if (byType.length < 2 || totals.tasks < 3 || totals.humanMeanMinutes === 0 || totals.agentMinutes === 0)
    return [];
  const facts: Record<string, string | number | null> = {};
  const parts = byType.slice(0, mostNamed).map((row, index) => {
    const hoursShare = (row.humanMeanMinutes / totals.humanMeanMinutes) * 100;
    const agentShare = (row.agentMinutes / totals.agentMinutes) * 100;
    facts[`type${index + 1}`] = row.type;
    facts[`tasks${index + 1}`] = row.tasks;
    facts[`hoursSharePercent${index + 1}`] = hoursShare;
    facts[`agentSharePercent${index + 1}`] = agentShare;
    facts[`leverageFactor${index + 1}`] = row.leverageFactor;
    const of = index === 0 ? [" of the hours", " of the agent minutes"] : ["", ""];
    const reached = row.leverageFactor === null ? "" : `, ${factorText(row.leverageFactor)}`;
    return `${workName(row.type)} ${index === 0 ? "made up " : ""}${percentText(hoursShare)}${of[0]} and ${percentText(agentShare)}${of[1]} (${counted(row.tasks, "task")}${reached})`;
  });
  return [{ kind: "shares", text: `${sentenceCase(parts.join("; "))}.`, facts }];
}

/** What the supervisory factor means, and where the supervisory minutes went. */
export function supervision({ totals, entries }: RecordFacts): Statement[] {
  const reached = totals.supervisoryLeverageFactor;
  if (reached === null) return [];
  const { supervision: spent } = totals;
  const facts = {
    supervisoryLeverageFactor: reached.value,
    hoursPerSupervisoryMinute: reached.value / 60,
    supervisoryMinutes: spent.supervisoryMinutes,
    reviewingMinutes: spent.reviewingMinutes,
    promptingMinutes: spent.promptingMinutes,
    approvingMinutes: spent.approvingMinutes,
    tasks: entries.length,
    declaredTasks: entries.filter((entry) => entry.supervision?.declared).length,
    unknownTasks: entries.filter((entry) => entry.supervision === null).length,
  };
  const means = `A supervisory leverage factor of ${factorText(reached.value)} is ${quantity(hoursText(facts.hoursPerSupervisoryMinute), "hour")} of the human estimate for each supervisory minute.`;
  return [
    // Below an hour the sentence would only say the factor twice.
    ...(reached.value < 60 ? [] : [{ kind: "supervision", text: means, facts }]),
    ...(facts.declaredTasks > 0 ? [declaredSupervision(facts)] : components(facts)),
  ];
}

function declaredSupervision(
  facts: Statement["facts"] & { tasks: number; declaredTasks: number; unknownTasks: number },
): Statement {
  const { tasks, declaredTasks, unknownTasks } = facts;
  const which =
    declaredTasks === tasks ? "" : ` of ${countText(declaredTasks)} of the ${countText(tasks)} tasks`;
  const unknown =
    unknownTasks === 0
      ? ""
      : `; ${counted(unknownTasks, "task")} ${unknownTasks === 1 ? "states" : "state"} none`;
  return {
    kind: "supervision",
    text: `The supervisory minutes${which} are declared, not measured${unknown}.`,
    facts,
  };
}

function components(
  facts: Statement["facts"] & {
    reviewingMinutes: number;
    promptingMinutes: number;
    approvingMinutes: number;
    supervisoryMinutes: number;
  },
): Statement[] {
  const { reviewingMinutes, promptingMinutes, approvingMinutes, supervisoryMinutes } = facts;
  const measured = reviewingMinutes + promptingMinutes + approvingMinutes;
  // Under a definition that counts prompting alone the parts do not make the whole.
  if (Math.abs(measured - supervisoryMinutes) > 0.01) return [];
  const text = `Of the ${quantity(minutesText(supervisoryMinutes), "supervisory minute")}, ${minutesText(reviewingMinutes)} went into reviewing, ${minutesText(promptingMinutes)} into prompting and ${minutesText(approvingMinutes)} into approvals and answers.`;
  return [{ kind: "supervision", text, facts }];
}

/** Agents at work at the same time, where it makes a difference of at least this. */
const notableOverlap = 1.05;

export function parallelWork({ totals, entries, unestimated }: RecordFacts): Statement[] {
  const all = [...entries, ...unestimated];
  // An imported record says when nothing happened, so nothing can be said of overlaps.
  if (all.some((entry) => entry.imported)) return [];
  const facts = {
    agentMinutes: sum(all, (entry) => entry.agentMinutes),
    agentUnionMinutes: totals.agentUnionMinutes,
    agentWorkMinutes: sum(all, (entry) => entry.agentWorkMinutes),
  };
  if (facts.agentUnionMinutes <= 0) return [];
  const sentences = [
    facts.agentMinutes > facts.agentUnionMinutes * notableOverlap
      ? `Tasks ran side by side: their ${quantity(minutesText(facts.agentMinutes), "agent minute")} took ${minutesText(facts.agentUnionMinutes)} on the clock.`
      : null,
    facts.agentWorkMinutes > facts.agentMinutes * notableOverlap
      ? `With every parallel agent counted, agents worked ${minutesText(facts.agentWorkMinutes)} minutes.`
      : null,
  ];
  return sentences.flatMap((text) => (text === null ? [] : [{ kind: "parallel", text, facts }]));
}

/** Tokens and what they cost at list prices. */
export function cost({ totals }: RecordFacts): Statement[] {
  const { usage } = totals;
  if (usage.totalTokens === 0) return [];
  const perHour =
    usage.usd === null || totals.unestimatedTasks > 0
      ? null
      : factor(usage.usd, totals.humanMeanMinutes / 60);
  const facts = {
    tokens: usage.totalTokens,
    cacheReadPercent: (usage.cacheReadTokens / usage.totalTokens) * 100,
    usd: usage.usd,
    usdPerHumanHour: perHour,
    unpricedTokens: usage.unpricedTokens,
  };
  const read =
    facts.cacheReadPercent < 1 ? "" : `, ${percentText(facts.cacheReadPercent)} of them read from the cache`;
  const each =
    perHour === null || perHour < 0.005 ? "" : `, ${usdText(perHour)} for each human-equivalent hour`;
  const unpriced =
    facts.unpricedTokens === 0 ? "" : `; ${wholeText(facts.unpricedTokens)} of them have no price`;
  const costs =
    usage.usd === null
      ? "; their price is not known"
      : `${read === "" ? "" : ","} cost ${usdText(usage.usd)} at list prices${each}${unpriced}`;
  const text = `${wholeText(facts.tokens)} tokens${read}${costs}.`;
  return [{ kind: "cost", text, facts }];
}

const mostPeople = 6;

/** A record of several people: supervisory time is each person's own, so the sum may exceed the clock. */
export function people({ entries }: RecordFacts): Statement[] {
  const names = [...new Set(entries.map((entry) => entry.person))].filter((name) => name !== "").sort();
  if (names.length < 2 || names.length > mostPeople) return [];
  const facts: Record<string, string | number | null> = {};
  const parts = names.map((name, index) => {
    const own = entries.filter((entry) => entry.person === name);
    const human = sum(own, (entry) => entry.humanMeanMinutes ?? 0);
    const agentMinutes = sum(own, (entry) => entry.agentMinutes);
    const supervisoryMinutes = sum(own, (entry) => entry.supervision?.supervisoryMinutes ?? 0);
    const reached = factor(human, agentMinutes);
    facts[`person${index + 1}`] = name;
    facts[`tasks${index + 1}`] = own.length;
    facts[`humanHours${index + 1}`] = human / 60;
    facts[`leverageFactor${index + 1}`] = reached;
    facts[`supervisoryMinutes${index + 1}`] = supervisoryMinutes;
    const at = reached === null ? "" : ` at ${factorText(reached)}`;
    return `${name} ${counted(own.length, "task")}, ${quantity(hoursText(human / 60), "hour")}${at} and ${quantity(minutesText(supervisoryMinutes), "supervisory minute")}`;
  });
  return [{ kind: "people", text: `By person: ${parts.join("; ")}.`, facts }];
}
