/**
 * Commits dated in the future, by a clock that was wrong: left as they are, they would come after all that was built
 * on them. Each counts as made when it was first seen, and no later than the commits that follow it.
 */
import type { Problem } from "../events.ts";
import type { HistoryCommit } from "./repository-history.ts";

/** Clocks of several machines differ by minutes. */
const toleranceMs = 3_600_000;

/** `place` names the repository in problems. */
export function withoutFuture(
  commits: readonly HistoryCommit[],
  nowMs: number,
  place: string,
): { readonly commits: readonly HistoryCommit[]; readonly problems: readonly Problem[] } {
  const isAhead = ({ authoredMs, committedMs }: HistoryCommit): boolean =>
    Math.max(authoredMs, committedMs) > nowMs + toleranceMs;
  const ahead = commits.filter(isAhead);
  if (ahead.length === 0) return { commits, problems: [] };
  const latest = latestTimes(commits, nowMs);
  return {
    commits: commits.map((commit) => {
      if (!isAhead(commit)) return commit;
      const limitMs = latest(commit);
      const { authoredMs, committedMs } = commit;
      return {
        ...commit,
        authoredMs: Math.min(authoredMs, limitMs),
        committedMs: Math.min(committedMs, limitMs),
      };
    }),
    problems: ahead.map((commit) => problemOf(commit, place)),
  };
}

/** When each commit was made at the latest: by now, and before what follows it. */
function latestTimes(commits: readonly HistoryCommit[], nowMs: number): (commit: HistoryCommit) => number {
  const followers = new Map<string, HistoryCommit[]>();
  for (const commit of commits) {
    for (const parent of commit.parents ?? []) {
      followers.set(parent, [...(followers.get(parent) ?? []), commit]);
    }
  }
  return (commit) => {
    const seen = new Set([commit]);
    let latestMs = nowMs;
    // Only through other commits of the future: the first one dated rightly says enough.
    for (const waiting = [commit]; waiting.length > 0; ) {
      for (const follower of followers.get(waiting.pop()!.sha) ?? []) {
        if (follower.committedMs <= nowMs) latestMs = Math.min(latestMs, follower.committedMs);
        else if (!seen.has(follower)) {
          seen.add(follower);
          waiting.push(follower);
        }
      }
    }
    return latestMs;
  };
}

function problemOf({ sha, authoredMs, committedMs }: HistoryCommit, place: string): Problem {
  const day = new Date(Math.max(authoredMs, committedMs)).toISOString().slice(0, 10);
  return {
    at: { file: place },
    kind: "future-commit",
    what: `commit ${sha.slice(0, 10)} is dated ${day}, in the future: it counts as made when it was first seen`,
    hint: "set the clock of the machine it was made on",
  };
}
