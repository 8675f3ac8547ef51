import { type SurvivalOutput, type SurvivalRow, survival } from "../../app/survival.ts";
import { reworkDays, survivalDays, type TaskSurvival } from "../../core/changes/survival.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText, plainTitle, wrapSetIn } from "../../formats/text.ts";
import { command } from "../command.ts";
import { type Column, table } from "../table.ts";

const columns: readonly Column[] = [
  { head: "Id" },
  { head: "Task", flexible: true },
  { head: "Lines", right: true },
  ...survivalDays.map((days) => ({ head: `${days} d`, right: true })),
  { head: "Now", right: true },
  { head: "Reworked", right: true },
  { head: "By", flexible: true },
];

const share = (part: number, whole: number): string => numbers.percent(whole > 0 ? part / whole : null);

function cells({ taskId, title, survival: of, isOpen }: SurvivalRow): string[] {
  const reworked = share(of.reworkedLines, of.deliveredLines);
  return [
    taskId,
    plainTitle(title),
    numbers.count(of.deliveredLines),
    ...of.windows.map(({ aliveLines }) =>
      aliveLines === null ? "open" : share(aliveLines, of.deliveredLines),
    ),
    share(of.aliveLines, of.deliveredLines),
    isOpen ? `${reworked} so far` : reworked,
    reworkers(of),
  ];
}

function reworkers({ reworkedBy }: TaskSurvival): string {
  return reworkedBy.map(({ taskId, lines }) => `${taskId ?? "others"} ${numbers.count(lines)}`).join(", ");
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

function kinds({ totals: { delivered, windows }, rows }: SurvivalOutput): string[] {
  const parts = (["source", "tests", "docs"] as const).map(
    (kind) => `${kind} ${numbers.count(delivered[kind])}`,
  );
  const newest = rows.reduce((last, { survival: of }) => Math.max(last, of.asOfMs), 0);
  const over = windows
    .map(({ days, tasks }) => `${days} days of ${numbers.counted(tasks, "task")}`)
    .join(", ");
  return [
    `Lines by kind: ${parts.join(", ")}. Newest commit on a trunk: ${new Date(newest).toISOString().slice(0, 10)}.`,
    `"open" is a time that is not over by then; totals have the tasks for which it is (${over}).`,
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

function list(
  head: string,
  tasks: SurvivalOutput["notLanded"],
  width: number,
  outcomeOf: (task: SurvivalOutput["notLanded"][number]) => string,
): string[] {
  if (tasks.length === 0) return [];
  const rows = tasks.map((task) => [task.taskId, plainTitle(task.title), outcomeOf(task)]);
  const why = [{ head: "Id" }, { head: "Task", flexible: true }, { head: "Why", flexible: true }];
  return ["", head, "", table(why, rows, width)];
}

/** Of many tasks that are not measured for the same reason, how many. */
function reasons({ notMeasured }: SurvivalOutput, width: number): string[] {
  const counts = new Map<string, number>();
  for (const { because } of notMeasured) counts.set(because, (counts.get(because) ?? 0) + 1);
  const lines = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([because, tasks]) => `${numbers.counted(tasks, "task")}: ${plainText(because)}`);
  return lines.length === 0
    ? []
    : ["", "Not measured", "", ...lines.flatMap((line) => wrapSetIn(line, width))];
}

/** The line where nothing landed: what is missing. */
function nothing({ repositories: { known, replayed }, period }: SurvivalOutput): string {
  if (period === null) return "Nothing was worked on yet.";
  const span = period.from === period.to ? `on ${period.from}` : `from ${period.from} to ${period.to}`;
  if (known === 0)
    return `Nothing to measure ${span}: no repository that sessions worked in is on this machine.`;
  if (replayed === 0) return `Nothing to measure ${span}: no repository has a trunk.`;
  return `No task ${span} has lines on a trunk.`;
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
    const { rows, notLanded, notMeasured, period } = output;
    if (rows.length + notLanded.length + notMeasured.length === 0) {
      return period === null ? nothing(output) : `Nothing was worked on from ${period.from} to ${period.to}.`;
    }
    const measured =
      rows.length === 0
        ? [nothing(output)]
        : [
            table(columns, [...rows.map(cells), totalCells(output.totals)], width),
            "",
            ...kinds(output).flatMap((line) => wrapSetIn(line, width)),
          ];
    const factors = leverage(output).flatMap((line) => wrapSetIn(line, width));
    return [
      ...measured,
      ...(factors.length === 0 ? [] : ["", ...factors]),
      ...list(
        "Not landed: counts as not delivered",
        notLanded,
        width,
        ({ outcome, because }) => `${outcome}: ${because}`,
      ),
      ...reasons(output, width),
    ].join("\n");
  },
});
