/** The sentences that open a record: what was done in the period, and at what factor. */
import { dayOf } from "../days.ts";
import type { LeverageRecord, Statement } from "../leverage-record.ts";
import { duringText } from "./period-names.ts";
import {
  counted,
  countedAtStart,
  countText,
  factorText,
  hoursText,
  minutesText,
  quantity,
  sentenceCase,
  weekdayDateText,
} from "./prose.ts";

/** A record before its analysis is written. */
export type RecordFacts = Omit<LeverageRecord, "analysis">;

const kind = "lead-in";

export function leadIn(record: RecordFacts): Statement[] {
  const { entries, unestimated, period } = record;
  if (entries.length + unestimated.length === 0) {
    if (record.scope.excluded.tasks > 0) return [allLeftOut(record)];
    const text = `No work was recorded ${duringText(period)}.`;
    return [{ kind, text, facts: { tasks: 0, from: period.from, to: period.to } }];
  }
  const work = entries.length === 0 ? workWithoutEstimates(record) : workDone(record);
  return [work, ...factors(record), ...unfinished(record)];
}

function allLeftOut({ period, scope }: RecordFacts): Statement {
  const text = `All work recorded ${duringText(period)} was left out by configuration or correction.`;
  const facts = { tasks: 0, tasksLeftOut: scope.excluded.tasks, from: period.from, to: period.to };
  return { kind, text, facts };
}

function workWithoutEstimates({ period, totals }: RecordFacts): Statement {
  const facts = {
    tasks: totals.unestimatedTasks,
    agentMinutes: totals.unestimatedAgentMinutes,
    from: period.from,
    to: period.to,
  };
  const text = `${countedAtStart(facts.tasks, "task")} ${duringText(period)} with ${quantity(minutesText(facts.agentMinutes), "agent minute")}; without an estimate there is no factor yet.`;
  return { kind, text, facts };
}

function workDone({ period, totals, entries, scope }: RecordFacts): Statement {
  const facts = {
    tasks: totals.tasks,
    projects: new Set(entries.map((entry) => entry.project).filter((project) => project !== "")).size,
    humanHours: totals.humanMeanMinutes / 60,
    agentMinutes: totals.agentMinutes,
    supervisoryMinutes: entries.some((entry) => entry.supervision)
      ? totals.supervision.supervisoryMinutes
      : null,
    from: period.from,
    to: period.to,
  };
  const where = facts.projects > 1 ? ` in ${counted(facts.projects, "project")}` : "";
  const agent = quantity(minutesText(facts.agentMinutes), "agent minute");
  const supervised =
    facts.supervisoryMinutes === null
      ? ""
      : ` and ${quantity(minutesText(facts.supervisoryMinutes), "supervisory minute")}`;
  const hours = quantity(hoursText(facts.humanHours), "human-equivalent hour");
  const tasks = `${countedAtStart(facts.tasks, "task")}${where} ${duringText(period)}`;
  if (scope.work === "all") return { kind, text: `${tasks}: ${hours} for ${agent}${supervised}.`, facts };
  const merged = entries.filter((entry) => entry.hoursCount).length;
  const spent = `${agent}${supervised}${facts.tasks > 1 ? " of all" : ""}`;
  const text =
    merged === 0
      ? `${tasks}: none is known to be merged, against ${spent}.`
      : `${tasks}, ${merged === facts.tasks ? "all" : countText(merged)} merged: ${hours} of merged work for ${spent}.`;
  return { kind, text, facts: { ...facts, mergedTasks: merged } };
}

function factors({ totals }: RecordFacts): Statement[] {
  const facts = {
    leverageFactor: totals.leverageFactor?.value ?? null,
    supervisoryLeverageFactor: totals.supervisoryLeverageFactor?.value ?? null,
  };
  const average = totals.tasks > 1 ? "weighted average " : "";
  const parts = [
    facts.leverageFactor === null ? "" : `${average}leverage factor was ${factorText(facts.leverageFactor)}`,
    facts.supervisoryLeverageFactor === null
      ? ""
      : `supervisory leverage factor ${facts.leverageFactor === null ? "was " : ""}${factorText(facts.supervisoryLeverageFactor)}`,
  ].filter((part) => part !== "");
  if (parts.length === 0) return [];
  return [{ kind, text: `${sentenceCase(`the ${parts.join(", the ")}`)}.`, facts }];
}

/** A period that was still running says so, whatever else is claimed of it. */
function unfinished({ period, generatedMs, timezone }: RecordFacts): Statement[] {
  const today = dayOf(generatedMs, timezone);
  if (today < period.from || today > period.to) return [];
  const text =
    period.kind === "day"
      ? "The day was not over when this was counted."
      : `The ${period.kind === "span" ? "period" : period.kind} was not over: this was counted on ${weekdayDateText(today, period.from)}.`;
  return [{ kind, text, facts: { countedOn: today } }];
}
