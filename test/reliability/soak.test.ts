/** A month in one process holds no more at its end: `npm run test:soak` at a small size. */
import { expect, it } from "vitest";
import { watched } from "./watched.ts";

it("12 days of work, four syncs a day: memory and open files stay flat", async () => {
  const report = await watched(() => undefined).soak({ days: 12, syncsADay: 4, seed: 5 });
  expect(report.memory.measured).toBeGreaterThanOrEqual(12);
}, 120_000);
