import { expect, test } from "vitest";
import { declaredName, estimatorLabel, meanMinutes } from "../../../src/core/estimates/estimates.ts";
import { calibrator, type EstimatedTask, levelsOf } from "../../../src/core/estimates/levels.ts";
import { rangeFromMedian } from "../../../src/core/estimates/log-normal.ts";
import { correlation, median, scoreModels } from "../../../src/core/estimates/model-scores.ts";
import type { Estimate } from "../../../src/core/types.ts";

const by = (estimator: string, minutes: number, givenMs: number, logSd = 0): Estimate => ({
  ...rangeFromMedian(minutes, logSd),
  estimator,
  version: 1,
  givenMs,
  assumption: "",
  warnings: [],
  inputs: {},
  note: null,
});

/** A task the model puts at `modelled` minutes; declared at the given times, if at all. */
function task(
  id: string,
  modelled: number | null,
  declared: readonly (readonly [atMs: number, minutes: number])[] = [],
  person = "ann",
): EstimatedTask {
  const said = declared.map(([atMs, minutes]) => by(declaredName, minutes, atMs));
  const model = modelled === null ? [] : [by("diff-model", modelled, 1, 0.9)];
  return { task: { id, person, type: "feature" }, estimates: [...said, ...model] };
}

const models = ["diff-model"];
const offsetOf = (tasks: readonly EstimatedTask[], person = "ann"): number | undefined =>
  levelsOf(tasks, models).find((level) => level.person === person)?.now.person.offset;

test("a task with a declared and a model's estimate is one observation, by the newest declared", () => {
  const tasks = [
    task("a", 60, [
      [10, 30],
      [20, 240],
    ]),
    task("b", 60),
    task("c", null, [[30, 600]]),
  ];
  expect(offsetOf(tasks)).toBeCloseTo(Math.log(4) / 9, 12);
});

test("nobody learns from somebody else's estimates, nor from a model that is not calibrated", () => {
  const tasks = [task("a", 60, [[10, 240]]), task("b", 60, [[10, 15]], "bob"), task("c", 60, [], "cy")];
  expect(offsetOf(tasks)).toBeCloseTo(Math.log(4) / 9, 12);
  expect(offsetOf(tasks, "bob")).toBeCloseTo(-Math.log(4) / 9, 12);
  expect(offsetOf(tasks, "cy")).toBeUndefined();
  expect(levelsOf(tasks, ["another-model"])).toEqual([]);
  const kept = task("d", 60, [], "cy");
  expect(calibrator(levelsOf(tasks, models))(kept)).toEqual(kept.estimates);
});

test("undeclared tasks are set by all that was declared, declared ones by what was declared before", () => {
  const tasks = [task("first", 60, [[10, 240]]), task("second", 60, [[20, 240]]), task("open", 60)];
  const estimatesOf = calibrator(levelsOf(tasks, models));
  expect(estimatesOf(tasks[0]!)).toEqual(tasks[0]!.estimates);
  expect(estimatesOf(tasks[1]!).map(estimatorLabel)).toEqual([
    "declared@1",
    "diff-model@1 calibrated",
    "diff-model@1",
  ]);
  expect(estimatesOf(tasks[1]!)[1]).toMatchObject({ levelFrom: 1, givenMs: 10 });
  expect(estimatesOf(tasks[2]!)[0]).toMatchObject({ levelFrom: 2, givenMs: 20 });
});

test("what a person declared is never changed", () => {
  const tasks = [task("a", 60, [[10, 240]]), task("b", 60, [[20, 15]])];
  const estimatesOf = calibrator(levelsOf(tasks, models));
  for (const one of tasks) {
    expect(estimatesOf(one)[0]).toBe(one.estimates[0]);
    expect(meanMinutes(estimatesOf(one)[0]!)).toBe(one.estimates[0]!.likelyMinutes);
  }
});

test("made again from stored estimates, calibrated ones among them, levels are the same", () => {
  const tasks = [task("a", 60, [[10, 240]]), task("b", 90, [[20, 15]]), task("c", 60)];
  const estimatesOf = calibrator(levelsOf(tasks, models));
  const stored = tasks.map((one) => ({ ...one, estimates: estimatesOf(one) }));
  expect(levelsOf(stored, models)).toEqual(levelsOf(tasks, models));
});

test("models are scored on tasks that have a declared estimate", () => {
  const tasks = [
    task("a", 60, [[10, 60]]),
    task("b", 60, [[20, 120]]),
    task("c", 60, [[30, 600]]),
    task("d", 60),
  ];
  const [scores, ...others] = scoreModels(tasks);
  expect(others).toEqual([]);
  expect(scores).toMatchObject({ person: "ann", estimator: "diff-model@1", tasks: 3, r: null });
  expect(scores!.withinTwice).toBeCloseTo(2 / 3, 12);
  expect(scores!.medianRatio).toBeCloseTo(2, 12);
  // x/÷ 1.8 and x/÷ 3.2 around 60 minutes.
  expect(scores!.coverage50).toBeCloseTo(1 / 3, 12);
  expect(scores!.coverage80).toBeCloseTo(2 / 3, 12);
  expect(scores!.width80).toBeCloseTo(10.04, 2);
});

test("correlation and median of small lists", () => {
  expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  expect(correlation([1, 2], [1, 2])).toBeNull();
  expect(correlation([1, 1, 1], [1, 2, 3])).toBeNull();
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
