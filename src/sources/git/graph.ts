/** Which commits belong to a repository's history, before any of them is read. */

import type { HistoryRef } from "../../core/changes/repository-history.ts";
import type { Problem } from "../../core/events.ts";
import { problem, problemOf } from "./problems.ts";
import { askGit, type GitOptions, runGit } from "./run.ts";

export interface CommitGraph {
  /** What is to be read, newest first: the reachable commits and what was rewritten. */
  readonly shas: readonly string[];
  /** Null where git could not tell: with a part of the graph, all else would seem to be gone. */
  readonly reachable: ReadonlySet<string> | null;
  readonly problems: readonly Problem[];
}

interface Wanted {
  readonly refs: readonly HistoryRef[];
  readonly trunk: string | null;
  readonly heads: readonly string[];
  readonly sinceMs: number;
  readonly named: readonly string[];
}

interface Node {
  readonly sha: string;
  readonly committedMs: number;
  readonly parents: readonly string[];
}

/** Commits of the newest history that are read at most; the graph of more is read in vain. */
const mostCommits = 200_000;
/** Rewritten commits only help to recognise what became of them: the newest do. */
const mostRewritten = 5_000;

/**
 * The commits of all branches and tags that share history with the trunk: branches apart from it (pages, tools'
 * own records) hold no work on the program. Rewritten commits are those that git still has in its reflog, and those
 * that the logs name.
 */
export async function commitGraph(git: GitOptions, wanted: Wanted): Promise<CommitGraph> {
  const held = ["--branches", "--remotes", "--tags", ...wanted.heads];
  const { nodes, failure } = await revList(git, [`--max-count=${mostCommits}`, ...held]);
  if (failure !== null) return { shas: [], reachable: null, problems: [failure] };
  const problems: Problem[] = [];
  if (nodes.length === mostCommits) {
    const what = `the history is huge: only the newest ${mostCommits} commits are read`;
    problems.push(problem(git.folder, "huge-repository", what, "older work is known from the logs alone"));
  }
  const trunk = wanted.refs.find(({ name }) => name === wanted.trunk)?.sha ?? null;
  const related = relatedTo(nodes, trunk);
  // Without the trunk's tip, however old, nobody could tell what is not merged.
  const recent = nodes.filter(
    ({ sha, committedMs }) => related(sha) && (committedMs >= wanted.sinceMs || sha === trunk),
  );
  const all = new Set(nodes.map(({ sha }) => sha));
  const rewritten = (await rewrittenCommits(git, wanted)).filter(({ sha }) => !all.has(sha));
  return {
    shas: [...recent, ...rewritten.slice(0, mostRewritten)].map(({ sha }) => sha),
    reachable: new Set(recent.map(({ sha }) => sha)),
    problems,
  };
}

/** A broken reflog loses nothing that is needed, so its failures are not reported. */
async function rewrittenCommits(
  git: GitOptions,
  { sinceMs, named, heads }: Wanted,
): Promise<readonly Node[]> {
  const bounds = [`--max-age=${Math.floor(sinceMs / 1_000)}`, `--max-count=${4 * mostRewritten}`];
  const held = ["--branches", "--remotes", "--tags", ...heads];
  const logged = await revList(git, [...bounds, "--reflog", "--not", ...held]);
  const found = await existing(git, named);
  const byName =
    found.length === 0 ? { nodes: [] } : await revList(git, ["--no-walk=unsorted", "--stdin"], found);
  const nodes = new Map([...byName.nodes, ...logged.nodes].map((node) => [node.sha, node]));
  return [...nodes.values()];
}

/** The full shas of the commits that the repository has among these. */
async function existing(git: GitOptions, shas: readonly string[]): Promise<readonly string[]> {
  if (shas.length === 0) return [];
  const input = shas.map((sha) => `${sha}^{commit}\n`).join("");
  const { output } = await askGit(["cat-file", "--batch-check=%(objectname) %(objecttype)"], {
    ...git,
    input,
  });
  return output.split("\n").flatMap((line) => /^([0-9a-f]{40,64}) commit$/.exec(line)?.[1] ?? []);
}

async function revList(
  git: GitOptions,
  what: readonly string[],
  shas: readonly string[] = [],
): Promise<{ readonly nodes: readonly Node[]; readonly failure: Problem | null }> {
  const chunks: Buffer[] = [];
  const input = shas.map((sha) => `${sha}\n`).join("");
  const end = await runGit(["rev-list", "--parents", "--timestamp", ...what], { ...git, input }, (chunk) =>
    chunks.push(chunk),
  );
  const failure = problemOf(end, git.folder);
  const lines = Buffer.concat(chunks).toString("latin1").split("\n");
  const nodes = lines.flatMap((line) => {
    const [seconds = "", sha = "", ...parents] = line.split(" ");
    return sha === "" ? [] : [{ sha, committedMs: Number(seconds) * 1_000, parents }];
  });
  return { nodes, failure };
}

/** Does a commit share history with the trunk? Everything does where there is no trunk. */
function relatedTo(nodes: readonly Node[], trunk: string | null): (sha: string) => boolean {
  if (trunk === null) return () => true;
  const leader = new Map<string, string>();
  const find = (sha: string): string => {
    let at = sha;
    for (let next = leader.get(at); next !== undefined; next = leader.get(at)) at = next;
    // Shortens the way for the next time.
    for (let step = sha; step !== at; ) {
      const next = leader.get(step)!;
      leader.set(step, at);
      step = next;
    }
    return at;
  };
  for (const { sha, parents } of nodes) {
    for (const parent of parents) {
      const [a, b] = [find(sha), find(parent)];
      if (a !== b) leader.set(a, b);
    }
  }
  return (sha) => find(sha) === find(trunk);
}
