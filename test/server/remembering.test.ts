/** What a remembering store gives is what the ledger holds, however it was changed in between. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { remembering } from "../../src/server/remembering.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import * as any from "../store/arbitraries.ts";

type Change = (store: Store) => Promise<unknown>;

const taskId = fc.constantFrom("t1", "t2", "t3", "t4");

/** A task as it is then, with all or nothing of what belongs to it. */
const saved: fc.Arbitrary<Change> = taskId.chain((id) =>
  fc
    .record({
      task: any.taskOf(id),
      days: fc
        .subarray(["2026-01-01", "2026-01-02"])
        .chain((days) => fc.tuple(...days.map((day) => any.taskDayOf(id, day)))),
      estimates: fc.array(any.estimateOf(id), { maxLength: 2 }),
      work: fc.option(any.taskWorkOf(id)),
    })
    .map(({ task, days, estimates, work }) => async (store: Store) => {
      await store.saveTask(task, "made");
      await store.replaceDays(id, days);
      await store.replaceEstimates(id, estimates);
      await store.replaceWork(id, work);
    }),
);

const change: fc.Arbitrary<Change> = fc.oneof(
  saved,
  saved,
  taskId.map((id) => (store: Store) => store.removeTasks([id])),
  fc
    .constantFrom("s1", "s2", "s3")
    .chain((id) => any.sessionOf(id))
    .map((session) => (store: Store) => store.saveSession({ session, turns: [] })),
  fc.constant((store: Store) => store.dropResults()),
);

test("whatever was changed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(change, fc.boolean()), { maxLength: 8 }), async (changes) => {
      const store = await openStore(":memory:");
      const { store: remembered, ledgerChanged } = remembering(store);
      for (const [one, isLookedAt] of changes) {
        await one(store);
        await ledgerChanged();
        if (!isLookedAt) continue;
        const some = ["t1", "t3", "none"];
        expect(await remembered.tasks()).toEqual(await store.tasks());
        expect(await remembered.tasks(some)).toEqual(await store.tasks(some));
        expect(await remembered.taskDays()).toEqual(await store.taskDays());
        const filter = { from: "2026-01-02", taskIds: some };
        expect(await remembered.taskDays(filter)).toEqual(await store.taskDays(filter));
        expect(await remembered.estimates()).toEqual(await store.estimates());
        expect(await remembered.estimates(some)).toEqual(await store.estimates(some));
        expect(await remembered.taskWork()).toEqual(await store.taskWork());
        expect(await remembered.taskWork(some)).toEqual(await store.taskWork(some));
        expect(await remembered.sessions()).toEqual(await store.sessions());
      }
      await store.close();
    }),
    { numRuns: 60 },
  );
});

test("rows that are as they were are not read again", async () => {
  const store = await openStore(":memory:");
  const { store: remembered, ledgerChanged } = remembering(store);
  const [first, second] = fc.sample(fc.tuple(any.taskOf("t1"), any.taskOf("t2")), {
    numRuns: 1,
    seed: 1,
  })[0]!;
  await store.saveTask(first, "made");
  await store.saveTask(second, "made");
  await ledgerChanged();
  const before = await remembered.tasks();
  await store.setMeta("another", "value");
  await ledgerChanged();
  expect(await remembered.tasks()).toBe(before);
  await store.saveTask({ ...second, title: "another title" }, "made");
  await ledgerChanged();
  const after = await remembered.tasks();
  expect(after).toEqual(await store.tasks());
  expect(after.find(({ id }) => id === "t1")).toBe(before.find(({ id }) => id === "t1"));
  await store.close();
});
