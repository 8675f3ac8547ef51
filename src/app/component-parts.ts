/**
 * What is kept of one component's analysis: everything its turns and histories show by themselves. Records need the
 * parts of all components and what people said (`task-results.ts`); only parts of sessions that changed are made anew.
 */
import { type DiffSize, type NetDiff, writtenLines } from "../core/changes/net-diff.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import { commitsInBook, worksOfTasks } from "../core/changes/task-works.ts";
import { union } from "../core/intervals.ts";
import { CommitBook } from "../core/links/commit-book.ts";
import type { SupervisionRules } from "../core/method.ts";
import { measuredDays } from "../core/records/ledger.ts";
import { cutUnnamed, type UnnamedTask } from "../core/tasks/tasks.ts";
import { type Attention, attentionOf } from "../core/turns/supervision.ts";
import type { Estimate, Interval, Opinion, Session, Task, TaskDay, Turn } from "../core/types.ts";
import { workEstimates } from "../estimators/index.ts";
import type { Store } from "../store/store.ts";
import type { LinkedHistories } from "./linked-histories.ts";
import { toldHistories } from "./told-histories.ts";

export interface TaskPart {
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
}

export async function componentParts(store: Store, input: ComponentInput): Promise<ComponentParts> {
  const { turns, sessions, linked, opinions, timezone } = input;
  const book = new CommitBook(linked.histories, linked.inLogs, opinions);
  const subjectsOf = (turnIds: readonly string[]) => book.subjectsOf(turnIds);
  const unnamed = cutUnnamed({ turns, sessions, subjectsOf }, opinions);
  const tasks: readonly Task[] = unnamed.map((task) => ({ id: task.anchor, ...task }));
  const commits = commitsInBook(tasks, book);
  const told = await toldHistories(store, linked.histories, commits);
  const { work, diffs } = worksOfTasks({ tasks, turns, sessions, commits, told });
  const workOf = new Map(work.map((one) => [one.taskId, one]));
  const days = groupedBy(measuredDays({ tasks, turns, sessions, timezone, diffs }), ({ taskId }) => taskId);
  const turnsById = new Map(turns.map((turn) => [turn.id, turn]));
  const parts = unnamed.map((task): TaskPart => {
    const own = task.turnIds.flatMap((id) => turnsById.get(id) ?? []);
    const { diff, parts: sizes } = diffs.get(task.anchor) ?? nothing;
    return {
      task,
      days: days.get(task.anchor) ?? [],
      work: workOf.get(task.anchor) ?? null,
      models: workEstimates({ turns: own, diff, parts: sizes, lastMs: task.lastMs }),
      promptHead: own[0]?.prompt.head ?? "",
      writtenLines: writtenLines(diff),
      agentIntervals: intervalsByPerson(own),
    };
  });
  return { tasks: parts, attention: attentionIn(turns, input.supervision) };
}

const nothing: { readonly diff: NetDiff; readonly parts: readonly DiffSize[] } = {
  diff: { files: [] },
  parts: [],
};

function intervalsByPerson(turns: readonly Turn[]): TaskPart["agentIntervals"] {
  const persons = [...groupedBy(turns, ({ person }) => person)];
  return Object.fromEntries(
    persons.map(([person, own]) => [person, union(own.flatMap(({ agentIntervals }) => agentIntervals))]),
  );
}

function attentionIn(turns: readonly Turn[], rules: SupervisionRules): readonly PersonsAttention[] {
  return [...groupedBy(turns, ({ person, sessionId }) => JSON.stringify([person, sessionId])).values()].map(
    (own) => ({ person: own[0]!.person, attention: attentionOf(own, rules) }),
  );
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
