import { planAttach } from "../../app/plan.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: planAttach,
  positional: ["plan", "task"],
  details:
    "A plan registered after the task's first prompt counts as late, never as pre-registered.\nA plan has one task: attached again, it moves.",
  examples: [{ line: "plan attach 3f9a2c1 k7m2q", about: "plan 3f9a2c1 was for task k7m2q" }],
  show(output) {
    const { origin, inForce, remarks } = output.line;
    const carried = `It counts as ${origin}${inForce ? "" : "; a newer estimate is in force"}.`;
    return [showCorrected(output), carried, ...remarks.map(plainText)].join("\n");
  },
});
