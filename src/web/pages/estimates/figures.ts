/** How estimates hold, as tables show it. */
import * as numbers from "../../../formats/numbers.ts";
import { plainText } from "../../../formats/text.ts";
import type { Answers } from "../../answers.ts";
import type { Column } from "../../components/table.ts";
import { addressOf } from "../../place.ts";

export type Calibration = Answers["calibration"];
type OriginRow = Calibration["byOrigin"][number];
type Pair = Calibration["pairs"][number];
type Level = Calibration["levels"][number];

const originNames: Readonly<Record<OriginRow["origin"], string>> = {
  "pre-registered": "Pre-registered: before the work began",
  late: "Late: declared after it began, or imported",
  model: "By a model that saw the result",
};

/** Of declared over expected minutes. */
const ratio = (value: number | null): string => (value === null ? numbers.dash : numbers.ratio(value));

export const originColumns: readonly Column<OriginRow>[] = [
  { header: "Given", kind: "words", names: true, cell: ({ origin }) => originNames[origin] },
  { header: "Tasks", kind: "figure", cell: ({ tasks }) => numbers.count(tasks) },
  {
    header: "Human",
    kind: "figure",
    number: "human",
    cell: ({ tasks, humanMeanMinutes }) => (tasks === 0 ? numbers.dash : numbers.hours(humanMeanMinutes)),
  },
  { header: "Pairs", kind: "figure", cell: ({ pairs }) => numbers.count(pairs) },
  { header: "Ratio", kind: "figure", cell: ({ medianRatio }) => ratio(medianRatio) },
  { header: "Inside", kind: "figure", cell: ({ inside }) => numbers.percent(inside) },
];

export interface HoldRow {
  readonly key: string;
  readonly what: string;
  readonly of: Level["past"]["calibrated"];
}

/** Coverage of the intervals given before each declared estimate. */
export function holdRows({ person, estimator, past }: Level): readonly HoldRow[] {
  const about = `${plainText(person)} beside ${estimator}`;
  return [
    { key: "calibrated", what: `${about}, at the learned level`, of: past.calibrated },
    ...(past.conformal.observations > 0
      ? [{ key: "conformal", what: "of these, with conformal intervals", of: past.conformal }]
      : []),
    { key: "shipped", what: "the model as it ships", of: past.asShipped },
  ];
}

export const holdColumns: readonly Column<HoldRow>[] = [
  { header: "Estimates given before yours", kind: "words", names: true, cell: ({ what }) => what },
  { header: "Tasks", kind: "figure", cell: ({ of }) => numbers.count(of.observations) },
  { header: "50% held", kind: "figure", cell: ({ of }) => numbers.percent(of.coverage50) },
  { header: "80% held", kind: "figure", cell: ({ of }) => numbers.percent(of.coverage80) },
  { header: "80% width", kind: "figure", cell: ({ of }) => ratio(of.width80) },
  { header: "Yours / theirs", kind: "figure", cell: ({ of }) => ratio(of.medianRatio) },
];

export const pairColumns: readonly Column<Pair>[] = [
  {
    header: "Task",
    kind: "words",
    names: true,
    cell: ({ title }) => plainText(title),
    href: ({ taskId }) => addressOf("task", taskId),
    below: ({ type, origin }) => `${type} · ${origin}`,
  },
  { header: "Declared", kind: "figure", cell: ({ declaredMinutes }) => numbers.hours(declaredMinutes) },
  {
    header: "Expected",
    kind: "figure",
    cell: ({ expectedMinutes, lowMinutes, highMinutes }) => ({
      text: numbers.hours(expectedMinutes),
      interval: numbers.hoursInterval({ lowMinutes, likelyMinutes: expectedMinutes, highMinutes }),
    }),
  },
  {
    header: "Ratio",
    kind: "figure",
    cell: ({ declaredMinutes, expectedMinutes }) => ratio(declaredMinutes / expectedMinutes),
  },
  { header: "Inside", kind: "figure", cell: ({ inside }) => (inside ? "yes" : "no") },
];

export interface AgreementRow {
  readonly what: string;
  readonly of: Calibration["blind"]["declared"];
}

export const agreementColumns: readonly Column<AgreementRow>[] = [
  { header: "Blind estimates beside", kind: "words", names: true, cell: ({ what }) => what },
  { header: "Tasks", kind: "figure", cell: ({ of }) => numbers.count(of.n) },
  {
    header: "Correlation",
    kind: "figure",
    cell: ({ of }) => (of.r === null ? numbers.dash : of.r.toFixed(2)),
  },
  { header: "Within twice", kind: "figure", cell: ({ of }) => numbers.percent(of.within2x) },
  { header: "Blind / first", kind: "figure", cell: ({ of }) => ratio(of.bias) },
];
