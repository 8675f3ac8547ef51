/** Killed at any moment, the command loses nothing and doubles nothing: `npm run test:crash` at a small size. */
import { expect, inject, it } from "vitest";
import { crash } from "./crash.ts";

it("kill -9 at 12 moments of reads and corrections, while a writer appends", async () => {
  const report = await crash({ command: inject("command"), times: 12, seed: 20260326, say: () => undefined });
  const { cold, incremental, correction } = report.kills;
  expect(cold + incremental + correction).toBe(12);
  expect(Math.min(cold, incremental, correction)).toBeGreaterThan(0);
}, 120_000);
