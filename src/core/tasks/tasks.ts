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
import { byTime, segmentsOf } from "./task-segments.ts";
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
export function cutTasks({ opinions, ...found }: CutInput): Task[] {
  const inForce = opinionsInForce(opinions);
  const { drafts, describe } = cutDrafts(found, inForce);
  return nameTasks(drafts.map(describe), inForce);
}

/** The turns of each task, and what the rules say of them; told apart, since saying takes longer than cutting. */
export interface Cut {
  /** In any order, each with its turns in time order. */
  readonly drafts: readonly TaskDraft[];
  describe(draft: TaskDraft): UnnamedTask;
}

/** The cut alone. Of opinions in force only merges, splits and moves are looked at. */
export function cutDrafts(
  { turns, sessions, subjectsOf = () => [] }: Omit<CutInput, "opinions">,
  inForce: readonly Opinion[],
): Cut {
  const ordered = [...new Map(turns.map((turn) => [turn.id, turn])).values()].sort(byTime);
  const projects = projectsOf(ordered, sessions);
  const projectOf = (turn: Turn): string => projects.get(turn.sessionId)!;
  const groups = [...grouped(ordered, (turn) => JSON.stringify([turn.person, projectOf(turn)])).values()];
  const drafts = correctCut(groups.flatMap(cutGroup), inForce);
  const describe = describer(ordered, sessions, projectOf);
  return {
    drafts: drafts.map(({ turns: own, because }) => ({ turns: own.sort(byTime), because })),
    describe: (draft) => titledByCommits(describe(draft), subjectsOf),
  };
}

/** The tasks with what people said of each as a whole, imported rows, and ids. */
export function nameTasks(unnamed: readonly UnnamedTask[], inForce: readonly Opinion[]): Task[] {
  const remarks = remarksOf(inForce);
  const imported = importedEntries(inForce).map(importedTask);
  const ordered = [...unnamed, ...imported].sort(
    (a, b) => a.firstMs - b.firstMs || (a.anchor < b.anchor ? -1 : 1),
  );
  const ids = assignTaskIds(ordered.map(({ anchor }) => anchor));
  return ordered.map((task, i) => ({
    id: ids[i]!,
    ...withRemarks(task, remarks(task.turnIds.length === 0 ? [task.anchor] : task.turnIds)),
  }));
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

/** The rules' cut of one person's turns in one project, which come in time order. */
export function cutGroup(turns: readonly Turn[]): readonly TaskDraft[] {
  const segments = [...grouped(turns, (turn) => turn.sessionId).values()].flatMap(segmentsOf);
  return joinSegments(segments.sort((a, b) => byTime(a.turns[0]!, b.turns[0]!)));
}

/** Turns into the task they make, with everything the rules say of it. */
function describer(
  ordered: readonly Turn[],
  sessions: readonly Session[],
  projectOf: (turn: Turn) => string,
): (draft: TaskDraft) => UnnamedTask {
  const sessionOf = new Map(sessions.map((session) => [session.sessionId, session]));
  const lengthOf = new Map(
    [...grouped(ordered, sessionIdOf).values()].map((turns) => [turns[0]!.sessionId, turns.length]),
  );
  return ({ turns, because }) => {
    const first = turns[0]!;
    const shares = [...grouped(turns, sessionIdOf).values()].flatMap((held): SessionShare[] => {
      const session = sessionOf.get(held[0]!.sessionId);
      if (session === undefined) return [];
      return [{ session, turns: held.length, mostly: held.length * 2 > lengthOf.get(session.sessionId)! }];
    });
    const { title, titleFrom } = titleOf(turns, shares);
    return {
      anchor: first.id,
      agent: first.agent,
      person: first.person,
      project: projectOf(first),
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
      cutBecause: because,
    };
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
