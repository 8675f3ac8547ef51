import { move } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: move,
  positional: ["task", "prompts..."],
  examples: [{ line: "task move k7m2q 3-5 --to p3x9d", about: "prompts 3 to 5 belong to another task" }],
  show: showCorrected,
});
