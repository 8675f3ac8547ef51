/** The split of one session: stretches of turns that belong to one task, and why each begins where it does. */

import type { PullRequestSeen } from "../events.ts";
import { grouped } from "../grouped.ts";
import type { Turn } from "../types.ts";
import {
  announcementIn,
  asksForNewBranch,
  asksToContinue,
  isFreshRequest,
  isWrapUp,
  pointOf,
  subjectsOf,
  textWords,
} from "./cues.ts";

/** A turn as far as the cut of tasks has to tell it from others. */
export interface TurnMark {
  readonly id: string;
  readonly sessionId: string;
  readonly startMs: number;
  /** Of its prompt in the log. */
  readonly line: number;
  /** Of commits in the log. */
  readonly shas: readonly string[];
}

/** A stretch of one session: all that joining it to others hangs on, so that nobody has to read its turns for that. */
export interface Segment {
  /** In time order, never empty. */
  readonly turns: readonly TurnMark[];
  /** Where the session begins, as opposed to a split inside it. */
  readonly opensSession: boolean;
  readonly because: string;
  /** When its last turn ended. */
  readonly endMs: number;
  /** Its first prompt is a plan that was approved. */
  readonly carriesOutPlan: boolean;
  /** Its first prompt asks to go on with what was there. */
  readonly continues: boolean;
  /** The one issue or pull request that its first prompt is about. */
  readonly subject: string | null;
  /** Its first turn stood on a branch made for some work. */
  readonly beginsOnBranch: boolean;
  /** The branch it ended up on. */
  readonly branch: string | null;
  /** In the order of its turns. */
  readonly pullRequests: readonly Pick<PullRequestSeen, "number" | "url">[];
  /** Of a stretch that changed something and has no branch: a branch may be named after them. */
  readonly words: readonly string[] | null;
  /** Where it ends with a plan: the first of its turns that led to it. */
  readonly planFrom: number | null;
}

/** The stretches of one person's turns in one session, in time order. */
export interface SessionSegments {
  readonly sessionId: string;
  readonly person: string;
  readonly segments: readonly Segment[];
}

/** Time order of turns; total, so that no result depends on the order in which logs were read. */
export function byTime(a: Turn, b: Turn): number {
  return a.startMs - b.startMs || inOneMoment(a, b, a.prompt.origin.line - b.prompt.origin.line);
}

/** The same order of their marks. */
export function byMark(a: TurnMark, b: TurnMark): number {
  return a.startMs - b.startMs || inOneMoment(a, b, a.line - b.line);
}

type Named = Pick<Turn, "id" | "sessionId">;

function inOneMoment(a: Named, b: Named, lines: number): number {
  return compareText(a.sessionId, b.sessionId) || lines || compareText(a.id, b.id);
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

/** Splits the turns of each session, person by person; they come in any order. */
export function segmentsOf(turns: readonly Turn[]): readonly SessionSegments[] {
  const ordered = [...new Map(turns.map((turn) => [turn.id, turn])).values()].sort(byTime);
  const groups = grouped(ordered, ({ sessionId, person }) => JSON.stringify([sessionId, person]));
  return [...groups.values()].map((own) => {
    const { sessionId, person } = own[0]!;
    return { sessionId, person, segments: splitTurns(own) };
  });
}

/** Splits one person's turns in one session, which are in time order. */
function splitTurns(turns: readonly Turn[]): readonly Segment[] {
  const segments: Segment[] = [];
  let memory = emptyMemory();
  let from = 0;
  let because = "a session";
  for (const [at, turn] of turns.entries()) {
    const point = pointOf(turn.prompt.head);
    const reason = at === 0 ? null : splitBefore(turn, point, memory);
    if (reason !== null) {
      segments.push(segmentOf(turns.slice(from, at), from === 0, because));
      memory = emptyMemory();
      from = at;
      because = reason;
    }
    remember(memory, turn, point);
  }
  segments.push(segmentOf(turns.slice(from), from === 0, because));
  return segments;
}

function segmentOf(turns: readonly Turn[], opensSession: boolean, because: string): Segment {
  const first = turns[0]!;
  const last = turns.at(-1)!;
  const branch = workBranchOf(turns);
  const [subject, ...others] = subjectsOf(first.prompt.head);
  const changed = turns.some((turn) => turn.edits.length > 0);
  return {
    turns: turns.map(markOf),
    ...{ opensSession, because, branch },
    endMs: last.endMs,
    carriesOutPlan: first.prompt.by === "plan",
    continues: isAsked(first) && asksToContinue(pointOf(first.prompt.head)),
    subject: others.length > 0 ? null : (subject ?? null),
    beginsOnBranch: isWorkBranch(first.branch),
    pullRequests: turns.flatMap((turn) => turn.pullRequests.map(({ number, url }) => ({ number, url }))),
    words: branch === null && changed ? wordsOf(turns) : null,
    planFrom: (last.toolCounts.ExitPlanMode ?? 0) > 0 ? planningFrom(turns) : null,
  };
}

function markOf({ id, sessionId, startMs, prompt, commits }: Turn): TurnMark {
  const shas = [...new Set(commits.map(({ sha }) => sha))];
  return { id, sessionId, startMs, line: prompt.origin.line, shas };
}

/** The last turn and those before it that changed nothing but the plan led to it. */
function planningFrom(turns: readonly Turn[]): number {
  return turns.slice(0, -1).findLastIndex(changesSomething) + 1;
}

const changesSomething = (turn: Turn): boolean =>
  turn.commits.length > 0 || turn.edits.some(({ path }) => !/[\\/]\.claude[\\/]plans[\\/]/.test(path));

function wordsOf(turns: readonly Turn[]): readonly string[] {
  const texts = turns.flatMap((turn) => [
    turn.prompt.head,
    ...turn.edits.map((edit) => edit.path.slice(edit.path.lastIndexOf("/") + 1)),
  ]);
  return [...textWords(texts.join(" "))];
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
