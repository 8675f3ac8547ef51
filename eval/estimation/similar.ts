/**
 * Similar tasks in time order, on rows of SiP's form: each task's minutes are told from those estimated on
 * earlier days only, as a ledger would have had them.
 */
import { mean, sampleCorrelation } from "simple-statistics";
import { z90 } from "../../src/core/estimates/log-normal.ts";
import { PastTasks } from "../../src/estimators/past-tasks.ts";
import { similarLogSd } from "../../src/estimators/similar-tasks.ts";
import { readTable, researchFolder } from "./labelled-fixes.ts";

export const sipFile = `${researchFolder}sip-first-70pct.csv`;

/** A finished task with its measured time. */
export interface MeasuredTask {
  readonly day: string;
  readonly text: string;
  readonly type: string;
  readonly project: string;
  readonly minutes: number;
  /** What a developer forecast. */
  readonly forecastMinutes: number;
}

/** Rows of SiP's form; throws, naming file and line, where a row has no time. */
export function readMeasuredTasks(file: string): readonly MeasuredTask[] {
  return readTable(file).map((row, i) => {
    const minutes = Number(row.hours_actual) * 60;
    if (!(minutes > 0) || !row.estimated_on)
      throw new Error(`${file}:${i + 2}: needs "estimated_on" and "hours_actual" above 0`);
    return {
      day: row.estimated_on,
      text: row.summary ?? "",
      type: row.sub_category ?? "",
      project: row.project ?? "",
      minutes,
      forecastMinutes: Number(row.hours_estimate) * 60,
    };
  });
}

export interface Guess {
  readonly task: MeasuredTask;
  /** By similar tasks. */
  readonly logMinutes: number;
  readonly logSd: number;
  /** By the median of the type, as a rival. */
  readonly typeMedianLogMinutes: number;
}

/** Every task guessed from those of earlier days; those before the first day's end have no past and no guess. */
export function guessInTimeOrder(tasks: readonly MeasuredTask[]): readonly Guess[] {
  const ordered = [...tasks].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const past = new PastTasks();
  const logsOfType = new Map<string, number[]>();
  let known = 0;
  return ordered.flatMap((task) => {
    for (; ordered[known]!.day < task.day; known += 1) {
      const done = ordered[known]!;
      past.remember(traitsOf(done), done.minutes);
      for (const type of [done.type, ""]) insert(logsOfType, type, Math.log(done.minutes));
    }
    const expected = past.expect(traitsOf(task));
    if (expected === null) return [];
    const ofType = logsOfType.get(task.type) ?? logsOfType.get("")!;
    return {
      task,
      logMinutes: expected.logMinutes,
      logSd: similarLogSd(expected),
      typeMedianLogMinutes: ofType[ofType.length >> 1]!,
    };
  });
}

const traitsOf = ({ type, project, text }: MeasuredTask) => ({ id: text, type, project, text, lines: 0 });

/** Keeps the values of a key ascending. */
function insert(values: Map<string, number[]>, key: string, value: number): void {
  const list = values.get(key) ?? [];
  const at = list.findIndex((one) => one > value);
  list.splice(at === -1 ? list.length : at, 0, value);
  values.set(key, list);
}

export interface GuessScores {
  readonly n: number;
  /** Pearson correlation of the logarithms. */
  readonly r: number;
  readonly withinTwice: number;
  /** Share of measured times inside the 80 % interval; null for a guess without one. */
  readonly coverage80: number | null;
  /** Mean of ln(measured / guessed). */
  readonly bias: number;
}

export function scoreGuesses(
  guesses: readonly Guess[],
  logMinutesOf: (guess: Guess) => number,
  logSdOf: ((guess: Guess) => number) | null,
): GuessScores {
  const errors = guesses.map((guess) => Math.log(guess.task.minutes) - logMinutesOf(guess));
  const share = (inside: (error: number, guess: Guess) => boolean) =>
    mean(errors.map((error, i) => (inside(error, guesses[i]!) ? 1 : 0)));
  return {
    n: guesses.length,
    r: sampleCorrelation(
      guesses.map(logMinutesOf),
      guesses.map(({ task }) => Math.log(task.minutes)),
    ),
    withinTwice: share((error) => Math.abs(error) <= Math.LN2 + 1e-12),
    coverage80: logSdOf && share((error, guess) => Math.abs(error) <= z90 * logSdOf(guess)),
    bias: mean(errors),
  };
}
