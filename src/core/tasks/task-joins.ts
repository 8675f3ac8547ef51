/**
 * Which stretches of different sessions belong to one task. Sessions are gone through in time order, and each
 * work branch, pull request and unfinished plan remembers the task it stands for at that moment.
 */

import { branchWords } from "./cues.ts";
import type { Segment, TurnMark } from "./task-segments.ts";

/** The turns of one task as the rules cut it, and why. */
export interface TaskDraft {
  readonly turns: TurnMark[];
  readonly because: string[];
}

interface Seen {
  readonly task: TaskDraft;
  readonly lastMs: number;
}

const hourMs = 3_600_000;
/** A branch that rested longer is taken up for something else; reviews seldom take longer. */
const branchRestMs = 14 * 24 * hourMs;
/** Work done on the trunk gets its branch, a plan its approval, an interrupted session its continuation soon. */
const soonMs = 24 * hourMs;

/** The planning session writes its last rows when the plan is approved, beside the new session's first. */
const approvalMs = 60_000;

/** What stands for which task, as of the session reached. */
interface Memory {
  readonly byBranch: Map<string, Seen>;
  /** By address. */
  readonly byPullRequest: Map<string, Seen>;
  /** Numbers of pull requests that were made, and of issues or pull requests that sessions opened with. */
  readonly bySubject: Map<string, Seen>;
  /** Plans that sessions ended with: the approval of a plan may open a new session. */
  plans: Plan[];
  /** Work on the trunk that has no branch yet. */
  unbranched: (Seen & { readonly words: ReadonlySet<string> })[];
  latest: Seen | null;
}

/** A plan that was shown at the end of a session, and the turns that led to it. */
interface Plan extends Seen {
  readonly turns: readonly TurnMark[];
}

/** Joins stretches, which come in time order of their first turns, into tasks. */
export function joinSegments(segments: readonly Segment[]): readonly TaskDraft[] {
  const memory: Memory = {
    byBranch: new Map(),
    byPullRequest: new Map(),
    bySubject: new Map(),
    plans: [],
    unbranched: [],
    latest: null,
  };
  const drafts = new Set<TaskDraft>();
  for (const segment of segments) {
    const found = segment.opensSession ? taskToJoin(segment, memory) : null;
    const task = found?.task ?? { turns: [], because: [] };
    drafts.add(task);
    task.turns.push(...segment.turns);
    task.because.push(becauseOf(segment, found?.because ?? null));
    remember(memory, segment, task);
  }
  return [...drafts];
}

function becauseOf(segment: Segment, joinedBy: string | null): string {
  const session = `session ${segment.turns[0]!.sessionId.slice(0, 8)}`;
  if (joinedBy !== null) return `${session} joins: ${joinedBy}`;
  return segment.opensSession ? `${session} opens it` : `split inside ${session}: ${segment.because}`;
}

interface Join {
  readonly task: TaskDraft;
  readonly because: string;
}

function taskToJoin(segment: Segment, memory: Memory): Join | null {
  const first = segment.turns[0]!;
  // An approved plan is a piece of work of its own, whatever else goes on in its branch.
  if (segment.carriesOutPlan) return byPlan(first, memory);
  return (
    byPullRequest(segment, memory) ??
    byBranch(segment, first, memory) ??
    bySubject(segment, first, memory) ??
    byContinuation(segment, first, memory)
  );
}

/**
 * The session that made the plan, where it is known, without what it did before: the talk that led to the plan
 * becomes the new session's, back to the last turn that changed anything.
 */
function byPlan(first: TurnMark, memory: Memory): Join | null {
  const plan = memory.plans.findLast((seen) => isSoon(seen, first) && wasShown(seen, first));
  if (plan === undefined) return null;
  memory.plans = memory.plans.filter((seen) => seen !== plan);
  const { task, turns } = plan;
  const because = "it carries out the plan made there";
  if (turns.length === task.turns.length) return { task, because };
  const led = new Set(turns);
  const kept = task.turns.filter((turn) => !led.has(turn));
  task.turns.splice(0, task.turns.length, ...kept);
  return { task: { turns: [...turns], because: [] }, because };
}

/** Sessions run side by side: a plan that is still being made is not the one approved here. */
const wasShown = (plan: Plan, approved: TurnMark): boolean => plan.lastMs <= approved.startMs + approvalMs;

/** However long it rested: work on a pull request is work on the same thing. */
function byPullRequest(segment: Segment, memory: Memory): Join | null {
  for (const { url, number } of segment.pullRequests) {
    const seen = memory.byPullRequest.get(url);
    if (seen !== undefined) return { task: seen.task, because: `same pull request #${number}` };
  }
  return null;
}

function byBranch({ branch, beginsOnBranch }: Segment, first: TurnMark, memory: Memory): Join | null {
  if (branch === null) return null;
  const seen = memory.byBranch.get(branch);
  if (seen !== undefined) {
    const rested = first.startMs - seen.lastMs > branchRestMs;
    return rested ? null : { task: seen.task, because: `same branch ${branch}` };
  }
  return beginsOnBranch ? byBranchName(branch, first, memory) : null;
}

/**
 * A branch seen for the first time, with work on the trunk shortly before that its name describes: the change
 * was made on the trunk and then put on a branch. Half of the name's telling words must occur, two at least.
 */
function byBranchName(branch: string, first: TurnMark, memory: Memory): Join | null {
  const names = branchWords(branch);
  let best: { readonly task: TaskDraft; readonly share: number } | null = null;
  for (const seen of memory.unbranched) {
    if (!isSoon(seen, first)) continue;
    const found = names.filter((word) => seen.words.has(word)).length;
    const share = found / names.length;
    if (found >= 2 && share >= 0.5 && share >= (best?.share ?? 0)) best = { task: seen.task, share };
  }
  if (best === null) return null;
  const { task } = best;
  memory.unbranched = memory.unbranched.filter((seen) => seen.task !== task);
  return { task, because: `branch ${branch} is named after its work` };
}

function bySubject({ subject }: Segment, first: TurnMark, memory: Memory): Join | null {
  if (subject === null) return null;
  const seen = memory.bySubject.get(subject);
  if (seen === undefined || first.startMs - seen.lastMs > branchRestMs) return null;
  return { task: seen.task, because: `it opens with ${subject}, like the task` };
}

function byContinuation({ continues }: Segment, first: TurnMark, memory: Memory): Join | null {
  const { latest } = memory;
  if (latest === null || !continues) return null;
  return isSoon(latest, first) ? { task: latest.task, because: "its first prompt asks to continue" } : null;
}

const isSoon = (seen: Seen, turn: TurnMark): boolean => turn.startMs - seen.lastMs <= soonMs;

function remember(memory: Memory, segment: Segment, task: TaskDraft): void {
  const { turns, branch, words, planFrom } = segment;
  const seen: Seen = { task, lastMs: segment.endMs };
  memory.latest = seen;
  if (branch !== null) memory.byBranch.set(branch, seen);
  else if (words !== null) {
    const recent = memory.unbranched.filter((other) => isSoon(other, turns[0]!));
    memory.unbranched = [...recent, { ...seen, words: new Set(words) }];
  }
  if (segment.opensSession && segment.subject !== null) memory.bySubject.set(segment.subject, seen);
  for (const { number, url } of segment.pullRequests) {
    memory.bySubject.set(String(number), seen);
    memory.byPullRequest.set(url, seen);
  }
  if (planFrom !== null) {
    const recent = memory.plans.filter((plan) => isSoon(plan, turns.at(-1)!));
    memory.plans = [...recent, { ...seen, turns: turns.slice(planFrom) }];
  }
}
