/**
 * Brings the histories in the ledger up to the repositories that sessions worked in. A repository is looked for
 * when a session in it is new or went on, and read when git's own files have changed; otherwise git is not run.
 */

import { existsSync } from "node:fs";
import { withoutFuture } from "../core/changes/future-commits.ts";
import type { HistoryCommit } from "../core/changes/repository-history.ts";
import type { Problem } from "../core/events.ts";
import { repositoryHolding } from "../core/links/link-candidates.ts";
import type { Session } from "../core/types.ts";
import { gitFilesKey } from "../sources/git/files-key.ts";
import type { FoundRepository, GitRepository, HistoryReading } from "../sources/git.ts";
import type { Store, StoredRepository } from "../store/store.ts";
import { changedRepositories, haveSessionsChanged, lookedKey, wishesKey } from "./history-signs.ts";
import type { Effects } from "./operation.ts";
import { redactionPatterns } from "./redacted.ts";
import { repositoryFinder } from "./repositories.ts";
import { sessionsKey, tasksKey } from "./result-keys.ts";

/** How long one repository may take in one run; what came until then is kept, and the next run reads on. */
const usualLimitMs = 30_000;

interface Wishes {
  /** When each session ended that was looked at. */
  readonly lastMs: Readonly<Record<string, number>>;
  /** The first sign of any session: no older commits are asked for. */
  readonly sinceMs: number;
  /** Shas in the logs of sessions in each repository, and under "" of those in none. */
  readonly shas: Readonly<Record<string, readonly string[]>>;
}

const noWishes: Wishes = { lastMs: {}, sinceMs: Number.POSITIVE_INFINITY, shas: {} };

/** Reads what is new. Never throws for a bad repository: what cannot be read is a problem. */
export async function readHistories(effects: Effects, limitMs: number = usualLimitMs): Promise<void> {
  const store = await effects.store();
  const noted = (await store.meta(wishesKey)) ?? "";
  if (!effects.config.git) {
    if (noted !== "") await store.setMeta(wishesKey, "");
    return;
  }
  if (noted === "" || (await haveSessionsChanged(store)))
    await lookForRepositories(effects, store, wishesOf(noted));
  const changed = changedRepositories(await store.repositories());
  for (const [i, repository] of changed.entries()) {
    effects.progress("Reading histories", i, changed.length);
    await readOne(effects, store, repository, limitMs);
  }
  if (changed.length > 0) effects.progress("Reading histories", changed.length, changed.length);
}

const wishesOf = (noted: string): Wishes => (noted === "" ? noWishes : (JSON.parse(noted) as Wishes));

/** Loaded only where there is something to read: start-up time counts. */
const git = () => import("../sources/git.ts");

/** No repository's files have this key. */
const toRead = "to be read";

/** Notes the repositories of sessions that are new or went on, and what their logs name. */
async function lookForRepositories(effects: Effects, store: Store, wishes: Wishes): Promise<void> {
  // Before they are read: what comes meanwhile is looked at the next time.
  const looked = (await store.meta(sessionsKey)) ?? "";
  const spans = await store.sessionSpans();
  const goneOn = spans.filter(({ sessionId, lastMs }) => wishes.lastMs[sessionId] !== lastMs);
  if (goneOn.length === 0) return store.setMeta(lookedKey, looked);
  const moved = await store.sessions(goneOn.map(({ sessionId }) => sessionId));
  const known = new Map((await store.repositories()).map((one) => [one.id, one]));
  const problems = await findNew(effects, moved, known);
  const shas = await shasNamed(store, moved, [...known.values()], wishes.shas);
  const firstMs = spans.reduce((first, span) => Math.min(first, span.firstMs), Number.POSITIVE_INFINITY);
  const next: Wishes = {
    lastMs: Object.fromEntries(spans.map(({ sessionId, lastMs }) => [sessionId, lastMs])),
    sinceMs: Math.min(wishes.sinceMs, firstMs),
    shas,
  };
  await store.transaction(async () => {
    await store.addProblems(problems);
    for (const repository of known.values()) {
      const asksMore =
        next.sinceMs < wishes.sinceMs ||
        namedFor(next, repository.id).length > namedFor(wishes, repository.id).length;
      // All others stay as they are: another process may have read them meanwhile.
      if (asksMore || repository.filesKey === toRead) {
        await store.saveRepository({ ...repository, filesKey: toRead });
      }
    }
    await store.setMeta(wishesKey, JSON.stringify(next));
    await store.setMeta(lookedKey, looked);
  });
}

/** Adds the sessions' repositories that are not `known` yet, and new worktrees of those that are. */
async function findNew(
  { environment }: Effects,
  sessions: readonly Session[],
  known: Map<string, StoredRepository>,
): Promise<readonly Problem[]> {
  const folderAround = repositoryFinder();
  const folders = new Set(sessions.flatMap(({ cwd }) => (cwd === null ? [] : (folderAround(cwd) ?? []))));
  const problems: Problem[] = [];
  for (const folder of [...folders].sort()) {
    if ([...known.values()].some((one) => one.id === folder || one.folders.includes(folder))) continue;
    const { repository, problems: own } = await (await git()).findRepository(folder, environment);
    problems.push(...own);
    if (repository === null) continue;
    known.set(repository.id, {
      ...(known.get(repository.id) ?? unread),
      ...placeOf(repository),
      filesKey: toRead,
    });
  }
  return problems;
}

const unread = { stateKey: "", refs: [], trunk: null, reachable: [] };

function placeOf({ id, name, folders, identities }: GitRepository) {
  return { id, name, folders, identities };
}

async function shasNamed(
  store: Store,
  sessions: readonly Session[],
  repositories: readonly StoredRepository[],
  before: Wishes["shas"],
): Promise<Wishes["shas"]> {
  const holding = repositoryHolding(repositories);
  const homeOf = new Map(
    sessions.map(({ sessionId, cwd }) => [sessionId, cwd === null ? null : holding(cwd)]),
  );
  const shas = new Map(Object.entries(before).map(([id, own]) => [id, new Set(own)]));
  for (const trace of await store.traces([...homeOf.keys()])) {
    const home = homeOf.get(trace.sessionId) ?? "";
    const own = shas.get(home) ?? new Set();
    shas.set(home, own);
    for (const sha of trace.shas) own.add(sha);
  }
  return Object.fromEntries([...shas].map(([id, own]) => [id, [...own].sort()]));
}

function namedFor({ shas }: Wishes, repositoryId: string): readonly string[] {
  return [...(shas[repositoryId] ?? []), ...(shas[""] ?? [])];
}

async function readOne(
  effects: Effects,
  store: Store,
  before: StoredRepository,
  limitMs: number,
): Promise<void> {
  // Before git reads them: what changes meanwhile is seen next time.
  const filesKey = gitFilesKey(before.id);
  const folder = before.folders.find((one) => existsSync(one)) ?? before.folders[0] ?? before.id;
  const { findRepository, readHistory } = await git();
  const found = filesKey === "" ? gone(folder) : await findRepository(folder, effects.environment);
  const { repository } = found;
  if (repository === null || repository.id !== before.id) {
    await store.transaction(async () => {
      await store.addProblems(found.problems);
      await store.saveRepository({ ...before, filesKey });
    });
    return;
  }
  const known = await store.commits(before.id);
  const wishes = wishesOf((await store.meta(wishesKey)) ?? "");
  const reading = await readHistory(repository, {
    // Commits without files were the oldest of a shallow clone: if they no longer are, there is more to read.
    known: { stateKey: before.stateKey, shas: new Set(known.filter(isWhole).map(({ sha }) => sha)) },
    sinceMs: Number.isFinite(wishes.sinceMs) ? wishes.sinceMs : 0,
    namedShas: [...new Set(namedFor(wishes, before.id))],
    patterns: redactionPatterns(effects),
    environment: effects.environment,
    limitMs,
  });
  await keep(effects, store, { before, known, repository, reading, filesKey });
}

function gone(folder: string): FoundRepository {
  const problem = {
    at: { file: folder },
    kind: "missing-repository",
    what: "the repository is not there any more",
    hint: "nothing to do: its history counts as it was when it was last read",
  };
  return { repository: null, problems: [problem] };
}

const isWhole = ({ files, parents }: HistoryCommit): boolean => files !== null || parents !== null;

interface Read {
  readonly before: StoredRepository;
  readonly known: readonly HistoryCommit[];
  readonly repository: GitRepository;
  readonly reading: HistoryReading;
  readonly filesKey: string;
}

async function keep(effects: Effects, store: Store, read: Read): Promise<void> {
  const { before, known, repository, reading, filesKey } = read;
  const shas = new Map(known.map((commit) => [commit.sha, commit]));
  const fresh = reading.commits.filter((commit) => !shas.has(commit.sha) || isWhole(commit));
  const { commits, problems } = withoutFuture(fresh, effects.clock(), repository.folder);
  const failed = reading.reachable === null && reading.stateKey === "";
  const after: StoredRepository = {
    ...before,
    ...placeOf(repository),
    ...(failed ? {} : { refs: reading.refs, trunk: reading.trunk, stateKey: reading.stateKey }),
    reachable: reading.reachable === null ? before.reachable : [...reading.reachable].sort(),
    // A repository that gives nothing is asked again when it changes, not at every run.
    filesKey: reading.stateKey === "" && commits.length > 0 ? toRead : filesKey,
  };
  await store.transaction(async () => {
    await store.addProblems([...reading.problems, ...problems]);
    await store.addCommits(before.id, commits);
    await store.saveRepository(after);
    if (isOther(before, after) || commits.length > 0) await store.setMeta(tasksKey, "");
  });
}

/** Whatever links and outcomes are made from; not the times of git's files. */
function isOther(before: StoredRepository, after: StoredRepository): boolean {
  return JSON.stringify({ ...before, filesKey: "" }) !== JSON.stringify({ ...after, filesKey: "" });
}
