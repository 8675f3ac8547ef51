import { type TaskShowOutput, taskShow } from "../../app/task-views.ts";
import { estimatorLabel, meanMinutes } from "../../core/estimates/estimates.ts";
import type { Turn } from "../../core/types.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";
import { diffText, outcomeText, showCommits } from "../show-work.ts";
import { table } from "../table.ts";

const agentMinutes = (turn: Turn): number =>
  turn.agentIntervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / 60_000;

function facts({ task, estimate, work, ...line }: TaskShowOutput): string {
  const human =
    estimate === null
      ? "no estimate yet"
      : `${numbers.withInterval(numbers.hours(meanMinutes(estimate)), numbers.hoursInterval(estimate))} by ${estimatorLabel(estimate)}`;
  return [
    `${task.id}  ${plainText(task.title)}`,
    `${task.project}, ${task.type}${task.branches.length > 0 ? `, branch ${task.branches.map(plainText).join(", ")}` : ""}${task.excluded ? ", excluded" : ""}`,
    `human ${human}; agent ${numbers.minutes(line.agentMinutes)}; supervisory ${numbers.minutes(line.supervisoryMinutes)}`,
    ...(work === null ? [] : [`outcome ${outcomeText(work)}`, `diff ${diffText(work)}`]),
    ...task.cutBecause.map((why) => `cut: ${why}`),
    ...task.notes.map((note) => `note: ${plainText(note)}`),
  ].join("\n");
}

export default command({
  operation: taskShow,
  positional: ["task"],
  examples: [{ line: "task show k7m2q", about: "its prompts by number, as split and move take them" }],
  show(output, _input, view) {
    const rows = output.turns.map((turn, i) => [
      String(i + 1),
      new Date(turn.startMs).toISOString().slice(0, 16).replace("T", " "),
      turn.prompt.by === "typed" ? turn.prompt.head : `(${turn.prompt.by}) ${turn.prompt.head}`,
      numbers.minutes(agentMinutes(turn)),
    ]);
    const prompts = table(
      [
        { head: "#", right: true },
        { head: "Sent (UTC)" },
        { head: "Prompt", flexible: true },
        { head: "Agent", right: true },
      ],
      rows,
      view.columns,
    );
    const commits = output.work === null ? [] : showCommits(output.work, view.columns);
    const parts = [rows.length === 0 ? "" : prompts, commits.join("\n")].filter(Boolean);
    return `${facts(output)}\n${parts.map((part) => `\n${part}`).join("\n")}`;
  },
});
