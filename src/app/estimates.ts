/**
 * Puts estimates on tasks: every estimator's opinion is kept, one is in force. First what each task shows by itself, then
 * the person's level, then what their past tasks say of the next. Of tasks that stay as they are only the numbers that
 * others hang on are looked at: a person's level changes all their tasks, a past task those that began after it ended.
 */
import { batchesOf } from "../core/batches.ts";
import { declaredName, estimateInForce } from "../core/estimates/estimates.ts";
import { calibrator, type EstimatedTask, levelsOf, type PersonLevel } from "../core/estimates/levels.ts";
import type { TakenPlan } from "../core/estimates/plans.ts";
import { wordsOf } from "../core/estimates/word-index.ts";
import { grouped } from "../core/grouped.ts";
import type { Estimate, Opinion, Task } from "../core/types.ts";
import { calibratedModels, ownEstimates, pastEstimates, saidEstimates } from "../estimators/index.ts";
import { PastTasks, type TaskTraits } from "../estimators/past-tasks.ts";
import { taskTraits } from "../estimators/similar-tasks.ts";
import type { OwnEstimate, Store, TaskEvidence } from "../store/store.ts";
import { keyOf } from "./key-of.ts";

/** What a task shows by itself (`component-parts.ts`). */
export interface WorkShown {
  readonly models: readonly Estimate[];
  readonly promptHead: string;
  readonly writtenLines: number;
}

/** A task that is new or not as it was. */
export interface ChangedTask {
  readonly task: Task;
  readonly shown: WorkShown;
  /** What was said of it. */
  readonly said: readonly Opinion[];
  /** Plans that it took. */
  readonly plans: readonly TakenPlan[];
}

/** Where the ledger notes each person's level, as a key. */
const levelsKey = "estimate-levels";

/** Where the ledger notes what estimates do not know of yet, if anything. */
export const unsettledKey = "estimates-unsettled";

/** What was stored of tasks while all estimates that hang on them stand as they were. */
export interface Unsettled {
  /** Tasks that are new or not as they were, by id. */
  readonly own: ReadonlySet<string>;
  /** Evidence of those tasks, and of tasks that are gone, that the estimates were made of. */
  readonly before: readonly TaskEvidence[];
}

/** What was left unsettled. `before`: evidence of the tasks that are about to change or are gone. */
export async function unsettledBy(store: Store, before: readonly TaskEvidence[]): Promise<Unsettled> {
  const noted = JSON.parse((await store.meta(unsettledKey)) || '{"own":[],"before":[]}') as {
    readonly own: readonly string[];
    readonly before: readonly TaskEvidence[];
  };
  // What was noted before is what the estimates were made of.
  const known = new Set([...noted.own, ...noted.before.map(({ taskId }) => taskId)]);
  return {
    own: new Set(noted.own),
    before: [...noted.before, ...before.filter(({ taskId }) => !known.has(taskId))],
  };
}

/** Takes up the tasks' evidence, and gives them what is known of their own estimates. */
export async function takeEvidence(store: Store, tasks: readonly ChangedTask[]): Promise<void> {
  const kept = await keptEstimates(
    store,
    tasks.map(({ task }) => task.id),
  );
  for (const one of tasks) {
    const { id } = one.task;
    const own = estimatesOf(one);
    await store.saveEvidence(evidenceOf(one, own));
    await putEstimates(store, id, untilSettled(own, kept.get(id) ?? []));
  }
}

/** What models and the past say stays as it was, unless the work itself is another. */
function untilSettled(own: readonly Estimate[], kept: readonly Estimate[]): readonly Estimate[] {
  const isDeclared = ({ estimator }: Estimate) => estimator === declaredName;
  const [declared, models] = [own.filter(isDeclared), own.filter((one) => !isDeclared(one))];
  const told = kept.filter((one) => !isDeclared(one));
  const isSameWork = JSON.stringify(ownEstimates(told)) === JSON.stringify(models);
  return [...declared, ...(isSameWork ? told : models)];
}

/** A person who said something sees it at once, however many estimates follow from it: those are settled another time. */
export async function leaveUnsettled(store: Store, { own, before }: Unsettled): Promise<void> {
  await store.setMeta(unsettledKey, JSON.stringify({ own: [...own], before }));
}

/** Estimates are told of so many tasks at a time. */
const tasksAtOnce = 500;

/** Brings all estimates up to the evidence. */
export async function settleEstimates(store: Store, { own, before }: Unsettled): Promise<void> {
  const levels = levelsOf((await store.evidence({ declared: true })).map(estimated), calibratedModels);
  const calibrated = calibrator(levels);
  const movedPeople = await storeLevels(store, levels);
  const people = new Set([...movedPeople, ...before.map(({ person }) => person)]);
  for (const person of await store.peopleOf([...own])) people.add(person);
  for (const person of people) {
    const known = await store.evidence({ person });
    const now = known.map((one) => {
      const isMoved = movedPeople.has(person) || own.has(one.taskId);
      return isMoved ? { ...one, minutes: minutesIn(calibrated(estimated(one))) } : one;
    });
    for (const [i, one] of now.entries()) {
      if (one.minutes !== known[i]!.minutes) await store.saveEvidence(one);
    }
    // Of those that stay the minutes alone can have moved.
    const was = new Map(known.filter(({ taskId }) => !own.has(taskId)).map((one) => [one.taskId, one]));
    for (const one of before) if (one.person === person) was.set(one.taskId, one);
    const sinceMs = firstDifference(was, new Map(now.map((one) => [one.taskId, one])));
    const asked = now.filter(
      ({ taskId, firstMs }) => own.has(taskId) || movedPeople.has(person) || firstMs > sinceMs,
    );
    for (const batch of batchesOf(withPast(now, asked), tasksAtOnce)) {
      const kept = await keptEstimates(
        store,
        batch.map(([{ taskId }]) => taskId),
      );
      for (const [one, byPast] of batch) {
        const { taskId } = one;
        const estimates = ownEstimates(kept.get(taskId) ?? []);
        await putEstimates(store, taskId, [...calibrated({ task: taskOf(one), estimates }), ...byPast]);
      }
    }
  }
  await store.setMeta(unsettledKey, "");
}

async function keptEstimates(
  store: Store,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Estimate[]>> {
  const kept = grouped(taskIds.length === 0 ? [] : await store.estimates(taskIds), ({ taskId }) => taskId);
  return new Map([...kept].map(([taskId, own]) => [taskId, own.map(({ estimate }) => estimate)]));
}

async function putEstimates(store: Store, taskId: string, all: readonly Estimate[]): Promise<void> {
  const inForce = estimateInForce(all);
  await store.replaceEstimates(
    taskId,
    all.map((estimate) => ({ taskId, estimate, inForce: estimate === inForce })),
  );
}

/** What people said of the task and what models say of its work. */
const estimatesOf = ({ task, shown, said, plans }: ChangedTask): readonly Estimate[] => [
  ...saidEstimates({ task, opinions: said, plans }),
  ...shown.models,
];

function evidenceOf({ task, shown }: ChangedTask, estimates: readonly Estimate[]): TaskEvidence {
  const { text, ...traits } = taskTraits(task, shown.promptHead, shown.writtenLines);
  const { firstMs, lastMs, person } = task;
  return {
    ...{ taskId: task.id, person, firstMs, lastMs, type: traits.type, project: traits.project },
    lines: traits.lines,
    words: wordsOf(text).join(" "),
    minutes: 0,
    declared: estimates.some(({ estimator }) => estimator === declaredName),
    said: estimates.map(ownEstimate),
  };
}

function ownEstimate(estimate: Estimate): OwnEstimate {
  const { estimator, version, lowMinutes, likelyMinutes, highMinutes, givenMs } = estimate;
  return [estimator, version, lowMinutes, likelyMinutes, highMinutes, givenMs];
}

/** The numbers of a task's own estimates, without their words. */
function estimated(one: TaskEvidence): EstimatedTask {
  const estimates = one.said.map(([estimator, version, lowMinutes, likelyMinutes, highMinutes, givenMs]) => ({
    ...{ estimator, version, lowMinutes, likelyMinutes, highMinutes, givenMs },
    ...{ assumption: "", warnings: [], inputs: {}, note: null },
  }));
  return { task: taskOf(one), estimates };
}

const taskOf = ({ taskId, person, type }: TaskEvidence) => ({
  id: taskId,
  person,
  type: type as Task["type"],
});

/** What later tasks remember of it: history must not feed on itself. */
const minutesIn = (estimates: readonly Estimate[]): number => estimateInForce(estimates)?.likelyMinutes ?? 0;

/** Notes the levels; gives the people whose level is not as it was. */
async function storeLevels(store: Store, levels: readonly PersonLevel[]): Promise<ReadonlySet<string>> {
  const noted = JSON.parse((await store.meta(levelsKey)) ?? "{}") as Readonly<Record<string, string>>;
  const byPerson = grouped(levels, ({ person }) => person);
  const keys = Object.fromEntries([...byPerson].map(([person, own]) => [person, keyOf(own.map(levelText))]));
  const people = new Set([...Object.keys(noted), ...Object.keys(keys)]);
  const moved = new Set([...people].filter((person) => noted[person] !== keys[person]));
  if (moved.size > 0) await store.setMeta(levelsKey, JSON.stringify(keys));
  return moved;
}

const levelText = ({ estimator, version, checks, now }: PersonLevel) => [
  [estimator, version, now, [...now.byType]],
  checks.map(({ observation, before }) => [observation, before, [...before.byType]]),
];

type Remembered = ReadonlyMap<string, TaskEvidence>;

/** When the first task ended that is remembered otherwise than before. */
function firstDifference(before: Remembered, now: Remembered): number {
  let firstMs = Number.POSITIVE_INFINITY;
  for (const taskId of new Set([...before.keys(), ...now.keys()])) {
    const [old, fresh] = [before.get(taskId), now.get(taskId)];
    if (old !== undefined && fresh !== undefined && isRememberedAs(old, fresh)) continue;
    for (const one of [old, fresh]) {
      if (one !== undefined && one.minutes > 0) firstMs = Math.min(firstMs, one.lastMs);
    }
  }
  return firstMs;
}

const isRememberedAs = (a: TaskEvidence, b: TaskEvidence): boolean =>
  a.minutes === b.minutes &&
  a.lastMs === b.lastMs &&
  a.type === b.type &&
  a.project === b.project &&
  a.lines === b.lines &&
  a.words === b.words;

/**
 * What past tasks say of some tasks of one person, of whom `tasks` are all. They are asked in the order they began; a
 * past task counts once it ended.
 */
function* withPast(
  tasks: readonly TaskEvidence[],
  asked: readonly TaskEvidence[],
): Generator<readonly [TaskEvidence, readonly Estimate[]], void> {
  const ended = [...tasks].sort((a, b) => inTime(a, b, "lastMs"));
  const past = new PastTasks(new Set(asked.flatMap(({ words }) => words.split(" "))));
  let next = 0;
  for (const one of [...asked].sort((a, b) => inTime(a, b, "firstMs"))) {
    for (; ended[next]!.lastMs < one.firstMs; next += 1) {
      const { minutes } = ended[next]!;
      if (minutes > 0) past.remember(traitsOf(ended[next]!), minutes);
    }
    yield [one, pastEstimates({ traits: traitsOf(one), lastMs: one.lastMs, past })];
  }
}

function traitsOf({ taskId, type, project, lines, words }: TaskEvidence): TaskTraits {
  return { id: taskId, type, project, lines, text: words === "" ? [] : words.split(" ") };
}

const inTime = (a: TaskEvidence, b: TaskEvidence, at: "firstMs" | "lastMs"): number =>
  a[at] - b[at] || (a.taskId < b.taskId ? -1 : 1);
