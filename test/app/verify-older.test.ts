/** A record that was sealed before outcomes were told is still true of the ledger it was drawn from. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { record } from "../../src/app/record.ts";
import { recordHash } from "../../src/app/seal.ts";
import { verify } from "../../src/app/verify.ts";
import type { LeverageRecord } from "../../src/core/leverage-record.ts";
import { withoutOutcomes } from "../../src/core/records/outcomes.ts";
import { openStore } from "../../src/store/index.ts";
import { testEffects } from "./effects.ts";
import { writeLoggedRepository } from "./logged-repository.ts";

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "leverage-older-"));
  writeLoggedRepository(home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** As the version before wrote it: no outcomes, and no hash of a task's commits on the seal. */
function asOlder(newer: LeverageRecord): LeverageRecord {
  const older = withoutOutcomes(newer) as LeverageRecord;
  const seal = newer.seal!;
  const tasks = Object.fromEntries(
    Object.entries(seal.inputs.tasks).map(([id, { facts, estimate }]) => [id, { facts, estimate }]),
  );
  const unsealed = { ...older, seal: { ...seal, inputs: { ...seal.inputs, tasks } } };
  return { ...unsealed, seal: { ...unsealed.seal, hash: recordHash(unsealed) } };
}

test("it agrees, value by value, and its own hash matches", async () => {
  const store = await openStore(":memory:");
  const effects = testEffects(store, join(home, ".claude"));
  const input = record.input.parse({ period: "2026-02" });
  const { record: drawn } = await record.run(input, effects);
  expect(drawn.totals.byOutcome.merged.tasks).toBe(1);
  const text = JSON.stringify(asOlder(drawn));
  expect(text).not.toMatch(/"outcome"|byOutcome|hoursCount/);
  const { agrees, untouched, differences, developments } = await verify.run({ file: "-", text }, effects);
  expect({ agrees, untouched, differences, developments }).toEqual({
    agrees: true,
    untouched: true,
    differences: [],
    developments: [],
  });
  await store.close();
});
