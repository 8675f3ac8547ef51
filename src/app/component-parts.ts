/**
 * What is kept of one component's analysis: everything its turns and histories show by themselves. Records need the
 * parts of all components and what people said (`task-results.ts`); only parts of sessions that changed are made anew.
 */
import { type DiffSize, type NetDiff, writtenLines } from "../core/changes/net-diff.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import { type CommitsOfTasks, commitsInBook, worksOfTasks } from "../core/changes/task-works.ts";
import { grouped } from "../core/grouped.ts";
import { union } from "../core/intervals.ts";
import { CommitBook } from "../core/links/commit-book.ts";
import type { SupervisionRules } from "../core/method.ts";
import { measuredDays } from "../core/records/ledger.ts";
import type { TaskDraft } from "../core/tasks/task-joins.ts";
import { cutDrafts, type UnnamedTask } from "../core/tasks/tasks.ts";
import { type Attention, attentionOf } from "../core/turns/supervision.ts";
import type { Estimate, Interval, Opinion, Session, Task, TaskDay, Turn } from "../core/types.ts";
import { workEstimates } from "../estimators/index.ts";
import type { Store } from "../store/store.ts";
import { keyOf } from "./cut-session.ts";
import type { LinkedHistories } from "./linked-histories.ts";
import { toldHistories } from "./told-histories.ts";

export interface TaskPart {
  /** A text that is equal where all else here is. */
  readonly key: string;
  readonly task: UnnamedTask;
  /** What turns alone say; the task is named by its anchor. */
  readonly days: readonly TaskDay[];
  /** The task is named by its anchor. */
  readonly work: TaskWork | null;
  /** What models say of the work. */
  readonly models: readonly Estimate[];
  /** Of the first prompt. */
  readonly promptHead: string;
  /** Of the net diff. */
  readonly writtenLines: number;
  /** When agents worked, by person; disjoint, ascending. */
  readonly agentIntervals: Readonly<Record<string, readonly Interval[]>>;
}

/** What one session asks of one person. */
export interface PersonsAttention {
  readonly person: string;
  readonly attention: Attention;
}

export interface ComponentParts {
  readonly tasks: readonly TaskPart[];
  readonly attention: readonly PersonsAttention[];
}

export interface ComponentInput {
  /** Each with the requests that count in it. */
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  readonly linked: LinkedHistories;
  /** In force. */
  readonly opinions: readonly Opinion[];
  readonly timezone: string;
  readonly supervision: SupervisionRules;
  /** A text for each session that changes with all its turns show, by its id. */
  readonly versions: ReadonlyMap<string, string>;
  /** A text that changes with the repositories. */
  readonly repositoriesKey: string;
  /** Of the last analysis, those that may be as they were. */
  readonly before: readonly TaskPart[];
}

/** Parts of tasks whose turns, sessions and commits are as they were are taken over. */
export async function componentParts(store: Store, input: ComponentInput): Promise<ComponentParts> {
  const { turns, sessions, linked, opinions, timezone } = input;
  const book = new CommitBook(linked.histories, linked.inLogs, opinions);
  const subjectsOf = (turnIds: readonly string[]) => book.subjectsOf(turnIds);
  const { drafts, describe } = cutDrafts({ turns, sessions, subjectsOf }, opinions);
  const all = drafts.map(({ turns: own }) => {
    const anchor = own[0]!.id;
    return { id: anchor, anchor, turnIds: own.map(({ id }) => id) };
  });
  const commits = commitsInBook(all, book);
  const told = await toldHistories(store, linked.histories, commits);
  const known = new Map(input.before.map((part) => [part.key, part]));
  const keyed = drafts.map((draft) => ({ draft, key: keyOfDraft(draft, commits, input) }));
  const fresh = keyed.filter(({ key }) => !known.has(key));
  const tasks: readonly Task[] = fresh.map(({ draft }) => ({ id: draft.turns[0]!.id, ...describe(draft) }));
  const { work, diffs } = worksOfTasks({ tasks, turns, sessions, commits, told });
  const workOf = new Map(work.map((one) => [one.taskId, one]));
  const days = grouped(
    measuredDays(
      { tasks: all, turns, sessions, timezone, diffs },
      new Set(tasks.map(({ anchor }) => anchor)),
    ),
    ({ taskId }) => taskId,
  );
  const made = fresh.map(({ draft, key }, i): TaskPart => {
    const { id, ...task } = tasks[i]!;
    const { diff, parts: sizes } = diffs.get(id) ?? nothing;
    return {
      key,
      task,
      days: days.get(id) ?? [],
      work: workOf.get(id) ?? null,
      models: workEstimates({ turns: draft.turns, diff, parts: sizes, lastMs: task.lastMs }),
      promptHead: draft.turns[0]!.prompt.head,
      writtenLines: writtenLines(diff),
      agentIntervals: intervalsByPerson(draft.turns),
    };
  });
  const kept = keyed.flatMap(({ key }) => known.get(key) ?? []);
  const parts = [...kept, ...made].sort((a, b) => (a.task.anchor < b.task.anchor ? -1 : 1));
  return { tasks: parts, attention: attentionIn(turns, input.supervision) };
}

function keyOfDraft(
  { turns, because }: TaskDraft,
  commits: CommitsOfTasks,
  { versions, repositoriesKey }: ComponentInput,
): string {
  const sessionIds = new Set(turns.map(({ sessionId }) => sessionId));
  return keyOf(
    because,
    turns.map(({ id }) => id),
    [...sessionIds].map((id) => versions.get(id)),
    repositoriesKey,
    commits.get(turns[0]!.id) ?? [],
  );
}

const nothing: { readonly diff: NetDiff; readonly parts: readonly DiffSize[] } = {
  diff: { files: [] },
  parts: [],
};

function intervalsByPerson(turns: readonly Turn[]): TaskPart["agentIntervals"] {
  const persons = [...grouped(turns, ({ person }) => person)];
  return Object.fromEntries(
    persons.map(([person, own]) => [person, union(own.flatMap(({ agentIntervals }) => agentIntervals))]),
  );
}

function attentionIn(turns: readonly Turn[], rules: SupervisionRules): readonly PersonsAttention[] {
  return [...grouped(turns, ({ person, sessionId }) => JSON.stringify([person, sessionId])).values()].map(
    (own) => ({ person: own[0]!.person, attention: attentionOf(own, rules) }),
  );
}
