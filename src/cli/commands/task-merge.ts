import { merge } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: merge,
  positional: ["tasks..."],
  examples: [{ line: "task merge k7m2q p3x9d", about: "two tasks that were one piece of work" }],
  show: showCorrected,
});
