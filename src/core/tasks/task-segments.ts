/** The split of one session: stretches of turns that belong to one task, and why each begins where it does. */

import type { Turn } from "../types.ts";
import { announcementIn, asksForNewBranch, isFreshRequest, isWrapUp, pointOf, subjectsOf } from "./cues.ts";

/** A stretch of one session. */
export interface Segment {
  /** In time order, never empty. */
  readonly turns: readonly Turn[];
  /** Where the session begins, as opposed to a split inside it. */
  readonly opensSession: boolean;
  readonly because: string;
}

/** Time order of turns; total, so that no result depends on the order in which logs were read. */
export function byTime(a: Turn, b: Turn): number {
  return (
    a.startMs - b.startMs ||
    compareText(a.sessionId, b.sessionId) ||
    a.prompt.origin.line - b.prompt.origin.line ||
    compareText(a.id, b.id)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Branches that belong to no task: the trunk under its usual names, and a detached head. Integration branches
 * of some teams are among them, because many tasks' commits meet there as well.
 */
const trunks = new Set(
  "main master develop development dev trunk mainline default staging production head".split(" "),
);

/** Is this a branch made for some piece of work? */
export function isWorkBranch(branch: string | null): branch is string {
  return branch !== null && branch !== "" && !trunks.has(branch.toLowerCase());
}

/** Did a person (or a plan a person approved) start this turn? Notifications only go on with what runs. */
export function isAsked(turn: Turn): boolean {
  return turn.prompt.by !== "notification" && turn.prompt.by !== "teammate";
}

/**
 * The branch a stretch of work ended up on: work often begins on the trunk and gets its branch when the first
 * change is to be committed, and people switch branches between prompts without a word, so the last one counts.
 * A commit's branch counts where no prompt was given on one: commits may be made in other repositories too.
 */
export function workBranchOf(turns: readonly Turn[]): string | null {
  const branches = turns.map((turn) => turn.branch);
  const committed = turns.flatMap((turn) => turn.commits.map((commit) => commit.branch));
  return branches.findLast(isWorkBranch) ?? committed.findLast(isWorkBranch) ?? null;
}

/** What the rules remember of the stretch so far; kept up turn by turn, so long sessions cost no more. */
interface Memory {
  readonly subjects: Set<string>;
  readonly madePullRequests: Set<string>;
  /** The work branch it stands on. */
  branch: string | null;
  finished: boolean;
}

/** Splits a session's turns, which are in time order. */
export function segmentsOf(turns: readonly Turn[]): readonly Segment[] {
  const segments: Segment[] = [];
  let memory = emptyMemory();
  let from = 0;
  let because = "a session";
  for (const [at, turn] of turns.entries()) {
    const point = pointOf(turn.prompt.head);
    const reason = at === 0 ? null : splitBefore(turn, point, memory);
    if (reason !== null) {
      segments.push({ turns: turns.slice(from, at), opensSession: from === 0, because });
      memory = emptyMemory();
      from = at;
      because = reason;
    }
    remember(memory, turn, point);
  }
  if (turns.length > 0) segments.push({ turns: turns.slice(from), opensSession: from === 0, because });
  return segments;
}

const emptyMemory = (): Memory => ({
  subjects: new Set(),
  madePullRequests: new Set(),
  branch: null,
  finished: false,
});

/** Why `next` begins another task than the stretch before it, or null. */
function splitBefore(next: Turn, point: string, before: Memory): string | null {
  if (!isAsked(next)) return null;
  const { head } = next.prompt;
  const announcement = announcementIn(point);
  if (announcement !== null) return `the prompt says "${announcement}"`;
  if (before.branch !== null && asksForNewBranch(head)) return "the prompt asks for a new branch";
  const subject = newSubject(head, before);
  if (subject !== null) return `the prompt turns to ${subject}`;
  if (leftPullRequest(next, point, before)) return "another branch after a pull request was made";
  if (before.finished && isFreshRequest(point)) return "a new request after a commit on the trunk";
  return null;
}

/** The work has its pull request, and the prompt is given elsewhere: on another branch, or for something new. */
function leftPullRequest({ branch }: Turn, point: string, before: Memory): boolean {
  if (before.madePullRequests.size === 0 || before.branch === null || branch === before.branch) return false;
  return isWorkBranch(branch) || isFreshRequest(point);
}

/** An issue or pull request the stretch has not touched, where it had another one or made its own. */
function newSubject(head: string, before: Memory): string | null {
  if (before.subjects.size === 0 && before.madePullRequests.size === 0) return null;
  const [subject, ...others] = subjectsOf(head);
  if (subject === undefined || others.length > 0 || !isWorkOrder(head)) return null;
  return before.subjects.has(subject) || before.madePullRequests.has(subject) ? null : subject;
}

const isWorkOrder = (head: string): boolean =>
  /\b(?:review|implement|fix|work on|start|pick up|tackle|handle|address|solve|look at|check out|take)\b/i.test(
    head.slice(0, 120),
  );

function remember(memory: Memory, turn: Turn, point: string): void {
  for (const subject of subjectsOf(turn.prompt.head)) memory.subjects.add(subject);
  for (const { number } of turn.pullRequests) memory.madePullRequests.add(String(number));
  memory.branch = workBranchOf([turn]) ?? memory.branch;
  memory.finished = finishedBy(turn, point, memory.finished);
}

/**
 * Work on the trunk is done when it is committed there; on a branch a commit is a step on the way. Requests to
 * push or to note the change leave it done.
 */
function finishedBy(turn: Turn, point: string, before: boolean): boolean {
  if (turn.commits.length > 0) return workBranchOf([turn]) === null;
  if (!isWrapUp(point)) return false;
  return /\bcommit\b/i.test(point) ? !isWorkBranch(turn.branch) : before;
}
