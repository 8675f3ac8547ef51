import { z } from "zod";
import { record } from "../../app/record.ts";
import { noteExport } from "../../app/seal.ts";
import type { Format } from "../../formats/format.ts";
import { formats } from "../../formats/index.ts";
import { json } from "../../formats/json.ts";
import { command } from "../command.ts";
import { writeFileWhole } from "../write-file.ts";

const names = formats.map((format) => format.name) as [string, ...string[]];

export default command({
  operation: record,
  positional: ["period"],
  presentation: z.object({
    format: z
      .enum(names)
      .optional()
      .describe("<FORMAT> How it is written; by the ending of --out, else terminal"),
    out: z.string().optional().describe("<FILE> Write there instead of standard output"),
    wide: z.boolean().default(false).describe("Use the whole width of the terminal, with more columns"),
  }),
  details:
    "Without a period: the newest day on which an agent worked. `leverage` alone is `leverage record`.",
  examples: [
    { line: "", about: "the record of the newest active day" },
    { line: "record yesterday --format markdown", about: "to paste into a page" },
    { line: "record --week --out week.html", about: "one self-contained page, ready to print or publish" },
    { line: "record 2026-03-01..2026-03-26 --format csv", about: "a span, one row a task" },
    { line: "record --check", about: "fail if a forbidden word would appear" },
  ],
  async show({ record, forbidden }, input, view, { format: asked, out, wide }) {
    if (input.check) return checkText(forbidden);
    const format = formatOf(asked, out);
    const columns = wide ? view.columns : Math.min(view.columns, 80);
    const text = await format.print(record, { columns, wide, colour: view.colour && out === undefined });
    if (out === undefined) return text;
    await writeFileWhole(out, [text]);
    return `Wrote ${out}`;
  },
  async after({ record }, { check }, { format, out }, effects) {
    const written = out !== undefined && !check;
    if (written && formatOf(format, out) === json) await noteExport(effects, record);
  },
  json: ({ record }) => record,
  exitCode: ({ forbidden }) => (forbidden.length > 0 ? 1 : 0),
});

/** The format asked for, else by the file's ending, else the terminal's. */
function formatOf(asked: string | undefined, out: string | undefined): Format {
  return (
    formats.find((one) => one.name === asked) ??
    formats.find((one) => out?.endsWith(`.${one.extension}`)) ??
    formats[0]
  );
}

function checkText(forbidden: readonly { readonly word: string; readonly where: string }[]): string {
  if (forbidden.length === 0) return "No forbidden word appears in the record.";
  const lines = forbidden.map(({ word, where }) => `  "${word}" in ${where}`);
  return `Forbidden words appear in the record:\n${lines.join("\n")}\nRename the tasks, or add an alias to the configuration.`;
}
