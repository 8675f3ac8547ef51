import { type EstimateOutput, estimate } from "../../app/estimate.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command, type View } from "../command.ts";
import { table } from "../table.ts";

type Waiting = Extract<EstimateOutput, { kind: "waiting" }>;

/** Walks through the waiting tasks, most agent time first, until the person has had enough. */
async function walk(
  { tasks }: Waiting,
  view: View,
  give: (task: string, likely: string) => Promise<string>,
): Promise<void> {
  process.stderr.write(`${tasks.length} tasks wait. Answer 4h, 90m, 2d; Enter skips, q stops.\n`);
  for (const { task, agentMinutes } of tasks) {
    const question = `\n${plainText(task.title)}\n  ${task.project}, ${task.type}, agent ${numbers.minutes(agentMinutes)} [${task.id}]\n  a senior engineer alone would need: `;
    for (;;) {
      const answer = (await view.ask(question))?.trim() ?? "q";
      if (answer === "q") return;
      if (answer === "") break;
      const said = await give(task.id, answer).then(
        (text) => ({ text, again: false }),
        (error: Error) => ({ text: error.message, again: true }),
      );
      process.stderr.write(`  ${said.text}\n`);
      if (!said.again) break;
    }
  }
}

function showGiven(output: Extract<EstimateOutput, { kind: "given" }>): string {
  const { task, inForce, before, seq } = output;
  const was = before === null ? "" : ` (before: ${numbers.estimate(before)} by ${before.estimator})`;
  return `${task.id}  ${plainText(task.title)}: ${numbers.estimate(inForce)}, ${inForce.estimator}${was}\nTake it back: leverage task undo ${seq}`;
}

export default command({
  operation: estimate,
  positional: ["task", "likely"],
  details:
    "The reference is a senior engineer who knows the codebase, alone and without AI, for the same accepted outcome.\nWith no task, walks through the tasks that have no estimate yet.",
  examples: [
    { line: "estimate k7m2q 4h", about: "four hours, likely" },
    {
      line: "estimate k7m2q 4h --low 2h --high 9h --note 'the parser is the hard part'",
      about: "with an 80 % interval",
    },
    { line: "estimate", about: "the tasks without an estimate, one after the other" },
  ],
  show(output, _input, view) {
    if (output.kind === "given") return showGiven(output);
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
    if (output.kind !== "waiting" || output.tasks.length === 0) return null;
    return walk(output, view, async (task, likely) => {
      const given = await again({ task, likely });
      return given.kind === "given" ? showGiven(given).split("\n")[0]! : "";
    });
  },
});
