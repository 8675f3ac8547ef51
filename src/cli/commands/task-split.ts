import { split } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: split,
  positional: ["task", "prompt"],
  examples: [{ line: "task split k7m2q 4", about: "prompt 4 and those after it become a task of their own" }],
  show: showCorrected,
});
