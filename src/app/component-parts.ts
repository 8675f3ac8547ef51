/**
 * What is kept of one component's analysis: everything its turns and histories show by themselves. Records need the
 * parts of all components and what people said (`task-results.ts`). Tasks are cut from what the ledger keeps of every
 * stretch of its sessions; turns are read only of sessions that changed or whose tasks did.
 */

import { createHash } from "node:crypto";
import { batchesOf } from "../core/batches.ts";
import { type DiffSize, type NetDiff, writtenLines } from "../core/changes/net-diff.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import {
  type CommitsOfTasks,
  commitsInBook,
  type ToldHistory,
  worksOfTasks,
} from "../core/changes/task-works.ts";
import { grouped } from "../core/grouped.ts";
import { union } from "../core/intervals.ts";
import { CommitBook } from "../core/links/commit-book.ts";
import { measuredDays } from "../core/records/ledger.ts";
import type { TaskDraft } from "../core/tasks/task-joins.ts";
import { cutDrafts, describer, type UnnamedTask } from "../core/tasks/tasks.ts";
import type { Estimate, Interval, Opinion, Task, TaskDay, Turn } from "../core/types.ts";
import { workEstimates } from "../estimators/index.ts";
import type { StoredPart, StoredRepository, StoredTrace } from "../store/store.ts";
import { billedTurns } from "./billing.ts";
import { keyOf } from "./key-of.ts";
import { linkedHistories } from "./linked-histories.ts";
import type { Effects } from "./operation.ts";
import type { ReadSessions } from "./read-sessions.ts";
import { toldHistories } from "./told-histories.ts";

/** What the ledger keeps of a task beside the times agents worked. */
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
}

/** When agents worked, by person; disjoint, ascending. */
export type AgentTimes = Readonly<Record<string, readonly Interval[]>>;

export interface ComponentInput {
  readonly sessions: readonly StoredTrace[];
  readonly repositories: readonly StoredRepository[];
  /** On what belongs together, in force. */
  readonly opinions: readonly Opinion[];
  /** A text for each session that changes with all its turns show, by its id. */
  readonly versions: ReadonlyMap<string, string>;
  /** A text that changes with the repositories. */
  readonly repositoriesKey: string;
  /** Whether the part of that key is there, and as it would be made now. */
  readonly isKept: (key: string, draft: TaskDraft) => boolean;
  readonly read: ReadSessions;
}

export interface ComponentParts {
  /** Keys of those that are as they were. */
  readonly kept: readonly string[];
  /** All others, made as they are taken. */
  readonly made: AsyncIterable<readonly StoredPart[]>;
}

/** Parts are made of so many turns at a time: the memory of a component does not grow with it. */
const turnsAtOnce = 1_000;

export async function componentParts(effects: Effects, input: ComponentInput): Promise<ComponentParts> {
  const { sessions, repositories: places, opinions, read } = input;
  const store = await effects.store();
  const projects = new Map(sessions.map(({ sessionId, project }) => [sessionId, project]));
  const projectOf = (sessionId: string) => projects.get(sessionId)!;
  const drafts = cutDrafts(await store.segments([...projects.keys()]), projectOf, opinions);
  const logged = drafts.flatMap(({ turns }) => turns);
  const linked = await linkedHistories(effects, { places, sessions, logged, read });
  const book = new CommitBook(linked.histories, linked.inLogs, opinions);
  const all = drafts.map(({ turns }) => {
    const anchor = turns[0]!.id;
    return { id: anchor, anchor, turnIds: turns.map(({ id }) => id) };
  });
  const commits = commitsInBook(all, book);
  const told = await toldHistories(store, linked.histories, commits);
  const keyed = drafts.map((draft) => ({ draft, key: keyOfDraft(draft, commits, input) }));
  const isKept = ({ draft, key }: Keyed): boolean => input.isKept(key, draft);
  const fresh = keyed.filter((one) => !isKept(one));
  const making: MakingInput = {
    ...{ read, projectOf, commits, told },
    subjectsOf: (turnIds) => book.subjectsOf(turnIds),
  };
  return { kept: keyed.filter(isKept).map(({ key }) => key), made: inBatches(effects, fresh, making) };
}

async function* inBatches(
  effects: Effects,
  fresh: readonly Keyed[],
  making: MakingInput,
): AsyncGenerator<readonly StoredPart[], void> {
  const batches = batchesOf(fresh, turnsAtOnce, ({ draft }) => draft.turns.length);
  for (const batch of batches) yield await madeParts(effects, batch, making);
}

interface Keyed {
  readonly draft: TaskDraft;
  readonly key: string;
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

interface MakingInput {
  readonly read: ReadSessions;
  readonly projectOf: (sessionId: string) => string;
  readonly subjectsOf: (turnIds: readonly string[]) => readonly string[];
  readonly commits: CommitsOfTasks;
  readonly told: readonly ToldHistory[];
}

async function madeParts(
  effects: Effects,
  fresh: readonly Keyed[],
  { read, projectOf, subjectsOf, commits, told }: MakingInput,
): Promise<readonly StoredPart[]> {
  const sessionIds = new Set(fresh.flatMap(({ draft }) => draft.turns.map(({ sessionId }) => sessionId)));
  const sessions = await read.sessions(sessionIds);
  const turns = await billedTurns(await effects.store(), await read.turns(sessionIds));
  const turnOf = new Map(turns.map((turn) => [turn.id, turn]));
  const describe = describer({ turns, sessions, projectOf, subjectsOf });
  const tasks = fresh.map(({ draft }): Task => ({ id: draft.turns[0]!.id, ...describe(draft) }));
  const { work, diffs } = worksOfTasks({ tasks, turns, sessions, commits, told });
  const workOf = new Map(work.map((one) => [one.taskId, one]));
  const { timezone } = effects;
  const days = grouped(
    measuredDays({ tasks, turns, sessions, timezone, diffs }, new Set(tasks.map(({ id }) => id))),
    ({ taskId }) => taskId,
  );
  return fresh.map(({ draft, key }, i) => {
    const { id, ...task } = tasks[i]!;
    const own = draft.turns.map((mark) => turnOf.get(mark.id)!);
    const { diff, parts: sizes } = diffs.get(id) ?? nothing;
    const part: TaskPart = {
      task,
      days: days.get(id) ?? [],
      work: workOf.get(id) ?? null,
      models: workEstimates({ turns: own, diff, parts: sizes, lastMs: task.lastMs }),
      promptHead: own[0]!.prompt.head,
      writtenLines: writtenLines(diff),
    };
    return storedPart(key, part, agentTimesOf(own));
  });
}

function storedPart(key: string, part: TaskPart, times: AgentTimes): StoredPart {
  const { anchor, firstMs, turnIds } = part.task;
  const [detail, agent] = [JSON.stringify(part), JSON.stringify(times)];
  const stamp = createHash("sha1").update(detail).update(agent).digest("hex").slice(0, 16);
  return { anchor, key, stamp, firstMs, turnIds, agent, detail };
}

const nothing: { readonly diff: NetDiff; readonly parts: readonly DiffSize[] } = {
  diff: { files: [] },
  parts: [],
};

function agentTimesOf(turns: readonly Turn[]): AgentTimes {
  const persons = [...grouped(turns, ({ person }) => person)];
  return Object.fromEntries(
    persons.map(([person, own]) => [person, union(own.flatMap(({ agentIntervals }) => agentIntervals))]),
  );
}
