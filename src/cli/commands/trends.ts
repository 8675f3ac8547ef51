import { type TrendsOutput, trends } from "../../app/trends.ts";
import { periodName } from "../../core/records/period-names.ts";
import type { TrendGroup, TrendPoint, TrendSums } from "../../core/records/trends.ts";
import * as numbers from "../../formats/numbers.ts";
import { wrapSetIn } from "../../formats/text.ts";
import { command } from "../command.ts";
import { type Column, table } from "../table.ts";

const columnsOf = (first: Column): readonly Column[] => [
  first,
  { head: "Tasks", right: true },
  { head: "Human", right: true },
  { head: "Agent", right: true },
  { head: "Sup.", right: true },
  { head: "Factor", right: true },
  { head: "Sup. factor", right: true },
  { head: "$/hour", right: true },
];

const factor = (value: TrendSums["leverageFactor"]): string =>
  numbers.withInterval(numbers.factor(value?.value ?? null), numbers.factorInterval(value));

const cells = (name: string, sums: TrendSums): string[] => [
  name,
  numbers.count(sums.tasks),
  ...[
    numbers.hours(sums.humanMeanMinutes),
    numbers.minutes(sums.agentMinutes),
    numbers.minutes(sums.supervisoryMinutes),
    // Without an estimated task there is nothing to add up.
  ].map((text) => (sums.tasks === 0 ? numbers.dash : text)),
  factor(sums.leverageFactor),
  factor(sums.supervisoryLeverageFactor),
  numbers.usd(sums.usdPerHumanHour),
];

function pointsTable({ points, total }: TrendGroup, unit: TrendsOutput["unit"], width: number): string {
  const newest = points.at(-1)!.from;
  const nameOf = ({ from }: TrendPoint) => (unit === "day" ? from : periodName({ kind: unit, from }, newest));
  const rows = points.map((point) => cells(nameOf(point), point));
  return table(columnsOf({ head: `By ${unit}` }), [...rows, cells("All", total)], width);
}

function spread({ spread: { factors, median, weighted, meanOfFactors } }: TrendsOutput): string[] {
  if (factors.length === 0) return [];
  return [
    `Factors of ${numbers.count(factors.length)} tasks: from ${numbers.factor(factors[0]!)} to ${numbers.factor(factors.at(-1)!)}, median ${numbers.factor(median)}, weighted ${numbers.factor(weighted)}.`,
    `Their plain mean, as some hand-kept records give it, is ${numbers.factor(meanOfFactors)}: it lets a task of a minute weigh as much as one of a day.`,
  ];
}

function bests({ bests: { bests: all, streaks, statements }, unit }: TrendsOutput): string[] {
  const newest = streaks?.until ?? "";
  const best = all
    .filter(({ periods }) => periods >= 3)
    .map(({ way, noun, text, from }) => {
      const what = `${way === "most" ? "Most" : "Highest"} ${noun}`;
      return `${what}: ${text} (${periodName({ kind: unit, from }, newest)})`;
    });
  return [...best, ...statements.map(({ text }) => text)];
}

export default command({
  operation: trends,
  positional: ["period"],
  examples: [
    { line: "trends", about: "factors by week, how they are spread, the best weeks so far" },
    { line: "trends 2026 --unit month --by project", about: "the months of a year, with a line a project" },
    { line: "trends --model claude-opus-4-5 --json", about: "of one model's tasks, for a program" },
  ],
  details:
    "Every factor is a ratio of sums, with its 80 % interval; no time, no factor. A point has the figures of its\nperiod's record. A task counts under the model that wrote most of its output.",
  show(output, _input, view) {
    const { all, groups, by, unit } = output;
    if (all.points.length === 0) return "Nothing was worked on.";
    const columns = Math.min(view.columns, 120);
    const grouped =
      by === null
        ? []
        : [
            table(
              columnsOf({ head: `By ${by}`, flexible: true }),
              groups.map(({ key, total }) => cells(key, total)),
              columns,
            ),
          ];
    const prose = [...spread(output), ...bests(output)].flatMap((line) => wrapSetIn(line, columns));
    return [pointsTable(all, unit, columns), ...grouped, prose.join("\n")]
      .filter((part) => part !== "")
      .join("\n\n");
  },
});
