/** The timeline of the sample ledger: its whole days are the days of the record. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Effects } from "../../src/app/operation.ts";
import { record } from "../../src/app/record.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { timeline } from "../../src/app/timeline.ts";
import { openStore } from "../../src/store/index.ts";
import { testEffects } from "./effects.ts";

let logs = "";
let effects: Effects;
beforeAll(async () => {
  logs = mkdtempSync(join(tmpdir(), "leverage-timeline-"));
  await writeSample(logs, { endDay: "2026-03-20" });
  effects = testEffects(await openStore(":memory:"), logs);
});
afterAll(async () => {
  await (await effects.store()).close();
  rmSync(logs, { recursive: true, force: true });
});

const draw = (input: object) => timeline.run(timeline.input.parse(input), effects);

describe("the timeline", () => {
  test.each([
    "2026-03-13",
    "2026-03-18",
    "2026-03-20",
  ])("of %s has the sums of that day's record", async (period) => {
    const { sums } = await draw({ period });
    const { record: drawn } = await record.run(record.input.parse({ period }), effects);
    const { totals } = drawn;
    const rows = [...drawn.entries, ...drawn.unestimated];
    expect(sums.tasks.length).toBe(rows.length);
    expect(sums.agentUnionMinutes).toBeCloseTo(totals.agentUnionMinutes, 9);
    expect(sums.agentWorkMinutes).toBeCloseTo(totals.agentWorkMinutes, 9);
    expect(sums.usage.totalTokens).toBe(totals.usage.totalTokens);
    const supervisory = rows.reduce((sum, row) => sum + (row.supervision?.supervisoryMinutes ?? 0), 0);
    expect(sums.supervision.supervisoryMinutes).toBeCloseTo(supervisory, 9);
    const minutesOf = new Map(rows.map((row) => [row.taskId, row.agentMinutes]));
    for (const task of sums.tasks) expect(task.agentMinutes).toBeCloseTo(minutesOf.get(task.taskId)!, 9);
  });

  test("is added up from its parts: a morning and an afternoon are the day", async () => {
    const day = await draw({ period: "2026-03-20" });
    const morning = await draw({ period: "2026-03-20", to: "12:00" });
    const afternoon = await draw({ period: "2026-03-20", from: "12:00" });
    const minutes = morning.sums.agentUnionMinutes + afternoon.sums.agentUnionMinutes;
    expect(minutes).toBeCloseTo(day.sums.agentUnionMinutes, 9);
    expect(morning.sums.usage.totalTokens + afternoon.sums.usage.totalTokens).toBe(
      day.sums.usage.totalTokens,
    );
  });

  test("joins what a narrow chart cannot show apart, and keeps the sums", async () => {
    const exact = await draw({ period: "2026-03" });
    const coarse = await draw({ period: "2026-03", maxPoints: 100 });
    const numbersIn = (drawn: typeof exact) =>
      drawn.lanes.reduce((sum, lane) => sum + Object.values(lane.tracks).flat().length, 0);
    expect(numbersIn(coarse)).toBeLessThan(numbersIn(exact) / 2);
    expect(coarse.sums).toEqual(exact.sums);
    expect(coarse.lanes.map((lane) => lane.agentMinutes)).toEqual(
      exact.lanes.map((lane) => lane.agentMinutes),
    );
  });

  test("of instants needs no period, and may leave the lanes out", async () => {
    const { stretch, lanes, sums } = await draw({
      from: "2026-03-20T08:00:00Z",
      to: String(Date.parse("2026-03-20T12:00:00Z")),
      sumsOnly: true,
    });
    expect(stretch.toMs - stretch.fromMs).toBe(4 * 3_600_000);
    expect([lanes.length, sums.tasks.length > 0]).toEqual([0, true]);
  });

  test("of one project shows that project alone", async () => {
    const { lanes, sums } = await draw({ period: "2026-03-20", project: "tally" });
    expect(new Set([...lanes, ...sums.tasks].map(({ project }) => project))).toEqual(new Set(["tally"]));
  });

  test.each([
    [{ from: "nine" }, '"nine" is no time'],
    [{ from: "12:00", to: "09:00" }, "the stretch ends before it begins"],
  ])("refuses %j", async (input, message) => {
    await expect(draw({ period: "2026-03-20", ...input })).rejects.toThrow(message);
  });
});
