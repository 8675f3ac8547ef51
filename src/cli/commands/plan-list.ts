import { type PlanLine, planList } from "../../app/plan.ts";
import { planId } from "../../core/estimates/plans.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

function stateOf({ state, task, origin, inForce }: PlanLine): string {
  if (task === null) return state;
  return `${task.id} ${origin}${inForce ? "" : ", not in force"}`;
}

export default command({
  operation: planList,
  examples: [{ line: "plan list", about: "newest first, with what became of each" }],
  show({ plans, faults }, _input, view) {
    if (plans.length === 0) return 'No plans. Register one: leverage plan "title" 4h --branch BRANCH';
    const rows = plans.map((line) => [
      planId(line.plan),
      line.plan.title,
      numbers.estimate(line.plan.minutes),
      new Date(line.plan.atMs).toISOString().slice(0, 16).replace("T", " "),
      stateOf(line),
    ]);
    const remarks = plans.flatMap(({ plan, remarks, branchMeant }) =>
      remarks.map((one) => {
        const meant = branchMeant === null ? "" : `; ${branchMeant}`;
        return `${planId(plan)}: ${plainText(one + meant)}`;
      }),
    );
    return [
      table(
        [
          { head: "Plan" },
          { head: "Title", flexible: true },
          { head: "Human" },
          { head: "Registered (UTC)" },
          { head: "Task" },
        ],
        rows,
        view.columns,
      ),
      "",
      ...remarks,
      ...(faults.length === 0
        ? [`The chain of ${plans.length === 1 ? "1 plan" : `${plans.length} plans`} is sound.`]
        : ["THE CHAIN IS BROKEN:", ...faults.map((fault) => `  ${fault}`)]),
    ].join("\n");
  },
  exitCode: ({ faults }) => (faults.length > 0 ? 1 : 0),
});
