/** A damaged ledger is said to be one and can be repaired: `npm run test:damage` at a small size. */
import { expect, inject, it } from "vitest";
import { damage } from "./damage.ts";

it("six damages of every kind: a right record or a clear message, and all is there after the repair", async () => {
  const report = await damage({ command: inject("command"), times: 6, seed: 20260326, say: () => undefined });
  expect(report.repaired + report.foundByDoctor).toBeGreaterThan(0);
  expect(report.repaired + report.foundByDoctor + report.harmless + report.unnoticed).toBe(6);
}, 180_000);
