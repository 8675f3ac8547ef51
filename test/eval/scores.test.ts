import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bucketOf, readLabelledFixes } from "../../eval/estimation/labelled-fixes.ts";
import { levelOf } from "../../eval/estimation/level.ts";
import { type Prediction, quadraticKappa, rankCorrelation, score } from "../../eval/estimation/scores.ts";

const certain = (medianMinutes: number): Prediction => ({
  medianMinutes,
  below: null,
  width50: null,
  width80: null,
});

test("a limit belongs to the bucket above it", () => {
  expect([0, 14.9, 15, 60, 239, 240, 1e6].map(bucketOf)).toEqual([0, 0, 1, 2, 2, 3, 3]);
});

test("exact and within one count buckets", () => {
  const scores = score([10, 30, 120, 300].map(certain), [0, 2, 2, 1]);
  expect(scores.exact).toBe(0.5);
  expect(scores.withinOne).toBe(0.75);
  expect(scores.coverage80).toBeNull();
});

test("rank correlation gives ties their mean rank", () => {
  expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  // Ranks 1 2 3 4 against 1.5 1.5 3.5 3.5: 4 / sqrt(5 x 4)
  expect(rankCorrelation([1, 2, 3, 4], [0, 0, 1, 1])).toBeCloseTo(4 / Math.sqrt(20), 12);
  expect(rankCorrelation([1, 2], [7, 7])).toBe(0);
});

test("kappa is 1 for full agreement, 0 for chance, below 0 for contrariness", () => {
  expect(quadraticKappa([0, 1, 2, 3], [0, 1, 2, 3])).toBe(1);
  expect(quadraticKappa([1, 1, 1, 1], [0, 1, 2, 1])).toBe(0);
  expect(quadraticKappa([0, 3], [3, 0])).toBe(-1);
});

test("a label counts as covered by the part of its bucket that the interval holds", () => {
  // Even odds on each of the four buckets: the 80 % interval leaves out .1 of .25 at both ends.
  const even: Prediction = {
    medianMinutes: 60,
    below: (minutes) => bucketOf(minutes) / 4,
    width50: null,
    width80: 20,
  };
  expect(score([even], [1]).coverage80).toBe(1);
  expect(score([even], [0]).coverage80).toBeCloseTo(0.6, 12);
  expect(score([even], [0]).coverage50).toBe(0);
  expect(score([even], [3]).logLoss).toBeCloseTo(Math.log(4), 12);
});

test("the level compares medians and sums, and takes its spread from the middle 80 %", () => {
  const level = levelOf("twice as long", [
    [20, 10],
    [40, 20],
    [60, 30],
  ]);
  expect(level).toEqual({
    what: "twice as long",
    n: 3,
    medianRatio: expect.closeTo(2, 12),
    ratioOfSums: 2,
    logSd: expect.closeTo(0, 12),
    withinTwice: 1,
  });
});

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "leverage-eval-")), "fixes.csv");
  writeFileSync(file, text);
  return file;
}

test.each([
  [
    "repo,difficulty\na,1-4 hours\nb,soon\n",
    ':3: the column "difficulty" holds "soon"; known are "<15 min fix"',
  ],
  ["repo,difficulty\n,1-4 hours\n", ':2: the column "repo" is empty or missing'],
  ["repo,difficulty\n", ": holds no row below its heading"],
  ['repo,difficulty\n"a,b\n', ": cannot be read as a CSV file with a heading"],
])("a file that cannot be used is named with its line", (text, message) => {
  const file = fileWith(text);
  expect(() => readLabelledFixes(file)).toThrow(`${file}${message}`);
});

test("a column that is missing or no number is named with its line", () => {
  const file = fileWith("repo,difficulty,add\na,1-4 hours,many\n");
  const [fix] = readLabelledFixes(file);
  expect(() => fix!.column("add")).toThrow(`${file}:2: the column "add" holds "many", not a number`);
  expect(() => fix!.column("files")).toThrow(`${file}:2: there is no column "files"`);
});
