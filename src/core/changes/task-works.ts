/** The work of every task (`task-work.ts`): its commits in all histories, what became of them, its net diff. */

import type { CommitBook, LinkedHistory } from "../links/commit-book.ts";
import { listAt } from "../links/history-index.ts";
import { type CommitOfTask, commitsOfTasks } from "../links/task-commits.ts";
import type { Session, Task, Turn } from "../types.ts";
import { fileClassifier } from "./file-kinds.ts";
import { diffEvidence } from "./net-diff.ts";
import { type CommitOutcome, type Outcomes, outcomesOf, type TaskOutcome } from "./outcome.ts";
import { changedLines, type HistoryCommit } from "./repository-history.ts";
import { type TaskCommit, type TaskDiff, taskDiff } from "./task-diff.ts";
import type { CommitOfWork, TaskWork } from "./task-work.ts";

/** By task. */
export type CommitsOfTasks = ReadonlyMap<string, readonly CommitOfTask[]>;

export interface TaskWorksInput {
  readonly tasks: readonly Task[];
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  readonly commits: CommitsOfTasks;
  readonly told: readonly ToldHistory[];
}

/** A history with the commits of tasks that count in it, and what became of them. */
export interface ToldHistory {
  readonly history: LinkedHistory;
  readonly commits: CommitsOfTasks;
  readonly outcomes: Outcomes;
}

export interface TaskWorks {
  /** Of tasks with commits or edits, in the order of the tasks. */
  readonly work: readonly TaskWork[];
  /** Of every task with turns. */
  readonly diffs: ReadonlyMap<string, TaskDiff>;
}

/** A task's commits in one history, with what became of them. */
interface Told {
  readonly history: LinkedHistory;
  readonly commits: readonly (CommitOfTask & {
    readonly commit: HistoryCommit;
    readonly fate: CommitOutcome;
  })[];
  readonly outcome: TaskOutcome;
}

/** The commits of all tasks as the book has them. */
export function commitsInBook(
  tasks: readonly Pick<Task, "id" | "turnIds">[],
  book: CommitBook,
): CommitsOfTasks {
  return commitsOfTasks(
    tasks.flatMap(({ turnIds }) => book.linksOf(turnIds)),
    tasks,
  );
}

/** Those that count in each history, by its id; `histories` come in the order in which they take commits. */
export function commitsByHistory(
  histories: readonly LinkedHistory[],
  commits: CommitsOfTasks,
): ReadonlyMap<string, CommitsOfTasks> {
  const historyOf = new Map<string, string>();
  for (const { id, history } of histories) {
    for (const { sha } of history.commits) if (!historyOf.has(sha)) historyOf.set(sha, id);
  }
  const found = new Map<string, Map<string, CommitOfTask[]>>();
  for (const [taskId, own] of commits) {
    for (const commit of own) {
      const id = historyOf.get(commit.sha);
      if (id === undefined) continue;
      const here = found.get(id) ?? new Map<string, CommitOfTask[]>();
      found.set(id, here);
      listAt(here, taskId).push(commit);
    }
  }
  return found;
}

/** What became of them. Dates in the future were corrected when they were read: no clock is needed here. */
export function outcomesIn({ history }: LinkedHistory, commitsOfTasks: CommitsOfTasks): Outcomes {
  return outcomesOf({ history, commitsOfTasks, nowMs: Number.POSITIVE_INFINITY });
}

export function worksOfTasks(input: TaskWorksInput): TaskWorks {
  const { tasks, turns, sessions, commits: commitsOf } = input;
  const turnsById = new Map(turns.map((turn) => [turn.id, turn]));
  const folderOf = new Map(sessions.map(({ sessionId, cwd }) => [sessionId, cwd]));
  const told = toldByTask(input.told);
  const diffs = new Map<string, TaskDiff>();
  const work = tasks.flatMap((task): readonly TaskWork[] => {
    if (task.turnIds.length === 0) return [];
    const own = task.turnIds.flatMap((id) => turnsById.get(id) ?? []);
    const inHistories = told.get(task.id) ?? [];
    const commits = (commitsOf.get(task.id) ?? []).map((link) => commitOfWork(link, inHistories, own));
    const edits = own.flatMap((turn) => turn.edits);
    const folders = new Set(task.sessionIds.flatMap((id) => folderOf.get(id) ?? []));
    const diff = taskDiff({
      edits,
      commits: inHistories.flatMap(taskCommits),
      classOf: fileClassifier([...folders]),
    });
    diffs.set(task.id, diff);
    if (commits.length === 0 && edits.length === 0) return [];
    const { from, uncountedFiles } = diff;
    return [
      {
        taskId: task.id,
        commits: commits.sort((a, b) => a.authoredMs - b.authoredMs || (a.sha < b.sha ? -1 : 1)),
        ...outcomeOf(inHistories, commits.length),
        diff: { from, rows: diffEvidence(diff.diff), uncountedFiles },
      },
    ];
  });
  return { work, diffs };
}

function toldByTask(histories: readonly ToldHistory[]): ReadonlyMap<string, readonly Told[]> {
  const found = new Map<string, Told[]>();
  for (const { history, commits, outcomes } of histories) {
    const bySha = new Map(history.history.commits.map((commit) => [commit.sha, commit]));
    for (const [taskId, own] of commits) {
      listAt(found, taskId).push({
        history,
        commits: own.map((link) => ({
          ...link,
          commit: bySha.get(link.sha)!,
          fate: outcomes.commits.get(link.sha)!,
        })),
        outcome: outcomes.tasks.get(taskId)!,
      });
    }
  }
  return found;
}

function taskCommits({ history, commits }: Told): readonly TaskCommit[] {
  return commits.map(({ commit, share }) => ({ commit, share, repository: history.id }));
}

function commitOfWork(
  { sha, confidence, share, reasons }: CommitOfTask,
  told: readonly Told[],
  turns: readonly Turn[],
): CommitOfWork {
  for (const { history, commits } of told) {
    const known = commits.find((one) => one.sha === sha);
    if (known === undefined) continue;
    const { subject, authoredMs, files } = known.commit;
    const { reachable, merged, landedAs, revertedBy } = known.fate;
    const counted = files?.every((file) => file.addedLines !== null) ? files : null;
    return {
      ...{ sha, repository: history.history.name, subject, authoredMs, confidence, share },
      files: files?.length ?? null,
      addedLines: counted?.reduce((sum, file) => sum + (file.addedLines ?? 0), 0) ?? null,
      removedLines: counted?.reduce((sum, file) => sum + (file.removedLines ?? 0), 0) ?? null,
      ...{ reachable, merged, landedAs, revertedBy, reasons },
    };
  }
  const seen = turns.flatMap((turn) => turn.commits).find((one) => one.sha.startsWith(sha));
  return {
    ...{ sha, repository: null, subject: seen?.subject ?? "", confidence, share, reasons },
    authoredMs: seen?.atMs ?? turns[0]?.startMs ?? 0,
    ...{ files: null, addedLines: null, removedLines: null },
    ...{ reachable: null, merged: null, revertedBy: null },
  };
}

/** Of a task with commits in several repositories, what became of most of its lines. */
function outcomeOf(
  told: readonly Told[],
  commits: number,
): Pick<TaskWork, "outcome"> & { readonly outcomeBecause: string } {
  const linesIn = ({ commits: own }: Told): number =>
    own.reduce((sum, { commit, share }) => sum + share * linesOf(commit), 0);
  const [most] = [...told].sort(
    (a, b) =>
      Number(b.outcome.outcome !== null) - Number(a.outcome.outcome !== null) || linesIn(b) - linesIn(a),
  );
  if (most !== undefined) return { outcome: most.outcome.outcome, outcomeBecause: most.outcome.because };
  const because = commits === 0 ? "no commit is known" : "only the log knows its commits";
  return { outcome: null, outcomeBecause: because };
}

const linesOf = ({ files }: HistoryCommit): number =>
  (files ?? []).reduce((sum, file) => sum + changedLines(file), 0);
