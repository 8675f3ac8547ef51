/**
 * What people said about the cut of tasks, applied to it. Corrections name turns and come after all rules, in
 * the order they were given, so that a correction wins over every rule for ever: whatever the rules make of
 * logs that grow or are read again, the turns it names end up as it says.
 *
 * A correction whose turns are not (or no longer) in the ledger waits without effect. Imported entries are
 * rows of their own: they can be renamed, retyped, excluded and noted on, but hold no turns to merge or move.
 */

import type { Opinion, WorkType } from "../types.ts";
import type { TaskDraft } from "./task-joins.ts";
import { byMark, type TurnMark } from "./task-segments.ts";

/**
 * The opinions that count, by `seq`, without undos: an undo cancels the opinion it names, unless a later undo
 * cancels it in turn. An undo of something later or unknown does nothing.
 */
export function opinionsInForce(opinions: readonly Opinion[]): readonly Opinion[] {
  const bySeq = new Map(opinions.map((opinion) => [opinion.seq, opinion]));
  const ordered = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  const cancelled = new Set<number>();
  for (const { seq, body } of ordered.toReversed()) {
    if (body.kind === "undo" && body.seq < seq && !cancelled.has(seq)) cancelled.add(body.seq);
  }
  return ordered.filter(({ seq, body }) => body.kind !== "undo" && !cancelled.has(seq));
}

/** Merges, splits and moves applied to the tasks as the rules cut them. `inForce` as `opinionsInForce` has it. */
export function correctCut(drafts: readonly TaskDraft[], inForce: readonly Opinion[]): readonly TaskDraft[] {
  const cut = new Partition(drafts);
  for (const { seq, body } of inForce) {
    if (body.kind === "merge") cut.merge(body.turnIds, `merged by correction ${seq}`);
    else if (body.kind === "split") cut.split(body.turnId, `split off by correction ${seq}`);
    else if (body.kind === "move")
      cut.move(body.turnIds, body.toTurnId, `turns moved in by correction ${seq}`);
  }
  return cut.drafts();
}

/** Turns in disjoint tasks. */
class Partition {
  readonly #taskOf = new Map<string, TaskDraft>();
  readonly #tasks: Set<TaskDraft>;

  constructor(drafts: readonly TaskDraft[]) {
    this.#tasks = new Set(drafts.map(({ turns, because }) => ({ turns: [...turns], because: [...because] })));
    for (const task of this.#tasks) this.#hold(task, task.turns);
  }

  drafts(): readonly TaskDraft[] {
    return [...this.#tasks].filter(({ turns }) => turns.length > 0);
  }

  merge(turnIds: readonly string[], because: string): void {
    const [into, ...others] = this.#tasksOf(turnIds);
    if (into === undefined || others.length === 0) return;
    for (const other of others) {
      into.turns.push(...other.turns);
      into.because.push(...other.because);
      this.#hold(into, other.turns);
      this.#tasks.delete(other);
    }
    into.because.push(because);
  }

  split(turnId: string, because: string): void {
    const task = this.#taskOf.get(turnId);
    if (task === undefined) return;
    task.turns.sort(byMark);
    const at = task.turns.findIndex((turn) => turn.id === turnId);
    if (at === 0) return;
    this.#add({ turns: task.turns.splice(at), because: [because] });
  }

  move(turnIds: readonly string[], toTurnId: string, because: string): void {
    const to = this.#taskOf.get(toTurnId);
    if (to === undefined) return;
    const wanted = new Set(turnIds);
    const from = this.#tasksOf(turnIds).filter((task) => task !== to);
    for (const task of from) {
      const moved = task.turns.filter((turn) => wanted.has(turn.id));
      const kept = task.turns.filter((turn) => !wanted.has(turn.id));
      task.turns.splice(0, Number.POSITIVE_INFINITY, ...kept);
      to.turns.push(...moved);
      this.#hold(to, moved);
    }
    if (from.length > 0) to.because.push(because);
  }

  #tasksOf(turnIds: readonly string[]): readonly TaskDraft[] {
    const found = turnIds.map((id) => this.#taskOf.get(id)).filter((task) => task !== undefined);
    return [...new Set(found)];
  }

  #add(task: TaskDraft): void {
    this.#tasks.add(task);
    this.#hold(task, task.turns);
  }

  #hold(task: TaskDraft, turns: readonly TurnMark[]): void {
    for (const turn of turns) this.#taskOf.set(turn.id, task);
  }
}

/** What was said about one task as a whole. */
export interface Remarks {
  readonly title: string | null;
  readonly type: WorkType | null;
  readonly excluded: boolean;
  readonly notes: readonly string[];
}

/** The remarks on tasks by turn id (or anchor); of two titles, types or exclusions the later counts. */
export function remarksOf(inForce: readonly Opinion[]): (turnIds: readonly string[]) => Remarks {
  const byTurn = new Map<string, Opinion[]>();
  for (const opinion of inForce) {
    if (!("turnId" in opinion.body)) continue;
    const { turnId } = opinion.body;
    byTurn.set(turnId, [...(byTurn.get(turnId) ?? []), opinion]);
  }
  return (turnIds) => {
    const said = turnIds.flatMap((id) => byTurn.get(id) ?? []).sort((a, b) => a.seq - b.seq);
    let remarks: Remarks = { title: null, type: null, excluded: false, notes: [] };
    for (const { body } of said) remarks = withRemark(remarks, body);
    return remarks;
  };
}

function withRemark(remarks: Remarks, body: Opinion["body"]): Remarks {
  if (body.kind === "rename") return { ...remarks, title: body.title };
  if (body.kind === "retype") return { ...remarks, type: body.type };
  if (body.kind === "exclude" || body.kind === "include") {
    return { ...remarks, excluded: body.kind === "exclude" };
  }
  return body.kind === "note" ? { ...remarks, notes: [...remarks.notes, body.text] } : remarks;
}
