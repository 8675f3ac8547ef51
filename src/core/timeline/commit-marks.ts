/** Which turn a task's commits stand at: the one whose log shows it, else the task's last one begun before it. */
import type { TaskWork } from "../changes/task-work.ts";
import type { Task, Turn } from "../types.ts";
import type { CommitMark } from "./lanes.ts";

/** Enough to find a commit by. */
const short = (sha: string): string => sha.slice(0, 10);

/**
 * Commits of tasks, by the turn they are shown at. What is known of a task's work wins over what its log shows, which
 * stands in only where no work is known; commits of tasks without any of the turns are left out.
 */
export function commitMarks(
  tasks: readonly Task[],
  turns: readonly Turn[],
  works: readonly TaskWork[],
): ReadonlyMap<string, readonly CommitMark[]> {
  const taskOf = new Map(tasks.flatMap((task) => task.turnIds.map((turnId) => [turnId, task.id] as const)));
  const workOf = new Map(works.map((work) => [work.taskId, work]));
  const turnsOf = new Map<string, Turn[]>();
  const marks = new Map<string, CommitMark[]>();
  const mark = (turnId: string, commit: CommitMark) => {
    const list = marks.get(turnId);
    if (list === undefined) marks.set(turnId, [commit]);
    else list.push(commit);
  };
  for (const turn of turns) {
    const taskId = taskOf.get(turn.id) ?? null;
    const known = taskId === null ? undefined : workOf.get(taskId);
    if (taskId !== null && known !== undefined && known.commits.length > 0) {
      const list = turnsOf.get(taskId);
      if (list === undefined) turnsOf.set(taskId, [turn]);
      else list.push(turn);
    } else
      for (const { atMs, sha, subject } of turn.commits)
        mark(turn.id, { atMs, sha: short(sha), subject, taskId });
  }
  for (const [taskId, own] of turnsOf) {
    for (const { sha, subject, authoredMs } of workOf.get(taskId)!.commits) {
      const logged = own.find(({ commits }) => commits.some((one) => sha.startsWith(one.sha)));
      const begun = own.filter(({ startMs }) => startMs <= authoredMs).at(-1);
      mark((logged ?? begun ?? own[0]!).id, { atMs: authoredMs, sha: short(sha), subject, taskId });
    }
  }
  return marks;
}
