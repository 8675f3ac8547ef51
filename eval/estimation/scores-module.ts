/** The table `leverage eval` shows, as the module that ships. */
import { diffModelForm, rivals } from "./candidates.ts";
import { leaveOneRepositoryOut } from "./cross-validation.ts";
import type { LabelledFix } from "./labelled-fixes.ts";
import type { Scores } from "./scores.ts";

export const scoresModuleFile = new URL("../../src/estimators/diff-model-scores.ts", import.meta.url);

const measures = [
  "exact",
  "withinOne",
  "spearman",
  "kappa",
  "coverage50",
  "width50",
  "coverage80",
  "width80",
] as const satisfies readonly (keyof Scores)[];

/** The module's text for a set of fixes. */
export function scoresModule(fixes: readonly LabelledFix[], source: string, date: string): string {
  const repositories = new Set(fixes.map((fix) => fix.repository)).size;
  const rows = [diffModelForm, ...rivals].map((candidate) => {
    const scores = leaveOneRepositoryOut(candidate, fixes);
    const cells = measures.map((measure) => `      ${measure}: ${figure(scores[measure])},`);
    return ["    {", `      name: "${candidate.name}",`, ...cells, "    },"].join("\n");
  });
  return `/**
 * Written by \`npm run eval:estimates -- --write\`; do not edit. \`docs/ESTIMATES.md\` explains it.
 *
 * Each fix predicted from the other repositories only, never from its own; the first row is the diff model's form.
 */
export const diffModelScores = {
  source: "${source}, from OpenAI's public SWE-bench annotation",
  date: "${date}",
  fixes: ${fixes.length},
  repositories: ${repositories},
  rows: [
${rows.join("\n")}
  ],
} as const;
`;
}

/** Three places, as a formatter leaves them. */
const figure = (value: number | null): string => String(value === null ? null : Number(value.toFixed(3)));
