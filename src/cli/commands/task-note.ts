import { note } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: note,
  positional: ["task", "text"],
  examples: [{ line: "task note k7m2q 'client asked for it twice'", about: "explain shows the note" }],
  show: showCorrected,
});
