import { rename } from "../../app/corrections.ts";
import { command } from "../command.ts";
import { showCorrected } from "../show-corrected.ts";

export default command({
  operation: rename,
  positional: ["task", "title"],
  examples: [
    {
      line: "task rename k7m2q 'Add the export of invoices'",
      about: "the title wins over every rule, for ever",
    },
  ],
  show: showCorrected,
});
