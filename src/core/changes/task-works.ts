/** The work of every task (`task-work.ts`): its commits in all histories, what became of them, its net diff. */

import type { CommitBook, LinkedHistory } from "../links/commit-book.ts";
import { listAt } from "../links/history-index.ts";
import { type CommitOfTask, commitsOfTasks } from "../links/task-commits.ts";
import type { Session, Task, Turn } from "../types.ts";
import { fileClassifier } from "./file-kinds.ts";
import { diffEvidence } from "./net-diff.ts";
import { type CommitOutcome, outcomesOf, type TaskOutcome } from "./outcome.ts";
import { changedLines, type HistoryCommit } from "./repository-history.ts";
import { type TaskCommit, type TaskDiff, taskDiff } from "./task-diff.ts";
import type { CommitOfWork, TaskWork } from "./task-work.ts";

export interface TaskWorksInput {
  readonly tasks: readonly Task[];
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  readonly histories: readonly LinkedHistory[];
  readonly book: CommitBook;
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
    readonly commit: HistoryCommit | null;
    readonly fate: CommitOutcome;
  })[];
  readonly outcome: TaskOutcome;
}

export function worksOfTasks({ tasks, turns, sessions, histories, book }: TaskWorksInput): TaskWorks {
  const turnsById = new Map(turns.map((turn) => [turn.id, turn]));
  const folderOf = new Map(sessions.map(({ sessionId, cwd }) => [sessionId, cwd]));
  const commitsOf = commitsOfTasks(
    tasks.flatMap(({ turnIds }) => book.linksOf(turnIds)),
    tasks,
  );
  const told = toldByTask(histories, commitsOf);
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

function toldByTask(
  histories: readonly LinkedHistory[],
  commitsOf: ReadonlyMap<string, readonly CommitOfTask[]>,
): ReadonlyMap<string, readonly Told[]> {
  const found = new Map<string, Told[]>();
  const repositoryOf = firstHolding(histories);
  for (const history of histories) {
    const own = new Map<string, readonly CommitOfTask[]>();
    for (const [taskId, commits] of commitsOf) {
      const here = commits.filter(({ sha }) => repositoryOf.get(sha) === history.id);
      if (here.length > 0) own.set(taskId, here);
    }
    if (own.size === 0) continue;
    // Dates in the future were corrected when they were read: no clock is needed here.
    const outcomes = outcomesOf({
      history: history.history,
      commitsOfTasks: own,
      nowMs: Number.POSITIVE_INFINITY,
    });
    const bySha = new Map(history.history.commits.map((commit) => [commit.sha, commit]));
    for (const [taskId, commits] of own) {
      listAt(found, taskId).push({
        history,
        commits: commits.map((link) => ({
          ...link,
          commit: bySha.get(link.sha) ?? null,
          fate: outcomes.commits.get(link.sha)!,
        })),
        outcome: outcomes.tasks.get(taskId)!,
      });
    }
  }
  return found;
}

/** The history each commit counts in; `histories` come in the order in which they take them. */
function firstHolding(histories: readonly LinkedHistory[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { id, history } of histories) {
    for (const { sha } of history.commits) if (!found.has(sha)) found.set(sha, id);
  }
  return found;
}

function taskCommits({ history, commits }: Told): readonly TaskCommit[] {
  return commits.flatMap(({ commit, share }) =>
    commit === null ? [] : [{ commit, share, repository: history.id }],
  );
}

function commitOfWork(
  { sha, confidence, share, reasons }: CommitOfTask,
  told: readonly Told[],
  turns: readonly Turn[],
): CommitOfWork {
  for (const { history, commits } of told) {
    const known = commits.find((one) => one.sha === sha);
    if (known?.commit == null) continue;
    const { subject, authoredMs, files } = known.commit;
    const { reachable, merged, landedAs, revertedBy } = known.fate;
    const counted = files !== null && files.every((file) => file.addedLines !== null) ? files : null;
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

const linesOf = (commit: HistoryCommit | null): number =>
  (commit?.files ?? []).reduce((sum, file) => sum + changedLines(file), 0);
