/** What each session did in one repository: its edits by their path there, its commits and its branches. */

import type { RepositoryHistory } from "../changes/repository-history.ts";
import { type RepositoryPaths, repositoryPaths } from "../changes/repository-paths.ts";
import { byTime, isWorkBranch } from "../tasks/task-segments.ts";
import type { Session, Turn } from "../types.ts";
import { type HistoryIndex, listAt } from "./history-index.ts";

export interface RepositoryEdit {
  readonly path: string;
  readonly atMs: number;
  readonly turn: Turn;
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

export interface SessionWork {
  readonly sessionId: string;
  readonly person: string;
  /** In time order. */
  readonly turns: readonly Turn[];
  /** Only those in the repository, in time order. */
  readonly edits: readonly RepositoryEdit[];
  readonly pullRequests: ReadonlySet<number>;
}

/** The sessions that worked in the repository or, wherever they ran, made one of its commits; by their first turn. */
export function sessionsInRepository(
  history: RepositoryHistory,
  index: HistoryIndex,
  turns: readonly Turn[],
  sessions: readonly Session[],
): readonly SessionWork[] {
  const paths = repositoryPaths(
    history,
    sessions.flatMap(({ cwd }) => cwd ?? []),
    turns.flatMap(({ edits }) => edits.map(({ path }) => path)),
  );
  const turnsOf = new Map<string, Turn[]>();
  for (const turn of [...turns].sort(byTime)) listAt(turnsOf, turn.sessionId).push(turn);
  const work = sessions.flatMap((session) => {
    const own = turnsOf.get(session.sessionId) ?? [];
    const edits = own.flatMap((turn) => editsOf(turn, paths));
    const isHere =
      edits.length > 0 ||
      (session.cwd !== null && paths.holds(session.cwd)) ||
      own.some(({ commits }) => commits.some(({ sha }) => index.byShortSha(sha) !== null));
    return isHere && own.length > 0 ? [workOf(session, own, edits, history.name)] : [];
  });
  return work.sort((a, b) => byTime(a.turns[0]!, b.turns[0]!));
}

function editsOf(turn: Turn, paths: RepositoryPaths): readonly RepositoryEdit[] {
  return turn.edits.flatMap(({ path, atMs, added, removed }) => {
    const relative = paths.relative(path);
    return relative === null ? [] : [{ path: relative, atMs, turn, added, removed }];
  });
}

function workOf(
  session: Session,
  turns: readonly Turn[],
  edits: readonly RepositoryEdit[],
  repository: string,
): SessionWork {
  const requests = [...session.pullRequests, ...turns.flatMap((turn) => turn.pullRequests)];
  return {
    sessionId: session.sessionId,
    person: session.person,
    turns,
    edits: [...edits].sort((a, b) => a.atMs - b.atMs),
    pullRequests: new Set(requests.filter(({ url }) => isOf(url, repository)).map(({ number }) => number)),
  };
}

/** `https://host/owner/name/pull/1`: requests of other repositories have the same numbers. */
function isOf(requestUrl: string, repository: string): boolean {
  const name = /\/([^/]+)\/(?:-\/)?(?:pull|merge_requests|pull-requests)\/\d+/.exec(requestUrl)?.[1];
  return name === undefined || name.toLowerCase() === repository.toLowerCase();
}

/** The branches made for some work that a session's turns stood on. */
export function workBranches(turns: readonly Turn[]): ReadonlySet<string> {
  return new Set(turns.map(({ branch }) => branch).filter(isWorkBranch));
}
