/**
 * Diff model v1 against engineers' labels, where the research file lies beside the repository. The file holds 868
 * of the 1,113 tasks the model was fitted on, so this checks that the formula is the published one; how it does
 * on repositories it has not seen is what `npm run eval:estimates` shows.
 */
import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { medianMinutesOf } from "../../src/estimators/diff-model.ts";

const file = new URL("../../../shared/estimation/swebench-difficulty-features.csv", import.meta.url);
const here = existsSync(file);
if (!here) console.info("skipped: ../shared/estimation/swebench-difficulty-features.csv is not there");

const buckets = ["<15 min fix", "15 min - 1 hour", "1-4 hours", ">4 hours"];
const bucketOf = (minutes: number): number => [15, 60, 240].filter((limit) => minutes >= limit).length;

test.skipIf(!here)("v1 finds the bucket of the engineers in .63, and within one in .99", () => {
  const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
  const misses = rows.map((row) => {
    const lines = Number(row.add) + Number(row.dele);
    const minutes = medianMinutesOf({ lines, files: Number(row.files), hunks: Number(row.hunks) });
    return Math.abs(bucketOf(minutes) - buckets.indexOf(row.difficulty!));
  });
  const share = (most: number) => misses.filter((miss) => miss <= most).length / misses.length;
  expect(rows.length).toBe(868);
  expect(share(0)).toBeCloseTo(0.638, 3);
  expect(share(1)).toBeCloseTo(0.995, 3);
});
