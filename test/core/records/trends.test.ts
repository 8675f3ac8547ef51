import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { totalOfEstimates } from "../../../src/core/estimates/estimates.ts";
import { ledgerTasks } from "../../../src/core/records/ledger-tasks.ts";
import { buildRecord, totalsSeed } from "../../../src/core/records/records.ts";
import type { TrendsInput } from "../../../src/core/records/trends.ts";
import { mainModel, trendsOf } from "../../../src/core/records/trends.ts";
import type { Estimate, Task, TaskDay } from "../../../src/core/types.ts";
import { arbitraryLedger, declared, recordInput, task, taskDay, tokens } from "../fixture-ledger.ts";

const usdOf: TrendsInput["usdOf"] = (model, counts) =>
  model === "priced" ? counts.outputTokens / 1000 : null;

function trends(
  tasks: readonly Task[],
  days: readonly TaskDay[],
  estimates: readonly (readonly [string, Estimate])[],
  more: Partial<TrendsInput> = {},
) {
  return trendsOf({
    tasks: ledgerTasks(tasks, days, new Map(estimates)),
    unit: "week",
    by: null,
    span: null,
    counts: "all",
    usdOf,
    totalOf: (parts) => totalOfEstimates(parts, totalsSeed),
    ...more,
  });
}

const two = [task("a", { project: "shop" }), task("b", { project: "site" })];
const days = [taskDay("a", "2026-03-23", 10), taskDay("b", "2026-03-24", 2), taskDay("b", "2026-03-30", 6)];
const estimates = [["a", declared(100)] as const, ["b", declared(800)] as const];

describe("trends", () => {
  test("divide the sums of each period, never average its factors", () => {
    const { all } = trends(two, days, estimates);
    expect(
      all.points.map(({ from, to, tasks, leverageFactor }) => [from, to, tasks, leverageFactor?.value]),
    ).toEqual([
      // 100 minutes of one task and a quarter of 800 over 12 minutes of agents.
      ["2026-03-23", "2026-03-29", 2, 300 / 12],
      ["2026-03-30", "2026-04-05", 1, 600 / 6],
    ]);
    expect(all.total.leverageFactor?.value).toBe(900 / 18);
  });

  test("have a group for each project, most human hours first", () => {
    const { groups } = trends(two, days, estimates, { by: "project" });
    expect(groups.map(({ key, points }) => [key, points.length])).toEqual([
      ["site", 2],
      ["shop", 1],
    ]);
  });

  test("show no factor where there is no time", () => {
    const { all } = trends([two[0]!], [taskDay("a", "2026-03-23", 0)], [["a", declared(100)]]);
    expect(all.points[0]!.leverageFactor).toBeNull();
    expect(all.points[0]!.supervisoryLeverageFactor).toBeNull();
  });

  test("count tasks without an estimate beside the factors", () => {
    const { all } = trends(two, days, [estimates[0]!]);
    expect([all.total.tasks, all.total.unestimatedTasks, all.total.agentMinutes]).toEqual([1, 1, 10]);
  });

  test("look at the days of the span alone", () => {
    const span = { from: "2026-03-24", to: "2026-03-26" };
    const { all } = trends(two, days, estimates, { span });
    expect(all.points.map(({ from, humanMeanMinutes }) => [from, humanMeanMinutes])).toEqual([
      ["2026-03-23", 200],
    ]);
    expect(all.total.humanMeanMinutes).toBe(200);
  });

  test("say what an hour costs over the tasks whose every token has a price", () => {
    const priced = { tokensByModel: { priced: tokens({ outputTokens: 5000 }) } };
    const unheard = { tokensByModel: { "unheard-of": tokens({ outputTokens: 5000 }) } };
    const paid = [taskDay("a", "2026-03-23", 10, priced), taskDay("b", "2026-03-24", 2, unheard)];
    expect(trends(two, paid, estimates).all.total.usdPerHumanHour).toBe(5 / (100 / 60));
  });
});

describe("the spread of factors", () => {
  test("keeps the ratio of sums apart from the mean of ratios", () => {
    const { spread } = trends(two, days, estimates);
    expect(spread.factors).toEqual([10, 100]);
    expect([spread.median, spread.weighted, spread.meanOfFactors]).toEqual([55, 50, 55]);
  });

  test("is empty without tasks", () => {
    const { spread } = trends([], [], []);
    expect(spread).toEqual({ factors: [], median: null, weighted: null, meanOfFactors: null });
  });
});

describe("a task's main model", () => {
  test("is the one that wrote most of its output on all its days", () => {
    const written = (model: string, outputTokens: number, day: string) =>
      taskDay("a", day, 1, { tokensByModel: { [model]: tokens({ outputTokens }) } });
    expect(mainModel([written("opus", 5, "2026-03-23"), written("haiku", 4, "2026-03-24")])).toBe("opus");
    expect(mainModel([written("opus", 5, "2026-03-23"), written("haiku", 5, "2026-03-24")])).toBe("haiku");
    expect(mainModel([])).toBeNull();
  });
});

test("a period's point has the totals of the period's record", () => {
  fc.assert(
    fc.property(arbitraryLedger, fc.constantFrom("model", "type", null), (ledger, by) => {
      const tasks = ledger.tasks.filter(({ excluded }) => !excluded);
      const { all, groups } = trends(tasks, ledger.taskDays, [...ledger.estimates], {
        by: by as "type" | null,
      });
      for (const point of all.points) {
        const period = { kind: "week" as const, from: point.from, to: point.to };
        const { totals } = buildRecord({ ...recordInput(point.from, ledger), period });
        expect(point.leverageFactor).toEqual(totals.leverageFactor);
        expect(point.supervisoryLeverageFactor).toEqual(totals.supervisoryLeverageFactor);
        expect([point.tasks, point.totalTokens, point.usd]).toEqual([
          totals.tasks,
          totals.usage.totalTokens,
          totals.usage.usd,
        ]);
      }
      if (by === null) return;
      const minutes = groups.reduce((sum, group) => sum + group.total.agentMinutes, 0);
      expect(minutes).toBeCloseTo(all.total.agentMinutes, 6);
    }),
    { numRuns: 30 },
  );
});
