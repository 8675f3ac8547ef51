import { extname } from "node:path";
import { z } from "zod";
import { WrongUse } from "../../app/errors.ts";
import { record } from "../../app/record.ts";
import type { Format } from "../../formats/format.ts";
import { formatNames } from "../../formats/names.ts";
import { command, type View } from "../command.ts";

export default command({
  operation: record,
  positional: ["period"],
  presentation: () =>
    z.object({
      format: z
        .enum(formatNames)
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
    { line: "record --month --merged", about: "the hours of merged tasks alone, against the minutes of all" },
    { line: "record --check", about: "fail if a forbidden word would appear" },
  ],
  async check({ check }, { format, out }, asJson) {
    if (asJson && format !== undefined && format !== "json")
      throw new WrongUse(`--json and --format ${format} exclude each other`, "give one of them");
    if (out === undefined) return;
    if (check) throw new WrongUse("--check writes no record", "leave out --out");
    if (!asJson) await formatOf(format, out);
  },
  async show({ record, forbidden }, { check }, view, { format, wide }) {
    if (check) return checkText(forbidden);
    return (await formatOf(format, undefined)).print(record, { ...sizeOf(view, wide), colour: view.colour });
  },
  async write({ record }, { path, shown, asJson }, view, effects) {
    const format = await formatOf(asJson ? "json" : shown.format, path);
    const text = await format.print(record, { ...sizeOf(view, shown.wide), colour: false });
    const { writeFileWhole } = await import("../write-file.ts");
    const written = await writeFileWhole(path, [text]);
    if (format.name === "json") await (await import("../../app/seal.ts")).noteExport(effects, record);
    return written;
  },
  json: ({ record }) => record,
  exitCode: ({ forbidden }) => (forbidden.length > 0 ? 1 : 0),
});

const sizeOf = (view: View, wide: boolean) => ({
  columns: wide ? view.columns : Math.min(view.columns, 80),
  wide,
});

/** Other endings that formats are known by. */
const otherEndings: Readonly<Record<string, string>> = { markdown: "md", htm: "html" };

/**
 * The format asked for, else by the file's ending; without one (a pipe, a device) the terminal's.
 * @throws WrongUse for an ending that is no format's
 */
async function formatOf(asked: string | undefined, out: string | undefined): Promise<Format> {
  const { formatNamed, formats } = await import("../../formats/index.ts");
  const named = formatNamed(asked ?? "");
  if (named !== null) return named;
  const ending = extname(out ?? "")
    .slice(1)
    .toLowerCase();
  if (out === undefined || ending === "") return formatNamed("terminal")!;
  const format = formats.find(({ extension }) => extension === (otherEndings[ending] ?? ending));
  if (format !== undefined) return format;
  const endings = [...formats.map(({ extension }) => extension), ...Object.keys(otherEndings)];
  throw new WrongUse(
    `no format has the ending of ${out}`,
    `use one of ${endings.map((one) => `.${one}`).join(", ")}, or name the format with --format`,
  );
}

function checkText(forbidden: readonly { readonly word: string; readonly where: string }[]): string {
  if (forbidden.length === 0) return "No forbidden word appears in the record.";
  const lines = forbidden.map(({ word, where }) => `  "${word}" in ${where}`);
  return `Forbidden words appear in the record:\n${lines.join("\n")}\nRename the tasks, or add an alias to the configuration.`;
}
