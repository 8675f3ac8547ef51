import { z } from "zod";
import { exportAll } from "../../app/export.ts";
import { command } from "../command.ts";
import { writeFileWhole } from "../write-file.ts";

export default command({
  operation: exportAll,
  presentation: () =>
    z.object({
      out: z.string().optional().describe("<FILE> Write there instead of standard output"),
    }),
  examples: [
    { line: "export --out ledger.jsonl", about: "a backup, or the move to another machine" },
    { line: "export | gzip > ledger.jsonl.gz", about: "the same, compressed" },
  ],
  isJson: true,
  show: async ({ lines }) => lines,
  write: ({ lines }, { path }) => writeFileWhole(path, lines),
});
