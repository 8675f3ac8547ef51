/** What each session did in one repository: its edits by their path there, its commits and its branches. */
import { listAt } from "./history-index.ts";
import type { RepositoryHistory } from "./repository-history.ts";
import { type RepositoryPaths, repositoryPaths } from "./repository-paths.ts";
import { byTime, isWorkBranch } from "./task-segments.ts";
import type { Session, Turn } from "./types.ts";

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

/** The sessions that worked in the repository, by their first turn. */
export function sessionsInRepository(
  history: RepositoryHistory,
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
  const work = sessions.flatMap(
    (session) => workOf(session, turnsOf.get(session.sessionId) ?? [], paths, history.name) ?? [],
  );
  return work.sort((a, b) => byTime(a.turns[0]!, b.turns[0]!));
}

function workOf(
  session: Session,
  turns: readonly Turn[],
  paths: RepositoryPaths,
  repository: string,
): SessionWork | null {
  const edits = turns.flatMap((turn) =>
    turn.edits.flatMap(({ path, atMs, added, removed }) => {
      const relative = paths.relative(path);
      return relative === null ? [] : [{ path: relative, atMs, turn, added, removed }];
    }),
  );
  const inside = edits.length > 0 || (session.cwd !== null && paths.holds(session.cwd));
  if (!inside || turns.length === 0) return null;
  return {
    sessionId: session.sessionId,
    person: session.person,
    turns,
    edits: edits.sort((a, b) => a.atMs - b.atMs),
    pullRequests: new Set(
      [...session.pullRequests, ...turns.flatMap((turn) => turn.pullRequests)]
        .filter(({ url }) => isOf(url, repository))
        .map(({ number }) => number),
    ),
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
