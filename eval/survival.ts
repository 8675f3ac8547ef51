/**
 * How far the replay of line owners agrees with `git blame -w -M -C` on a repository's trunk as it is, and what it
 * costs.
 *
 *   npm run eval:survival [-- --repo DIR | --generate COMMITS [--files N]] [--without-blame] [--json] [--differences]
 *
 * Without a folder, the project's own repository; `--generate` makes one up (`survival/random-history.ts`). Counted are
 * the telling lines (no brackets, no empty lines) of source, tests and documentation. `--differences` lists where most
 * lines differ.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { kindOfPath } from "../src/core/changes/commit-lines.ts";
import type { RepositoryHistory } from "../src/core/changes/repository-history.ts";
import { survivingKinds } from "../src/core/changes/survival-changes.ts";
import { SurvivalReplay } from "../src/core/changes/survival-replay.ts";
import { restoredReplay, stateOf } from "../src/core/changes/survival-state.ts";
import { type Trunk, trunkOf } from "../src/core/changes/trunk.ts";
import { findRepository, readHistory } from "../src/sources/git.ts";
import { type Agreement, agreementOf } from "./survival/agreement.ts";
import { blamedLines } from "./survival/blame.ts";
import { writeRandomHistory } from "./survival/random-history.ts";

const isCounted = (path: string): boolean => survivingKinds.some((kind) => kind === kindOfPath(path));

async function historyIn(folder: string): Promise<RepositoryHistory> {
  const { repository, problems } = await findRepository(resolve(folder));
  if (repository === null)
    throw new Error(`${folder}: ${problems.map(({ what, hint }) => `${what}; ${hint}`)}`);
  const { refs, trunk, commits, problems: unread } = await readHistory(repository, { limitMs: 600_000 });
  for (const { kind, what, hint } of unread) console.error(`${kind}: ${what}; ${hint}`);
  return { name: repository.name, folders: repository.folders, refs, trunk, commits };
}

async function timed<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly value: T; readonly seconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1_000 };
}

/** What a run costs that finds this many new commits on the trunk. */
const newCommits = 100;

/** In seconds of the processor: a busy machine is no slower by them. */
interface Costs {
  readonly replaySeconds: number;
  /** Restoring the state of all but the newest commits, and going on. */
  readonly goOnSeconds: number;
  readonly replayMegabytes: number;
}

function processorSeconds(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function costsOf(trunk: Trunk): Costs {
  const before = process.memoryUsage().heapUsed;
  const replay = new SurvivalReplay();
  const replaySeconds = processorSeconds(() => replay.continue(trunk));
  const replayMegabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  const earlier = new SurvivalReplay();
  earlier.continue({ ...trunk, landings: trunk.landings.slice(0, -newCommits) });
  const state = stateOf(earlier);
  const goOnSeconds = processorSeconds(() => restoredReplay(state).continue(trunk));
  return { replaySeconds, goOnSeconds, replayMegabytes };
}

interface Figures {
  readonly commits: number;
  readonly readingSeconds: number;
  readonly costs: Costs;
  readonly blameSeconds: number | null;
  readonly agreement: Agreement | null;
}

async function figuresOf(folder: string, withBlame: boolean): Promise<Figures> {
  const history = await timed(() => historyIn(folder));
  const trunk = trunkOf(history.value);
  if (trunk === null) throw new Error(`${folder}: no trunk is known`);
  const costs = costsOf(trunk);
  const figures = { commits: trunk.commits.length, readingSeconds: history.seconds, costs };
  if (!withBlame) return { ...figures, blameSeconds: null, agreement: null };
  const replay = new SurvivalReplay();
  replay.continue(trunk);
  const blamed = await timed(() => blamedLines(folder, replay.lastSha!, isCounted));
  return {
    ...figures,
    blameSeconds: blamed.seconds,
    agreement: agreementOf(replay, blamed.value, isCounted),
  };
}

function print(
  { commits, readingSeconds, costs, blameSeconds, agreement }: Figures,
  differences: boolean,
): void {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  console.log(`${commits} commits on the trunk: reading ${seconds(readingSeconds)}`);
  console.log(
    `replay ${seconds(costs.replaySeconds)} of the processor, ${costs.replayMegabytes.toFixed(0)} MB; with ${newCommits} new commits ${seconds(costs.goOnSeconds)}`,
  );
  if (agreement === null || blameSeconds === null) return;
  const { lines, agreed, byCommit, otherCommit, missing, surplus } = agreement;
  console.log(`${lines} lines now; blame takes ${seconds(blameSeconds)}`);
  console.log(`same commit for a line ${percent(agreed / lines)}, for commits' counts ${percent(byCommit)}`);
  console.log(`${otherCommit} by another commit, ${missing} missing, ${surplus} too many`);
  for (const { path, blamed, replayed, lines: own } of differences
    ? agreement.differences.slice(0, 40)
    : []) {
    console.log(
      `${String(own).padStart(5)}  ${blamed.slice(0, 9)} by blame, ${replayed.slice(0, 9)} by replay  ${path}`,
    );
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      repo: { type: "string" },
      generate: { type: "string" },
      files: { type: "string" },
      "without-blame": { type: "boolean" },
      json: { type: "boolean" },
      differences: { type: "boolean" },
    },
  });
  const made = values.generate === undefined ? null : mkdtempSync(join(tmpdir(), "leverage-survival-"));
  try {
    if (made !== null) {
      execFileSync("git", ["init", "--quiet", "--initial-branch=main", made]);
      const files = Number(values.files ?? 300);
      await writeRandomHistory(made, { commits: Number(values.generate), seed: 1, files });
    }
    const folder = made ?? resolve(values.repo ?? `${import.meta.dirname}/..`);
    const figures = await figuresOf(folder, values["without-blame"] !== true);
    if (values.json) {
      const agreement = figures.agreement && { ...figures.agreement, differences: undefined };
      console.log(JSON.stringify({ ...figures, agreement }));
    } else {
      print(figures, values.differences === true);
    }
  } finally {
    if (made !== null) rmSync(made, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  await main();
