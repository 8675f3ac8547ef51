import { undo } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: undo,
  positional: ["number"],
  examples: [
    { line: "task undo", about: "take back the newest correction or estimate" },
    { line: "task undo 12", about: "take back correction 12 (task list --corrections shows the numbers)" },
  ],
  show: showCorrected,
});
