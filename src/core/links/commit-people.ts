/** Which authors of a repository's commits are the people whose sessions the logs hold. */

import type { LineOwners } from "../changes/line-owners.ts";
import type { Identity } from "../changes/repository-history.ts";
import { union } from "../intervals.ts";
import { lastAtMost } from "../sorted.ts";
import { type Change, filesOf, type HistoryIndex, identityKey, listAt } from "./history-index.ts";
import type { SessionWork } from "./session-work.ts";

/** What is known beforehand: `git config user.*` of the machine that the person works on. */
export interface KnownIdentity extends Identity {
  readonly person: string;
}

/** A commit this soon after an edit of one of its files counts for its author being the editor. */
const soonMs = 2 * 3_600_000;

/** Lines this few may be the same by chance. */
const leastLines = 3;

/** An author is a person's if its commits are as good as the best author's, or at least half as often so. */
const leastShareOfBest = 0.5;

interface People {
  readonly index: HistoryIndex;
  readonly work: readonly SessionWork[];
  readonly lines: LineOwners;
}

/** Of each person, the keys (`identityKey`) of the authors that the person commits as. */
export function authorsOfPeople(
  people: People,
  known: readonly KnownIdentity[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const authors = new Map<string, ReadonlySet<string>>();
  for (const person of new Set(people.work.map((session) => session.person))) {
    const given = known.filter((identity) => identity.person === person);
    const keys = [...likelyAuthors(people, person), ...given.map(identityKey)];
    const names = given.map(({ name }) => name).filter((name) => name !== "");
    authors.set(person, withOtherAddresses(people.index, new Set(keys), new Set(names)));
  }
  return authors;
}

interface Count {
  readonly author: string;
  /** Commits that the sessions named, whose lines they wrote or, where contents are unknown, whose files they edited. */
  hits: number;
  /** These, and all commits made while or soon after the sessions ran. */
  chances: number;
}

function likelyAuthors(people: People, person: string): readonly string[] {
  const counts = countAuthors(people, person);
  const best = counts.reduce<Count | null>((most, one) => (one.hits > (most?.hits ?? 0) ? one : most), null);
  if (best === null) return [];
  const least = (leastShareOfBest * best.hits) / best.chances;
  return counts
    .filter((one) => one === best || (one.hits > 1 && one.hits / one.chances >= least))
    .map(({ author }) => author);
}

function countAuthors({ index, work, lines }: People, person: string): readonly Count[] {
  const own = work.filter((session) => session.person === person);
  const turns = own.flatMap((session) => session.turns);
  const named = new Set(
    turns.flatMap(({ commits }) => commits.flatMap(({ sha }) => index.byShortSha(sha) ?? [])),
  );
  const busy = union(turns.map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs + soonMs })));
  const editTimes = editTimesOf(own);
  const counts = new Map<string, Count>();
  for (const change of index.changes) {
    const { authoredMs } = change.first;
    const stretch = busy[lastAtMost(busy, authoredMs, ({ fromMs }) => fromMs)];
    const isHit =
      named.has(change) ||
      (hasContents(change) ? holdsLines(lines, change, person) : followsEdit(change, editTimes));
    if (!isHit && (stretch === undefined || stretch.toMs < authoredMs)) continue;
    const count = counts.get(change.author) ?? { author: change.author, hits: 0, chances: 0 };
    counts.set(change.author, count);
    count.chances += 1;
    if (isHit) count.hits += 1;
  }
  return [...counts.values()];
}

const hasContents = (change: Change): boolean => filesOf(change).some(({ added }) => added !== null);

function holdsLines(lines: LineOwners, change: Change, person: string): boolean {
  const shares = [...lines.sharesOf(change).values()].filter(({ session }) => session.person === person);
  return shares.reduce((sum, share) => sum + share.lines, 0) >= leastLines;
}

function editTimesOf(work: readonly SessionWork[]): ReadonlyMap<string, readonly number[]> {
  const editTimes = new Map<string, number[]>();
  for (const { edits } of work) for (const { path, atMs } of edits) listAt(editTimes, path).push(atMs);
  for (const times of editTimes.values()) times.sort((a, b) => a - b);
  return editTimes;
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
function withOtherAddresses(
  index: HistoryIndex,
  keys: ReadonlySet<string>,
  givenNames: ReadonlySet<string>,
): ReadonlySet<string> {
  const own = index.changes.filter(({ author }) => keys.has(author));
  const names = new Set([...givenNames, ...own.map(({ first }) => first.author.name)]);
  const others = index.changes
    .filter(({ first }) => names.has(first.author.name))
    .map(({ author }) => author);
  return new Set([...keys, ...others]);
}
