import { exclude } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: exclude,
  positional: ["task"],
  examples: [{ line: "task exclude k7m2q", about: "left out of every record, and counted as left out" }],
  show: showCorrected,
});
