/**
 * Puts the parts of all components together with what people said: tasks, their days, estimates, supervision. A task is
 * made anew where what it was made from is not as it was; of all others only that much is read.
 */

import type { TaskWork } from "../core/changes/task-work.ts";
import { type TakenPlan, takenPlans } from "../core/estimates/plans.ts";
import { grouped } from "../core/grouped.ts";
import { completedDays } from "../core/records/ledger.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import { importedTasks, namedTask, taskIdsOf, type UnnamedTask } from "../core/tasks/tasks.ts";
import { type Attention, superviseSessions } from "../core/turns/supervision.ts";
import type { Opinion, Task, TaskDay } from "../core/types.ts";
import type { Store, TaskMark } from "../store/store.ts";
import { storeAgentDays } from "./agent-days.ts";
import type { TaskPart } from "./component-parts.ts";
import { type Analysed, sessionOf } from "./components.ts";
import { storeEstimates } from "./estimates.ts";
import type { Effects } from "./operation.ts";
import { keyOf, partsRules } from "./result-keys.ts";
import { supervisionRules } from "./supervision-rules.ts";

/** Where the ledger notes the rules that the results of tasks were made by. */
const resultsKey = "task-results-key";

/** A task as it should be, before it is made. */
interface Wanted extends TaskMark {
  readonly said: readonly Opinion[];
  readonly plans: readonly TakenPlan[];
}

/** To be called inside a transaction. */
export async function storeTaskResults(effects: Effects, store: Store, { people }: Analysed): Promise<void> {
  const rules = keyOf(partsRules(effects), effects.config.scope);
  const rulesAreNew = (await store.meta(resultsKey)) !== rules;
  const inForce = opinionsInForce(await store.opinions());
  const imported = new Map(importedTasks(inForce).map((task) => [task.anchor, task]));
  const wanted = await wantedTasks(store, { rules, inForce, imported });
  const known = new Map((await store.taskMarks()).map((mark) => [mark.id, mark]));
  const gone = [...known.values()].filter(({ id, anchor }) => wanted.get(anchor)?.id !== id);
  const changed = [...wanted.values()].filter(({ id, madeFrom }) => known.get(id)?.madeFrom !== madeFrom);
  const goneIds = gone.map(({ id }) => id);
  const ids = [...goneIds, ...changed.map(({ id }) => id)];
  const days = new Set(await store.daysOfTasks(ids));
  const before = await store.evidence({ taskIds: ids });
  await store.removeTasks(goneIds);

  const parts = await partsOf(store, changed, imported);
  const made = changed.map((one) => ({ ...one, ...parts.get(one.anchor)! }));
  const tasks = made.map(({ id, part, said }) => namedTask(part.task, id, said));
  for (const [i, { id, madeFrom, part }] of made.entries()) {
    await store.saveTask(tasks[i]!, madeFrom);
    const work: TaskWork | null = part.work === null ? null : { ...part.work, taskId: id };
    await store.replaceWork(id, work);
  }
  const toldAnew = rulesAreNew ? await everybody(store, people) : people;
  const supervised = await anchorsOf(store, await storeSupervision(effects, store, toldAnew));
  const others = [...supervised].flatMap((anchor) => wanted.get(anchor) ?? []);
  for (const day of await storeDays(effects, store, { changed: [...changed, ...others], imported, inForce }))
    days.add(day);
  await storeEstimates(
    store,
    made.map(({ part, said, plans }, i) => ({ task: tasks[i]!, shown: part, said, plans })),
    before,
  );
  await storeAgentDays(effects, store, days);
  if (rulesAreNew) await store.setMeta(resultsKey, rules);
}

interface Sources {
  readonly rules: string;
  readonly inForce: readonly Opinion[];
  readonly imported: ReadonlyMap<string, UnnamedTask>;
}

/** All tasks there should be, by anchor. */
async function wantedTasks(
  store: Store,
  { rules, inForce, imported }: Sources,
): Promise<ReadonlyMap<string, Wanted>> {
  const parts = await store.partMarks();
  const idOf = taskIdsOf([...parts, ...imported.values()]);
  const saidOf = await opinionsByAnchor(store, inForce);
  const firstMsOf = new Map(parts.map(({ anchor, firstMs }) => [anchor, firstMs]));
  const plansOf = await plansByTask(store, inForce, (anchor) => ({
    id: idOf.get(anchor)!,
    firstMs: firstMsOf.get(anchor)!,
  }));
  const stamps = [...parts, ...[...imported.keys()].map((anchor) => ({ anchor, stamp: "imported" }))];
  return new Map(
    stamps.map(({ anchor, stamp }) => {
      const id = idOf.get(anchor)!;
      const said = saidOf.get(anchor) ?? [];
      const plans = plansOf.get(id) ?? [];
      const taken = plans.map(({ plan, late, attachedMs }) => `${plan.hash}/${late}/${attachedMs}`);
      const madeFrom = [rules, stamp, ...said.map(({ seq }) => seq), ...taken].join(" ");
      return [anchor, { id, anchor, madeFrom, said, plans }];
    }),
  );
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

/** Plans by the ids of the tasks that took them. */
async function plansByTask(
  store: Store,
  inForce: readonly Opinion[],
  taskOf: (anchor: string) => Pick<Task, "id" | "firstMs">,
): Promise<ReadonlyMap<string, readonly TakenPlan[]>> {
  const branches = new Set(inForce.flatMap(({ body }) => (body.kind === "plan" ? [body.branch] : [])));
  if (branches.size === 0) return new Map();
  const turns = await store.turnPlaces();
  const attached = inForce.flatMap(({ body }) => (body.kind === "plan-attach" ? [body.turnId] : []));
  const onBranch = turns.filter(({ branch }) => branch !== null && branches.has(branch));
  const anchorOf = await store.anchorsOf([...attached, ...onBranch.map(({ id }) => id)]);
  const tasks = [...grouped(anchorOf, ([, anchor]) => anchor)].map(([anchor, held]) => {
    return { ...taskOf(anchor), turnIds: held.map(([turnId]) => turnId) };
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

/** Gives the turns whose supervision is not as it was. */
async function storeSupervision(
  effects: Effects,
  store: Store,
  people: ReadonlySet<string>,
): Promise<readonly string[]> {
  const rules = supervisionRules(effects);
  const turnIds: string[] = [];
  for (const person of people) {
    const sessions = (await store.attention(person)).map(({ attention }) => attention);
    const supervision = superviseSessions(sessions, rules);
    turnIds.push(...(await store.saveSupervision(person, supervision, sessionOf)));
  }
  return turnIds;
}

async function anchorsOf(store: Store, turnIds: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set(turnIds.length === 0 ? [] : (await store.anchorsOf(turnIds)).values());
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
  input: Pick<Sources, "imported" | "inForce"> & { readonly changed: readonly Wanted[] },
): Promise<readonly string[]> {
  const wanted = [...new Map(input.changed.map((one) => [one.anchor, one])).values()];
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
  return [...new Set(days.map(({ day }) => day))];
}
