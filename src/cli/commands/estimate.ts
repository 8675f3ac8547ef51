import type { BlindTask } from "../../app/blind.ts";
import { type EstimateOutput, estimate, type Unestimated } from "../../app/estimate.ts";
import { meanMinutes } from "../../core/estimates/estimates.ts";
import type { Estimate } from "../../core/types.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command, type View } from "../command.ts";
import { table } from "../table.ts";

/** A task to ask about, as the person sees it. */
interface Question {
  readonly id: string;
  readonly text: string;
}

/** Walks through the tasks until the person has had enough. */
async function walk(
  questions: readonly Question[],
  view: View,
  give: (task: string, likely: string) => Promise<string>,
): Promise<void> {
  process.stderr.write(`${questions.length} tasks. Answer 4h, 90m, 2d; Enter skips, q stops.\n`);
  for (const { id, text } of questions) {
    for (;;) {
      const asked = await view.ask(`\n${text}\n  a senior engineer alone would need: `);
      const answer = asked?.trim() ?? "q";
      if (answer === "q") return;
      if (answer === "") break;
      const said = await give(id, answer).then(
        (text) => ({ text, again: false }),
        (error: Error) => ({ text: error.message, again: true }),
      );
      process.stderr.write(`  ${said.text}\n`);
      if (!said.again) break;
    }
  }
}

const waitingText = ({ task, agentMinutes }: Unestimated): string =>
  `${plainText(task.title)}\n  ${task.project}, ${task.type}, agent ${numbers.minutes(agentMinutes)} [${task.id}]`;

const namesShown = 8;

function blindText({ id, title, type, project, commits, diff, files }: BlindTask): string {
  const lines = diff.map(({ kind, language, files, addedLines, removedLines }) => {
    const what = kind === "source" ? (language ?? "source") : kind;
    return `${what} +${numbers.count(addedLines)} -${numbers.count(removedLines)} in ${numbers.counted(files, "file")}`;
  });
  const names = files
    .slice(0, namesShown)
    .map(({ path, addedLines, removedLines }) => `    ${plainText(path)} +${addedLines} -${removedLines}`);
  const more = files.length - names.length;
  return [
    `${id}  ${plainText(title)}`,
    `  ${plainText(project)}, ${type}; ${lines.length === 0 ? "no edits in the logs" : lines.join(", ")}`,
    ...commits.map((subject) => `    commit: ${plainText(subject)}`),
    ...names,
    ...(more > 0 ? [`    and ${numbers.count(more)} more files`] : []),
  ].join("\n");
}

/** The mean, which records and lists count, with its interval. */
const meanText = (estimate: Estimate): string =>
  numbers.withInterval(numbers.hours(meanMinutes(estimate)), numbers.hoursInterval(estimate));

function showGiven(output: Extract<EstimateOutput, { kind: "given" }>): string {
  const { task, inForce, before, seq } = output;
  const was = before === null ? "" : ` (before: ${meanText(before)} by ${before.estimator})`;
  return `${task.id}  ${plainText(task.title)}: ${meanText(inForce)}, ${inForce.estimator}${was}\nTake it back: leverage task undo ${seq}`;
}

function showSecond({ id, title, seq }: Extract<EstimateOutput, { kind: "second" }>): string {
  return `${id}  ${plainText(title)}: kept as a second opinion\nTake it back: leverage task undo ${seq}`;
}

function showBlind(tasks: readonly BlindTask[]): string {
  if (tasks.length === 0)
    return "No finished task waits for a second opinion (a task counts as finished a day after its last prompt).";
  const answer = `Answer each: leverage estimate ${tasks[0]?.id} 4h --second`;
  return [...tasks.map(blindText), answer].join("\n\n");
}

export default command({
  operation: estimate,
  positional: ["task", "likely"],
  details:
    "The reference is a senior engineer who knows the codebase, alone and without AI, for the same accepted outcome.\nWith no task, walks through the tasks that have no estimate yet; with --blind, through finished ones, shown without\ntimes and earlier estimates. `leverage calibration` shows how well first and blind estimates agree.",
  examples: [
    { line: "estimate k7m2q 4h", about: "four hours, likely" },
    {
      line: "estimate k7m2q 4h --low 2h --high 9h --note 'the parser is the hard part'",
      about: "with an 80 % interval",
    },
    { line: "estimate --blind 5", about: "a second opinion on five finished tasks" },
    { line: "estimate k7m2q 4h --second", about: "the same for one task, without a terminal" },
    { line: "estimate", about: "the tasks without an estimate, one after the other" },
  ],
  show(output, _input, view) {
    if (output.kind === "given") return showGiven(output);
    if (output.kind === "second") return showSecond(output);
    if (output.kind === "blind") return showBlind(output.tasks);
    if (output.tasks.length === 0) return "Every task has an estimate.";
    const rows = output.tasks.map(({ task, agentMinutes }) => [
      task.id,
      task.title,
      task.type,
      numbers.minutes(agentMinutes),
    ]);
    const columns = [
      { head: "Id" },
      { head: "Task", flexible: true },
      { head: "Type" },
      { head: "Agent", right: true },
    ];
    return `${table(columns, rows, view.columns)}\n\nGive one: leverage estimate ${output.tasks[0]?.task.id} 4h`;
  },
  converse(output, view, again) {
    if (output.kind === "given" || output.kind === "second" || output.tasks.length === 0) return null;
    const blind = output.kind === "blind";
    const questions = blind
      ? output.tasks.map((task) => ({ id: task.id, text: blindText(task) }))
      : output.tasks.map((one) => ({ id: one.task.id, text: waitingText(one) }));
    return walk(questions, view, async (task, likely) => {
      const answer = await again({ task, likely, second: blind });
      if (answer.kind === "second") return showSecond(answer).split("\n")[0]!;
      return answer.kind === "given" ? showGiven(answer).split("\n")[0]! : "";
    });
  },
});
