/**
 * How well human minutes can be told from a diff: `npm run eval:estimates` leaves one repository out at a time
 * and prints the diff model beside its rivals, everything that was tried, and the checks of the level.
 * With `-- --plots` it draws the pictures of `docs/ESTIMATES.md` to `docs/plots`.
 * With `-- --write` it writes the table that `leverage eval` shows to `src/estimators/diff-model-scores.ts`.
 * `npm run --silent eval:estimates -- --train A.csv --test B.csv --json` fits on one file and scores on the other.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { attempts, type Candidate, diffModelForm, diffModelInUse, rivals } from "./estimation/candidates.ts";
import { leaveOneRepositoryOut, trainAndTest } from "./estimation/cross-validation.ts";
import { labelledFixesFile, readLabelledFixes } from "./estimation/labelled-fixes.ts";
import { largeTaskScores } from "./estimation/large-tasks.ts";
import {
  developersLevelLogSd,
  forecastLevels,
  jorgensenExponent,
  jorgensenLevels,
  readJorgensen,
} from "./estimation/level.ts";
import { estimatePlots, plotsFolder } from "./estimation/plots.ts";
import { largeTaskTable, levelTable, scoreTable } from "./estimation/report.ts";
import { scoresModule, scoresModuleFile } from "./estimation/scores-module.ts";

function main(): void {
  const { values } = parseArgs({
    options: {
      train: { type: "string" },
      test: { type: "string" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      plots: { type: "boolean", default: false },
    },
  });
  if (values.test !== undefined) {
    scoreOnOther(values.train ?? labelledFixesFile, values.test, values.json);
    return;
  }
  if (values.json)
    throw new Error("--json needs --test FILE.csv (and --train FILE.csv, or the research file)");
  const file = values.train ?? labelledFixesFile;
  if (values.write) writeScores(file);
  if (values.plots) writePlots(file);
  if (!values.write && !values.plots) scoreWithin(file);
}

function writePlots(file: string): void {
  mkdirSync(plotsFolder, { recursive: true });
  for (const [name, svg] of estimatePlots(readLabelledFixes(file))) {
    const target = new URL(name, plotsFolder);
    writeFileSync(target, svg);
    console.log(`wrote ${fileURLToPath(target)}`);
  }
}

/** Keeps the table where the tool can show it: the research files do not ship. */
function writeScores(file: string): void {
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(scoresModuleFile, scoresModule(readLabelledFixes(file), basename(file), date));
  console.log(`wrote ${fileURLToPath(scoresModuleFile)}`);
}

function scoreOnOther(trainFile: string, testFile: string, json: boolean): void {
  const training = readLabelledFixes(trainFile);
  const tested = readLabelledFixes(testFile);
  const scored = (candidate: Candidate) => ({
    name: candidate.name,
    scores: trainAndTest(candidate, training, tested),
  });
  const { scores } = scored(diffModelForm);
  if (json) {
    const { n, exact, withinOne, spearman, kappa, coverage80, width80 } = scores;
    console.log(JSON.stringify({ n, exact, withinOne, spearman, kappa, coverage80, width80 }));
    return;
  }
  console.log(`Fitted on ${training.length} fixes, scored on ${tested.length} others.\n`);
  console.log(scoreTable([{ name: diffModelForm.name, scores }, ...rivals.map(scored)]));
}

function scoreWithin(file: string): void {
  const fixes = readLabelledFixes(file);
  const scored = (candidate: Candidate) => ({
    name: candidate.name,
    scores: leaveOneRepositoryOut(candidate, fixes),
  });
  console.log(`${fixes.length} fixes, each predicted from all other repositories.\n`);
  console.log(scoreTable([diffModelForm, diffModelInUse, ...rivals].map(scored)));
  console.log(`\nTried to do better:\n\n${scoreTable(attempts.map(scored))}`);
  console.log(
    `\nFixes joined to larger tasks, labelled over predicted:\n\n${largeTaskTable(largeTaskScores(fixes))}`,
  );
  const jorgensen = readJorgensen();
  console.log(`\nLevel:\n\n${levelTable([...forecastLevels(), ...jorgensenLevels(jorgensen)])}`);
  console.log(
    `\nExponent of lines in Jørgensen's measured effort: ${jorgensenExponent(jorgensen).toFixed(2)}`,
  );
  console.log(`Log-sd of METR's developers' levels: ${developersLevelLogSd().toFixed(2)}`);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
