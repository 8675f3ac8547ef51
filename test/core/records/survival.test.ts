/** What a record says of the lines its tasks delivered. */
import { describe, expect, it } from "vitest";
import type { TaskSurvival } from "../../../src/core/changes/survival.ts";
import type { Outcome } from "../../../src/core/changes/task-work.ts";
import { buildRecord } from "../../../src/core/records/records.ts";
import { declared, recordInput, task, taskDay } from "../fixture-ledger.ts";

const day = "2026-03-26";

/** 100 lines, of which so many are there after 7 and 14 days and now; four weeks are not over. */
function survivalOf(
  taskId: string,
  [after7, after14, now]: readonly number[],
  more: Partial<TaskSurvival> = {},
) {
  const survival: TaskSurvival = {
    taskId,
    deliveredLines: 100,
    delivered: { source: 80, tests: 20, docs: 0 },
    windows: [
      { days: 7, aliveLines: after7! },
      { days: 14, aliveLines: after14! },
      { days: 28, aliveLines: null },
    ],
    aliveLines: now!,
    alive: { source: now!, tests: 0, docs: 0 },
    reworkedLines: 100 - now!,
    reworkedBy: [{ taskId: null, lines: 100 - now! }],
    firstLandedMs: Date.parse("2026-03-01T10:00:00Z"),
    lastLandedMs: Date.parse("2026-03-01T10:00:00Z"),
    asOfMs: Date.parse("2026-03-20T10:00:00Z"),
    ...more,
  };
  return [taskId, survival] as const;
}

const work = (taskId: string, outcome: Outcome | null) => ({ taskId, outcome, commits: [] });

/** Two tasks that landed, one that did not, one of which nothing is known; an hour for each in ten minutes. */
const input = recordInput(day, {
  tasks: ["a", "b", "c", "d"].map((id) => task(id)),
  taskDays: ["a", "b", "c", "d"].map((id) => taskDay(id, day, 10)),
  estimates: new Map(["a", "b", "c", "d"].map((id) => [id, declared(60)])),
  work: [work("a", "merged"), work("b", "merged"), work("c", "abandoned")],
  survivals: new Map([survivalOf("a", [100, 90, 80]), survivalOf("b", [100, 100, 100])]),
});

describe("the survival of a record's lines", () => {
  it("adds up lines, and weighs hours over the tasks of which something is known", () => {
    const { survival } = buildRecord(input).totals;
    expect(survival).toMatchObject({
      deliveredLines: 200,
      aliveLines: 180,
      reworkedLines: 20,
      landedTasks: 2,
    });
    expect(survival?.windows.map(({ days, tasks, aliveLines }) => [days, tasks, aliveLines])).toEqual([
      [7, 2, 200],
      [14, 2, 190],
      [28, 0, 0],
    ]);
    // Of a's hour 80 % is left, of c's nothing; d is in neither factor.
    expect(survival).toMatchObject({ measuredTasks: 3, openTasks: 2 });
    expect(survival?.plainFactor).toBeCloseTo(180 / 30, 12);
    expect(survival?.adjustedFactor).toBeCloseTo((48 + 60) / 30, 12);
  });

  it("is told in sentences", () => {
    const statement = buildRecord(input).analysis.find(({ kind }) => kind === "survival");
    expect(statement?.text).toBe(
      "Of the 200 lines that two tasks delivered, 100% were there after 7 days (two tasks), " +
        "95% after 14 days (two tasks) and 90% are there now. Without the hours of lines that were reworked " +
        "or never landed, the factor of three measured tasks is 3.6x instead of 6.0x; it can fall until the 28 days " +
        "of two of them are over.",
    );
  });

  it("is not spoken of where no line landed", () => {
    const { totals, analysis } = buildRecord({ ...input, survivals: new Map() });
    expect(totals.survival).toBeNull();
    expect(analysis.map(({ kind }) => kind)).not.toContain("survival");
  });
});
