import { type EvaluateOutput, evaluate } from "../../app/evaluate.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

const share = (value: number | null): string =>
  value === null ? numbers.dash : value.toFixed(3).replace(/^(-?)0\./, "$1.");
const percent = (value: number | null): string =>
  value === null ? numbers.dash : `${(value * 100).toFixed(1)} %`;
const width = (value: number | null): string => (value === null ? numbers.dash : `x${value.toFixed(1)}`);

function shippedTable({ shipped }: EvaluateOutput, columns: number): string {
  return table(
    [
      { head: "" },
      ...["Exact", "±1", "Rank r", "Kappa", "50 %", "Width", "80 %", "Width"].map((head) => ({
        head,
        right: true,
      })),
    ],
    shipped.rows.map((row) => [
      row.name,
      share(row.exact),
      share(row.withinOne),
      share(row.spearman),
      share(row.kappa),
      percent(row.coverage50),
      width(row.width50),
      percent(row.coverage80),
      width(row.width80),
    ]),
    columns,
  );
}

function ownTable({ own }: EvaluateOutput, columns: number): string {
  const several = new Set(own.map(({ person }) => person)).size > 1;
  return table(
    [
      { head: "" },
      ...["Tasks", "r", "In 2x", "Ratio", "50 %", "Width", "80 %", "Width"].map((head) => ({
        head,
        right: true,
      })),
    ],
    own.map((row) => [
      several ? `${plainText(row.person)}: ${row.estimator}` : row.estimator,
      numbers.count(row.tasks),
      share(row.r),
      percent(row.withinTwice),
      `x${row.medianRatio.toFixed(2)}`,
      percent(row.coverage50),
      width(row.width50),
      percent(row.coverage80),
      width(row.width80),
    ]),
    columns,
  );
}

export default command({
  operation: evaluate,
  examples: [
    { line: "eval", about: "the shipped model beside its rivals, then all models on your own ledger" },
    { line: "eval --json", about: "all figures, for a program" },
  ],
  details:
    "Exact and ±1: the engineers' bucket of time was found, or a neighbour of it. Rank r: Spearman's correlation. Kappa: agreement beyond chance, quadratic weights. 50 % and 80 %: share of the labels inside the interval; width: its high over its low end. Ratio: median of yours over the model's.",
  show(output, _input, view) {
    const { shipped, own } = output;
    return [
      `The diff model on ${numbers.count(shipped.fixes)} fixes whose time engineers judged, each predicted from the other`,
      `${shipped.repositories - 1} of ${shipped.repositories} repositories only. Measured ${shipped.date}; source:`,
      `${shipped.source}.`,
      "",
      shippedTable(output, view.columns),
      "",
      ...(own.length === 0
        ? ["Your own ledger: no task has both a declared and a model's estimate yet."]
        : [
            "Your own ledger: what you declared against what each model said without knowing it.",
            "",
            ownTable(output, view.columns),
          ]),
    ].join("\n");
  },
});
