/**
 * Puts the parts of all components together with what people said: tasks, their days, estimates, supervision. A task is
 * made anew where what it was made from is not as it was; of all others only that much is read.
 */

import { batchesOf } from "../core/batches.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import { plansAmong, type TakenPlan, takenPlans } from "../core/estimates/plans.ts";
import { grouped } from "../core/grouped.ts";
import { completedDays, supervisedAnew } from "../core/records/ledger.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import { importedTasks, namedTask, taskIdsOf, type UnnamedTask } from "../core/tasks/tasks.ts";
import { type Attention, superviseSessions } from "../core/turns/supervision.ts";
import type { Opinion, Task, TaskDay } from "../core/types.ts";
import type { OtherSupervision, PartToMake, Store, TaskMark } from "../store/store.ts";
import { storeAgentDays } from "./agent-days.ts";
import type { TaskPart } from "./component-parts.ts";
import { type Analysed, sessionOf } from "./components.ts";
import { type ChangedTask, takeEvidence, type Unsettled, unsettledBy } from "./estimates.ts";
import { keyOf } from "./key-of.ts";
import type { Effects } from "./operation.ts";
import { partsRules } from "./result-keys.ts";
import { supervisionRules } from "./supervision-rules.ts";

/** Where the ledger notes the rules that the results of tasks were made by. */
const resultsKey = "task-results-key";

/** Tasks are made so many at a time: memory does not grow with the history. */
const tasksAtOnce = 500;

/** A task as it should be, before it is made. */
interface Wanted extends Pick<TaskMark, "id" | "anchor" | "madeFrom"> {
  readonly said: readonly Opinion[];
  readonly plans: readonly TakenPlan[];
}

/** All but estimates, of which it gives what is to be settled. To be called inside a transaction. */
export async function storeTaskResults(
  effects: Effects,
  store: Store,
  { people }: Analysed,
): Promise<Unsettled> {
  const rules = keyOf(partsRules(effects), effects.config.scope);
  const rulesAreNew = (await store.meta(resultsKey)) !== rules;
  const inForce = opinionsInForce(await store.opinions());
  const imported = new Map(importedTasks(inForce).map((task) => [task.anchor, task]));
  const { changed, goneIds } = await tasksToMake(store, { rules, inForce, imported });
  const ids = [...goneIds, ...changed.map(({ id }) => id)];
  const days = new Set(await store.daysOfTasks(ids));
  const before = await store.evidence({ taskIds: ids });
  await store.removeTasks(goneIds);

  const { own, ...unsettled } = await unsettledBy(store, before);
  for (const batch of batchesOf(changed, tasksAtOnce))
    await takeEvidence(store, await madeTasks(store, batch, imported));
  const toldAnew = rulesAreNew ? await everybody(store, people) : people;
  const supervised = await storeSupervision(effects, store, toldAnew);
  const others = await tasksSupervisedAnew(effects, store, { supervised, changed });
  for (const day of await storeDays(effects, store, { changed: [...changed, ...others], imported, inForce }))
    days.add(day);
  await storeAgentDays(effects, store, days);
  if (rulesAreNew) await store.setMeta(resultsKey, rules);
  return { ...unsettled, own: new Set([...own, ...changed.map(({ id }) => id)]) };
}

async function madeTasks(
  store: Store,
  wanted: readonly Wanted[],
  imported: Sources["imported"],
): Promise<readonly ChangedTask[]> {
  const parts = await partsOf(store, wanted, imported);
  const made: ChangedTask[] = [];
  for (const { id, anchor, madeFrom, said, plans } of wanted) {
    const { part } = parts.get(anchor)!;
    const task = namedTask(part.task, id, said);
    await store.saveTask(task, madeFrom);
    const work: TaskWork | null = part.work === null ? null : { ...part.work, taskId: id };
    await store.replaceWork(id, work);
    made.push({ task, shown: part, said, plans });
  }
  return made;
}

interface Sources {
  readonly rules: string;
  readonly inForce: readonly Opinion[];
  readonly imported: ReadonlyMap<string, UnnamedTask>;
}

/** The tasks that are not as they should be, and the ids of those that should not be. */
async function tasksToMake(
  store: Store,
  { rules, inForce, imported }: Sources,
): Promise<{ readonly changed: readonly Wanted[]; readonly goneIds: readonly string[] }> {
  const others = await store.tasksWithoutPart();
  const rows = importedToMake(imported, others);
  const saidOf = await opinionsByAnchor(store, inForce);
  let parts = await store.partsToMake(rules, [...saidOf.keys()]);
  // Where no task comes and none goes, all are called as they were, and most need not be looked at.
  const areThere =
    [...parts, ...rows].every(({ taskId }) => taskId !== null) && others.length === rows.length;
  const plans = plansAmong(inForce);
  if (!areThere || plans.length > 0) parts = await store.partsToMake(otherRules);
  const all = [...parts, ...rows];
  const idOf = areThere ? new Map(all.map(({ anchor, taskId }) => [anchor, taskId!])) : taskIdsOf(all);
  const plansOf = plans.length > 0 ? await plansByTask(store, inForce, { all, idOf }) : noPlans;
  const wanted = all.map(({ anchor, stamp, ...one }) => {
    const id = idOf.get(anchor)!;
    const said = saidOf.get(anchor) ?? [];
    const taken = plansOf.get(id) ?? [];
    const texts = taken.map(({ plan, late, attachedMs }) => `${plan.hash}/${late}/${attachedMs}`);
    const madeFrom = [rules, stamp, ...said.map(({ seq }) => seq), ...texts].join(" ");
    return {
      ...{ id, anchor, madeFrom, said, plans: taken },
      isMade: id === one.taskId && madeFrom === one.madeFrom,
    };
  });
  const gone = areThere ? [] : (await store.taskMarks()).filter(({ id, anchor }) => idOf.get(anchor) !== id);
  return { changed: wanted.filter(({ isMade }) => !isMade), goneIds: gone.map(({ id }) => id) };
}

/** No task is made by these: all parts are to be looked at. */
const otherRules = "";

const noPlans: ReadonlyMap<string, readonly TakenPlan[]> = new Map();

/** Imported rows as if each were a part. */
function importedToMake(imported: Sources["imported"], tasks: readonly TaskMark[]): readonly PartToMake[] {
  const known = new Map(tasks.map((mark) => [mark.anchor, mark]));
  return [...imported.values()].map(({ anchor, firstMs }) => {
    const mark = known.get(anchor);
    const isThere = mark?.firstMs === firstMs;
    return {
      ...{ anchor, firstMs, stamp: "imported" },
      taskId: isThere ? mark.id : null,
      madeFrom: isThere ? mark.madeFrom : null,
    };
  });
}

/** What was said of each task as a whole, by its anchor. */
async function opinionsByAnchor(
  store: Store,
  inForce: readonly Opinion[],
): Promise<ReadonlyMap<string, readonly Opinion[]>> {
  const spoken = inForce.flatMap((opinion) => {
    const turnId = turnSpokenOf(opinion);
    return turnId === null ? [] : [{ turnId, opinion }];
  });
  const anchorOf = await store.anchorsOf(spoken.map(({ turnId }) => turnId));
  const byAnchor = grouped(spoken, ({ turnId }) => anchorOf.get(turnId) ?? turnId);
  return new Map([...byAnchor].map(([anchor, own]) => [anchor, own.map(({ opinion }) => opinion)]));
}

function turnSpokenOf({ body }: Opinion): string | null {
  if (body.kind === "imported-entry") return `import/${body.entry.key}`;
  return "turnId" in body ? body.turnId : null;
}

/** Plans by the ids of the tasks that took them, of which `all` are all. */
async function plansByTask(
  store: Store,
  inForce: readonly Opinion[],
  { all, idOf }: { readonly all: readonly PartToMake[]; readonly idOf: ReadonlyMap<string, string> },
): Promise<ReadonlyMap<string, readonly TakenPlan[]>> {
  const branches = new Set(inForce.flatMap(({ body }) => (body.kind === "plan" ? [body.branch] : [])));
  const turns = await store.turnPlaces();
  const attached = inForce.flatMap(({ body }) => (body.kind === "plan-attach" ? [body.turnId] : []));
  const onBranch = turns.filter(({ branch }) => branch !== null && branches.has(branch));
  const anchorOf = await store.anchorsOf([...attached, ...onBranch.map(({ id }) => id)]);
  const turnsOf = grouped(anchorOf.keys(), (turnId) => anchorOf.get(turnId)!);
  const tasks = all.map(({ anchor, firstMs }) => {
    return { id: idOf.get(anchor)!, firstMs, turnIds: turnsOf.get(anchor) ?? [] };
  });
  return grouped(takenPlans(inForce, tasks, turns), ({ taskId }) => taskId);
}

interface PartOfTask {
  readonly part: TaskPart;
}

async function partsOf(
  store: Store,
  tasks: readonly Pick<TaskMark, "anchor">[],
  imported: ReadonlyMap<string, UnnamedTask>,
): Promise<ReadonlyMap<string, PartOfTask>> {
  const anchors = tasks.map(({ anchor }) => anchor);
  const details = await store.partDetails(anchors);
  const parts = JSON.parse(`[${details.join()}]`) as TaskPart[];
  const rows = anchors.flatMap((anchor) => imported.get(anchor) ?? []).map(partOfImported);
  return new Map([...parts, ...rows].map((part) => [part.task.anchor, { part }]));
}

/** A row of a hand-kept record shows nothing by itself. */
function partOfImported(task: UnnamedTask): TaskPart {
  return { task, days: [], work: null, models: [], promptHead: "", writtenLines: 0 };
}

async function everybody(store: Store, others: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  return new Set([...others, ...(await store.attention()).map(({ person }) => person)]);
}

/** Gives what is not as it was. */
async function storeSupervision(
  effects: Effects,
  store: Store,
  people: ReadonlySet<string>,
): Promise<readonly OtherSupervision[]> {
  const rules = supervisionRules(effects);
  const others: OtherSupervision[] = [];
  for (const person of people) {
    const sessions = (await store.attention(person)).map(({ attention }) => attention);
    const supervision = superviseSessions(sessions, rules);
    others.push(...(await store.saveSupervision(person, supervision, sessionOf)));
  }
  return others;
}

/**
 * One prompt more moves the person's median, and with it what stands for each of their absences: most of the tasks that
 * this touches differ by nothing else. Gives those whose days have to be told anew.
 */
async function tasksSupervisedAnew(
  { timezone }: Effects,
  store: Store,
  {
    supervised,
    changed,
  }: { readonly supervised: readonly OtherSupervision[]; readonly changed: readonly Wanted[] },
): Promise<readonly TaskMark[]> {
  const anchorOf = await store.anchorsOf(supervised.map(({ turnId }) => turnId));
  const byAnchor = grouped(supervised, ({ turnId }) => anchorOf.get(turnId) ?? "");
  for (const { anchor } of changed) byAnchor.delete(anchor);
  const marks = await store.taskMarks([...byAnchor.keys()]);
  const daysOf = grouped(
    await store.taskDays({ taskIds: marks.map(({ id }) => id) }),
    ({ taskId }) => taskId,
  );
  const left: TaskMark[] = [];
  for (const mark of marks) {
    const own = byAnchor.get(mark.anchor)!;
    const [before, now] = [own.flatMap((one) => one.before), own.flatMap((one) => one.now)];
    const days = supervisedAnew(daysOf.get(mark.id) ?? [], { before, now, timezone });
    if (days === null) left.push(mark);
    else await store.replaceDays(mark.id, days);
  }
  return left;
}

/** What the sessions of each person ask of them, one list a person. */
export async function attentionByPerson(store: Store): Promise<readonly (readonly Attention[])[]> {
  const byPerson = grouped(await store.attention(), ({ person }) => person);
  return [...byPerson.values()].map((own) => own.map(({ attention }) => attention));
}

/** Gives the days that the tasks have rows of. */
async function storeDays(
  { timezone }: Effects,
  store: Store,
  input: Pick<Sources, "imported" | "inForce"> & {
    readonly changed: readonly Pick<Wanted, "id" | "anchor">[];
  },
): Promise<readonly string[]> {
  const all = new Map(input.changed.map((one) => [one.anchor, one])).values();
  const found = new Set<string>();
  for (const wanted of batchesOf(all, tasksAtOnce)) {
    const parts = await partsOf(store, wanted, input.imported);
    const tasks = wanted.map(({ id, anchor }): Task => ({ id, ...parts.get(anchor)!.part.task }));
    const sessionIds = [...new Set(tasks.flatMap((task) => task.sessionIds))];
    const days = completedDays(
      wanted.flatMap(({ id, anchor }) =>
        parts.get(anchor)!.part.days.map((day): TaskDay => ({ ...day, taskId: id })),
      ),
      { tasks, supervision: await store.supervision({ sessionIds }), opinions: input.inForce, timezone },
    );
    const daysOf = grouped(days, ({ taskId }) => taskId);
    for (const { id } of wanted) await store.replaceDays(id, daysOf.get(id) ?? []);
    for (const { day } of days) found.add(day);
  }
  return [...found];
}
