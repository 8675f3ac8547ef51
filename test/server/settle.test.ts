/** A correction is answered before the estimates that hang on it are told; they follow by themselves. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Effects } from "../../src/app/operation.ts";
import { areTasksStale } from "../../src/app/result-keys.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { writingSide } from "../../src/server/side.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "../app/effects.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-settle-side-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing may be said: what goes wrong while estimates are settled has nobody else to tell it. */
async function sideOverSample() {
  await writeSample(folder, { seed: 11 });
  const store = await openStore(":memory:");
  const said: string[] = [];
  const effects = testEffects(store, folder, {
    closeStore: () => store.close(),
    say: (line) => said.push(line),
  });
  const side = await writingSide(effects);
  expect(await side.refresh()).toBe(null);
  return { side, store, effects, said };
}

async function isSettled(effects: Effects, store: Store): Promise<boolean> {
  for (let waits = 0; waits < 100; waits++) {
    if (!(await areTasksStale(effects, store))) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

test("what follows from corrections is settled once no other has come for a while", async () => {
  const { side, store, effects, said } = await sideOverSample();
  const [task] = await store.tasks();
  for (const type of ["docs", "test"]) {
    const reply = await side.answer({ name: "task type", input: { task: task!.id, type }, format: null });
    expect(reply.kind).toBe("answer");
    expect(await areTasksStale(effects, store)).toBe(true);
  }
  expect(await isSettled(effects, store)).toBe(true);
  expect((await store.tasks([task!.id]))[0]?.type).toBe("test");
  expect(said).toEqual([]);
  await side.close();
});

test("a record that leaves as a file is settled first", async () => {
  const { side, store, effects, said } = await sideOverSample();
  const [task] = await store.tasks();
  await side.answer({ name: "task type", input: { task: task!.id, type: "docs" }, format: null });
  expect(await areTasksStale(effects, store)).toBe(true);
  expect(await side.settle()).toBe(null);
  expect(await areTasksStale(effects, store)).toBe(false);
  expect(said).toEqual([]);
  await side.close();
});
