import { type PlanOutput, plan } from "../../app/plan.ts";
import { planId } from "../../core/estimates/plans.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";

/** Which task carries the plan, or will. */
function carrierOf({ plan: registered, task, origin, remarks, branchMeant }: PlanOutput): readonly string[] {
  if (task !== null) return [`${task.id} carries it: ${origin}`, ...remarks];
  if (registered.branch === null) return remarks;
  const unknown = branchMeant === null ? "" : ` (no prompt was on such a branch so far; ${branchMeant})`;
  return [`the task of the first prompt on branch ${registered.branch} will carry it${unknown}`];
}

export default command({
  operation: plan,
  positional: ["title", "likely"],
  details:
    "The task of the first prompt on the branch from now on carries the estimate as pre-registered; without a branch,\n`leverage plan attach` says which task it is. `leverage plan list` shows all plans.\nEach plan's hash covers its content, its time and the plan before it. Put it where others see it (a commit, a pull\nrequest), and it proves that the estimate is no younger.",
  examples: [
    { line: "plan 'Rate limits for the API' 2d --branch limits", about: "before the first prompt on it" },
    { line: "plan 'Move the queue' 4h --low 2h --high 9h", about: "to be attached to its task later" },
    { line: "plan attach 3f9a2c1 k7m2q", about: "the task it was for" },
  ],
  show(output) {
    const { plan: registered, seq } = output;
    return [
      `Registered plan ${planId(registered)}, ${plainText(registered.title)}: ${numbers.estimate(registered.minutes)}`,
      ...carrierOf(output).map((line) => `  ${plainText(line)}`),
      `  hash ${registered.hash}`,
      `  after ${registered.previous ?? "none: it is the first"}`,
      `Take it back: leverage task undo ${seq}`,
    ].join("\n");
  },
});
