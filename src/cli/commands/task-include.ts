import { include } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: include,
  positional: ["task"],
  examples: [{ line: "task include k7m2q", about: "take it back into the records" }],
  show: showCorrected,
});
