/** Links that the logs state themselves: commit outputs, pull requests, and commits made while a turn ran. */

import { lastAtMost } from "../sorted.ts";
import type { Turn } from "../types.ts";
import { type Change, type HistoryIndex, isReachable, listAt } from "./history-index.ts";
import { type EvidenceBoard, type LinkQuestion, turnAlone } from "./link-evidence.ts";
import type { SessionWork } from "./session-work.ts";

/** The author time is set when the command begins; its output comes after hooks that may run for minutes. */
const longestHookMs = 10 * 60_000;
/** Clocks of one machine do not differ, but rows and commits are rounded to seconds. */
const roundingMs = 2_000;
/** A commit rewritten much later is a new one with an old subject. */
const rewrittenWithinMs = 30 * 86_400_000;

type Seen = Turn["commits"][number];

/** A commit that the log shows and of which the history has nothing left. */
export interface GoneCommit {
  /** Full where git still has the commit itself. */
  readonly sha: string;
  readonly session: SessionWork;
  readonly turn: Turn;
}

/**
 * Commits whose output the log shows: by sha, else by what a rewritten commit keeps of itself. Those that lead to
 * nothing were thrown away, or were never pushed to where this history comes from.
 */
export function fromCommitOutputs(question: LinkQuestion, board: EvidenceBoard): readonly GoneCommit[] {
  const bySubject = new Map<string, Change[]>();
  for (const change of question.index.changes) {
    for (const subject of subjectsOf(change)) listAt(bySubject, subject).push(change);
  }
  const gone: GoneCommit[] = [];
  for (const session of question.work) {
    for (const turn of session.turns) {
      for (const seen of turn.commits) {
        const change = question.index.byShortSha(seen.sha);
        const turns = turnAlone(turn);
        if (change !== null) {
          const note = `commit ${seen.sha} in the log`;
          board.add(change, session, { reason: "commit-output", confidence: 0.99, note, turns });
          if (isReachable(change)) continue;
        }
        const became = rewritten(seen, bySubject.get(subjectKey(seen.subject)) ?? []);
        if (became === null) {
          gone.push({ sha: change?.last.sha ?? seen.sha, session, turn });
        } else {
          const note = `commit ${seen.sha} "${seen.subject}" in the log, since rewritten`;
          board.add(became.change, session, {
            reason: "same-subject",
            confidence: became.confidence,
            note,
            turns,
          });
        }
      }
    }
  }
  return gone;
}

/** What became of a commit that is gone, among those that have or name its subject. */
function rewritten(
  seen: Seen,
  sameSubject: readonly Change[],
): { readonly change: Change; readonly confidence: number } | null {
  const delayMs = ({ first }: Change): number => seen.atMs - first.authoredMs;
  // Rebase and amend keep the author time, and that lies within the command.
  const kept = sameSubject.find(
    (change) => delayMs(change) >= -roundingMs && delayMs(change) <= longestHookMs,
  );
  if (kept !== undefined) return { change: kept, confidence: 0.97 };
  // A squash merge has a time of its own; a subject alone must at least be the only one.
  const later = sameSubject.filter((change) => delayMs(change) < 0 && -delayMs(change) <= rewrittenWithinMs);
  return later.length === 1 ? { change: later[0]!, confidence: 0.75 } : null;
}

/** A commit's own subject and, for a squash merge, those of the commits it was made of. */
function subjectsOf({ copies }: Change): ReadonlySet<string> {
  const subjects = copies.flatMap(({ subject, mentionedSubjects }) => [subject, ...mentionedSubjects]);
  return new Set(subjects.map(subjectKey));
}

/** Without the number of the pull request that a squash or rebase merge appends. */
const subjectKey = (subject: string): string => subject.replace(/ \([#!]\d+\)$/, "").trim();

/** Messages that name a session by its id, or a commit that a session made. */
export function fromMessages(question: LinkQuestion, board: EvidenceBoard): void {
  const byId = new Map(question.work.map((session) => [session.sessionId, session]));
  for (const change of question.index.changes) {
    for (const copy of change.copies) {
      for (const id of new Set(copy.trailers.flatMap(idsIn))) {
        const session = byId.get(id);
        if (session !== undefined) named(change, session, `a trailer names session ${id}`, 0.97, board);
      }
      for (const sha of copy.mentionedShas) inherit(change, sha, question.index, board);
    }
  }
}

/** The whole word, the end of an address, or an id inside it. */
const idsIn = (trailer: string): readonly string[] => [
  trailer,
  trailer.slice(trailer.lastIndexOf("/") + 1),
  ...(trailer.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi) ?? []),
];

/** A cherry-pick or squash of a commit was made by whoever made that. */
function inherit(change: Change, sha: string, index: HistoryIndex, board: EvidenceBoard): void {
  const source = index.byShortSha(sha);
  if (source === null || source === change) return;
  for (const session of board.of(source).keys()) {
    named(
      change,
      session,
      `its message names commit ${sha.slice(0, 10)}`,
      board.confidence(source, session) * 0.97,
      board,
    );
  }
}

function named(
  change: Change,
  session: SessionWork,
  note: string,
  confidence: number,
  board: EvidenceBoard,
): void {
  const turns = session.turns.filter(({ startMs }) => startMs <= change.first.committedMs);
  const turn = turns.at(-1) ?? session.turns[0]!;
  board.add(change, session, {
    reason: "named-in-message",
    confidence,
    note,
    turns: turnAlone(turn),
  });
}

/** Squash merges of a pull request that the session opened. */
export function fromPullRequests(question: LinkQuestion, board: EvidenceBoard): void {
  const opened = new Map<number, SessionWork[]>();
  for (const session of question.work) {
    for (const number of session.pullRequests) listAt(opened, number).push(session);
  }
  for (const change of question.index.changes) {
    for (const number of change.pullRequests) {
      for (const session of opened.get(number) ?? []) {
        const turn = session.turns.findLast(({ pullRequests }) =>
          pullRequests.some((one) => one.number === number),
        );
        if (turn === undefined || turn.startMs > change.first.committedMs) continue;
        const squash = isSquash(change, number);
        if (!squash && !question.isOwn(change, session)) continue;
        board.add(change, session, {
          reason: "pull-request",
          // Commits of a merged branch carry the number too, and others may have made them.
          confidence: squash ? 0.7 : 0.3,
          note: `pull request ${number}`,
          turns: turnAlone(turn),
        });
      }
    }
  }
}

function isSquash({ first }: Change, number: number): boolean {
  return first.subject.includes(`#${number})`) || first.subject.includes(`!${number})`);
}

/** Commits made while a turn of the person's ran a commit command whose output named no sha. */
export function fromCommitCommands(question: LinkQuestion, board: EvidenceBoard): void {
  for (const session of question.work) {
    for (const turn of session.turns) {
      const unnamed = commitCommands(turn) - turn.commits.length;
      if (unnamed <= 0) continue;
      const made = madeWithin(question.index.changes, turn).filter(
        (change) => question.isOwn(change, session) && board.linked(change, 0.9).length === 0,
      );
      for (const change of made) {
        board.add(change, session, {
          reason: "commit-command",
          confidence: Math.min(0.9, (0.9 * unnamed) / made.length),
          note: "made while the turn ran git commit",
          turns: turnAlone(turn),
        });
      }
    }
  }
}

function commitCommands({ toolCounts }: Turn): number {
  return (toolCounts["Bash:git commit"] ?? 0) + (toolCounts["Bash:git cherry-pick"] ?? 0);
}

/** The changes, which are by author time, that were made while a turn ran. */
function madeWithin(changes: readonly Change[], { startMs, endMs }: Turn): readonly Change[] {
  const upTo = (ms: number): number => 1 + lastAtMost(changes, ms, ({ first }) => first.authoredMs);
  return changes.slice(upTo(startMs - roundingMs - 1), upTo(endMs));
}
