import { linkCommit } from "../../app/commit-corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: linkCommit,
  positional: ["task", "sha"],
  examples: [
    { line: "task link k7m2q 1a2b3c4", about: "whatever the evidence says, and whatever becomes of it" },
  ],
  show: showCorrected,
});
