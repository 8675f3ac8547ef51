import { supervise } from "../../app/supervise.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: supervise,
  positional: ["task", "minutes"],
  details: "Declared minutes replace the measured ones in the factor and are marked as declared.",
  examples: [{ line: "supervise k7m2q 5m", about: "as a hand-kept record would say" }],
  show: showCorrected,
});
