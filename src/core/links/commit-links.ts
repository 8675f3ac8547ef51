/**
 * Which session, and which turn of it, made which commit, with the reasons and how sure they are. Many to many:
 * a commit may hold the work of several sessions, a session may make many commits.
 *
 * Without a history, only the commits whose output stands in the logs are linked. With one, the rules of
 * `link-rules-*.ts` gather evidence for pairs of commit and session; pieces of evidence count as independent.
 */

import { LineOwners } from "../changes/line-owners.ts";
import type { RepositoryHistory } from "../changes/repository-history.ts";
import { lastAtMost } from "../sorted.ts";
import { byTime } from "../tasks/task-segments.ts";
import type { Session, Turn } from "../types.ts";
import { authorsOfPeople, type KnownIdentity } from "./commit-people.ts";
import { type Change, indexHistory, listAt } from "./history-index.ts";
import {
  confidenceOf,
  type Evidence,
  EvidenceBoard,
  type LinkQuestion,
  type LinkReason,
} from "./link-evidence.ts";
import { fromFollowUps } from "./link-rules-context.ts";
import { fromEdits } from "./link-rules-edits.ts";
import { fromCommitCommands, fromCommitOutputs, fromMessages, fromPullRequests } from "./link-rules-log.ts";
import { type SessionWork, sessionsInRepository } from "./session-work.ts";

export interface CommitLink {
  /** Full, or as the log shows it where the history is unknown or has nothing left of the commit. */
  readonly sha: string;
  readonly turnId: string;
  readonly sessionId: string;
  /** Probability that the session made the commit or part of it. */
  readonly confidence: number;
  /** The turn's part of the commit's changed lines, 0 to 1; null where the evidence says nothing of lines. */
  readonly share: number | null;
  readonly reasons: readonly { readonly reason: LinkReason; readonly note: string }[];
}

/** A turn with the commits that its log shows. */
export interface LoggedCommits {
  readonly id: string;
  readonly sessionId: string;
  readonly shas: readonly string[];
}

export interface LinkInput {
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  /** Null: only what the logs show. */
  readonly history: RepositoryHistory | null;
  readonly identities?: readonly KnownIdentity[];
}

/** Links below this are not reported: they would be wrong more often than right. */
export const leastConfidence = 0.5;

/** Links above this are right nearly always; below it they rest on one weak reason (docs/DECISIONS.md, Git evidence). */
export const sureConfidence = 0.8;

/** The links by commit, then by confidence. */
export function linkCommits(input: LinkInput): readonly CommitLink[] {
  if (input.history === null) return linkLogged(input.turns.map(loggedIn));
  return inOrder(linksInHistory(input, input.history));
}

/** The links of commits that only the logs show, in the same order. */
export function linkLogged(turns: readonly LoggedCommits[]): readonly CommitLink[] {
  return inOrder(turns.flatMap((turn) => [...new Set(turn.shas)].map((sha) => linkInLog(sha, turn))));
}

const loggedIn = ({ id, sessionId, commits }: Turn): LoggedCommits => {
  return { id, sessionId, shas: commits.map(({ sha }) => sha) };
};

function inOrder(links: readonly CommitLink[]): readonly CommitLink[] {
  return [...links].sort(
    (a, b) => compare(a.sha, b.sha) || b.confidence - a.confidence || compare(a.turnId, b.turnId),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function linkInLog(sha: string, { id, sessionId }: Pick<Turn, "id" | "sessionId">): CommitLink {
  const reasons = [{ reason: "commit-output" as const, note: `commit ${sha.slice(0, 10)} in the log` }];
  return { sha, turnId: id, sessionId, confidence: 0.99, share: null, reasons };
}

function linksInHistory(input: LinkInput, history: RepositoryHistory): CommitLink[] {
  const index = indexHistory(history);
  const work = sessionsInRepository(history, index, input.turns, input.sessions);
  const lines = new LineOwners(index, work);
  const authors = authorsOfPeople({ index, work, lines }, input.identities ?? []);
  const question: LinkQuestion = {
    index,
    work,
    lines,
    isOwn: (change, session) => authors.get(session.person)?.has(change.author) ?? false,
    turnBefore: turnsBefore(work, authors),
  };
  const board = new EvidenceBoard();
  // In this order: later rules look only at what earlier ones leave open.
  const gone = fromCommitOutputs(question, board);
  fromEdits(question, board);
  fromPullRequests(question, board);
  fromMessages(question, board);
  fromCommitCommands(question, board);
  fromFollowUps(question, board);
  const found = index.changes.flatMap((change) =>
    [...board.of(change)].flatMap(([session, evidence]) => linksOf(change, session, evidence)),
  );
  return [...found, ...gone.map(({ sha, turn }) => linkInLog(sha, turn))];
}

/** The turns of the sessions in which an author was at work, prepared by author. */
function turnsBefore(
  work: readonly SessionWork[],
  authors: ReadonlyMap<string, ReadonlySet<string>>,
): LinkQuestion["turnBefore"] {
  const byAuthor = new Map<string, { turn: Turn; session: SessionWork }[]>();
  for (const session of work) {
    for (const author of authors.get(session.person) ?? []) {
      for (const turn of session.turns) listAt(byAuthor, author).push({ turn, session });
    }
  }
  for (const turns of byAuthor.values()) turns.sort((a, b) => byTime(a.turn, b.turn));
  return ({ author, first }) => {
    const turns = byAuthor.get(author) ?? [];
    return turns[lastAtMost(turns, first.authoredMs, ({ turn }) => turn.startMs)] ?? null;
  };
}

/** One link for each turn with evidence and each copy of the change that is still there. */
function linksOf(change: Change, session: SessionWork, evidence: readonly Evidence[]): CommitLink[] {
  const confidence = confidenceOf(evidence);
  if (confidence < leastConfidence) return [];
  const turnIds = new Set(evidence.flatMap(({ turns }) => [...turns.keys()]));
  const links = [...turnIds].map((turnId) => {
    const own = evidence.filter(({ turns }) => turns.has(turnId));
    const shares = own.flatMap(({ turns }) => turns.get(turnId) ?? []);
    return {
      turnId,
      sessionId: session.sessionId,
      confidence,
      share: shares.length === 0 ? null : Math.max(...shares),
      reasons: own.map(({ reason, note }) => ({ reason, note })),
    };
  });
  const copies = change.copies.filter(({ reachable }) => reachable);
  return copies.flatMap(({ sha }) => links.map((link) => ({ sha, ...link })));
}
