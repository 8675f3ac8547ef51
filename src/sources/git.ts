/**
 * Reads the history of a repository on this machine by running git, which is never allowed to write, to ask or to
 * reach the network. It is not a log source: commits are no log lines; `core/links/commit-links.ts` puts both together.
 *
 * A history is read once; afterwards only commits that are new are. Commits never change, so what was read of them
 * is kept by whoever calls this, and `stateKey` says whether anything can be new at all.
 */
import { createHash } from "node:crypto";
import type { HistoryCommit, HistoryRef, Identity } from "../core/changes/repository-history.ts";
import type { Problem } from "../core/events.ts";
import { commitGraph } from "./git/graph.ts";
import { logCommand } from "./git/log-command.ts";
import { LogParser } from "./git/log-parser.ts";
import type { GitRepository } from "./git/place.ts";
import { problemOf } from "./git/problems.ts";
import { redactCommits } from "./git/redact-commits.ts";
import { askGit, type GitOptions, runGit } from "./git/run.ts";

export { type FoundRepository, findRepository, type GitRepository } from "./git/place.ts";

export interface HistoryOptions {
  /**
   * What was read before, and is not read again. A commit whose files were null (it was the oldest of a shallow
   * clone) had better be left out, so that it is read when the rest has been fetched.
   */
  readonly known?: { readonly stateKey: string; readonly shas: ReadonlySet<string> };
  /** Older commits are left out; logs seldom reach as far back as the history. */
  readonly sinceMs?: number;
  /** Abbreviated shas that the logs name; where the repository still has those commits, they are read too. */
  readonly namedShas?: readonly string[];
  /** The user's own patterns of what must not be kept. */
  readonly patterns?: readonly RegExp[];
  /** Git is stopped after this long, and what it gave until then is kept. Default: two minutes. */
  readonly limitMs?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface HistoryReading {
  /** Of the repository as it is now and of what was asked for; equal keys: nothing can be new. Empty: not all was read. */
  readonly stateKey: string;
  readonly refs: readonly HistoryRef[];
  readonly trunk: string | null;
  /** Who commits on this machine, by git's settings. */
  readonly identities: readonly Identity[];
  /** Commits that a branch or tag holds, as far back as was asked; null where nothing is new. */
  readonly reachable: ReadonlySet<string> | null;
  /** Commits that were not known. */
  readonly commits: readonly HistoryCommit[];
  /** What is missing; a history with problems holds less, never anything wrong. */
  readonly problems: readonly Problem[];
}

const shaPattern = /^[0-9a-f]{7,64}$/;

/** What is new in the repository's history. */
export async function readHistory(
  repository: GitRepository,
  options: HistoryOptions = {},
): Promise<HistoryReading> {
  const git: GitOptions = {
    folder: repository.folder,
    environment: options.environment ?? process.env,
    limitMs: options.limitMs ?? 120_000,
  };
  const { identities, heads, shallowShas } = repository;
  const { refs, trunk, failure } = await readRefs(git, repository);
  const nothing = { stateKey: "", refs, trunk, identities, reachable: null, commits: [] };
  if (failure !== null) return { ...nothing, problems: [failure] };
  const named = (options.namedShas ?? []).filter((sha) => shaPattern.test(sha)).sort();
  const sinceMs = options.sinceMs ?? 0;
  const stateKey = keyOf([refs, shallowShas, heads, sinceMs, named]);
  // What the repository lacks is said each time, else it would look as if it had been mended.
  if (options.known?.stateKey === stateKey) return { ...nothing, stateKey, problems: repository.problems };
  const graph = await commitGraph(git, { refs, trunk, heads, sinceMs, named });
  if (graph.reachable === null) return { ...nothing, problems: graph.problems };
  const known = options.known?.shas ?? new Set();
  const wanted = graph.shas.filter((sha) => !known.has(sha));
  const read = await readCommits(git, wanted, !repository.partial);
  const commits = read.commits.map((commit) => placed(commit, graph.reachable!, new Set(shallowShas)));
  return {
    ...nothing,
    stateKey: read.failure === null ? stateKey : "",
    reachable: graph.reachable,
    commits: await redactCommits(commits, options.patterns ?? []),
    problems: [...repository.problems, ...graph.problems, ...(read.failure === null ? [] : [read.failure])],
  };
}

/** Without its parents, a commit looks as if it had made every file. */
function placed(
  commit: HistoryCommit,
  reachable: ReadonlySet<string>,
  cutOff: ReadonlySet<string>,
): HistoryCommit {
  const whole = { ...commit, reachable: reachable.has(commit.sha) };
  return cutOff.has(commit.sha) ? { ...whole, parents: null, files: null, changeId: null } : whole;
}

async function readCommits(
  git: GitOptions,
  shas: readonly string[],
  contents: boolean,
): Promise<{ readonly commits: readonly HistoryCommit[]; readonly failure: Problem | null }> {
  if (shas.length === 0) return { commits: [], failure: null };
  const commits: HistoryCommit[] = [];
  const parser = new LogParser((commit) => commits.push(commit));
  const end = await runGit(logCommand(contents), { ...git, input: `${shas.join("\n")}\n` }, (chunk) =>
    parser.write(chunk),
  );
  const failure = problemOf(end, git.folder);
  // The commit that git was stopped in is not whole.
  if (failure === null) parser.end();
  return { commits, failure };
}

async function readRefs(
  git: GitOptions,
  repository: GitRepository,
): Promise<Pick<HistoryReading, "refs" | "trunk"> & { readonly failure: Problem | null }> {
  const format = "%(objectname) %(*objectname) %(symref) %(refname)";
  const answer = await askGit(
    ["for-each-ref", `--format=${format}`, "refs/heads", "refs/remotes", "refs/tags"],
    git,
  );
  const failure = problemOf(answer, git.folder);
  if (failure !== null) return { refs: [], trunk: null, failure };
  const refs: HistoryRef[] = [];
  let trunk: string | null = null;
  for (const line of answer.output.split("\n")) {
    const [sha = "", peeled = "", symbolic = "", name = ""] = line.split(" ");
    if (name === "") continue;
    // `refs/remotes/origin/HEAD` names the branch that the others are merged into.
    if (symbolic !== "") trunk ??= symbolic;
    else refs.push({ name, sha: peeled === "" ? sha : peeled });
  }
  const usual = ["main", "master", "trunk", "develop"].map((name) => `refs/heads/${name}`);
  const names = new Set(refs.map((ref) => ref.name));
  trunk ??= [...usual, repository.branch ?? ""].find((name) => names.has(name)) ?? null;
  return { refs, trunk, failure };
}

const keyOf = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
