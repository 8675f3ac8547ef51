/**
 * The repositories of this machine that sessions worked in, and their histories. All worktrees of one repository
 * are one; what was read of a history before is handed in, and only what is new is read.
 */
import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import {
  type HistoryCommit,
  type RepositoryHistory,
  withReachable,
} from "../core/changes/repository-history.ts";
import type { Problem } from "../core/events.ts";
import { projectOf } from "../core/places.ts";
import type { Session, Turn } from "../core/types.ts";
import { findRepository, type GitRepository, type HistoryReading, readHistory } from "../sources/git.ts";
import type { Effects } from "./operation.ts";

export interface FoundRepositories {
  /** By name, each once. */
  readonly repositories: readonly GitRepository[];
  /** Of folders whose repository cannot be read; a folder in none is no problem. */
  readonly problems: readonly Problem[];
}

/** The repositories that hold the sessions' working directories, as far as those are on this machine. */
export async function repositoriesOf(
  sessions: readonly Pick<Session, "cwd">[],
  { environment }: Pick<Effects, "environment">,
): Promise<FoundRepositories> {
  const folders = new Set(sessions.flatMap(({ cwd }) => (cwd === null ? [] : (topFolder(cwd) ?? []))));
  const repositories = new Map<string, GitRepository>();
  const problems: Problem[] = [];
  for (const folder of [...folders].sort()) {
    if ([...repositories.values()].some((known) => known.folders.includes(folder))) continue;
    const found = await findRepository(folder, environment);
    problems.push(...found.problems);
    if (found.repository !== null && !repositories.has(found.repository.id)) {
      repositories.set(found.repository.id, found.repository);
    }
  }
  return { repositories: [...repositories.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

/**
 * The nearest folder around a working directory that has a `.git`. Of a directory that is gone (a worktree that was
 * removed) only a folder of the same project counts: further up lies somebody else's repository, if any.
 */
function topFolder(cwd: string): string | null {
  if (!isAbsolute(cwd)) return null;
  const isGone = !existsSync(cwd);
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git")))
      return isGone && basename(folder) !== projectOf(cwd) ? null : folder;
    if (folder === dirname(folder)) return null;
  }
}

/** What is known of a repository's history from earlier runs. */
export interface EarlierHistory {
  readonly stateKey: string;
  readonly commits: readonly HistoryCommit[];
}

export interface ReadRepository {
  readonly history: RepositoryHistory;
  /** What is new in it, to be kept. */
  readonly reading: HistoryReading;
}

/** The repository's history as far back as the turns reach, with what is known of it already. */
export async function historyOf(
  repository: GitRepository,
  turns: readonly Turn[],
  earlier: EarlierHistory | null,
  { environment }: Pick<Effects, "environment">,
  patterns: readonly RegExp[] = [],
): Promise<ReadRepository> {
  const before = earlier?.commits ?? [];
  const firstMs = turns.reduce((first, { startMs }) => Math.min(first, startMs), Number.POSITIVE_INFINITY);
  // Commits without files were the oldest of a shallow clone: if they no longer are, there is more to read.
  const whole = before.filter(({ files, parents }) => files !== null || parents !== null);
  const reading = await readHistory(repository, {
    known: { stateKey: earlier?.stateKey ?? "", shas: new Set(whole.map(({ sha }) => sha)) },
    sinceMs: Number.isFinite(firstMs) ? firstMs : 0,
    namedShas: [...new Set(turns.flatMap(({ commits }) => commits.map(({ sha }) => sha)))],
    environment,
    patterns,
  });
  const all = [...before, ...reading.commits];
  const commits = reading.reachable === null ? all : withReachable(all, reading.reachable);
  const { refs, trunk } = reading;
  return { history: { name: repository.name, folders: repository.folders, refs, trunk, commits }, reading };
}
