/**
 * Which sessions may have made commits of which repository, told from folders and shas alone: the links of a
 * repository are made anew only when one of these changed.
 */
import type { HistoryCommit } from "../changes/repository-history.ts";
import { projectOf } from "../places.ts";
import type { Session, Turn } from "../types.ts";
import { listAt } from "./history-index.ts";
import type { SessionTrace } from "./session-traces.ts";

/** A repository, as far as names, folders and shas tell it. */
export interface RepositoryPlace {
  readonly id: string;
  readonly name: string;
  /** Absolute working folders. */
  readonly folders: readonly string[];
  /** Of the commits that a branch or tag holds. */
  readonly reachable: readonly string[];
}

export interface Candidate {
  readonly session: Session;
  readonly turns: readonly Turn[];
}

/** The innermost of the repositories whose working folders hold a path; null where none does. */
export function repositoryHolding(
  repositories: readonly Pick<RepositoryPlace, "id" | "folders">[],
): (path: string) => string | null {
  const folders = repositories
    .flatMap(({ id, folders: own }) => own.map((folder) => ({ id, folder: slashed(folder) })))
    .sort((a, b) => b.folder.length - a.folder.length);
  return (path) => {
    const within = slashed(path);
    return folders.find(({ folder }) => within.startsWith(folder))?.id ?? null;
  };
}

const slashed = (path: string): string => `${path.replaceAll("\\", "/").replace(/\/+$/, "")}/`;

/** Clocks of several machines differ by minutes. */
const toleranceMs = 3_600_000;

/** When the newest of the commits was made. */
export function newestCommitMs(
  commits: readonly Pick<HistoryCommit, "authoredMs" | "committedMs">[],
): number {
  return commits.reduce((newest, one) => Math.max(newest, one.authoredMs, one.committedMs), 0);
}

/**
 * The turns that links can be made from: what was begun after the newest commit (`newestMs`) has no part in any, and
 * while somebody works that is what logs grow by.
 */
export function turnsThatMatter(turns: readonly Turn[], newestMs: number): readonly Turn[] {
  return turns.filter(
    ({ startMs, commits: logged, pullRequests }) =>
      startMs <= newestMs + toleranceMs || logged.length > 0 || pullRequests.length > 0,
  );
}

/**
 * The repositories whose commits a session may have made: it ran in them, edited a file of them or made a commit of
 * them. A session that ran in no known repository may have worked wherever its project's work is done: its folder may
 * be gone, and its work may be recognised by its contents.
 */
export function repositoriesOfSessions(
  places: readonly RepositoryPlace[],
): (trace: Pick<SessionTrace, "project" | "cwd" | "folders" | "shas">) => ReadonlySet<string> {
  const holding = repositoryHolding(places);
  const known = places.map(({ id, reachable }) => ({ id, has: shaFinder(reachable) }));
  const projects = new Map<string, string[]>();
  for (const place of places) for (const name of projectsIn(place)) listAt(projects, name).push(place.id);
  return ({ project, cwd, folders, shas }) => {
    const home = cwd === null ? null : holding(cwd);
    const found = new Set(home === null ? projects.get(project) : [home]);
    for (const folder of folders) {
      const touched = holding(folder);
      if (touched !== null) found.add(touched);
    }
    for (const { id, has } of known) if (shas.some(has)) found.add(id);
    return found;
  };
}

/** The projects whose work is done in a repository. */
function projectsIn({ name, folders }: RepositoryPlace): ReadonlySet<string> {
  return new Set([name, ...folders.map(projectOf)]);
}

/** Does a commit's sha begin so? */
export function shaFinder(known: readonly string[]): (prefix: string) => boolean {
  const shas = [...known].sort();
  return (prefix) => {
    let low = 0;
    let high = shas.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (shas[middle]! < prefix) low = middle + 1;
      else high = middle;
    }
    return shas[low]?.startsWith(prefix) === true;
  };
}

/** Whatever a candidate's links are made from, as a text that is equal where they are. */
export function candidateText({ session, turns }: Candidate): string {
  return JSON.stringify([
    [session.sessionId, session.person, session.cwd, session.pullRequests],
    turns.map((turn) => [
      [turn.id, turn.branch, turn.startMs, turn.endMs, turn.prompt.by, turn.commits.map(seen)],
      [turn.pullRequests, turn.toolCounts, turn.edits.map(editText)],
    ]),
  ]);
}

const seen = ({ sha, subject, atMs }: Turn["commits"][number]) => [sha, subject, atMs];

function editText({ path, atMs, created, added, removed }: Turn["edits"][number]) {
  return [path, atMs, created, folded(added), folded(removed)];
}

/** The lines as one number: far shorter than they are. */
function folded(hashes: readonly number[]): number {
  return hashes.reduce((all, hash) => Math.imul(all ^ hash, 0x01000193), hashes.length);
}
