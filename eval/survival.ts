/**
 * How far the replay of line owners agrees with `git blame -w -M -C` on a repository's trunk as it is, and what it
 * costs.
 *
 *   npm run eval:survival [-- --repo DIR] [--json] [--differences]
 *
 * Without a folder, the project's own repository. Counted are the telling lines (no brackets, no empty lines) of
 * source, tests and documentation. `--differences` lists where most lines differ.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { kindOfPath } from "../src/core/changes/commit-lines.ts";
import type { RepositoryHistory } from "../src/core/changes/repository-history.ts";
import { survivingKinds } from "../src/core/changes/survival-changes.ts";
import { SurvivalReplay } from "../src/core/changes/survival-replay.ts";
import { trunkOf } from "../src/core/changes/trunk.ts";
import { findRepository, readHistory } from "../src/sources/git.ts";
import { agreementOf } from "./survival/agreement.ts";
import { blamedLines } from "./survival/blame.ts";

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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { repo: { type: "string" }, json: { type: "boolean" }, differences: { type: "boolean" } },
  });
  const folder = resolve(values.repo ?? `${import.meta.dirname}/..`);
  const history = await timed(() => historyIn(folder));
  const trunk = trunkOf(history.value);
  if (trunk === null) throw new Error(`${folder}: no trunk is known`);
  const replay = new SurvivalReplay();
  const replayed = await timed(() => replay.continue(trunk));
  const blamed = await timed(() => blamedLines(folder, replay.lastSha!, isCounted));
  const { differences, ...agreement } = agreementOf(replay, blamed.value, isCounted);
  const figures = {
    commits: trunk.commits.length,
    ...agreement,
    agreement: agreement.agreed / agreement.lines,
    seconds: { reading: history.seconds, replay: replayed.seconds, blame: blamed.seconds },
  };
  if (values.json) {
    console.log(JSON.stringify(figures));
    return;
  }
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  console.log(`${figures.commits} commits on ${trunk.name}, ${figures.lines} lines now`);
  console.log(
    `same commit for a line: ${percent(figures.agreement)}; for commits' counts: ${percent(figures.byCommit)}`,
  );
  console.log(
    `${agreement.otherCommit} by another commit, ${agreement.missing} missing, ${agreement.surplus} too many`,
  );
  const { reading, replay: replaying, blame } = figures.seconds;
  console.log(
    `reading ${reading.toFixed(1)} s, replay ${replaying.toFixed(2)} s, blame ${blame.toFixed(1)} s`,
  );
  if (!values.differences) return;
  for (const { path, blamed: one, replayed: other, lines } of differences.slice(0, 40)) {
    console.log(
      `${String(lines).padStart(5)}  ${one.slice(0, 9)} by blame, ${other.slice(0, 9)} by replay  ${path}`,
    );
  }
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  await main();
