/** Sentences about single tasks: the highest factors, what they share, and which tasks move the average. */

import { factor } from "../estimates/factors.ts";
import { medianOf } from "../intervals.ts";
import type { RecordEntry, Statement } from "../leverage-record.ts";
import { sum } from "./entries.ts";
import type { RecordFacts } from "./lead-in.ts";
import {
  allOf,
  countedAtStart,
  countText,
  type Facts,
  factorText,
  hoursText,
  listText,
  minutesText,
  percentText,
  printedFactor,
  printedHours,
  quantity,
  quoted,
} from "./prose.ts";

type Measured = RecordEntry & { readonly leverageFactor: NonNullable<RecordEntry["leverageFactor"]> };

function measuredOf({ entries }: RecordFacts): readonly Measured[] {
  return entries.filter((entry): entry is Measured => entry.leverageFactor !== null);
}

const printed = (entry: Measured): number => printedFactor(entry.leverageFactor.value);
const factorOf = (entry: Measured): string => factorText(entry.leverageFactor.value);

/** The task or tasks with the highest factor, and what the first three share that not all tasks share. */
export function topTasks(record: RecordFacts): Statement[] {
  const tasks = measuredOf(record);
  if (tasks.length < 2) return [];
  const top = tasks.filter((task) => printed(task) === printed(tasks[0]!));
  const noun = record.scope.work === "merged" ? "merged tasks" : "tasks";
  return [top.length === 1 ? highest(tasks) : level(top, tasks.length, noun), ...shared(tasks)];
}

function highest(tasks: readonly Measured[]): Statement {
  const first = tasks[0]!;
  const humanHours = (first.humanMeanMinutes ?? 0) / 60;
  const facts: Record<string, string | number | null> = {
    taskId: first.taskId,
    leverageFactor: first.leverageFactor.value,
    humanHours,
    agentMinutes: first.agentMinutes,
  };
  const next = distinctHead(tasks, 3).slice(1);
  for (const [index, task] of next.entries()) {
    facts[`taskId${index + 2}`] = task.taskId;
    facts[`leverageFactor${index + 2}`] = task.leverageFactor.value;
  }
  const followers = listText(next.map(withFactor));
  const rest = next.length === 0 ? "" : ` ${followers} follow${next.length === 1 ? "s" : ""}.`;
  const ratio = `${quantity(hoursText(humanHours), "hour")} estimated for ${quantity(minutesText(first.agentMinutes), "agent minute")}`;
  const text = `${quoted(first.title)} had the highest factor, ${factorOf(first)}: ${ratio}.${rest}`;
  return { kind: "top-tasks", text, facts };
}

function level(top: readonly Measured[], tasks: number, noun: string): Statement {
  const facts: Facts = { tasksOnTop: top.length, tasks, leverageFactor: top[0]!.leverageFactor.value };
  const subject =
    top.length === tasks
      ? allOf(tasks, noun)
      : top.length > 3
        ? countedAtStart(top.length, "task")
        : listText(top.map((task) => quoted(task.title)));
  const text = `${subject} share the ${top.length === tasks ? "same" : "highest"} factor, ${factorOf(top[0]!)}.`;
  return { kind: "top-tasks", text, facts };
}

/** `“Title” (96.0x)`. */
function withFactor({ title, leverageFactor, hoursCount }: RecordEntry): string {
  const none = hoursCount ? "no agent time" : "not merged";
  return `${quoted(title)} (${leverageFactor === null ? none : factorText(leverageFactor.value)})`;
}

/** The first tasks, at most so many, cut only where the printed factor falls: no one is left out for a tie. */
function distinctHead(tasks: readonly Measured[], most: number): readonly Measured[] {
  let count = Math.min(most, tasks.length);
  while (count > 0 && count < tasks.length && printed(tasks[count - 1]!) === printed(tasks[count]!)) count--;
  return tasks.slice(0, count);
}

/** What the top three have in common and at least one other task has not. */
function shared(tasks: readonly Measured[]): Statement[] {
  const top = distinctHead(tasks, 3);
  const others = tasks.slice(3);
  if (top.length < 3 || others.length < 2) return [];
  const first = top[0]!;
  const distinctive = (holds: (task: Measured) => boolean) => top.every(holds) && !others.every(holds);
  const median = medianOf(tasks.map((task) => task.agentMinutes)) ?? 0;
  const type = distinctive((task) => task.type === first.type) ? first.type : null;
  const project =
    first.project !== "" && distinctive((task) => task.project === first.project) ? first.project : null;
  const quick = top.every((task) => task.agentMinutes < median);
  const by = first.estimate?.estimator ?? null;
  const estimator = distinctive((task) => task.estimate?.estimator === by) ? by : null;
  const clauses = [
    type === null && project === null
      ? null
      : `are ${type === null ? "" : `${type} `}tasks${project === null ? "" : ` in ${project}`}`,
    quick ? `took less agent time than the median task (${quantity(minutesText(median), "minute")})` : null,
    estimator === null
      ? null
      : estimator === "declared"
        ? "carry a declared estimate"
        : `were estimated by ${estimator}`,
  ].filter((clause) => clause !== null);
  if (clauses.length === 0) return [];
  const facts = { tasks: 3, type, project, medianAgentMinutes: quick ? median : null, estimator };
  return [{ kind: "top-tasks", text: `All three ${listText(clauses)}.`, facts }];
}

/** A task is worth naming for its effect when the average without it differs by this much. */
const notableEffect = 0.05;

interface Effect {
  readonly task: RecordEntry;
  /** The weighted average of all the other tasks. */
  readonly without: number;
}

/** What dragged the average down, and whether it would survive without the task that lifts it most. */
export function averageMovers(record: RecordFacts): Statement[] {
  const average = record.totals.leverageFactor?.value;
  if (average === undefined || average === 0 || record.entries.length < 3) return [];
  const effects = record.entries.flatMap((task): readonly Effect[] => {
    if (countsElsewhere(task)) return [];
    const without = averageWithout(record, [task]);
    return without === null ? [] : [{ task, without }];
  });
  const drags = effects
    .filter(({ without }) => without >= average * (1 + notableEffect))
    .sort((a, b) => b.without - a.without)
    .slice(0, 3);
  const lift = effects.reduce<Effect | null>(
    (most, effect) => (effect.without < (most?.without ?? average) ? effect : most),
    null,
  );
  return [
    ...(drags.length === 0 ? [] : [dragged(record, drags, average)]),
    ...(lift === null ? [] : [lifted(lift, average)]),
  ];
}

function averageWithout({ totals }: RecordFacts, left: readonly RecordEntry[]): number | null {
  const agentMinutes = totals.agentMinutes - sum(left, (entry) => entry.agentMinutes);
  // Time is known to the millisecond: what is less is the rounding error of two sums.
  if (agentMinutes < 1e-6) return null;
  return factor(totals.humanMeanMinutes - sum(left, humanOf), agentMinutes);
}

function dragged(record: RecordFacts, drags: readonly Effect[], average: number): Statement {
  const { task, without } = drags[0]!;
  const { totals } = record;
  const longest = longestOf(record) === task;
  const others = drags.slice(1).map((effect) => effect.task);
  const withoutAll = others.length === 0 ? null : averageWithout(record, [task, ...others]);
  const facts = {
    taskId: task.taskId,
    leverageFactor: task.leverageFactor?.value ?? null,
    agentMinutes: task.agentMinutes,
    agentSharePercent: percentOf(task.agentMinutes, totals.agentMinutes),
    hoursSharePercent: percentOf(humanOf(task), totals.humanMeanMinutes),
    longestTaskId: longest ? task.taskId : null,
    average,
    averageWithout: without,
    otherTaskIds: others.map((other) => other.taskId).join(" "),
    averageWithoutAll: withoutAll,
  };
  const minutes = `${longest ? "the longest task with " : ""}${quantity(minutesText(task.agentMinutes), "agent minute")}`;
  const more =
    withoutAll === null
      ? ""
      : `, and ${factorText(withoutAll)} without ${listText(others.map((other) => quoted(other.title)))} as well`;
  const which = record.entries.some(countsElsewhere) ? "task with hours in this period" : "task";
  const text = `No ${which} held the average down more than ${withFactor(task)}: ${minutes}, ${sharesText(facts)}. Without it the weighted average would be ${factorText(without)}${more}.`;
  return { kind: "drag", text, facts };
}

function lifted({ task, without }: Effect, average: number): Statement {
  const facts = {
    taskId: task.taskId,
    leverageFactor: task.leverageFactor?.value ?? null,
    average,
    averageWithout: without,
  };
  const text =
    printedFactor(without) === printedFactor(average)
      ? `No single task carries the average: without ${quoted(task.title)} it would still be ${factorText(without)}.`
      : `No task lifted the average more than ${withFactor(task)}; without it ${factorText(without)} would remain.`;
  return { kind: "drag", text, facts };
}

/** All its hours count on other days: its minutes here say nothing of how it went. */
function countsElsewhere(task: RecordEntry): boolean {
  return task.shareOfTask === 0;
}

/** The task with most agent minutes of all; null where it has no hours here, or another is as long as printed. */
function longestOf({ entries, unestimated }: RecordFacts): RecordEntry | null {
  const [first, second] = [...entries, ...unestimated].sort((x, y) => y.agentMinutes - x.agentMinutes);
  if (first === undefined || first.human === null || countsElsewhere(first)) return null;
  return second && minutesText(second.agentMinutes) === minutesText(first.agentMinutes) ? null : first;
}

/** The longest task, where the drag on the average (among `told`) has not named it already. */
export function longestTask(record: RecordFacts, told: readonly Statement[]): Statement[] {
  const { entries, totals } = record;
  const task = longestOf(record);
  if (task === null || entries.length < 3 || totals.humanMeanMinutes === 0) return [];
  if (told.some(({ facts }) => facts["longestTaskId"] === task.taskId)) return [];
  const facts = {
    taskId: task.taskId,
    agentMinutes: task.agentMinutes,
    agentSharePercent: percentOf(task.agentMinutes, totals.agentMinutes),
    hoursSharePercent: percentOf(humanOf(task), totals.humanMeanMinutes),
    leverageFactor: task.leverageFactor?.value ?? null,
  };
  const reached = facts.leverageFactor === null ? "" : ` (${factorText(facts.leverageFactor)})`;
  const text = `The longest task, ${quoted(task.title)}, took ${quantity(minutesText(facts.agentMinutes), "agent minute")}, ${sharesText(facts)}${reached}.`;
  return [{ kind: "shares", text, facts }];
}

function sharesText(facts: {
  readonly agentSharePercent: number;
  readonly hoursSharePercent: number;
}): string {
  return `${percentText(facts.agentSharePercent)} of the total, for ${percentText(facts.hoursSharePercent)} of the hours`;
}

/** The few largest tasks that hold at least half of the hours, and what they took of the minutes. */
export function concentration({ entries, totals }: RecordFacts): Statement[] {
  if (entries.length < 4 || totals.humanMeanMinutes === 0 || totals.agentMinutes === 0) return [];
  const few = largestHalf(entries, totals.humanMeanMinutes);
  // Half of the hours in half of the tasks is nothing to tell.
  if (few.length > entries.length / 3) return [];
  const facts = {
    largestTasks: few.length,
    tasks: entries.length,
    hoursSharePercent: percentOf(sum(few, humanOf), totals.humanMeanMinutes),
    agentSharePercent: percentOf(
      sum(few, (entry) => entry.agentMinutes),
      totals.agentMinutes,
    ),
    taskId: few.length === 1 ? few[0]!.taskId : null,
  };
  const many = few.length === 1 ? "" : `${countText(few.length)} `;
  const title = few.length === 1 ? `, ${quoted(few[0]!.title)},` : "";
  const subject = `The ${many}largest of the ${countText(entries.length)} tasks${title} hold${few.length === 1 ? "s" : ""}`;
  const text = `${subject} ${percentText(facts.hoursSharePercent)} of the human-equivalent hours and took ${percentText(facts.agentSharePercent)} of the agent minutes.`;
  return [{ kind: "shares", text, facts }];
}

/** The largest tasks that together hold half of `minutes`; of equally large ones all or none. */
function largestHalf(entries: readonly RecordEntry[], minutes: number): readonly RecordEntry[] {
  const largest = [...entries].sort((a, b) => humanOf(b) - humanOf(a));
  const hours = (index: number) => printedHours(humanOf(largest[index]!) / 60);
  let count = 0;
  let held = 0;
  while (count < largest.length && (held < minutes / 2 || hours(count) === hours(count - 1))) {
    held += humanOf(largest[count]!);
    count++;
  }
  return largest.slice(0, count);
}

function humanOf(entry: RecordEntry): number {
  return entry.humanMeanMinutes ?? 0;
}

function percentOf(part: number, whole: number): number {
  return (part / whole) * 100;
}
