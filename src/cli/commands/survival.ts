import { type SurvivalOutput, type SurvivalRow, survival } from "../../app/survival.ts";
import { reworkDays, survivalDays, type TaskSurvival } from "../../core/changes/survival.ts";
import type { Period } from "../../core/periods.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText, plainTitle, shorten, wrapSetIn } from "../../formats/text.ts";
import { command } from "../command.ts";
import { type Column, table } from "../table.ts";

const columns: readonly Column[] = [
  { head: "Id" },
  { head: "Task", flexible: true },
  { head: "Lines", right: true },
  ...survivalDays.map((days) => ({ head: `${days} d`, right: true })),
  { head: "Now", right: true },
  { head: "Reworked", right: true },
  { head: "By" },
];

const share = (part: number, whole: number): string => numbers.percent(whole > 0 ? part / whole : null);

function cells({ taskId, title, survival: of }: SurvivalRow): string[] {
  return [
    taskId,
    plainTitle(title),
    numbers.count(of.deliveredLines),
    ...of.windows.map(({ aliveLines }) =>
      aliveLines === null ? "open" : share(aliveLines, of.deliveredLines),
    ),
    share(of.aliveLines, of.deliveredLines),
    share(of.reworkedLines, of.deliveredLines),
    reworkers(of),
  ];
}

const mostReworkers = 2;

/** `k3dnq 12, others 3`: tasks, or commits of no task, and how many lines each took out. */
function reworkers({ reworkedBy }: TaskSurvival): string {
  const named = reworkedBy
    .slice(0, mostReworkers)
    .map(({ taskId, lines }) => `${taskId ?? "others"} ${numbers.count(lines)}`);
  const more = reworkedBy.length - named.length;
  return [...named, ...(more > 0 ? [`${numbers.count(more)} more`] : [])].join(", ");
}

function totalCells({ deliveredLines, aliveLines, reworkedLines, windows }: SurvivalOutput["totals"]) {
  return [
    "",
    "Total",
    numbers.count(deliveredLines),
    ...windows.map((over) => (over.tasks === 0 ? "open" : share(over.aliveLines, over.deliveredLines))),
    share(aliveLines, deliveredLines),
    share(reworkedLines, deliveredLines),
    "",
  ];
}

function notes({ totals: { delivered, windows }, asOf }: SurvivalOutput): string[] {
  const parts = (["source", "tests", "docs"] as const).map(
    (kind) => `${kind} ${numbers.count(delivered[kind])}`,
  );
  const over = windows
    .map(({ days, tasks }) => `${days} days of ${numbers.counted(tasks, "task")}`)
    .join(", ");
  return [
    `Lines by kind: ${parts.join(", ")}. Newest commit on a trunk: ${asOf}.`,
    `"open": that time is not over by then, and reworked are the lines so far. Totals have the tasks for which it is over (${over}).`,
  ];
}

function leverage({ leverage: of }: SurvivalOutput): string[] {
  if (of.tasks === 0) return [];
  const open =
    of.openTasks === 0
      ? ""
      : `, and can fall until the ${reworkDays} days of ${numbers.counted(of.openTasks, "task")} are over`;
  const others = of.recordTasks - of.tasks;
  const rest =
    others === 0
      ? ""
      : ` With ${numbers.count(others)} more that ${others === 1 ? "is" : "are"} not measured, the record's factor is ${numbers.factor(of.recordFactor)}.`;
  return [
    `Leverage of ${numbers.counted(of.tasks, "measured task")}: ${numbers.factor(of.plainFactor)}; rework-adjusted ${numbers.factor(of.adjustedFactor)} (${numbers.hours(of.keptMinutes)} of ${numbers.hours(of.humanMeanMinutes)} kept)${open}.${rest}`,
  ];
}

function notLanded({ notLanded: tasks }: SurvivalOutput, width: number): string[] {
  const lines = tasks.flatMap(({ taskId, title, outcome, because }) => [
    `${taskId}  ${shorten(plainTitle(title), width - taskId.length - 2)}`,
    ...wrapSetIn(`  ${outcome}: ${plainText(because)}`, width),
  ]);
  return lines.length === 0 ? [] : ["", "Not landed: counts as not delivered", "", ...lines];
}

/** Of many tasks that are not measured for the same reason, how many. */
function notMeasured({ notMeasured: tasks }: SurvivalOutput, width: number): string[] {
  const counts = new Map<string, number>();
  for (const { because } of tasks) counts.set(because, (counts.get(because) ?? 0) + 1);
  const lines = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([because, tasks]) => `${numbers.counted(tasks, "task")}: ${plainText(because)}`);
  return lines.length === 0
    ? []
    : ["", "Not measured", "", ...lines.flatMap((line) => wrapSetIn(line, width))];
}

const spanOf = ({ from, to }: Period): string => (from === to ? `on ${from}` : `from ${from} to ${to}`);

/** The line where nothing landed: what is missing. */
function nothing({ repositories: { known, replayed }, period }: SurvivalOutput): string {
  const span = period === null ? "" : ` ${spanOf(period)}`;
  if (known === 0)
    return `Nothing to measure${span}: no repository that sessions worked in is on this machine.`;
  if (replayed === 0) return `Nothing to measure${span}: no repository has a trunk.`;
  return `No task${span} has lines on a trunk.`;
}

export default command({
  operation: survival,
  positional: ["period"],
  examples: [
    {
      line: "survival",
      about: "every task's lines after 7, 14 and 28 days and now, and who reworked the rest",
    },
    { line: "survival 2026-02 --json", about: "of a month's tasks, for a program" },
  ],
  details:
    "Lines are those of source, tests and documentation that reached the trunk; moved, reindented and renamed ones\nstay whose they were. Reworked: taken out by others within 28 days.",
  show(output, _input, view) {
    const width = Math.min(view.columns, 120);
    const { rows, period } = output;
    if (rows.length + output.notLanded.length + output.notMeasured.length === 0) {
      return period === null ? "Nothing was worked on yet." : `Nothing was worked on ${spanOf(period)}.`;
    }
    const measured =
      rows.length === 0
        ? [nothing(output)]
        : [
            table(columns, [...rows.map(cells), totalCells(output.totals)], width),
            "",
            ...notes(output).flatMap((line) => wrapSetIn(line, width)),
          ];
    const factors = leverage(output).flatMap((line) => wrapSetIn(line, width));
    return [
      ...measured,
      ...(factors.length === 0 ? [] : ["", ...factors]),
      ...notLanded(output, width),
      ...notMeasured(output, width),
    ].join("\n");
  },
});
