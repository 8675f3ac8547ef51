/** What a record takes of the ledger's tasks: the same as from all of them, whatever changed since the last one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/app/config.ts";
import { everybodysTasks } from "../../src/app/ledger-tasks.ts";
import type { Effects } from "../../src/app/operation.ts";
import { everybodysRecordTasks } from "../../src/app/record-tasks.ts";
import { declaredName } from "../../src/core/estimates/estimates.ts";
import type { CountedWork } from "../../src/core/leverage-record.ts";
import { promptingOnly } from "../../src/core/method.ts";
import type { LedgerTask } from "../../src/core/records/ledger-tasks.ts";
import { ofAllTasks } from "../../src/core/records/records.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { day as dayRow, task } from "../contracts/store-rows.ts";
import * as any from "../store/arbitraries.ts";
import { testEffects } from "./effects.ts";

const ids = ["a", "b", "c", "d"];
const days = ["2026-03-01", "2026-03-02", "2026-03-03"];

/** What may happen to a task: rows of days, an estimate, an outcome, its end. */
const change = fc.record({
  id: fc.constantFrom(...ids),
  what: fc.constantFrom("save", "days", "days", "days", "estimate", "work", "remove"),
  days: fc.subarray(days),
  excluded: fc.boolean(),
  seed: fc.nat(),
});

const noEvidence = {
  ...{ person: "jane", firstMs: 1, lastMs: 2, minutes: 0, type: "docs", project: "ledger" },
  ...{ lines: 0, words: "", said: [] },
};

type Change = typeof change extends fc.Arbitrary<infer One> ? One : never;

async function apply(store: Store, { id, what, days: on, excluded, seed }: Change): Promise<void> {
  const drawn = <T>(arbitrary: fc.Arbitrary<T>): T => fc.sample(arbitrary, { numRuns: 1, seed })[0]!;
  const isThere = (await store.tasks([id])).length > 0;
  if (what === "remove") return store.removeTasks([id]);
  if (what === "save" || !isThere) await store.saveTask(task(id, { excluded, firstMs: seed }), "made");
  if (what === "days")
    await store.replaceDays(
      id,
      on.map((day) => dayRow(id, day)),
    );
  if (what === "estimate") {
    const likelyMinutes = 1 + (seed % 500);
    const estimator = seed % 2 === 0 ? declaredName : "model";
    const range = { lowMinutes: likelyMinutes / 2, likelyMinutes, highMinutes: likelyMinutes * 3 };
    const estimate = { ...drawn(any.estimateOf(id)).estimate, ...range, estimator };
    await store.replaceEstimates(id, [{ taskId: id, estimate, inForce: true }]);
    await store.saveEvidence({ ...noEvidence, taskId: id, declared: estimator === declaredName });
  }
  if (what === "work") await store.replaceWork(id, excluded ? null : drawn(any.taskWorkOf(id)));
}

/** From what is kept of days, and from all tasks. */
async function bothWays(effects: Effects, work: CountedWork) {
  const wanted = { period: { from: days[1]!, to: days[2]! }, work, counts: promptingOnly.counts };
  const kept = await everybodysRecordTasks(effects, wanted);
  const all = ofAllTasks(await everybodysTasks(effects, work), wanted.counts);
  const isIn = (one: LedgerTask) => one.days.some(({ day }) => day >= days[1]!);
  return [kept, all].map((one) => ({ ...one, tasks: one.tasks.filter(isIn) }));
}

test("changes of any kind in any order", async () => {
  const rounds = fc.array(fc.array(change, { maxLength: 4 }), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rounds, fc.constantFrom("all", "merged"), async (all, work) => {
      const store = await openStore(":memory:");
      const effects = testEffects(store, "/logs");
      for (const changes of all) {
        for (const one of changes) await apply(store, one);
        const [kept, expected] = await bothWays(effects, work);
        expect(kept).toEqual(expected);
      }
      await store.close();
    }),
    { numRuns: 150 },
  );
});

test("another scope is another history", async () => {
  const store = await openStore(":memory:");
  await store.saveTask(task("a", { excluded: false, project: "client", firstMs: 1 }), "made");
  await store.replaceDays("a", [dayRow("a", days[1]!)]);
  const effects = testEffects(store, "/logs");
  const [before] = await bothWays(effects, "all");
  expect(before?.figures).toHaveLength(1);
  const scope = { ...defaultConfig.scope, exclude: { ...defaultConfig.scope.exclude, projects: ["client"] } };
  const [after, all] = await bothWays({ ...effects, config: { ...defaultConfig, scope } }, "all");
  expect(after).toEqual(all);
  expect(after?.figures).toEqual([]);
  await store.close();
});

test("who only looks leaves the ledger as it is", async () => {
  const store = await openStore(":memory:");
  const looking = testEffects(store, "/logs", { keptUpToDate: true });
  await bothWays(looking, "all");
  const name = `days of tasks ${JSON.stringify(["all", promptingOnly.counts])}`;
  expect(await store.remembered(name)).toBeNull();
  await bothWays(testEffects(store, "/logs"), "all");
  expect(await store.remembered(name)).not.toBeNull();
  await store.close();
});
