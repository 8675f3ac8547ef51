/**
 * Every chart, wide and narrow, as a picture that is also the snapshot: `gallery/*.svg` open in any browser, light
 * and dark. `npx vitest run test/plots --update` draws them anew; look at what changed.
 */
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { biasByGroup } from "../../src/plots/bias.ts";
import { calibrationCurve } from "../../src/plots/calibration-curve.ts";
import type { Chart } from "../../src/plots/chart.ts";
import { costOverTime } from "../../src/plots/cost-over-time.ts";
import { coverageByGroup } from "../../src/plots/coverage.ts";
import { declaredAgainstPredicted } from "../../src/plots/declared-against-predicted.ts";
import { factorDistribution } from "../../src/plots/factor-distribution.ts";
import { factorsByDay } from "../../src/plots/factors-by-day.ts";
import { factorsByTask } from "../../src/plots/factors-by-task.ts";
import { factorsOverTime } from "../../src/plots/factors-over-time.ts";
import { groupsOverTime } from "../../src/plots/groups-over-time.ts";
import { picture } from "../../src/plots/picture.ts";
import { predictedAgainstLabelled } from "../../src/plots/predicted-against-labelled.ts";
import { sharesByGroup } from "../../src/plots/shares-by-group.ts";
import { survivalCurve } from "../../src/plots/survival-curve.ts";

const weeks = Array.from({ length: 12 }, (_, week) => {
  const value = 24 * 1.8 ** Math.sin(week);
  const from = new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10);
  return { from, value, low: value / 2.4, high: value * 2.1, humanMinutes: 600 + 380 * (week % 5) };
});

const titles = [
  "Move the invoice importer to streaming, with back-pressure and a resumable cursor",
  "Fix the flaky login test",
  "Write the audit",
];

const charts: Readonly<Record<string, Chart | null>> = {
  "factors-by-task": factorsByTask({
    tasks: titles.map((title, i) => ({
      place: i + 1,
      title,
      label: i === 0 ? "Move the invoice importer to…" : title,
      value: 180 / 4 ** i,
      low: i === 1 ? null : 60 / 4 ** i,
      high: i === 1 ? null : 420 / 4 ** i,
    })),
    weightedAverage: 61.4,
  }),
  "factors-by-day": factorsByDay({
    days: weeks.map(({ from, value }, i) => ({ day: from, value, filled: i === 11 })),
  }),
  "factors-over-time": factorsOverTime(weeks, "Leverage factor by week"),
  "groups-over-time": groupsOverTime(
    [
      { name: "shop", points: weeks },
      { name: "site", points: weeks.slice(4, 9).map((week) => ({ ...week, low: null, high: null })) },
      { name: "handbook", points: [] },
    ],
    "Leverage factor by week",
    "project",
  ),
  "cost-over-time": costOverTime(
    weeks.map(({ from, value }) => ({ from, usdPerHumanHour: value / 20 })),
    "week",
  ),
  "factor-distribution": factorDistribution({
    factors: Array.from(
      { length: 80 },
      (_, i) => 30 * Math.exp(1.4 * Math.sin(i * 1.7) + 0.9 * Math.cos(i * 0.63)),
    ),
    weightedAverage: 27.5,
  }),
  "shares-by-group": sharesByGroup(
    [
      { group: "feature", humanMinutes: 3_000, agentMinutes: 70 },
      { group: "bugfix", humanMinutes: 600, agentMinutes: 25 },
      { group: "investigation", humanMinutes: 240, agentMinutes: 31 },
    ],
    "work type",
  ),
  "predicted-against-labelled": predictedAgainstLabelled({
    buckets: ["under 15 min", "15 min to 1 h", "1 to 4 h", "over 4 h"],
    counts: [
      [120, 90, 2, 0],
      [60, 340, 50, 0],
      [3, 90, 95, 4],
      [0, 2, 10, 2],
    ],
  }),
  coverage: coverageByGroup(
    [
      { group: "1 to 4", tasks: 220, coverage50: 0.47, coverage80: 0.78 },
      { group: "5 to 9", tasks: 190, coverage50: 0.53, coverage80: 0.81 },
      { group: "10 and more", tasks: 40, coverage50: 0.5, coverage80: 0.9 },
    ],
    "changed lines",
  ),
  bias: biasByGroup({
    groups: [
      { group: "feature", tasks: 41, ratio: 1.24, low: 1.02, high: 1.51 },
      { group: "bugfix", tasks: 63, ratio: 0.88, low: 0.74, high: 1.05 },
      { group: "docs", tasks: 1, ratio: 2.3, low: null, high: null },
    ],
    by: "work type",
    of: "declared over predicted",
  }),
  "declared-against-predicted": declaredAgainstPredicted(
    Array.from({ length: 40 }, (_, i) => {
      const predictedMinutes = 20 * 1.12 ** i;
      return { predictedMinutes, declaredMinutes: predictedMinutes * Math.exp(0.7 * Math.sin(i * 2.1)) };
    }),
  ),
  "calibration-curve": calibrationCurve([
    { promised: 0.5, kept: 0.46, tasks: 61 },
    { promised: 0.8, kept: 0.83, tasks: 61 },
  ]),
  "survival-curve": survivalCurve([
    { after: "7 days", lines: 4_120, aliveLines: 3_930 },
    { after: "14 days", lines: 3_310, aliveLines: 2_990 },
    { after: "28 days", lines: 2_040, aliveLines: 1_610 },
    { after: "now", lines: 4_120, aliveLines: 3_380 },
  ]),
};

describe.each(Object.entries(charts))("%s", (name, chart) => {
  it.each([
    ["wide", 720],
    ["narrow", 340],
  ])("%s", async (size, width) => {
    const { document } = parseHTML("<!doctype html><html><body></body></html>");
    await expect(picture(chart!, { width, document })).toMatchFileSnapshot(`gallery/${name}-${size}.svg`);
  });

  it("says its figures in words", () => {
    expect(chart!.description).toMatch(/\d/);
    expect(chart!.caption.length).toBeGreaterThan(20);
  });
});

describe("a chart with nothing to compare", () => {
  it("is none", () => {
    expect(factorsByTask({ tasks: [], weightedAverage: null })).toBeNull();
    expect(factorsByDay({ days: [] })).toBeNull();
    expect(factorsOverTime([weeks[0]!], "Leverage factor by week")).toBeNull();
    expect(factorDistribution({ factors: [1, 2], weightedAverage: 1.5 })).toBeNull();
    expect(sharesByGroup([{ group: "docs", humanMinutes: 9, agentMinutes: 3 }], "work type")).toBeNull();
    expect(coverageByGroup([], "type")).toBeNull();
    expect(biasByGroup({ groups: [], by: "type", of: "declared over predicted" })).toBeNull();
    expect(declaredAgainstPredicted([{ declaredMinutes: 1, predictedMinutes: 2 }])).toBeNull();
    expect(calibrationCurve([])).toBeNull();
    expect(survivalCurve([{ after: "now", lines: 3, aliveLines: 3 }])).toBeNull();
  });
});
