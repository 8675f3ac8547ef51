/**
 * Links by what the sessions edited: whose lines a commit holds, and whose edited files the person committed next.
 * The second is all there is where the history has no contents.
 */

import { addToShare, type Share, type Shares } from "../changes/line-owners.ts";
import { changedLines } from "../changes/repository-history.ts";
import { lastAtMost } from "../sorted.ts";
import { type Change, filesOf, type HistoryIndex } from "./history-index.ts";
import type { EvidenceBoard, LinkQuestion } from "./link-evidence.ts";
import { type RepositoryEdit, workBranches } from "./session-work.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const roundingMs = 2_000;

export function fromEdits(question: LinkQuestion, board: EvidenceBoard): void {
  const absorbed = absorbedEdits(question);
  for (const change of question.index.changes) {
    const byTime: Shares = absorbed.get(change) ?? new Map();
    const byLine = question.lines.sharesOf(change);
    for (const share of byLine.values()) judgeLines(question, board, change, byLine, share);
    for (const share of byTime.values()) {
      if (!byLine.has(share.session)) judgeTime(question, board, change, byTime, share);
    }
  }
}

// --- whose lines -----------------------------------------------------------------------------------------------

function judgeLines(
  question: LinkQuestion,
  board: EvidenceBoard,
  change: Change,
  shares: Shares,
  share: Share,
): void {
  const whole = question.lines.tellingLines(change);
  const part = share.lines / whole;
  const own = question.isOwn(change, share.session);
  const confidence = own ? ownLinesConfidence(share, part) : share.lines >= 10 && part >= 0.5 ? 0.8 : 0;
  const most = Math.max(...[...shares.values()].map(({ lines }) => lines));
  // A few lines among many of another session's are more likely chance or left over.
  const marginal = share.lines < 5 && share.lines * 20 <= most;
  add(
    board,
    change,
    share,
    whole,
    "lines",
    marginal ? confidence / 3 : confidence,
    `${share.lines} of ${whole} lines`,
  );
}

/** Set by judgement, not measured: by how many of the lines are the session's and how long before the commit it wrote them. */
function ownLinesConfidence({ lines, ageMs }: Share, part: number): number {
  if (lines >= 3 || part === 1) {
    if (ageMs <= 3 * dayMs) return 0.97;
    if (ageMs <= 14 * dayMs) return part >= 0.1 ? 0.9 : 0.6;
    return part >= 0.3 ? 0.85 : 0.4;
  }
  return ageMs <= 2 * hourMs ? 0.85 : ageMs <= dayMs ? 0.7 : 0.3;
}

// --- whose files, and when -------------------------------------------------------------------------------------

/** An edit this soon after a commit of its file may have been put into it by an amend. */
const amendWithinMs = hourMs;
/** What was edited just before a commit is in it; later on, other explanations are as good. */
const soonMs = 2 * hourMs;

/** Each edit goes to the person's first change of that file after it, or was amended into the one before. */
function absorbedEdits({ index, work, isOwn }: LinkQuestion): ReadonlyMap<Change, Shares> {
  const absorbed = new Map<Change, Shares>();
  for (const session of work) {
    for (const edit of session.edits) {
      const changes = index.ofPath(edit.path);
      const next = 1 + lastAtMost(changes, edit.atMs - roundingMs, ({ first }) => first.authoredMs);
      const own = (change: Change): boolean => isOwn(change, session);
      const following = nextFrom(changes, next, 1, own);
      const before = nextFrom(changes, next - 1, -1, own);
      const change = before !== undefined && isAmended(before, following, edit) ? before : following;
      if (change === undefined) continue;
      const shares: Shares = absorbed.get(change) ?? new Map();
      absorbed.set(change, shares);
      const distanceMs = Math.abs(change.first.authoredMs - edit.atMs);
      addToShare(shares, session, edit, distanceMs, Math.max(1, edit.added.length + edit.removed.length));
    }
  }
  return absorbed;
}

/** The first that fits, from an index on upwards or downwards. */
function nextFrom(
  changes: readonly Change[],
  from: number,
  step: 1 | -1,
  fits: (change: Change) => boolean,
): Change | undefined {
  for (let at = from; at >= 0 && at < changes.length; at += step) if (fits(changes[at]!)) return changes[at];
  return undefined;
}

/** Was the change committed again after the edit, and before the next one, or long before it? */
function isAmended(change: Change, following: Change | undefined, edit: RepositoryEdit): boolean {
  const again = change.last.committedMs;
  if (again < edit.atMs || edit.atMs - change.first.authoredMs > amendWithinMs) return false;
  const nextMs = following?.first.authoredMs ?? Number.POSITIVE_INFINITY;
  return again < nextMs || nextMs - edit.atMs > soonMs;
}

function judgeTime(
  question: LinkQuestion,
  board: EvidenceBoard,
  change: Change,
  shares: Shares,
  share: Share,
): void {
  let confidence = confidenceByAge(share.ageMs);
  if (share.ageMs > soonMs) {
    // Old edits explain a commit only if they explain most of it, and if nobody went elsewhere in between.
    confidence *= Math.min(1, share.paths.size / filesOf(change).length);
    if (elsewhere(question, change, share)) confidence /= 3;
  }
  const whole = Math.max(
    filesOf(change).reduce((sum, file) => sum + changedLines(file), 0),
    1,
  );
  if (share.lines * 50 <= whole && shares.size > 1) confidence /= 3;
  confidence = contradicted(question.index, change, share, confidence);
  const files = share.paths.size === 1 ? "a file" : `${share.paths.size} files`;
  const edited = [...shares.values()].reduce((sum, { lines }) => sum + lines, 0);
  const note = `${files} edited within ${ageText(share.ageMs)}`;
  add(board, change, share, Math.max(whole, edited), "files-and-time", confidence, note);
}

/** Measured where commits' sessions are known; see docs/DECISIONS.md. */
function confidenceByAge(ageMs: number): number {
  if (ageMs <= soonMs) return 0.95;
  if (ageMs <= dayMs) return 0.8;
  return ageMs <= 3 * dayMs ? 0.3 : 0.1;
}

/** Was the session at work on another branch than the one the change was made on? */
function elsewhere(question: LinkQuestion, change: Change, { edits }: Share): boolean {
  const own = workBranches(edits.map(({ turn }) => turn));
  if (own.size === 0) return false;
  if (change.branches.size > 0) return ![...own].some((branch) => change.branches.has(branch));
  const branch = question.turnBefore(change)?.turn.branch ?? null;
  return branch !== null && !own.has(branch);
}

/** The log of a notebook's edit has the lines of a cell, git those of a file in JSON. */
const isNotebook = (path: string): boolean => path.endsWith(".ipynb");

/** Where the contents are known and none of the session's lines is among them, it was most likely not these edits. */
function contradicted(index: HistoryIndex, change: Change, share: Share, confidence: number): number {
  const files = filesOf(change).filter(
    ({ path, added }) => added !== null && share.paths.has(path) && !isNotebook(path),
  );
  if (files.length < share.paths.size) return confidence;
  const written = share.edits.reduce(
    (sum, { added, removed }) => sum + index.telling([...added, ...removed]).length,
    0,
  );
  return written >= 3 ? Math.min(confidence, 0.35) : confidence * 0.8;
}

// --- both ------------------------------------------------------------------------------------------------------

function add(
  board: EvidenceBoard,
  change: Change,
  { session, linesByTurn }: Share,
  whole: number,
  reason: "lines" | "files-and-time",
  confidence: number,
  note: string,
): void {
  if (confidence === 0) return;
  const turns = new Map([...linesByTurn].map(([turnId, lines]) => [turnId, lines / whole]));
  board.add(change, session, { reason, confidence, note, turns });
}

function ageText(ageMs: number): string {
  if (ageMs < 2 * hourMs) return `${Math.round(ageMs / minuteMs)} min`;
  return ageMs < 2 * dayMs ? `${Math.round(ageMs / hourMs)} h` : `${Math.round(ageMs / dayMs)} days`;
}
