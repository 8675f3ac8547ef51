import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, daysFromTo } from "../../../src/core/days.ts";
import { meanMinutes } from "../../../src/core/estimates/estimates.ts";
import type { LeverageRecord } from "../../../src/core/leverage-record.ts";
import { buildRecord } from "../../../src/core/records/records.ts";
import {
  arbitraryLedger,
  declared,
  drawnDays,
  firstDrawnDay,
  minuteMs,
  modelled,
  recordInput,
  task,
  taskDay,
  tokens,
} from "../fixture-ledger.ts";

const day = "2026-03-26";

describe("a day's record", () => {
  const record = buildRecord(
    recordInput(day, {
      tasks: [
        task("a"),
        task("b", { type: "test", person: "bob" }),
        task("c"),
        task("d"),
        task("x", { excluded: true }),
      ],
      taskDays: [
        taskDay("a", day, 45, {
          reviewingMs: 4 * minuteMs,
          promptingMs: minuteMs,
          uncertainMs: 9 * minuteMs,
        }),
        taskDay("b", day, 25, { declaredSupervisoryMs: 5 * minuteMs, reviewingMs: minuteMs }),
        taskDay("c", day, 30, { turns: 2 }),
        taskDay("d", day, 0),
        taskDay("x", day, 12),
      ],
      estimates: new Map([
        ["a", declared(40 * 60)],
        ["b", modelled(40 * 60)],
        ["d", declared(60)],
      ]),
      agentUnionMsByDay: new Map([
        [day, 80 * minuteMs],
        [addDays(day, 1), minuteMs],
      ]),
    }),
  );

  test("sorts by factor, what cannot be measured last", () => {
    expect(
      record.entries.map(({ place, taskId, leverageFactor }) => [place, taskId, leverageFactor?.value]),
    ).toEqual([
      [1, "b", meanMinutes(modelled(2400)) / 25],
      [2, "a", 2400 / 45],
      [3, "d", undefined],
    ]);
  });

  test("sets tasks without an estimate apart, outside the factors", () => {
    expect(record.unestimated.map(({ place, taskId, human }) => [place, taskId, human])).toEqual([
      [4, "c", null],
    ]);
    expect(record.totals).toMatchObject({
      tasks: 3,
      unestimatedTasks: 1,
      unestimatedAgentMinutes: 30,
      agentMinutes: 70,
      agentWorkMinutes: 100,
      agentUnionMinutes: 80,
      uncertainAgentMinutes: 9,
    });
  });

  test("adds means and divides once", () => {
    const mean = 2400 + 2400 * Math.exp((Math.log(9) / (2 * 1.2815515655446004)) ** 2 / 2) + 60;
    expect(record.totals.humanMeanMinutes).toBeCloseTo(mean, 8);
    expect(record.totals.leverageFactor?.value).toBeCloseTo(mean / 70, 8);
    expect(record.totals.supervisoryLeverageFactor?.value).toBeCloseTo(mean / 10, 8);
    const { low, high } = record.totals.leverageFactor!;
    expect(low).toBeLessThan(mean / 70);
    expect(high).toBeGreaterThan(mean / 70);
    expect(record.totals.leverageFactorP10).toBe(low);
  });

  test("takes declared supervision before measured", () => {
    const [b, a] = record.entries;
    expect(b?.supervision).toEqual({
      supervisoryMinutes: 5,
      promptingMinutes: 0,
      reviewingMinutes: 1,
      approvingMinutes: 0,
      declared: true,
    });
    expect(a?.supervision).toMatchObject({ supervisoryMinutes: 5, declared: false });
    expect(record.totals.supervision).toMatchObject({ supervisoryMinutes: 10, declared: false });
  });

  test("leaves excluded tasks out and counts them", () => {
    expect(record.scope.excluded).toEqual({ sessions: 1, tasks: 1, agentMinutes: 12 });
    expect(record.scope).toMatchObject({
      people: ["ann", "bob"],
      projects: ["shop"],
      agents: ["claude-code"],
    });
  });

  test("shows types by their hours", () => {
    expect(
      record.byType.map(({ type, tasks, leverageFactor }) => [type, tasks, Math.round(leverageFactor!)]),
    ).toEqual([
      ["test", 1, 139],
      ["feature", 2, 55],
    ]);
  });
});

describe("a task of several days", () => {
  const days = [
    taskDay("t", "2026-03-24", 10, { netLines: 30 }),
    taskDay("t", "2026-03-25", 60),
    taskDay("t", "2026-03-26", 20, { netLines: 10 }),
  ];
  const ledger = { tasks: [task("t")], taskDays: days, estimates: new Map([["t", declared(400)]]) };

  test("brings each day the share of its estimate that the day's net lines are", () => {
    const shares = days.map(({ day: on }) => buildRecord(recordInput(on, ledger)).entries[0]!);
    expect(
      shares.map((entry) => [entry.shareOfTask, entry.human?.likelyMinutes, entry.leverageFactor?.value]),
    ).toEqual([
      [0.75, 300, 30],
      [0, 0, undefined],
      [0.25, 100, 5],
    ]);
  });

  test("has no factor on a day that bears none of its hours, and drags nothing; its minutes count", () => {
    const rows = ["a", "b", "c"].map((id) => ({
      task: task(id),
      day: taskDay(id, "2026-03-25", 10),
      estimate: declared(600),
    }));
    const record = buildRecord(
      recordInput("2026-03-25", {
        tasks: [...ledger.tasks, ...rows.map((row) => row.task)],
        taskDays: [...days, ...rows.map((row) => row.day)],
        estimates: new Map([
          ["t", declared(400)],
          ...rows.map((row) => [row.task.id, row.estimate] as const),
        ]),
      }),
    );
    expect(record.entries.at(-1)).toMatchObject({
      taskId: "t",
      agentMinutes: 60,
      leverageFactor: null,
      supervisoryLeverageFactor: null,
    });
    expect(record.totals).toMatchObject({ tasks: 4, agentMinutes: 90 });
    expect(record.analysis.flatMap(({ facts }) => Object.values(facts))).not.toContain("t");
  });

  test("is one row of its week, whole where the week holds all its days", () => {
    const week = { kind: "week", from: "2026-03-23", to: "2026-03-29" } as const;
    const { entries, title } = buildRecord({ ...recordInput(day, ledger), period: week });
    expect(title).toBe("Leverage Record: Week of March 23, 2026");
    expect(entries.map((entry) => [entry.shareOfTask, entry.agentMinutes, entry.days.length])).toEqual([
      [1, 90, 3],
    ]);
  });
});

describe("imported tasks", () => {
  const imported = { turnIds: [], sessionIds: [], agent: "import" };
  const record = buildRecord(
    recordInput(day, {
      tasks: [
        task("late", { ...imported, firstMs: 2 }),
        task("early", { ...imported, firstMs: 1 }),
        task("other", imported),
      ],
      taskDays: [
        taskDay("late", day, 10, { turns: 0, declaredSupervisoryMs: 2 * minuteMs, declaredTokens: 100 }),
        taskDay("early", day, 20, { turns: 0, declaredSupervisoryMs: 3 * minuteMs }),
        taskDay("other", day, 30, { turns: 0 }),
      ],
      estimates: new Map([
        ["late", declared(200)],
        ["early", declared(400)],
        ["other", declared(60)],
      ]),
      undistributedTokensByDay: new Map([[day, 900]]),
    }),
  );

  test("keep their table's order where factors are equal", () => {
    expect(record.entries.map(({ taskId }) => taskId)).toEqual(["early", "late", "other"]);
  });

  test("without supervision say nothing of it: neither zero nor part of the supervisory factor", () => {
    expect(record.entries[2]?.supervision).toBeNull();
    expect(record.entries[2]?.supervisoryLeverageFactor).toBeNull();
    expect(record.totals.supervisoryLeverageFactor?.value).toBe(600 / 5);
    expect(record.totals.leverageFactor?.value).toBe(660 / 60);
  });

  test("have no part in agent work, which like the union is of measured tasks", () => {
    expect(record.totals).toMatchObject({ agentMinutes: 60, agentWorkMinutes: 0 });
  });

  test("count declared tokens, and the page's own, without a price", () => {
    expect(record.totals.usage).toMatchObject({ totalTokens: 1000, unpricedTokens: 1000, usd: null });
    expect(record.scope.agents).toEqual([]);
  });
});

test("unknown models are unpriced, never free", () => {
  const record = buildRecord(
    recordInput(day, {
      tasks: [task("a"), task("b"), task("c")],
      taskDays: [
        taskDay("a", day, 1, { tokensByModel: { priced: tokens({ outputTokens: 2000 }) } }),
        taskDay("b", day, 1, {
          tokensByModel: { "unheard-of": tokens({ outputTokens: 500, cacheReadTokens: 1 }) },
        }),
        taskDay("c", day, 1),
      ],
    }),
  );
  const usage = new Map(record.unestimated.map((entry) => [entry.taskId, entry.usage]));
  expect(usage.get("a")).toMatchObject({ usd: 2, unpricedTokens: 0, totalTokens: 2000 });
  expect(usage.get("b")).toMatchObject({ usd: null, unpricedTokens: 501 });
  expect(usage.get("c")).toMatchObject({ usd: 0, totalTokens: 0 });
  expect(record.totals.usage).toMatchObject({ usd: 2, unpricedTokens: 501, totalTokens: 2501 });
});

test("prompting only divides by prompting alone", () => {
  const parts = {
    tasks: [task("a")],
    taskDays: [taskDay("a", day, 10, { promptingMs: minuteMs, reviewingMs: 9 * minuteMs })],
    estimates: new Map([["a", declared(60)]]),
  };
  const factors = (["all", "prompting"] as const).map(
    (supervisionCounts) =>
      buildRecord(recordInput(day, { ...parts, supervisionCounts })).totals.supervisoryLeverageFactor?.value,
  );
  expect(factors).toEqual([6, 60]);
});

test.each([
  [{ kind: "day", from: day, to: day }, "March 26, 2026"],
  [{ kind: "week", from: "2025-12-29", to: "2026-01-04" }, "Week of December 29, 2025"],
  [{ kind: "month", from: "2026-03-01", to: "2026-03-31" }, "March 2026"],
  [{ kind: "year", from: "2026-01-01", to: "2026-12-31" }, "2026"],
  [{ kind: "span", from: "2026-03-03", to: day }, "March 3 to 26, 2026"],
  [{ kind: "span", from: "2026-02-24", to: "2026-03-12" }, "February 24 to March 12, 2026"],
  [{ kind: "span", from: "2025-12-30", to: "2026-01-02" }, "December 30, 2025 to January 2, 2026"],
  [{ kind: "span", from: day, to: day }, "March 26, 2026"],
] as const)("the title of %j", (period, title) => {
  const record = buildRecord({ ...recordInput(day, { tasks: [], taskDays: [] }), period });
  expect(record.title).toBe(`Leverage Record: ${title}`);
});

test("the history holds the period's days and the sixty active days before, nothing later", () => {
  const days = daysFromTo("2025-11-01", "2026-03-30");
  const record = buildRecord(
    recordInput(day, {
      tasks: [task("t")],
      taskDays: days.map((on) => taskDay("t", on, 1)),
      estimates: new Map(),
    }),
  );
  expect(record.history.map((one) => one.day)).toEqual(daysFromTo(addDays(day, -60), day));
});

const close = (a: number, b: number) =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(b)));
const sumOf = <T>(items: readonly T[], of: (item: T) => number) =>
  items.reduce((total, item) => total + of(item), 0);

test("rows add up to totals, and days to the period", () => {
  const start = fc.integer({ min: 0, max: drawnDays - 1 });
  fc.assert(
    fc.property(arbitraryLedger, start, fc.integer({ min: 0, max: 40 }), (ledger, offset, length) => {
      const from = addDays(firstDrawnDay, offset);
      const to = addDays(from, length);
      const input = recordInput(from, ledger);
      const record = buildRecord({ ...input, period: { kind: "span", from, to } });
      expectRowsToAddUp(record);
      const byDay = daysFromTo(from, to).map((on) =>
        buildRecord({ ...input, period: { kind: "day", from: on, to: on } }),
      );
      close(
        record.totals.agentMinutes,
        sumOf(byDay, (one) => one.totals.agentMinutes),
      );
      close(
        record.totals.humanMeanMinutes,
        sumOf(byDay, (one) => one.totals.humanMeanMinutes),
      );
      close(
        record.totals.agentUnionMinutes,
        sumOf(byDay, (one) => one.totals.agentUnionMinutes),
      );
      close(
        record.totals.supervision.supervisoryMinutes,
        sumOf(byDay, (one) => one.totals.supervision.supervisoryMinutes),
      );
      expect(record.totals.usage.totalTokens).toBe(sumOf(byDay, (one) => one.totals.usage.totalTokens));
      for (const one of byDay) {
        const own = record.history.find((figures) => figures.day === one.period.from);
        if (own === undefined) continue;
        expect(own.tasks).toBe(one.totals.tasks);
        close(own.humanMeanMinutes, one.totals.humanMeanMinutes);
        close(own.leverageFactor ?? 0, one.totals.leverageFactor?.value ?? 0);
        close(own.supervisoryLeverageFactor ?? 0, one.totals.supervisoryLeverageFactor?.value ?? 0);
        expect(own.totalTokens).toBe(one.totals.usage.totalTokens);
      }
    }),
    { seed: 26, numRuns: 25 },
  );
});

function expectRowsToAddUp({ entries, unestimated, totals, byType }: LeverageRecord): void {
  expect(totals.tasks).toBe(entries.length);
  close(
    totals.agentMinutes,
    sumOf(entries, (entry) => entry.agentMinutes),
  );
  close(
    totals.humanMeanMinutes,
    sumOf(entries, (entry) => entry.humanMeanMinutes!),
  );
  close(
    totals.supervision.supervisoryMinutes,
    sumOf(entries, (entry) => entry.supervision?.supervisoryMinutes ?? 0),
  );
  close(
    totals.unestimatedAgentMinutes,
    sumOf(unestimated, (entry) => entry.agentMinutes),
  );
  expect(totals.usage.totalTokens).toBe(
    sumOf([...entries, ...unestimated], (entry) => entry.usage.totalTokens),
  );
  expect(sumOf(byType, (row) => row.tasks)).toBe(entries.length);
  close(
    sumOf(byType, (row) => row.agentMinutes),
    totals.agentMinutes,
  );
  const factors = entries.map((entry) => entry.leverageFactor?.value ?? -1);
  expect(factors).toEqual([...factors].sort((a, b) => b - a));
  expect([...entries, ...unestimated].map((entry) => entry.place)).toEqual(
    [...entries, ...unestimated].map((_, index) => index + 1),
  );
}

test("the order tasks come in changes nothing", () => {
  fc.assert(
    fc.property(arbitraryLedger, fc.integer({ min: 0, max: drawnDays - 8 }), (ledger, offset) => {
      const from = addDays(firstDrawnDay, offset);
      const period = { kind: "span", from, to: addDays(from, 7) } as const;
      const record = buildRecord({ ...recordInput(from, ledger), period });
      const turned = {
        ...ledger,
        tasks: [...ledger.tasks].reverse(),
        taskDays: [...ledger.taskDays].reverse(),
      };
      const again = buildRecord({ ...recordInput(from, turned), period });
      expect(again.entries.map(({ taskId }) => taskId)).toEqual(record.entries.map(({ taskId }) => taskId));
      expect(again.analysis.map(({ text }) => text)).toEqual(record.analysis.map(({ text }) => text));
    }),
    { seed: 26, numRuns: 25 },
  );
});
