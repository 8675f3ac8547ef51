/** Several processes at one ledger: no lock error, no lost correction, the ledger that one process makes. */
import { expect, inject, it } from "vitest";
import { crowd } from "./crowd.ts";

it.each([2, 4, 8])("%i processes read, correct and answer at once", async (processes) => {
  const report = await crowd({ command: inject("command"), processes, rounds: 1, seed: 5 });
  expect(report.corrections).toBe(processes);
}, 120_000);
