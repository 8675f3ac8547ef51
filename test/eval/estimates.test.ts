/** The evaluation's figures, where the research files lie beside the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { diffModelForm, rivals } from "../../eval/estimation/candidates.ts";
import { leaveOneRepositoryOut } from "../../eval/estimation/cross-validation.ts";
import { labelledFixesFile, readLabelledFixes } from "../../eval/estimation/labelled-fixes.ts";
import { largeTaskScores } from "../../eval/estimation/large-tasks.ts";
import { developersLevelLogSd, forecastLevels } from "../../eval/estimation/level.ts";
import { estimatePlots, plotsFolder } from "../../eval/estimation/plots.ts";
import { largeTaskTable, levelTable, scoreTable } from "../../eval/estimation/report.ts";
import { scoresModule, scoresModuleFile } from "../../eval/estimation/scores-module.ts";
import { fitModule } from "../../eval/fit.ts";
import { declaredLogSd } from "../../src/core/estimates/estimates.ts";
import { declaredLevelLogSd } from "../../src/core/estimates/simulation.ts";
import { diffModelV1 } from "../../src/estimators/diff-model.ts";
import { diffModelFit } from "../../src/estimators/diff-model-fit.ts";
import { diffModelScores } from "../../src/estimators/diff-model-scores.ts";

const here = existsSync(labelledFixesFile);
if (!here) console.info("skipped: ../shared/estimation is not there");

test("the constants in use agree with the fit to the rows at hand, within two standard errors", () => {
  const pairs = [
    [diffModelV1.intercept, diffModelFit.intercept],
    [diffModelV1.perLogLines, diffModelFit.lines],
    [diffModelV1.perLogFiles, diffModelFit.files],
    [diffModelV1.perLogHunks, diffModelFit.hunks],
    [diffModelV1.logSdOfLabels, diffModelFit.logSdOfLabels],
  ] as const;
  for (const [inUse, { value, standardError }] of pairs) {
    expect(Math.abs(inUse - value)).toBeLessThan(2 * standardError);
  }
});

test.skipIf(!here)("the written fit is the one `npm run fit` makes", () => {
  const written = readFileSync(new URL("../../src/estimators/diff-model-fit.ts", import.meta.url), "utf8");
  const fixes = readLabelledFixes(labelledFixesFile);
  expect(fitModule(fixes, "swebench-difficulty-features.csv", diffModelFit.date)).toBe(written);
});

test.skipIf(!here)("the table that ships is the one `npm run eval:estimates` measures", () => {
  const fixes = readLabelledFixes(labelledFixesFile);
  const made = scoresModule(fixes, "swebench-difficulty-features.csv", diffModelScores.date);
  expect(made).toBe(readFileSync(scoresModuleFile, "utf8"));
});

test.skipIf(!here)(
  "on repositories it has not seen the model's form beats every rival in exact buckets",
  () => {
    const fixes = readLabelledFixes(labelledFixesFile);
    const model = leaveOneRepositoryOut(diffModelForm, fixes);
    expect(model.exact).toBeCloseTo(0.642, 3);
    expect(model.withinOne).toBeCloseTo(0.994, 3);
    expect(model.coverage80).toBeCloseTo(0.8, 2);
    const others = rivals.map((rival) => ({ name: rival.name, scores: leaveOneRepositoryOut(rival, fixes) }));
    for (const { scores } of others) expect(scores.exact).toBeLessThan(model.exact);
    const documented = readFileSync(new URL("../../docs/ESTIMATES.md", import.meta.url), "utf8");
    for (const row of rowsOf(scoreTable([{ name: diffModelForm.name, scores: model }, ...others]))) {
      expect(documented).toContain(row);
    }
  },
);

test.skipIf(!here)("the pictures of the documentation are the ones that the evaluation draws", () => {
  const drawn = estimatePlots(readLabelledFixes(labelledFixesFile));
  expect([...drawn.keys()].sort()).toEqual(readdirSync(plotsFolder).sort());
  const documented = readFileSync(new URL("../../docs/ESTIMATES.md", import.meta.url), "utf8");
  for (const [name, svg] of drawn) {
    expect(readFileSync(new URL(name, plotsFolder), "utf8")).toBe(svg);
    expect(documented).toContain(`(plots/${name})`);
  }
});

test.skipIf(!here)("forecasts err as totals assume, and the documentation says so", () => {
  const levels = forecastLevels();
  for (const level of levels) expect(level.logSd).toBeCloseTo(declaredLogSd, 1);
  expect(developersLevelLogSd()).toBeCloseTo(declaredLevelLogSd, 2);
  const documented = readFileSync(new URL("../../docs/ESTIMATES.md", import.meta.url), "utf8");
  for (const row of rowsOf(levelTable(levels))) expect(documented).toContain(row);
});

test.skipIf(!here)(
  "joined fixes: the rule in use is no worse than one diff at any size, as documented",
  () => {
    const scores = largeTaskScores(readLabelledFixes(labelledFixesFile));
    for (const { one, inUse } of scores) expect(inUse.logError).toBeLessThanOrEqual(one.logError + 1e-9);
    const documented = readFileSync(new URL("../../docs/ESTIMATES.md", import.meta.url), "utf8");
    for (const row of rowsOf(largeTaskTable(scores))) expect(documented).toContain(row);
  },
);

const rowsOf = (table: string): readonly string[] => table.split("\n").slice(2);
