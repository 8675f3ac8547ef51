/**
 * How well minutes can be told from a person's own similar tasks: `npm run eval:similar` walks through SiP in time
 * order and scores its last 30 %, beside the type's median and what developers forecast.
 * `npm run --silent eval:similar -- --history A.csv --test B.csv --json` scores every row of B, with A as its past.
 */
import { parseArgs } from "node:util";
import { guessTable } from "./estimation/report.ts";
import {
  type Guess,
  guessInTimeOrder,
  readMeasuredTasks,
  scoreGuesses,
  sipFile,
} from "./estimation/similar.ts";

function main(): void {
  const { values } = parseArgs({
    options: {
      history: { type: "string" },
      test: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const history = readMeasuredTasks(values.history ?? sipFile);
  const tested =
    values.test === undefined
      ? history.slice(Math.floor(history.length * 0.7))
      : readMeasuredTasks(values.test);
  const all = values.test === undefined ? history : [...history, ...tested];
  const scored = new Set(tested);
  const started = performance.now();
  const guesses = guessInTimeOrder(all).filter(({ task }) => scored.has(task));
  const tookMs = performance.now() - started;
  const similar = scoreGuesses(guesses, logMinutes, ({ logSd }) => logSd);
  if (values.json) {
    console.log(JSON.stringify(similar));
    return;
  }
  console.log(
    `${guesses.length} of ${all.length} tasks, each told from those of earlier days (${Math.round(tookMs)} ms for all).\n`,
  );
  console.log(
    guessTable([
      { name: "similar tasks", scores: similar },
      { name: "median of the type", scores: scoreGuesses(guesses, (one) => one.typeMedianLogMinutes, null) },
      {
        name: "developers' forecasts",
        scores: scoreGuesses(guesses, (one) => Math.log(one.task.forecastMinutes), null),
      },
    ]),
  );
}

const logMinutes = (guess: Guess): number => guess.logMinutes;

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
