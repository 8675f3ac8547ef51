/** Trends and coverage of the sample ledger: a point has the figures of its period's record. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { coverage } from "../../src/app/coverage.ts";
import type { Effects } from "../../src/app/operation.ts";
import { record } from "../../src/app/record.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { trends } from "../../src/app/trends.ts";
import { usage } from "../../src/app/usage.ts";
import { openStore } from "../../src/store/index.ts";
import { testEffects } from "./effects.ts";

let logs = "";
let effects: Effects;
beforeAll(async () => {
  logs = mkdtempSync(join(tmpdir(), "leverage-trends-"));
  await writeSample(logs, { endDay: "2026-03-20" });
  effects = testEffects(await openStore(":memory:"), logs);
});
afterAll(async () => {
  await (await effects.store()).close();
  rmSync(logs, { recursive: true, force: true });
});

const draw = (input: object) => trends.run(trends.input.parse(input), effects);
const recordOf = async (period: string) => (await record.run(record.input.parse({ period }), effects)).record;

describe("trends", () => {
  test("by day have the factors and intervals of the days' records", async () => {
    const { all } = await draw({ unit: "day" });
    expect(all.points.length).toBeGreaterThan(5);
    for (const { from, leverageFactor, supervisoryLeverageFactor, totalTokens } of all.points) {
      const { totals } = await recordOf(from);
      expect(leverageFactor).toEqual(totals.leverageFactor);
      expect(supervisoryLeverageFactor).toEqual(totals.supervisoryLeverageFactor);
      expect(totalTokens).toBe(totals.usage.totalTokens);
    }
  });

  test("give the same answer the second time, from what was remembered", async () => {
    expect(await draw({ by: "model" })).toEqual(await draw({ by: "model" }));
  });

  test("of a project are those of its group", async () => {
    const { groups } = await draw({ by: "project" });
    const tally = groups.find(({ key }) => key === "tally");
    expect((await draw({ project: "tally" })).all).toEqual({ ...tally, key: "" });
  });

  test("name what there is where a name is unknown", async () => {
    await expect(draw({ agent: "moon" })).rejects.toThrow('no task of the agent "moon"');
  });
});

describe("coverage", () => {
  test("counts every file, session and unpriced token once", async () => {
    const covered = await coverage.run(coverage.input.parse({}), effects);
    const store = await effects.store();
    const files = await store.files();
    expect(covered.places.map(({ files: count }) => count)).toEqual([files.length]);
    expect(covered.agents.reduce((sum, agent) => sum + agent.sessions, 0)).toBe(
      (await store.sessions()).length,
    );
    expect(covered.agents.reduce((sum, agent) => sum + agent.turns, 0)).toBe((await store.turns()).length);
    const used = await usage.run(usage.input.parse({}), effects);
    expect(covered.unpriced.map(({ model }) => model)).toEqual(used.unpricedModels);
    expect(covered.unpriced.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(used.total.unpricedTokens);
  });

  test("says which setting leaves work out", async () => {
    const lists = { projects: ["tally"], agents: [], people: [] };
    const none = { projects: [], agents: [], people: [] };
    const config = { ...effects.config, scope: { include: none, exclude: lists } };
    const { excluded } = await coverage.run(coverage.input.parse({}), { ...effects, config });
    expect(excluded.map(({ because }) => because)).toEqual(["scope.exclude.projects: tally"]);
    expect(excluded[0]!.agentMinutes).toBeGreaterThan(0);
  });
});
