/** The commits of each task, and which part of each is the task's. */

import type { Task } from "../types.ts";
import type { CommitLink } from "./commit-links.ts";
import { listAt } from "./history-index.ts";
import type { LinkReason } from "./link-evidence.ts";

/** A commit that a task made or had a part in. */
export interface CommitOfTask {
  readonly taskId: string;
  readonly sha: string;
  readonly confidence: number;
  /**
   * The task's part of the changed lines, 0 to 1: what its turns wrote and, where the agent itself committed or a
   * person says so, what no other task claims. 0 where the commit belongs to the work but a person wrote it.
   */
  readonly share: number;
  readonly reasons: CommitLink["reasons"];
}

/** The agent ran the commit, or a person says it is the task's: so all of it is, but for what others wrote. */
const whollyOwn: ReadonlySet<LinkReason> = new Set([
  "commit-output",
  "same-subject",
  "commit-command",
  "correction",
]);

/** By task, then in the order of the links. Links of turns in no task are left out. */
export function commitsOfTasks(
  links: readonly CommitLink[],
  tasks: readonly Pick<Task, "id" | "turnIds">[],
): ReadonlyMap<string, readonly CommitOfTask[]> {
  const taskOf = new Map(tasks.flatMap(({ id, turnIds }) => turnIds.map((turnId) => [turnId, id])));
  const byCommit = new Map<string, CommitLink[]>();
  for (const link of links) if (taskOf.has(link.turnId)) listAt(byCommit, link.sha).push(link);
  const found = new Map<string, CommitOfTask[]>();
  for (const own of byCommit.values()) {
    for (const commit of sharesOf(own, (link) => taskOf.get(link.turnId)!)) {
      listAt(found, commit.taskId).push(commit);
    }
  }
  return found;
}

/** One commit's links by task. */
function sharesOf(
  links: readonly CommitLink[],
  taskOf: (link: CommitLink) => string,
): readonly CommitOfTask[] {
  const byTask = new Map<string, CommitLink[]>();
  for (const link of links) listAt(byTask, taskOf(link)).push(link);
  const parts = [...byTask].map(([taskId, own]) => ({
    taskId,
    sha: own[0]!.sha,
    confidence: Math.max(...own.map(({ confidence }) => confidence)),
    written: own.reduce((sum, { share }) => sum + (share ?? 0), 0),
    committed: own.some(({ reasons }) => reasons.some(({ reason }) => whollyOwn.has(reason))),
    reasons: own.flatMap(({ reasons }) => reasons),
  }));
  const written = parts.reduce((sum, part) => sum + part.written, 0);
  const committers = parts.filter(({ committed }) => committed).length;
  const unclaimed = Math.max(0, 1 - written) / Math.max(1, committers);
  return parts.map(({ taskId, sha, confidence, written: own, committed, reasons }) => ({
    taskId,
    sha,
    confidence,
    // Estimated shares may add up to more than the commit.
    share: own / Math.max(1, written) + (committed ? unclaimed : 0),
    reasons,
  }));
}
