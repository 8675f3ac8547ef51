import { type TaskLine, taskList } from "../../app/task-views.ts";
import { meanMinutes } from "../../core/estimates/estimates.ts";
import * as numbers from "../../formats/numbers.ts";
import { command } from "../command.ts";
import { showCorrections } from "../show-corrections.ts";
import { table } from "../table.ts";

function outcomeMark({ outcome, unsureCommits }: Pick<TaskLine, "outcome" | "unsureCommits">): string {
  return `${outcome ?? numbers.dash}${unsureCommits > 0 ? "?" : ""}`;
}

export default command({
  operation: taskList,
  positional: ["period"],
  details:
    "Where repositories tell, with what became of each task; a question mark says that one of its commits is unsure:\n`leverage review` has the reasons.",
  examples: [
    { line: "task list", about: "all tasks, newest first" },
    { line: "task list 2026-03-26 --unestimated", about: "the tasks of a day that wait for an estimate" },
    { line: "task list --corrections", about: "the corrections in force, with the numbers that undo takes" },
  ],
  show({ tasks, corrections }, _input, view) {
    if (corrections !== null) return showCorrections(corrections, view.columns);
    // A column only where some repository tells.
    const tells = tasks.some(({ outcome }) => outcome !== null);
    const lines = tasks.map(({ task, agentMinutes, supervisoryMinutes, estimate, ...line }) => [
      task.id,
      task.excluded ? `(excluded) ${task.title}` : task.title,
      task.type,
      estimate === null ? numbers.dash : numbers.hours(meanMinutes(estimate)),
      numbers.minutes(agentMinutes),
      numbers.minutes(supervisoryMinutes),
      ...(tells ? [outcomeMark(line)] : []),
    ]);
    return tasks.length === 0
      ? "No tasks."
      : table(
          [
            { head: "Id" },
            { head: "Task", flexible: true },
            { head: "Type" },
            { head: "Human", right: true },
            { head: "Agent", right: true },
            { head: "Sup.", right: true },
            ...(tells ? [{ head: "Outcome" }] : []),
          ],
          lines,
          view.columns,
        );
  },
});
