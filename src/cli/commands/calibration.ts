import {
  type CalibrationOutput,
  type Coverage,
  calibration,
  type LearnedLevel,
} from "../../app/calibration.ts";
import type { Agreement } from "../../core/estimates/agreement.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

const percent = (share: number | null): string =>
  share === null ? numbers.dash : `${Math.round(share * 100)} %`;

const times = (value: number | null, places: number): string =>
  value === null ? numbers.dash : `x${value.toFixed(places)}`;

const estimates = (n: number): string => `${numbers.count(n)} declared estimate${n === 1 ? "" : "s"}`;

function learnedTable(level: LearnedLevel, columns: number): string {
  return table(
    [
      { head: "Learned" },
      { head: "From", right: true },
      { head: "Offset", right: true },
      { head: "Factor", right: true },
    ],
    [{ what: "any work", ...level }, ...level.byType.map((one) => ({ what: one.type, ...one }))].map(
      ({ what, observations, offset, factor }) => [
        what,
        numbers.count(observations),
        offset.toFixed(2),
        times(factor, 2),
      ],
    ),
    columns,
  );
}

function pastTable({ past }: LearnedLevel, columns: number): string {
  const row = (what: string, one: Coverage) => [
    what,
    numbers.count(one.observations),
    percent(one.coverage50),
    percent(one.coverage80),
    times(one.width80, 1),
    times(one.medianRatio, 2),
  ];
  return table(
    [
      { head: "Estimates given before yours" },
      { head: "Tasks", right: true },
      { head: "50 % held", right: true },
      { head: "80 % held", right: true },
      { head: "80 % width", right: true },
      { head: "Yours / theirs", right: true },
    ],
    [
      row("calibrated", past.calibrated),
      ...(past.conformal.observations > 0 ? [row("  of these conformal", past.conformal)] : []),
      row("the model as it ships", past.asShipped),
    ],
    columns,
  );
}

/** Nothing where nobody estimated blind. */
function blindTable({ declared, models }: CalibrationOutput["blind"], columns: number): string[] {
  const row = (what: string, { n, r, within2x, bias }: Agreement) =>
    n === 0
      ? []
      : [
          [
            what,
            numbers.count(n),
            r === null ? numbers.dash : r.toFixed(2),
            percent(within2x),
            times(bias, 2),
          ],
        ];
  const rows = [...row("what was declared", declared), ...row("the models", models)];
  if (rows.length === 0) return [];
  return [
    table(
      [
        { head: "Blind estimates beside" },
        { head: "Tasks", right: true },
        { head: "r (logs)", right: true },
        { head: "In 2x", right: true },
        { head: "Blind / first", right: true },
      ],
      rows,
      columns,
    ),
  ];
}

export default command({
  operation: calibration,
  examples: [
    { line: "calibration", about: "by person and work type, with the coverage of past intervals" },
    { line: "calibration --json", about: "the same, unrounded" },
  ],
  details:
    "Every estimate you declare for a task that a model estimated as well is one observation of your level. The model's estimates of your other tasks are moved by the learned offset; what you declared is never changed.",
  show({ rules, levels, calibratedTasks, blind }, _input, view) {
    const agreement = blindTable(blind, view.columns);
    if (levels.length === 0) {
      const nothing =
        "Nothing learned yet: declare the human time of a task that has a source diff (leverage estimate TASK 4h).";
      return [nothing, ...agreement].join("\n\n");
    }
    const parts = levels.map((level) =>
      [
        `${plainText(level.person)} beside ${level.estimator}: ${estimates(level.observations)}`,
        "",
        learnedTable(level, view.columns),
        "",
        pastTable(level, view.columns),
        "",
        `Intervals of the next tasks: 50 % ${times(level.intervals.width50, 1)}, 80 % ${times(level.intervals.width80, 1)} from low to high end, by ${level.intervals.by}.`,
      ].join("\n"),
    );
    return [
      ...parts,
      ...agreement,
      [
        `In force on ${numbers.count(calibratedTasks)} tasks. Offset = sum of ln(yours / the model's) over n + ${rules.priorObservations}; a type's comes on top of the`,
        `person's. From ${rules.conformalFrom} observations on intervals are those of adaptive conformal inference.`,
      ].join("\n"),
    ].join("\n\n");
  },
});
