/** Links of the person's commits that no edit in the logs explains: what a person did by hand around a session. */
import { classifyFile } from "../changes/file-kinds.ts";
import type { HistoryFile } from "../changes/repository-history.ts";
import { lastAtMost } from "../sorted.ts";
import { type Change, filesOf } from "./history-index.ts";
import { type EvidenceBoard, type LinkQuestion, turnAlone } from "./link-evidence.ts";
import type { SessionWork } from "./session-work.ts";

const hourMs = 3_600_000;
/** A person who goes on with the files by hand does so soon. */
const followUpWithinMs = 4 * hourMs;
/** What a person commits later than this after a session, of files it never touched, is as likely something else. */
const soonAfterMs = hourMs / 2;
/** What counts as linked for these rules. */
const linkedFrom = 0.5;

/** A commit of files that the person's latest session had to do with, or of any code right after the session. */
export function fromFollowUps(question: LinkQuestion, board: EvidenceBoard): void {
  const known = new KnownFiles(question.work);
  for (const change of question.index.changes) {
    const linked = board.linked(change, linkedFrom);
    for (const session of linked) known.note(change, session);
    if (linked.length > 0) continue;
    const session = known.latestOf(change, (one) => question.isOwn(change, one));
    if (session !== null) {
      add(board, change, session, "follow-up", 0.75, "the person went on with the session's files");
      known.note(change, session);
      continue;
    }
    const next = rightBefore(question, change);
    if (next === null) continue;
    add(board, change, next, "soon-after", 0.55, "the person's next commit of code after the session");
    known.note(change, next);
  }
}

/** Which sessions had to do with a file, since when, and when each was last at work or committed. */
class KnownFiles {
  private readonly sessionsOf = new Map<string, Map<SessionWork, number>>();
  private readonly committedMs = new Map<SessionWork, number>();

  constructor(work: readonly SessionWork[]) {
    for (const session of work) for (const { path, atMs } of session.edits) this.add(path, session, atMs);
  }

  /** The change is the session's, so its files are from now on, too. */
  note(change: Change, session: SessionWork): void {
    this.committedMs.set(session, change.first.authoredMs);
    for (const { path } of filesOf(change)) this.add(path, session, change.first.authoredMs);
  }

  private add(path: string, session: SessionWork, atMs: number): void {
    const sessions = this.sessionsOf.get(path) ?? new Map<SessionWork, number>();
    this.sessionsOf.set(path, sessions);
    if ((sessions.get(session) ?? Number.POSITIVE_INFINITY) > atMs) sessions.set(session, atMs);
  }

  /** The session that was at work last of those that had to do with one of the files, if not too long ago. */
  latestOf(change: Change, isOwn: (session: SessionWork) => boolean): SessionWork | null {
    const { authoredMs } = change.first;
    let latest: SessionWork | null = null;
    let latestMs = authoredMs - followUpWithinMs;
    for (const { path } of filesOf(change)) {
      for (const [session, sinceMs] of this.sessionsOf.get(path) ?? []) {
        const activeMs = this.activeMs(session, authoredMs);
        if (sinceMs > authoredMs || activeMs < latestMs || !isOwn(session)) continue;
        latest = session;
        latestMs = activeMs;
      }
    }
    return latest;
  }

  private activeMs(session: SessionWork, ms: number): number {
    const turn = session.turns[lastAtMost(session.turns, ms, ({ startMs }) => startMs)];
    return Math.max(this.committedMs.get(session) ?? 0, Math.min(turn?.endMs ?? 0, ms));
  }
}

function rightBefore(question: LinkQuestion, change: Change): SessionWork | null {
  const latest = question.turnBefore(change);
  if (latest === null || change.first.authoredMs - latest.turn.endMs > soonAfterMs) return null;
  return filesOf(change).some(isCode) ? latest.session : null;
}

function add(
  board: EvidenceBoard,
  change: Change,
  session: SessionWork,
  reason: "follow-up" | "soon-after",
  confidence: number,
  note: string,
): void {
  const { turns } = session;
  const at = lastAtMost(turns, change.first.authoredMs, ({ startMs }) => startMs);
  board.add(change, session, { reason, confidence, note, turns: turnAlone(turns[Math.max(0, at)]!) });
}

/** Read-mes, settings and lockfiles are changed at any time, for any reason. */
function isCode({ path }: HistoryFile): boolean {
  const { kind } = classifyFile(path);
  return kind === "source" || kind === "tests";
}
