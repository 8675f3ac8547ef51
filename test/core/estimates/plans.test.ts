/** Plans: registered before the work, taken by the task that follows, chained by their hashes. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byOrigin, originOf } from "../../../src/core/estimates/estimate-origins.ts";
import { declaredEstimates, estimateInForce } from "../../../src/core/estimates/estimates.ts";
import {
  chainFaults,
  type Plan,
  plansAmong,
  planText,
  takenPlans,
} from "../../../src/core/estimates/plans.ts";
import { opinionsInForce } from "../../../src/core/tasks/corrections.ts";
import type { Opinion, OpinionBody, Turn } from "../../../src/core/types.ts";
import { declared, modelled, task, turn } from "../fixture-ledger.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const fourHours = { lowMinutes: 240, likelyMinutes: 240, highMinutes: 240 };

/** Opinions in the order given, numbered from 1. */
function said(...all: readonly [atMs: number, body: OpinionBody][]): Opinion[] {
  return all.map(([atMs, body], i) => ({ seq: i + 1, atMs, by: "ann", body }));
}

function plan(atMs: number, more: Partial<Plan> = {}): [number, Extract<OpinionBody, { kind: "plan" }>] {
  const content = {
    title: "Rate limits",
    minutes: fourHours,
    person: "ann",
    branch: "limits",
    project: null,
    note: null,
    previous: null,
    ...more,
  };
  return [atMs, { kind: "plan", ...content, hash: hashOf(planText({ ...content, atMs, by: "ann" })) }];
}

const onLimits = (id: string, startMs: number, more: Partial<Turn> = {}) =>
  turn(id, startMs, startMs + 10, { branch: "limits", ...more });

describe("the task that takes a plan", () => {
  const turns = [onLimits("s/1", 50), onLimits("s/2", 200), turn("s/3", 150, 160, { branch: "main" })];
  const before = task("before", { turnIds: ["s/1"], firstMs: 50 });
  const follows = task("follows", { turnIds: ["s/2"], firstMs: 200 });
  const elsewhere = task("elsewhere", { turnIds: ["s/3"], firstMs: 150 });
  const tasks = [before, follows, elsewhere];

  test("is that of the first turn on its branch after the registration", () => {
    expect(takenPlans(said(plan(100)), tasks, turns)).toMatchObject([
      { taskId: "follows", late: false, attachedMs: null },
    ]);
  });

  test("knows it as late where the task had begun", () => {
    const one = task("one", { turnIds: ["s/1", "s/2"], firstMs: 50 });
    expect(takenPlans(said(plan(100)), [one], turns)).toMatchObject([{ taskId: "one", late: true }]);
  });

  test("is the next one where the running task has its plan already", () => {
    const running = task("running", { turnIds: ["s/1", "s/2"], firstMs: 50 });
    const next = task("next", { turnIds: ["s/4"], firstMs: 300 });
    const opinions = said(plan(10), plan(100, { title: "The next thing" }));
    const taken = takenPlans(opinions, [running, next], [...turns, onLimits("s/4", 300)]);
    expect(taken).toMatchObject([
      { taskId: "running", late: false },
      { taskId: "next", late: false },
    ]);
    expect(takenPlans(opinions, [running], turns)).toMatchObject([{ taskId: "running" }]);
  });

  test("is none while no turn follows on the branch, or in the project, or by the person", () => {
    expect(takenPlans(said(plan(300)), tasks, turns)).toEqual([]);
    expect(takenPlans(said(plan(100, { branch: "nowhere" })), tasks, turns)).toEqual([]);
    expect(takenPlans(said(plan(100, { branch: null })), tasks, turns)).toEqual([]);
    expect(takenPlans(said(plan(100, { project: "site" })), tasks, turns)).toEqual([]);
    const bobs = [...turns, turn("b/1", 10, 20, { person: "bob" })];
    expect(takenPlans(said(plan(100, { person: "bob" })), tasks, bobs)).toEqual([]);
  });

  test("is not asked for a person that the logs do not know", () => {
    expect(takenPlans(said(plan(100, { person: "login" })), tasks, turns)).toHaveLength(1);
  });

  test("is the one a person attached it to, the newest attachment first", () => {
    const [atMs, body] = plan(100);
    const attach = (turnId: string): OpinionBody => ({ kind: "plan-attach", turnId, plan: body.hash });
    const opinions = said([atMs, body], [170, attach("s/1")], [180, attach("s/3")]);
    expect(takenPlans(opinions, tasks, turns)).toMatchObject([{ taskId: "elsewhere", attachedMs: 180 }]);
    const undone = said([atMs, body], [170, attach("s/1")], [190, { kind: "undo", seq: 2 }]);
    expect(takenPlans(opinionsInForce(undone), tasks, turns)).toMatchObject([{ taskId: "follows" }]);
  });

  test("loses it when the plan is undone", () => {
    const undone = opinionsInForce(said(plan(100), [110, { kind: "undo", seq: 1 }]));
    expect(takenPlans(undone, tasks, turns)).toEqual([]);
  });
});

describe("the origin of an estimate", () => {
  const one = task("one", { turnIds: ["s/1"], firstMs: 50 });
  const turns = [onLimits("s/1", 50)];
  const inForce = (opinions: readonly Opinion[]) =>
    estimateInForce(declaredEstimates(one, opinions, takenPlans(opinions, [one], turns)))!;

  test("is pre-registered for a plan that came before the first turn", () => {
    const estimate = inForce(said(plan(10)));
    expect(estimate.likelyMinutes).toBe(240);
    expect(originOf(estimate)).toBe("pre-registered");
    expect(estimate.warnings).toEqual([]);
  });

  test("is late for a plan that came after it, however it was taken", () => {
    const [atMs, body] = plan(60);
    const estimate = inForce(
      said([atMs, body], [70, { kind: "plan-attach", turnId: "s/1", plan: body.hash }]),
    );
    expect(originOf(estimate)).toBe("late");
    expect(estimate.warnings).toHaveLength(1);
  });

  test("says so where a person chose the plan once the work had begun", () => {
    const [atMs, body] = plan(10);
    const estimate = inForce(
      said([atMs, body], [70, { kind: "plan-attach", turnId: "s/1", plan: body.hash }]),
    );
    expect(originOf(estimate)).toBe("pre-registered");
    expect(estimate.warnings).toEqual([
      "the plan was attached after the work began: a person chose which one",
    ]);
  });

  test("is late for what is declared afterwards, which replaces the plan", () => {
    const estimate = inForce(
      said(plan(10), [99, { kind: "estimate", turnId: "s/1", minutes: fourHours, note: null }]),
    );
    expect(originOf(estimate)).toBe("late");
  });

  test("is the model's for any other estimator", () => {
    expect(originOf(modelled(60))).toBe("model");
    expect(originOf(declared(60))).toBe("late");
  });

  test("parts the totals without rest", () => {
    const anyEntry = fc.record({
      estimate: fc.oneof(
        fc.constant(null),
        fc.constant(modelled(60)),
        fc.constant(declared(60)),
        fc.constant({ ...declared(60), inputs: { origin: "pre-registered" } }),
      ),
      humanMeanMinutes: fc.integer({ min: 0, max: 9999 }),
    });
    fc.assert(
      fc.property(fc.array(anyEntry), (entries) => {
        const { preRegistered, late, model } = byOrigin(entries);
        const estimated = entries.filter(({ estimate }) => estimate !== null);
        expect(preRegistered.tasks + late.tasks + model.tasks).toBe(estimated.length);
        expect(preRegistered.humanMeanMinutes + late.humanMeanMinutes + model.humanMeanMinutes).toBe(
          estimated.reduce((sum, entry) => sum + entry.humanMeanMinutes, 0),
        );
      }),
    );
  });
});

describe("the chain of plans", () => {
  /** Plans registered one after the other at the given times. */
  function chain(times: readonly number[]): readonly Plan[] {
    let previous: string | null = null;
    return plansAmong(
      said(
        ...times.map((atMs, i) => {
          const next = plan(atMs, { title: `Plan ${i}`, previous });
          previous = next[1].hash;
          return next;
        }),
      ),
    );
  }

  test("is sound as it was written", () => {
    const times = fc.array(fc.nat(), { maxLength: 12 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, (all) => {
        expect(chainFaults(chain(all), hashOf)).toEqual([]);
      }),
    );
  });

  test("shows any plan that was changed, and any but the newest that was taken away", () => {
    const plans = chain([10, 20, 30]);
    const changes: Partial<Plan>[] = [
      { title: "Rate limits!" },
      { minutes: { ...fourHours, highMinutes: 300 } },
      { atMs: 5 },
      { by: "bob" },
      { person: "bob" },
      { branch: null },
      { project: "shop" },
      { note: "" },
    ];
    for (const change of changes) {
      const faults = chainFaults(
        plans.map((one, i) => (i === 1 ? { ...one, ...change } : one)),
        hashOf,
      );
      expect(faults[0]).toMatch(/^plan [0-9a-f]{7} \(opinion 2\) was changed after it was registered/);
    }
    expect(chainFaults([plans[0]!, plans[2]!], hashOf)).toEqual([
      expect.stringMatching(/^plan [0-9a-f]{7} \(opinion 3\) follows plan [0-9a-f]{7}, which is not in the/),
    ]);
  });

  test("shows a plan dated before the one it follows", () => {
    expect(chainFaults(chain([20, 10]), hashOf)).toEqual([expect.stringMatching(/is dated before the plan/)]);
  });

  test("may stand beside another ledger's", () => {
    expect(chainFaults([...chain([10, 20]), ...chain([15])], hashOf)).toEqual([]);
  });
});
