/** The whole way from the sample's logs to turns, tokens and tasks, against what is true by construction. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Effects } from "../../src/app/operation.ts";
import { refresh } from "../../src/app/refresh.ts";
import { type SampleTruth, type TurnTruth, writeSample } from "../../src/app/sample/write-sample.ts";
import { usage } from "../../src/app/usage.ts";
import type { Problem } from "../../src/core/events.ts";
import type { Task, Turn } from "../../src/core/types.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "../app/effects.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-sample-test-"));
let store: Store;
let effects: Effects;
let truth: SampleTruth;
let turns: ReadonlyMap<string, Turn>;
let tasks: readonly Task[];
let problems: readonly Problem[];

beforeAll(async () => {
  ({ truth } = await writeSample(folder));
  store = await openStore(":memory:");
  effects = testEffects(store, folder, { sample: true });
  await refresh(effects);
  turns = new Map((await store.turns()).map((turn) => [turn.prompt.uuid, turn]));
  tasks = await store.tasks();
  problems = await store.problems();
});

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const agentMs = (turn: Turn) => turn.agentIntervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
const foundFor = (turn: TurnTruth) => turns.get(turn.uuid);

describe("the ledger of the sample", () => {
  it("holds every turn, and no other", () => {
    expect(new Set(turns.keys())).toEqual(new Set(truth.turns.map((turn) => turn.uuid)));
    for (const turn of truth.turns) {
      expect(foundFor(turn)).toMatchObject({
        prompt: { by: turn.by },
        startMs: turn.startMs,
        person: "sample",
      });
    }
  });

  it("has the agent time of logged turns to the millisecond", () => {
    for (const turn of truth.turns.filter(({ logged }) => logged)) {
      expect(foundFor(turn)).toMatchObject({ timeFrom: "logged" });
      expect(Math.abs(agentMs(foundFor(turn)!) - turn.agentMs)).toBeLessThanOrEqual(1);
    }
  });

  it("has the agent time of all turns together within five per cent, and of most within two", () => {
    const found = truth.turns.map((turn) => ({ is: turn.agentMs, found: agentMs(foundFor(turn)!) }));
    const sum = (of: (pair: (typeof found)[number]) => number) =>
      found.reduce((total, pair) => total + of(pair), 0);
    expect(Math.abs(sum((pair) => pair.found) / sum((pair) => pair.is) - 1)).toBeLessThan(0.05);
    expect(sum((pair) => Math.abs(pair.found - pair.is)) / sum((pair) => pair.is)).toBeLessThan(0.08);
    const close = found.filter((pair) => Math.abs(pair.found - pair.is) <= Math.max(1_000, 0.02 * pair.is));
    expect(close.length / found.length).toBeGreaterThan(0.85);
  });

  it("counts tokens and cost exactly", async () => {
    const { total } = await usage.run(usage.input.parse({}), effects);
    expect(total.totalTokens).toBe(truth.totals.totalTokens);
    expect(total.unpricedTokens).toBe(truth.totals.unpricedTokens);
    expect(total.usd).toBeCloseTo(truth.totals.usd, 6);
  });

  it("finds every commit in the turn that made it", () => {
    const found = [...turns.values()].flatMap((turn) => turn.commits.map(({ sha }) => sha));
    const made = truth.tasks.flatMap((task) => task.commits.map(({ sha }) => sha));
    expect(new Set(found)).toEqual(new Set(made));
  });

  it("finds the questions and plans that waited", () => {
    for (const turn of truth.turns) {
      for (const wait of turn.waits.filter(({ for: what }) => what !== "approval")) {
        const near = (a: number, b: number) => Math.abs(a - b) < 2_000;
        const found = foundFor(turn)!.waits.filter((other) => other.for === wait.for);
        expect(found.some(({ fromMs, toMs }) => near(fromMs, wait.fromMs) && near(toMs, wait.toMs))).toBe(
          true,
        );
      }
    }
  });

  it("puts prompts of one task together and keeps tasks apart, nearly always", () => {
    const taskOfTurn = new Map(tasks.flatMap((task) => task.turnIds.map((id) => [id, task.id] as const)));
    let agree = 0;
    let pairs = 0;
    for (const [index, one] of truth.turns.entries()) {
      for (const other of truth.turns.slice(index + 1)) {
        const together = one.task === other.task;
        const found = taskOfTurn.get(foundFor(one)!.id) === taskOfTurn.get(foundFor(other)!.id);
        if (together || found) pairs += 1;
        if (together && found) agree += 1;
      }
    }
    expect(agree / pairs).toBeGreaterThan(0.9);
  });

  it("tells every line that is broken or strange on purpose", () => {
    const told = new Set(problems.map(({ at, kind }) => `${at.file}:${at.line} ${kind}`));
    for (const { path, line, kind } of truth.faults)
      expect(told).toContain(`${join(folder, path)}:${line} ${kind}`);
    const kinds = new Set(problems.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["absurd-time", "broken-json", "invalid-utf8", "unknown-row"]);
    expect(problems.filter(({ kind }) => kind === "unknown-row")).toHaveLength(
      truth.faults.filter(({ kind }) => kind === "unknown-row").length,
    );
  });
});
