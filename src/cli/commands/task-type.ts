import { retype } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: retype,
  positional: ["task", "type"],
  examples: [{ line: "task type k7m2q review", about: "the work types are listed by task type --help" }],
  show: showCorrected,
});
