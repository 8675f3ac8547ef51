/**
 * Totals that were simulated before in this process. Simulating is most of the work of a record (60 µs a task), and
 * between two looks at the same ledger hardly a period changes.
 */
import { createHash } from "node:crypto";
import { type EstimatedPart, totalItem, totalOfEstimates } from "../core/estimates/estimates.ts";
import type { TotalMinutes } from "../core/estimates/simulation.ts";
import { madeOnce } from "../core/made-once.ts";
import { totalsSeed } from "../core/records/records.ts";

/** By a hash of all that the simulation goes by. */
const remembered = new Map<string, TotalMinutes>();
const mostRemembered = 20_000;

/** `totalOfEstimates` with the records' seed. */
export function rememberedTotal(parts: readonly EstimatedPart[]): TotalMinutes {
  const numbers = new Float64Array(parts.length * 5);
  for (const [i, { estimate, share }] of parts.entries()) {
    const { meanMinutes, logSd, level } = itemOf(estimate);
    numbers.set([meanMinutes, share, logSd, level.model, level.declared], 5 * i);
  }
  const key = createHash("sha256").update(numbers).digest("base64");
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= mostRemembered) remembered.clear();
  const total = totalOfEstimates(parts, totalsSeed);
  remembered.set(key, total);
  return total;
}

const itemOf = madeOnce(totalItem);
