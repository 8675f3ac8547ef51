/** Which authors of a repository's commits are the people whose sessions the logs hold. */
import { type Change, filesOf, type HistoryIndex, identityKey, listAt } from "./history-index.ts";
import { union } from "./intervals.ts";
import type { Identity } from "./repository-history.ts";
import type { SessionWork } from "./session-work.ts";
import { lastAtMost } from "./sorted.ts";

/** What is known beforehand: `git config user.*` of the machine that the person works on. */
export interface KnownIdentity extends Identity {
  readonly person: string;
}

/** A commit this soon after an edit of one of its files counts for its author being the editor. */
const soonMs = 2 * 3_600_000;

/** An author is a person's if edits go before its commits at least half as often as before the best author's. */
const leastShareOfBest = 0.5;

/** Of each person, the keys (`identityKey`) of the authors that the person commits as. */
export function authorsOfPeople(
  index: HistoryIndex,
  work: readonly SessionWork[],
  known: readonly KnownIdentity[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const authors = new Map<string, ReadonlySet<string>>();
  for (const person of new Set(work.map((session) => session.person))) {
    const own = work.filter((session) => session.person === person);
    const given = known.filter((identity) => identity.person === person);
    const seeds = [
      ...likelyAuthors(index, own),
      ...given.map(identityKey),
      ...given.map(({ name }) => name.toLowerCase()),
    ];
    authors.set(person, withOtherAddresses(index, new Set(seeds)));
  }
  return authors;
}

interface Count {
  readonly author: string;
  /** Commits that the sessions named or that follow an edit of theirs. */
  hits: number;
  /** Commits made while or soon after the sessions ran. */
  chances: number;
}

function likelyAuthors(index: HistoryIndex, work: readonly SessionWork[]): readonly string[] {
  const counts = countAuthors(index, work);
  const best = counts.reduce<Count | null>((most, one) => (one.hits > (most?.hits ?? 0) ? one : most), null);
  if (best === null) return [];
  const least = (leastShareOfBest * best.hits) / best.chances;
  return counts
    .filter((one) => one === best || (one.hits > 1 && one.hits / one.chances >= least))
    .map(({ author }) => author);
}

function countAuthors(index: HistoryIndex, work: readonly SessionWork[]): readonly Count[] {
  const turns = work.flatMap((session) => session.turns);
  const named = new Set(
    turns.flatMap(({ commits }) => commits.flatMap(({ sha }) => index.byShortSha(sha) ?? [])),
  );
  const busy = union(turns.map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs + soonMs })));
  const editTimes = new Map<string, number[]>();
  for (const { edits } of work) for (const { path, atMs } of edits) listAt(editTimes, path).push(atMs);
  for (const times of editTimes.values()) times.sort((a, b) => a - b);
  const counts = new Map<string, Count>();
  for (const change of index.changes) {
    const { authoredMs } = change.first;
    const stretch = busy[lastAtMost(busy, authoredMs, ({ fromMs }) => fromMs)];
    if (!named.has(change) && (stretch === undefined || stretch.toMs < authoredMs)) continue;
    const count = counts.get(change.author) ?? { author: change.author, hits: 0, chances: 0 };
    counts.set(change.author, count);
    count.chances += 1;
    if (named.has(change) || followsEdit(change, editTimes)) count.hits += 1;
  }
  return [...counts.values()];
}

function followsEdit(change: Change, editTimes: ReadonlyMap<string, readonly number[]>): boolean {
  const { authoredMs } = change.first;
  return filesOf(change).some(({ path }) => {
    const times = editTimes.get(path) ?? [];
    const last = times[lastAtMost(times, authoredMs, Number)];
    return last !== undefined && authoredMs - last <= soonMs;
  });
}

/** The same person under another address: an author with the same name. */
function withOtherAddresses(index: HistoryIndex, keys: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { first, author } of index.changes) if (keys.has(author)) names.add(first.author.name);
  const others = index.changes
    .filter(({ first }) => names.has(first.author.name))
    .map(({ author }) => author);
  return new Set([...keys, ...others]);
}
