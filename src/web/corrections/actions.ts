/**
 * Corrections of tasks as a person makes them: what the server is asked, what is shown before it has answered, and words
 * for it. Several tasks at once are several questions, undone together.
 */
import type { MinutesRange, WorkType } from "../../core/types.ts";
import { plainTitle } from "../../formats/text.ts";
import type { Answers, Changes, Input } from "../answers.ts";
import { estimateFields, estimateText } from "./typed-estimate.ts";

export type Item = Answers["review"]["items"][number];

export interface Request {
  readonly name: keyof Changes;
  readonly input: Input;
}

export interface Action {
  /** In the past tense: `estimated “Add watch mode” 4h`. */
  readonly words: string;
  /** Ids of the tasks it changes. */
  readonly tasks: readonly string[];
  readonly requests: readonly Request[];
  /** The list as it will be. */
  apply(items: readonly Item[]): readonly Item[];
}

type Tasks = readonly Item[];

export function estimateTasks(tasks: Tasks, minutes: MinutesRange): Action {
  const declared = {
    ...minutes,
    estimator: "declared",
    version: 1,
    givenMs: 0,
    assumption: "",
    warnings: [],
    inputs: {},
    note: null,
  };
  return {
    words: `estimated ${named(tasks)} ${estimateText(minutes)}`,
    tasks: idsOf(tasks),
    requests: tasks.map(({ id }) => ({
      name: "estimate",
      input: { task: id, ...estimateFields(minutes) },
    })),
    apply: changing(tasks, (item) => ({
      ...item,
      estimate: declared,
      doubts: item.doubts.filter(({ about }) => about === "commit"),
    })),
  };
}

export function excludeTasks(tasks: Tasks): Action {
  return {
    words: `excluded ${named(tasks)}`,
    tasks: idsOf(tasks),
    requests: tasks.map(({ id }) => ({ name: "task exclude", input: { task: id } })),
    apply: changing(tasks, (item) => ({ ...item, excluded: true, doubts: [] })),
  };
}

export function includeTasks(tasks: Tasks): Action {
  return {
    words: `included ${named(tasks)}`,
    tasks: idsOf(tasks),
    requests: tasks.map(({ id }) => ({ name: "task include", input: { task: id } })),
    apply: changing(tasks, (item) => ({ ...item, excluded: false })),
  };
}

export function retypeTasks(tasks: Tasks, type: WorkType): Action {
  return {
    words: `made ${named(tasks)} ${type}`,
    tasks: idsOf(tasks),
    requests: tasks.map(({ id }) => ({ name: "task type", input: { task: id, type } })),
    apply: changing(tasks, (item) => ({ ...seen(item), type })),
  };
}

export function renameTask(task: Item, title: string): Action {
  return {
    words: `renamed ${named([task])} to “${plainTitle(title)}”`,
    tasks: [task.id],
    requests: [{ name: "task rename", input: { task: task.id, title } }],
    apply: changing([task], (item) => ({ ...seen(item), title })),
  };
}

/** What a person leaves as it is has been looked at; the note says so in `explain`. */
export function confirmCut(tasks: Tasks): Action {
  return {
    words: `confirmed the cut of ${named(tasks)}`,
    tasks: idsOf(tasks),
    requests: tasks.map(({ id }) => ({
      name: "task note",
      input: { task: id, text: "The cut is right." },
    })),
    apply: changing(tasks, seen),
  };
}

export function mergeTasks(tasks: Tasks): Action {
  return mergeInto(oldestOf(tasks), tasks, tasks);
}

/** The task that the others become part of: it keeps its id. */
export function oldestOf(tasks: Tasks): Item {
  return tasks.reduce((oldest, task) => (task.firstMs < oldest.firstMs ? task : oldest));
}

type Named = Pick<Item, "id" | "title">;

/**
 * Shown is what the server will answer, so that whoever types on meets no other row: the oldest, where the newest stands, with
 * the sums of all.
 * @param kept the oldest, which may not be in the list
 * @param inList those that are, newest first
 */
export function mergeInto(kept: Named, inList: Tasks, all: readonly Named[]): Action {
  const { id, title } = kept;
  const [newest, ...others] = inList;
  const merged = (item: Item): Item => ({
    ...seen(inList.find((one) => one.id === id) ?? item),
    ...{ id, title, day: item.day },
    prompts: sumOf(inList, ({ prompts }) => prompts),
    agentMinutes: sumOf(inList, ({ agentMinutes }) => agentMinutes),
    supervisoryMinutes: sumOf(inList, ({ supervisoryMinutes }) => supervisoryMinutes),
  });
  return {
    words: `merged ${all.map((one) => quoted(one.title)).join(" and ")}`,
    tasks: all.map((one) => one.id),
    requests: [{ name: "task merge", input: { tasks: all.map((one) => one.id) } }],
    apply: (items) =>
      items
        .filter((item) => !others.some((other) => other.id === item.id))
        .map((item) => (item.id === newest?.id ? merged(item) : item)),
  };
}

/** @param prompt the first prompt of the new task, from 2 on. */
export function splitTask(task: Item, prompt: number): Action {
  return {
    words: `split ${named([task])} at prompt ${prompt}`,
    tasks: [task.id],
    requests: [{ name: "task split", input: { task: task.id, prompt: String(prompt) } }],
    apply: changing([task], (item) => ({ ...seen(item), prompts: prompt - 1 })),
  };
}

/** @param linked whether the task made the commit, or a part of it. */
export function judgeCommit(
  task: Item,
  commit: { readonly sha: string; readonly subject: string },
  linked: boolean,
): Action {
  const of = `“${plainTitle(commit.subject)}” ${linked ? "to" : "from"} ${named([task])}`;
  return {
    words: `${linked ? "linked" : "unlinked"} ${of}`,
    tasks: [task.id],
    requests: [{ name: linked ? "task link" : "task unlink", input: { task: task.id, sha: commit.sha } }],
    apply: changing([task], (item) => ({
      ...item,
      doubts: item.doubts.filter((doubt) => doubt.about !== "commit" || doubt.sha !== commit.sha),
    })),
  };
}

/** Takes back what was said at any time, not only in this visit. */
export function undoOpinion(task: string, seq: number, words: string): Action {
  return {
    words: `took back “${words}”`,
    tasks: [task],
    requests: [{ name: "task undo", input: { number: seq } }],
    apply: (items) => items,
  };
}

/** The list with these tasks as they were and where they were. */
export function restored(
  items: readonly Item[],
  before: readonly Item[],
  tasks: readonly string[],
): readonly Item[] {
  const list = items.filter(({ id }) => !tasks.includes(id));
  for (const [place, item] of before.entries()) {
    if (!tasks.includes(item.id)) continue;
    const follower = before.slice(place + 1).find(({ id }) => list.some((one) => one.id === id));
    const at = follower === undefined ? list.length : list.findIndex(({ id }) => id === follower.id);
    list.splice(at, 0, item);
  }
  return list;
}

/** Whoever said anything of a task has looked at its cut. */
const seen = (item: Item): Item => ({
  ...item,
  doubts: item.doubts.filter(({ about }) => about !== "cut"),
});

function changing(tasks: Tasks, change: (item: Item) => Item): Action["apply"] {
  const ids = new Set(idsOf(tasks));
  return (items) => items.map((item) => (ids.has(item.id) ? change(item) : item));
}

const idsOf = (tasks: Tasks): readonly string[] => tasks.map(({ id }) => id);
const sumOf = (tasks: Tasks, of: (item: Item) => number): number =>
  tasks.reduce((sum, item) => sum + of(item), 0);
const quoted = (title: string): string => `“${plainTitle(title)}”`;

function named(tasks: Tasks): string {
  const [first] = tasks;
  return tasks.length === 1 && first !== undefined ? quoted(first.title) : `${tasks.length} tasks`;
}
