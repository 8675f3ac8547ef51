/** The points and groups of the trends as tables and charts show them. */
import type { Factor } from "../../../core/leverage-record.ts";
import { periodName } from "../../../core/records/period-names.ts";
import { factorFigure } from "../../../formats/cells.ts";
import * as numbers from "../../../formats/numbers.ts";
import { plainText } from "../../../formats/text.ts";
import type { Answers } from "../../answers.ts";
import type { KeyFigure } from "../../components/key-figures.ts";
import type { Column } from "../../components/table.ts";
import { addressOf } from "../../place.ts";

export type Trends = Answers["trends"];
export type Group = Trends["groups"][number];
export type Point = Group["points"][number];
type Sums = Group["total"];

/** Which of the two factors is drawn. */
export const factorKinds = ["leverageFactor", "supervisoryLeverageFactor"] as const;
export type FactorKind = (typeof factorKinds)[number];

export const kindNames: Readonly<Record<FactorKind, string>> = {
  leverageFactor: "Leverage factor",
  supervisoryLeverageFactor: "Supervisory leverage factor",
};

export function keyFigures({ all: { total } }: Trends): readonly KeyFigure[] {
  return [
    {
      label: "weighted average leverage factor",
      number: "leverageFactor",
      ...factorFigure(total.leverageFactor, "plain"),
    },
    {
      label: "weighted average supervisory factor",
      number: "supervisoryLeverageFactor",
      ...factorFigure(total.supervisoryLeverageFactor, "plain"),
    },
    { label: "human-equivalent time", number: "human", text: hoursOf(total), interval: null },
    {
      label: "cost per human-equivalent hour",
      number: "cost",
      text: numbers.usd(total.usdPerHumanHour),
      interval: null,
    },
  ];
}

const hoursOf = ({ tasks, humanMeanMinutes }: Sums): string =>
  tasks === 0 ? numbers.dash : numbers.hours(humanMeanMinutes);

/** Figures of a chart: those above zero, since a logarithmic scale has none. */
export function drawnPoints(points: readonly Point[], kind: FactorKind) {
  return points.flatMap((point) => {
    const factor: Factor | null = point[kind];
    if (factor === null || factor.value <= 0) return [];
    const { value, low, high } = factor;
    return {
      from: point.from,
      value,
      low: low !== null && low > 0 ? low : null,
      high,
      humanMinutes: point.humanMeanMinutes,
    };
  });
}

const sumColumns: readonly Column<{ readonly sums: Sums }>[] = [
  { header: "Tasks", kind: "figure", cell: ({ sums }) => numbers.count(sums.tasks) },
  { header: "Human", kind: "figure", number: "human", cell: ({ sums }) => hoursOf(sums) },
  {
    header: "Agent",
    kind: "figure",
    number: "agent",
    cell: ({ sums }) => (sums.tasks === 0 ? numbers.dash : numbers.clock(sums.agentMinutes)),
  },
  {
    header: "Factor",
    kind: "factor",
    number: "leverageFactor",
    cell: ({ sums }) => factorFigure(sums.leverageFactor, "plain"),
  },
  {
    header: "Sup. factor",
    kind: "figure",
    number: "supervisoryLeverageFactor",
    cell: ({ sums }) => factorFigure(sums.supervisoryLeverageFactor, "plain"),
  },
  { header: "$/hour", kind: "figure", number: "cost", cell: ({ sums }) => numbers.usd(sums.usdPerHumanHour) },
];

export interface PointRow {
  readonly key: string;
  readonly name: string;
  readonly href: string | null;
  readonly sums: Sums;
}

export function pointColumns(header: string): readonly Column<PointRow>[] {
  const name: Column<PointRow> = {
    header,
    kind: "words",
    names: true,
    cell: ({ name: text }) => text,
    href: ({ href }) => href,
  };
  return [name, ...sumColumns];
}

/** Newest first. */
export function pointRows({ unit, all }: Trends): readonly PointRow[] {
  const newest = all.points.at(-1)?.from ?? "";
  const rows = all.points.map((point) => ({
    key: point.from,
    name: unit === "day" ? point.from : sentence(periodName({ kind: unit, from: point.from }, newest)),
    href: addressOf(
      "record",
      unit === "month" ? point.from.slice(0, 7) : unit === "day" ? point.from : weekSpan(point),
    ),
    sums: point,
  }));
  return rows.toReversed();
}

const weekSpan = ({ from, to }: Point): string => `${from}..${to}`;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function groupRows({ groups }: Trends): readonly PointRow[] {
  return groups.map(({ key, total }) => ({
    key,
    name: plainText(key) || "unknown",
    href: null,
    sums: total,
  }));
}

export function bestRows({
  bests: { bests, streaks },
  unit,
}: Trends): readonly { term: string; text: string }[] {
  const newest = streaks?.until ?? "";
  return bests
    .filter(({ periods }) => periods >= 3)
    .map(({ way, noun, text, from }) => ({
      term: `${way === "most" ? "Most" : "Highest"} ${noun}`,
      text: `${text}, ${periodName({ kind: unit, from }, newest)}`,
    }));
}
