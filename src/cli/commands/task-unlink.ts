import { unlinkCommit } from "../../app/commit-corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: unlinkCommit,
  positional: ["task", "sha"],
  examples: [{ line: "task unlink k7m2q 1a2b3c4", about: "the commit counts for the task no longer" }],
  show: showCorrected,
});
