import { describe, expect, it } from "vitest";
import { reworkLeverage } from "../../../src/core/changes/rework-leverage.ts";
import { survivalOfTasks, type TaskSurvival } from "../../../src/core/changes/survival.ts";
import { dayMs } from "./make-trunk.ts";

/** Ten lines of which others took some out on the second day, as known so many days later. */
function survival(reworkedLines: number, asOfDay = 60): TaskSurvival {
  const losses = [{ sha: "x", atMs: dayMs, lines: [reworkedLines, 0, 0] as const }];
  const commits = [{ sha: "a", landedMs: 0, delivered: [10, 0, 0] as const, losses }];
  const work = { taskId: "t1", commits: [{ sha: "a", share: 1, landedAs: "a", addedLines: 10 }] };
  return survivalOfTasks([{ commits, asOfMs: asOfDay * dayMs }], [work]).get("t1")!;
}

describe("rework-adjusted leverage", () => {
  it("counts a task's hours by the lines nobody reworked, and all of its minutes", () => {
    const works = [
      { humanMeanMinutes: 600, agentMinutes: 20, survival: survival(0) },
      { humanMeanMinutes: 400, agentMinutes: 30, survival: survival(5) },
    ];
    expect(reworkLeverage(works)).toEqual({
      tasks: 2,
      humanMeanMinutes: 1_000,
      keptMinutes: 800,
      agentMinutes: 50,
      plainFactor: 20,
      adjustedFactor: 16,
      openTasks: 0,
    });
  });

  it("counts nothing of work that did not land, but its minutes", () => {
    const works = [
      { humanMeanMinutes: 600, agentMinutes: 20, survival: survival(0) },
      { humanMeanMinutes: 400, agentMinutes: 30, survival: "not landed" as const },
    ];
    expect(reworkLeverage(works)).toMatchObject({ plainFactor: 20, adjustedFactor: 12 });
  });

  it("says how many tasks may still be reworked", () => {
    const open = { humanMeanMinutes: 60, agentMinutes: 1, survival: survival(0, 20) };
    expect(reworkLeverage([open, { ...open, survival: survival(0, 28) }]).openTasks).toBe(1);
  });

  it("has no factor without time", () => {
    expect(reworkLeverage([])).toMatchObject({ tasks: 0, plainFactor: null, adjustedFactor: null });
  });
});
