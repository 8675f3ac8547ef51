import { taskList } from "../../app/task-views.ts";
import { meanMinutes } from "../../core/estimates/estimates.ts";
import * as numbers from "../../formats/numbers.ts";
import { command } from "../command.ts";
import { showCorrections } from "../show-corrections.ts";
import { table } from "../table.ts";

export default command({
  operation: taskList,
  positional: ["period"],
  examples: [
    { line: "task list", about: "all tasks, newest first" },
    { line: "task list 2026-03-26 --unestimated", about: "the tasks of a day that wait for an estimate" },
    { line: "task list --corrections", about: "the corrections in force, with the numbers that undo takes" },
  ],
  show({ tasks, corrections }, _input, view) {
    if (corrections !== null) return showCorrections(corrections, view.columns);
    const lines = tasks.map(({ task, agentMinutes, supervisoryMinutes, estimate }) => [
      task.id,
      task.excluded ? `(excluded) ${task.title}` : task.title,
      task.type,
      estimate === null ? numbers.dash : numbers.hours(meanMinutes(estimate)),
      numbers.minutes(agentMinutes),
      numbers.minutes(supervisoryMinutes),
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
          ],
          lines,
          view.columns,
        );
  },
});
