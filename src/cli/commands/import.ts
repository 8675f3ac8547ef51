import { importRecords } from "../../app/import.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";

export default command({
  operation: importRecords,
  positional: ["file"],
  details:
    "Imported rows are marked declared and join the ledger's days. Where a page's printed figures disagree with\nits own rows, the import says so, row by row. A second import of the same page adds nothing.",
  examples: [
    { line: "import record-2026-03-26.txt --dry-run", about: "show what would be taken in" },
    { line: "import -", about: "paste a page, end with Ctrl-D" },
    { line: "import ledger.jsonl", about: "a ledger that leverage export wrote" },
  ],
  async complete(input, view) {
    return input["file"] === "-" ? { ...input, text: await view.readInput() } : input;
  },
  show({ description, added, known, dryRun }) {
    const done = dryRun
      ? `Nothing was changed (--dry-run); ${numbers.count(added)} new, ${numbers.count(known)} known already.`
      : `Added ${numbers.count(added)}, known already ${numbers.count(known)}.`;
    return [...description.map(plainText), done].join("\n");
  },
  exitCode: ({ added, known, problems }) => (added + known === 0 && problems.length > 0 ? 1 : 0),
});
