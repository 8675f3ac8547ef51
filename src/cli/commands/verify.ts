import { type VerifyOutput, verify } from "../../app/verify.ts";
import type { Difference, RecordValue } from "../../core/records/record-differences.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

const differencesShown = 20;

function about({ untouched, exportNumber, previous, versions }: VerifyOutput): string[] {
  if (untouched === null) return ["  it carries no seal: only its numbers can be checked"];
  const before =
    previous === null
      ? "none was exported before it"
      : `after ${previous.hash.slice(0, 12)}${previous.known ? "" : ", which this ledger does not know"}`;
  return [
    untouched ? "  its own hash matches" : "  its own hash does NOT match",
    `  written by leverage ${plainText(versions.written ?? "")}; ${exportNumber === null ? "not written to a file by this ledger" : `export ${exportNumber} of this ledger`}; ${before}`,
  ];
}

/** Ten digits tell any two numbers apart that differ. */
const valueText = (value: RecordValue): string =>
  typeof value === "number" ? String(Number(value.toPrecision(10))) : String(value);

function comparison({ differences, developments, values }: VerifyOutput, columns: number): string[] {
  if (differences.length > 0) {
    const head = `  ${numbers.count(differences.length)} of ${numbers.count(values)} values differ from the ledger:`;
    return [head, "", ...thenAndNow(differences, columns)];
  }
  if (developments.length === 0) return [`  all ${numbers.count(values)} values agree with the ledger`];
  const agreeing = numbers.count(values - developments.length);
  return [
    `  ${agreeing} of ${numbers.count(values)} values agree; the others tell what became of the work since:`,
    "",
    ...thenAndNow(developments, columns),
  ];
}

function thenAndNow(differences: readonly Difference[], columns: number): string[] {
  const rows = differences
    .slice(0, differencesShown)
    .map(({ path, was, now }) => [path, valueText(was), valueText(now)]);
  const more = differences.length - rows.length;
  return [
    table(
      [{ head: "Value" }, { head: "Then", flexible: true }, { head: "Now", flexible: true }],
      rows,
      columns,
    ),
    ...(more > 0 ? [`and ${numbers.count(more)} more: --json has all`] : []),
  ];
}

export default command({
  operation: verify,
  positional: ["file"],
  details:
    "The record is drawn anew for its period, time zone and definitions, offline, and compared value by value: exit code 0\nwhere all agree, 1 otherwise. The time it was made, the order of its keys and white space do not matter. What git\ntells later of the work in a record that this ledger wrote (outcome, survival) is shown, and no disagreement.",
  examples: [
    { line: "record --week --out week.json", about: "a sealed record, chained to the one exported before" },
    { line: "verify week.json", about: "does the ledger still say so?" },
  ],
  async complete(input, view) {
    return input["file"] === "-" ? { ...input, text: await view.readInput() } : input;
  },
  show(output, _input, view) {
    const { file, title, reasons } = output;
    return [
      `${plainText(file)}: ${plainText(title)}`,
      ...about(output),
      ...comparison(output, view.columns),
      ...(reasons.length === 0 ? [] : ["", ...reasons.map(plainText)]),
    ].join("\n");
  },
  exitCode: ({ agrees }) => (agrees ? 0 : 1),
});
