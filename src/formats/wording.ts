/** The record's prose, the same in every format that people read: notice, lead-in, scope, analysis, method. */

import { reworkDays } from "../core/changes/survival.ts";
import { timeText } from "../core/days.ts";
import type { LeverageRecord, RecordEntry } from "../core/leverage-record.ts";
import { isAnyOutcomeKnown } from "../core/records/outcomes.ts";
import { countsElsewhere, estimatorText } from "./cells.ts";
import * as numbers from "./numbers.ts";
import { plainText } from "./text.ts";

/** Stands above everything else in a record of the bundled sample. */
export const sampleNotice = "SAMPLE: generated logs, nobody's real work.";

/** A term and what it means here. */
export interface Definition {
  readonly term: string;
  readonly meaning: string;
}

export function titleOf(record: LeverageRecord): string {
  return plainText(record.title) || "Leverage Record";
}

export function periodText({ period }: LeverageRecord): string {
  return period.from === period.to ? period.from : `${period.from} to ${period.to}`;
}

/** When the record was made, in its own time zone: `2026-03-27 08:15`. */
export function generatedText({ generatedMs, timezone }: LeverageRecord): string {
  return timeText(generatedMs, timezone);
}

/** The statements that open the record. */
export function leadIn({ analysis }: LeverageRecord): string {
  const opening = analysis.filter(({ kind }) => kind === "lead-in");
  return plainText(opening.map(({ text }) => text).join(" "));
}

/** The other statements; neighbours of one kind share a paragraph. */
export function analysisParagraphs({ analysis }: LeverageRecord): string[] {
  const paragraphs: { kind: string; text: string }[] = [];
  for (const { kind, text } of analysis.filter((statement) => statement.kind !== "lead-in")) {
    const last = paragraphs.at(-1);
    if (last?.kind === kind) last.text += ` ${text}`;
    else paragraphs.push({ kind, text });
  }
  return paragraphs.map(({ text }) => plainText(text)).filter(Boolean);
}

/** `claude-code` as people write it: `Claude Code`. */
function agentName(name: string): string {
  return plainText(name).replace(/(^|-)([a-z])/g, (_, hyphen: string, letter: string) => {
    return (hyphen ? " " : "") + letter.toUpperCase();
  });
}

const namesShown = 8;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).map(plainText);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${numbers.count(more)} more`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

function coverage(record: LeverageRecord): string {
  const { scope, entries, unestimated } = record;
  const tasks = numbers.counted(entries.length + unestimated.length, "task");
  const projects = scope.projects.length;
  const where = projects > 0 ? ` in ${numbers.counted(projects, "project")} (${listed(scope.projects)})` : "";
  const who = scope.people.length > 1 ? ` by ${scope.people.length} people (${listed(scope.people)})` : "";
  const from = scope.agents.length > 0 ? `, from the logs of ${listed(scope.agents.map(agentName))}` : "";
  return `This record covers ${periodText(record)} (${record.timezone}): ${tasks}${where}${who}${from}.`;
}

function importedTasks({ entries, unestimated }: LeverageRecord): string | null {
  const number = entries.filter((entry) => entry.imported).length;
  if (number === 0) return null;
  const all = number === entries.length + unestimated.length;
  const which = all ? "All of it is" : `${numbers.count(number)} of them ${number === 1 ? "is" : "are"}`;
  return `${which} imported from a hand-kept record: hours, minutes and tokens are as declared there.`;
}

function shares({ entries, unestimated }: LeverageRecord): string | null {
  const partly = [...entries, ...unestimated].filter((entry) => entry.shareOfTask < 1).length;
  if (partly === 0) return null;
  const elsewhere = [...entries, ...unestimated].filter(countsElsewhere).length;
  const reach = partly === 1 ? "1 task reaches" : `${numbers.count(partly)} tasks reach`;
  return `${reach} beyond the period: only the share inside it is counted.${dashes(elsewhere)}`;
}

function dashes(tasks: number): string {
  if (tasks === 0) return "";
  const [of, hours] =
    tasks === 1 ? ["1 task", "its hours"] : [`${numbers.count(tasks)} tasks`, "their hours"];
  return ` ${of} of them ${tasks === 1 ? "shows" : "show"} a dash: ${hours} count on other days, ${tasks === 1 ? "its" : "their"} agent minutes here.`;
}

/** A record of merged work says so before anything else, and what it leaves out. */
function mergedOnly({ scope, entries, totals }: LeverageRecord): string | null {
  if (scope.work === "all") return null;
  if (!isAnyOutcomeKnown(totals.byOutcome)) {
    return "Merged work only: no repository on this machine tells what became of any task, so there are neither hours nor factors.";
  }
  const counted = entries.filter(({ hoursCount }) => hoursCount).length;
  const { unmerged, abandoned, reverted, unknown } = totals.byOutcome;
  const others = Object.entries({ unmerged, abandoned, reverted, "of unknown outcome": unknown })
    .filter(([, { tasks }]) => tasks > 0)
    .map(([what, { tasks }]) => `${numbers.count(tasks)} ${what}`);
  const rest = others.length === 0 ? "" : ` (${others.join(", ")} add none)`;
  return `Merged work only: the human hours are those of ${numbers.counted(counted, "merged task")}${rest}, and the factors divide them by the agent and supervisory minutes of all ${numbers.counted(entries.length, "task")}, failed ones included.`;
}

function unestimatedTasks({ totals }: LeverageRecord): string | null {
  const number = totals.unestimatedTasks;
  if (number === 0) return null;
  const minutes = numbers.minutes(totals.unestimatedAgentMinutes);
  const subject = number === 1 ? "1 task has" : `${numbers.count(number)} tasks have`;
  const time = number === 1 ? "its" : "their";
  return `${subject} no human estimate yet: ${time} ${minutes} of agent time are in no factor, ${time} tokens in the total.`;
}

function excluded({ scope }: LeverageRecord): string {
  const { sessions, tasks, agentMinutes } = scope.excluded;
  if (sessions + tasks + agentMinutes === 0) return "Nothing was left out by configuration or correction.";
  // A task may reach beyond the period, and its sessions with it: they are the tasks' own, not the period's.
  const what = `${numbers.counted(tasks, "task")}${sessions === 0 ? "" : ` of ${numbers.counted(sessions, "session")}`}`;
  return `Left out by configuration or correction: ${what}, ${numbers.minutes(agentMinutes)} of agent time.`;
}

function problems({ scope }: LeverageRecord): string | null {
  if (scope.problems === 0) return null;
  const subject = scope.problems === 1 ? "1 line" : `${numbers.count(scope.problems)} lines`;
  return `In the whole ledger, ${subject} could not be read or understood (leverage doctor lists them).`;
}

/** What the record covers and what it leaves out: paragraphs of plain sentences. */
export function aboutParagraphs(record: LeverageRecord): string[] {
  const covers = [
    mergedOnly(record),
    coverage(record),
    importedTasks(record),
    shares(record),
    unestimatedTasks(record),
  ];
  const leavesOut = [excluded(record), problems(record), ...record.scope.notSeen.map(plainText)];
  return [covers, leavesOut].map((sentences) => sentences.filter(Boolean).join(" "));
}

/** The names of the definitions in force: `supervision: method v1; ...`. Empty where none is named. */
export function definitionsInForce({ definitions }: LeverageRecord): string {
  return Object.entries(definitions)
    .map(([what, name]) => `${plainText(what)}: ${plainText(name)}`)
    .join("; ");
}

/** How many tasks each estimator estimated, the busiest first. */
function byEstimator(entries: readonly RecordEntry[]): string {
  const tasksBy = new Map<string, number>();
  for (const entry of entries) {
    const name = estimatorText(entry) ?? "unknown";
    tasksBy.set(name, (tasksBy.get(name) ?? 0) + 1);
  }
  const parts = [...tasksBy].sort(([, a], [, b]) => b - a).map(([name, number]) => `${name} (${number})`);
  return parts.length === 0 ? "" : ` Estimates by: ${parts.join(", ")}.`;
}

/** The small print: how each number is made (`docs/METHOD.md` has it at length). */
export function methodDefinitions(record: LeverageRecord): Definition[] {
  const outcome: Definition = {
    term: "Outcome",
    meaning:
      "what became of a task's commits, by the repositories on this machine on the day the record was made. Merged: the trunk holds them, or copies of them; unmerged: only other branches do; abandoned: no branch holds them any more, or their branch lay still for a month while the trunk went on; reverted: later commits took back most of what they brought. " +
      "The factor of merged work divides the hours of merged tasks by the agent minutes of all: only merged tasks without an estimate stay outside.",
  };
  const survival: Definition = {
    term: "Survival",
    meaning:
      "of the lines of source, tests and documentation that tasks brought to a trunk, those still there after a time, wherever they moved; " +
      `taken out by others within ${reworkDays} days they count as reworked. The rework-adjusted factor weighs each task's hours by the part of its lines that was not.`,
  };
  return [
    {
      term: "Human estimate",
      meaning:
        "the time a senior engineer who knows the codebase would need, alone and without AI, for the same accepted outcome. " +
        "The mean of the estimate and its 80% interval (10th to 90th percentile); a figure without one was declared as a single number." +
        byEstimator(record.entries),
    },
    {
      term: "Agent time",
      meaning:
        "the length of the union of the intervals in which any agent worked on the task, without waits for a person and without sleep. " +
        "A total is the sum over the tasks. Minutes the log leaves open are counted and shown as uncertain.",
    },
    {
      term: "Supervisory time",
      meaning:
        "a person's minutes prompting, reviewing and approving, one thing at a time across all sessions; watching an agent work is not counted.",
    },
    {
      term: "Leverage factor",
      meaning:
        "human minutes divided by agent minutes; the supervisory leverage factor divides by supervisory minutes. " +
        "A weighted average is the ratio of the sums. " +
        "Without time there is no factor, shown as a dash. All figures are computed unrounded and rounded once, for print.",
    },
    ...(isAnyOutcomeKnown(record.totals.byOutcome) || record.scope.work === "merged" ? [outcome] : []),
    ...(record.totals.survival === null ? [] : [survival]),
    {
      term: "Totals",
      meaning:
        "human hours add up the means of the estimates, which lie above their medians; the interval of a total is simulated and includes an error that all estimates may share.",
    },
    {
      term: "Tokens and cost",
      meaning:
        "a message counts once, with its largest output; subagents included. Cost is in US dollars at the providers' list prices of the day; tokens of a model without a known price are shown as unpriced.",
    },
  ];
}

/** The line under everything: who made the record, when. */
export function colophon(record: LeverageRecord): string {
  return `Made by leverage on ${generatedText(record)} (${record.timezone}).`;
}
