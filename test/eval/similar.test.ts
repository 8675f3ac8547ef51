/** The figures of similar tasks and of calibration, where the research files lie beside the repository. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  checksOf,
  errorOf,
  intervalScores,
  metrStreams,
  sipStreams,
} from "../../eval/estimation/person-level.ts";
import { guessTable, intervalTable } from "../../eval/estimation/report.ts";
import {
  type Guess,
  guessInTimeOrder,
  type MeasuredTask,
  readMeasuredTasks,
  scoreGuesses,
  sipFile,
} from "../../eval/estimation/similar.ts";
import { priorObservations } from "../../src/core/estimates/calibration.ts";

const here = existsSync(sipFile);
if (!here) console.info("skipped: ../shared/estimation is not there");

const documented = readFileSync(new URL("../../docs/ESTIMATES.md", import.meta.url), "utf8");
const logMinutes = (guess: Guess): number => guess.logMinutes;

test("a task is told from earlier days only, in whatever order the rows are", () => {
  const task = (day: string, minutes: number): MeasuredTask => ({
    day,
    text: "fix the login",
    type: "Bug",
    project: "shop",
    minutes,
    forecastMinutes: minutes,
  });
  const rows = [
    task("2026-01-03", 600),
    task("2026-01-01", 60),
    task("2026-01-02", 60),
    task("2026-01-02", 30),
  ];
  const guesses = guessInTimeOrder(rows);
  expect(guesses.map(({ task: { day } }) => day)).toEqual(["2026-01-02", "2026-01-02", "2026-01-03"]);
  // Of the same day neither knows the other.
  expect(Math.exp(guesses[0]!.logMinutes)).toBeCloseTo(60, 9);
  expect(Math.exp(guesses[1]!.logMinutes)).toBeCloseTo(60, 9);
  expect(Math.exp(guesses[2]!.logMinutes)).toBeLessThan(60);
});

test("scores of guesses that are always twice too low", () => {
  const guesses = [30, 60, 120].map((minutes) => ({
    task: { day: "", text: "", type: "", project: "", minutes, forecastMinutes: minutes },
    logMinutes: Math.log(minutes / 2),
    logSd: 0.5,
    typeMedianLogMinutes: 0,
  }));
  const scores = scoreGuesses(guesses, logMinutes, ({ logSd }) => logSd);
  expect(scores).toMatchObject({ n: 3, withinTwice: 1, coverage80: 0 });
  expect(scores.r).toBeCloseTo(1, 12);
  expect(scores.bias).toBeCloseTo(Math.LN2, 12);
});

test.skipIf(!here)("similar tasks beat r .55 and 53 % within twice on the last 30 % of SiP's rows", () => {
  const tasks = readMeasuredTasks(sipFile);
  const guesses = guessInTimeOrder(tasks).slice(-Math.ceil(tasks.length * 0.3));
  const scores = scoreGuesses(guesses, logMinutes, ({ logSd }) => logSd);
  expect(scores.r).toBeGreaterThan(0.6);
  expect(scores.withinTwice).toBeGreaterThan(0.53);
  expect(scores.coverage80).toBeGreaterThan(0.8);
  expect(scores.coverage80).toBeLessThan(0.86);
  expect(documented).toContain(
    guessTable([{ name: "similar tasks", scores }])
      .split("\n")
      .at(-1),
  );
});

test.skipIf(!here)("the k in use predicts as well as any", () => {
  for (const streams of [metrStreams(), sipStreams()]) {
    const inUse = errorOf(streams, priorObservations);
    for (const k of [0.5, 2, 4, 16, 50, Number.POSITIVE_INFINITY]) {
      expect(inUse).toBeLessThan(errorOf(streams, k) + 0.001);
    }
  }
});

test.skipIf(!here)("in SiP past intervals held what they promised", () => {
  const conformal = checksOf(sipStreams()).filter(({ before }) => before.conformal !== null);
  const scores = intervalScores(conformal);
  expect(scores.coverage50).toBeCloseTo(0.5, 1);
  expect(Math.abs(scores.coverage80 - 0.8)).toBeLessThan(0.01);
  const name = "from the 31st on: adaptive conformal";
  expect(documented).toContain(intervalTable([{ name, scores }]).split("\n").at(-1));
});
