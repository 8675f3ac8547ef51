/** Who corrects a task sees it corrected at once; the estimates of others that follow from it come soon after. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { merge, rename, retype, split, undo } from "../../src/app/corrections.ts";
import { estimate } from "../../src/app/estimate.ts";
import type { Effects } from "../../src/app/operation.ts";
import { bringUpToDate, refresh } from "../../src/app/refresh.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import type { Task } from "../../src/core/types.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "./effects.ts";

let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leverage-settle-"));
  await writeSample(folder, { seed: 11 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A ledger of the sample whose corrections are settled when `bringUpToDate` is called. */
async function ledger() {
  const store = await openStore(":memory:");
  const told = { times: 0 };
  const atOnce = testEffects(store, folder);
  await refresh(atOnce);
  const effects: Effects = {
    ...atOnce,
    keptUpToDate: true,
    settleLater: () => {
      told.times += 1;
    },
  };
  return { store, effects, told };
}

/** One in the middle of the sample, so that later tasks hang on it. */
const middle = (tasks: readonly Task[]): Task =>
  tasks.filter(({ turnIds }) => turnIds.length >= 3)[Math.floor(tasks.length / 6)]!;

const estimatesOf = async (store: Store, except: string) =>
  (await store.estimates()).filter(({ taskId }) => taskId !== except);

test("another type and a declared estimate show at once, those of later tasks when all is settled", async () => {
  const { store, effects, told } = await ledger();
  const { id } = middle(await store.tasks());
  const before = await estimatesOf(store, id);
  await retype.run({ task: id, type: "docs" }, effects);
  await estimate.run({ task: id, likely: "300h", second: false }, effects);
  const [task] = await store.tasks([id]);
  const inForce = (await store.estimates([id])).find((one) => one.inForce)?.estimate;
  expect([task?.type, inForce?.estimator, inForce?.likelyMinutes]).toEqual(["docs", "declared", 18_000]);
  expect(await estimatesOf(store, id)).toEqual(before);
  expect(told.times).toBe(2);

  await bringUpToDate(effects);
  expect(await estimatesOf(store, id)).not.toEqual(before);
  await store.close();
});

test("tasks of another cut have what models say of their own work meanwhile", async () => {
  const { store, effects } = await ledger();
  const { id } = middle(await store.tasks());
  const { tasks } = await split.run({ task: id, prompt: "2" }, effects);
  expect(tasks).toHaveLength(2);
  const halves = tasks.map((task) => task.id);
  const estimated = new Set((await store.estimates(halves)).map(({ taskId }) => taskId));
  await bringUpToDate(effects);
  const settled = new Set((await store.estimates(halves)).map(({ taskId }) => taskId));
  for (const half of estimated) expect(settled).toContain(half);
  await store.close();
});

test("many corrections settled together leave what each settled by itself leaves", async () => {
  const [later, atOnce] = [await ledger(), await ledger()];
  for (const { store, effects } of [later, { ...atOnce, effects: testEffects(atOnce.store, folder) }]) {
    const tasks = await store.tasks();
    const [first, second] = [middle(tasks), tasks.at(-1)!];
    await rename.run({ task: first.id, title: "Fix the docs of the parser" }, effects);
    await estimate.run({ task: first.id, likely: "9h", second: false }, effects);
    await merge.run({ tasks: [first.id, second.id] }, effects);
    await undo.run({}, effects);
    await retype.run({ task: second.id, type: "docs" }, effects);
  }
  expect(await later.store.estimates()).not.toEqual(await atOnce.store.estimates());
  await bringUpToDate(later.effects);
  expect(await later.store.estimates()).toEqual(await atOnce.store.estimates());
  expect(await later.store.tasks()).toEqual(await atOnce.store.tasks());
  await later.store.close();
  await atOnce.store.close();
});
