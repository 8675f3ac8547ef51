/**
 * Cuts turns into tasks (method section 4): the turns of a session, split where people say that something new
 * begins, joined across sessions by branch, pull request and plan, then corrected by what a person said.
 *
 * The rules look at one person and project at a time: the cut of one such group never depends on another
 * group's turns. Only corrections (which may merge across projects) and ids (which may not be equal) see all.
 */

import { fileClassifier } from "../changes/file-kinds.ts";
import { grouped } from "../grouped.ts";
import type { ImportedEntry, Opinion, Session, Task, Turn } from "../types.ts";
import { correctCut, opinionsInForce, type Remarks, remarksOf } from "./corrections.ts";
import { assignTaskIds } from "./task-ids.ts";
import { joinSegments, type TaskDraft } from "./task-joins.ts";
import { byMark, byTime, type SessionSegments, segmentsOf } from "./task-segments.ts";
import { type SessionShare, titleOf, titleOfCommits } from "./titles.ts";
import { type KindOf, workTypeOf } from "./work-types.ts";

export interface CutInput {
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  /** All of them: undone ones are left out here. */
  readonly opinions: readonly Opinion[];
  readonly subjectsOf?: SubjectsOf;
}

/** Subjects of commits that are known to be some turns', from wherever the logs do not show them. */
export type SubjectsOf = (turnIds: readonly string[]) => readonly string[];

/** A task before anybody's remarks on it are heard and before it has an id. */
export type UnnamedTask = Omit<Task, "id">;

/**
 * All tasks, oldest first. Every turn is in exactly one of them; the order of the input does not matter; a
 * turn, session or opinion given twice counts once.
 */
export function cutTasks({ turns, sessions, opinions, subjectsOf = () => [] }: CutInput): Task[] {
  const inForce = opinionsInForce(opinions);
  const ordered = [...new Map(turns.map((turn) => [turn.id, turn])).values()].sort(byTime);
  const projects = projectsOf(ordered, sessions);
  const projectOf = (sessionId: string) => projects.get(sessionId)!;
  const drafts = cutDrafts(segmentsOf(ordered), projectOf, inForce);
  return nameTasks(drafts.map(describer({ turns: ordered, sessions, projectOf, subjectsOf })), inForce);
}

/**
 * The turns of each task, in time order; the tasks come in no order. Of opinions in force only merges, splits and moves
 * are looked at.
 */
export function cutDrafts(
  sessions: readonly SessionSegments[],
  projectOf: (sessionId: string) => string,
  inForce: readonly Opinion[],
): readonly TaskDraft[] {
  const groups = grouped(sessions, ({ person, sessionId }) => JSON.stringify([person, projectOf(sessionId)]));
  const drafts = [...groups.values()].flatMap((group) =>
    joinSegments(group.flatMap(({ segments }) => segments).sort((a, b) => byMark(a.turns[0]!, b.turns[0]!))),
  );
  return correctCut(drafts, inForce).map(({ turns, because }) => ({ turns: turns.sort(byMark), because }));
}

/** The tasks with what people said of each as a whole, imported rows, and ids. */
export function nameTasks(unnamed: readonly UnnamedTask[], inForce: readonly Opinion[]): Task[] {
  const all = [...unnamed, ...importedTasks(inForce)];
  const idOf = taskIdsOf(all);
  return all.sort(inTime).map((task) => namedTask(task, idOf.get(task.anchor)!, inForce));
}

/** What gives a task its id: no two get the same, and of two that would the older keeps it. */
type Anchored = Pick<Task, "anchor" | "firstMs">;

const inTime = (a: Anchored, b: Anchored): number => a.firstMs - b.firstMs || (a.anchor < b.anchor ? -1 : 1);

/** The ids of all tasks there are, by their anchors. */
export function taskIdsOf(tasks: readonly Anchored[]): ReadonlyMap<string, string> {
  const anchors = [...tasks].sort(inTime).map(({ anchor }) => anchor);
  const ids = assignTaskIds(anchors);
  return new Map(anchors.map((anchor, i) => [anchor, ids[i]!]));
}

/** The task with its id and with what was said of it as a whole; `said` may hold what was said of others. */
export function namedTask(task: UnnamedTask, id: string, said: readonly Opinion[]): Task {
  const remarks = remarksOf(said)(task.turnIds.length === 0 ? [task.anchor] : task.turnIds);
  return { id, ...withRemarks(task, remarks) };
}

/** Imported rows as tasks. */
export function importedTasks(inForce: readonly Opinion[]): readonly UnnamedTask[] {
  return importedEntries(inForce).map(importedTask);
}

/**
 * The project of each session, which is where it began: its turns stand wherever the agent's shell happened to
 * be, often in a folder inside the project.
 */
function projectsOf(ordered: readonly Turn[], sessions: readonly Session[]): ReadonlyMap<string, string> {
  const projects = new Map<string, string>();
  for (const { sessionId, project } of ordered) {
    if (!projects.has(sessionId)) projects.set(sessionId, project);
  }
  for (const { sessionId, project } of sessions) projects.set(sessionId, project);
  return projects;
}

export interface DescribeInput {
  /** In time order: all of the sessions that the tasks have turns of. */
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  readonly projectOf: (sessionId: string) => string;
  readonly subjectsOf: SubjectsOf;
}

/** Turns into the task they make, with everything the rules say of it. */
export function describer({
  turns: ordered,
  sessions,
  projectOf,
  subjectsOf,
}: DescribeInput): (draft: TaskDraft) => UnnamedTask {
  const turnOf = new Map(ordered.map((turn) => [turn.id, turn]));
  const sessionOf = new Map(sessions.map((session) => [session.sessionId, session]));
  const lengthOf = new Map(
    [...grouped(ordered, sessionIdOf).values()].map((turns) => [turns[0]!.sessionId, turns.length]),
  );
  return (draft) => {
    const turns = draft.turns.map(({ id }) => turnOf.get(id)!);
    const first = turns[0]!;
    const shares = [...grouped(turns, sessionIdOf).values()].flatMap((held): SessionShare[] => {
      const session = sessionOf.get(held[0]!.sessionId);
      if (session === undefined) return [];
      return [{ session, turns: held.length, mostly: held.length * 2 > lengthOf.get(session.sessionId)! }];
    });
    const { title, titleFrom } = titleOf(turns, shares);
    const task: UnnamedTask = {
      anchor: first.id,
      agent: first.agent,
      person: first.person,
      project: projectOf(first.sessionId),
      title,
      titleFrom,
      type: workTypeOf(turns, title, kindsIn(shares)),
      typeFrom: "rule",
      turnIds: turns.map(({ id }) => id),
      sessionIds: distinct(turns.map(sessionIdOf)),
      branches: distinct(turns.map(({ branch }) => branch).filter((branch) => branch !== null)),
      firstMs: first.startMs,
      lastMs: turns.reduce((last, { endMs }) => Math.max(last, endMs), first.startMs),
      excluded: false,
      notes: [],
      cutBecause: draft.because,
    };
    return titledByCommits(task, subjectsOf);
  };
}

const sessionIdOf = (turn: Turn): string => turn.sessionId;
const distinct = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];

/** By the folders of the task's own sessions: what others did elsewhere changes nothing. */
function kindsIn(shares: readonly SessionShare[]): KindOf {
  const folders = shares.map(({ session }) => session.cwd).filter((cwd) => cwd !== null);
  const classify = fileClassifier(folders);
  return (path) => classify(path).kind;
}

/** A commit's subject says more than a prompt; what the log itself shows of commits has been taken already. */
function titledByCommits(task: UnnamedTask, subjectsOf: SubjectsOf): UnnamedTask {
  if (task.titleFrom !== "session-title" && task.titleFrom !== "prompt") return task;
  return { ...task, ...titleOfCommits(subjectsOf(task.turnIds)) };
}

function withRemarks(task: UnnamedTask, said: Remarks): UnnamedTask {
  return {
    ...task,
    ...(said.title === null ? {} : { title: said.title, titleFrom: "correction" }),
    ...(said.type === null ? {} : { type: said.type, typeFrom: "correction" }),
    excluded: said.excluded,
    notes: said.notes,
  };
}

interface Imported {
  readonly entry: ImportedEntry;
  readonly by: string;
}

/** Imported entries in the order of their import; of two with one key the later counts. */
function importedEntries(inForce: readonly Opinion[]): readonly Imported[] {
  const byKey = new Map<string, Imported>();
  for (const { body, by } of inForce) {
    if (body.kind === "imported-entry") byKey.set(body.entry.key, { entry: body.entry, by });
  }
  return [...byKey.values()];
}

/** A row of a hand-kept record as a task of whoever imported it: it has a title and a day, and no turns. */
function importedTask({ entry, by: person }: Imported): UnnamedTask {
  // Noon of the day in UTC is on that day in nearly every time zone; the position keeps the rows' order.
  const atMs = Date.parse(`${entry.day}T12:00:00Z`) + entry.position;
  return {
    anchor: `import/${entry.key}`,
    agent: "import",
    person,
    project: "imported",
    title: entry.title,
    titleFrom: "import",
    type: workTypeOf([], entry.title, () => "source"),
    typeFrom: "import",
    turnIds: [],
    sessionIds: [],
    branches: [],
    firstMs: atMs,
    lastMs: atMs,
    excluded: false,
    notes: [],
    cutBecause: [`a row of an imported record, ${entry.origin.file}:${entry.origin.line}`],
  };
}
