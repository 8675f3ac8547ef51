/**
 * Corrections of the cut: each appends one opinion, brings the results up to it and answers with the tasks
 * as they are now. An opinion names turns, so it holds however logs grow or are read again.
 */
import { z } from "zod";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import { type OpinionBody, type Task, workTypes } from "../core/types.ts";
import type { Store } from "../store/store.ts";
import { analyse } from "./analyse.ts";
import { WrongUse } from "./errors.ts";
import { countingNumber, filledText } from "./fields.ts";
import { findPrompts, findTask } from "./find-task.ts";
import { type Effects, operation } from "./operation.ts";
import { redacted } from "./redacted.ts";
import { refresh } from "./refresh.ts";

/** What a correction did: its number (for undo) and the tasks it touched, as they are now. */
export interface Corrected {
  readonly seq: number;
  readonly did: string;
  readonly tasks: readonly Task[];
}

const taskField = z.string().describe("<ID> The task's id, as records and `task list` show it");

/** Appends an opinion and shows the tasks that hold `turnIds` afterwards. */
export async function correct(
  effects: Effects,
  body: OpinionBody,
  did: string,
  turnIds: readonly string[],
): Promise<Corrected> {
  const store = await effects.store();
  const clean = await redacted({ body, did }, effects);
  const { seq } = await store.addOpinion(effects.person, effects.clock(), clean.body);
  await analyse(effects, effects.settleLater);
  return { seq, did: clean.did, tasks: await tasksHolding(store, turnIds) };
}

/** What was imported holds no turn but what names it. */
async function tasksHolding(store: Store, turnIds: readonly string[]): Promise<readonly Task[]> {
  const anchorOf = await store.anchorsOf(turnIds);
  const marks = await store.taskMarks(turnIds.map((id) => anchorOf.get(id) ?? id));
  return store.tasks(marks.map(({ id }) => id));
}

async function taskNamed(effects: Effects, id: string): Promise<Task> {
  await refresh(effects);
  return findTask(await effects.store(), id);
}

/** @throws WrongUse for a task of an imported record: the cut knows no prompts of it. */
export function mustHavePrompts(
  task: Task,
  hint = `exclude it instead: leverage task exclude ${task.id}`,
): void {
  if (task.turnIds.length > 0) return;
  throw new WrongUse(`task ${task.id} was imported and holds no prompts`, hint);
}

export const rename = operation({
  name: "task rename",
  about: "Give a task another title",
  input: () =>
    z.object({
      task: taskField,
      title: filledText(200).describe("<TITLE> The new title"),
    }),
  async run({ task: id, title }, effects) {
    const task = await taskNamed(effects, id);
    const turnId = task.anchor;
    return correct(effects, { kind: "rename", turnId, title }, `renamed "${task.title}" to "${title}"`, [
      turnId,
    ]);
  },
});

export const retype = operation({
  name: "task type",
  about: "Say what kind of work a task was",
  input: () => z.object({ task: taskField, type: z.enum(workTypes).describe("<TYPE> The work type") }),
  async run({ task: id, type }, effects) {
    const task = await taskNamed(effects, id);
    const turnId = task.anchor;
    return correct(effects, { kind: "retype", turnId, type }, `${task.type} is now ${type}`, [turnId]);
  },
});

export const merge = operation({
  name: "task merge",
  about: "Make one task of several",
  input: () =>
    z.object({ tasks: z.array(z.string()).min(2, "name two tasks or more").describe("<ID> The tasks") }),
  async run({ tasks: ids }, effects) {
    await refresh(effects);
    const store = await effects.store();
    const tasks = await Promise.all(ids.map((id) => findTask(store, id)));
    for (const task of tasks) mustHavePrompts(task);
    const turnIds = [...new Set(tasks.map((task) => task.anchor))];
    if (turnIds.length < 2) throw new WrongUse("these are one task already", "name two different tasks");
    return correct(
      effects,
      { kind: "merge", turnIds },
      `merged ${tasks.map((t) => t.id).join(", ")}`,
      turnIds,
    );
  },
});

export const split = operation({
  name: "task split",
  about: "Begin a new task at one of a task's prompts",
  input: () =>
    z.object({
      task: taskField,
      prompt: z.string().describe("<PROMPT> The first prompt of the new task: its number in `task show`"),
    }),
  async run({ task: id, prompt }, effects) {
    const task = await taskNamed(effects, id);
    mustHavePrompts(task);
    const [turnId] = findPrompts(task, [prompt]);
    if (turnId === undefined || turnId === task.turnIds[0]) {
      throw new WrongUse("a task cannot be split at its first prompt", "name a later prompt");
    }
    const did = `split ${task.id} at prompt ${task.turnIds.indexOf(turnId) + 1}`;
    return correct(effects, { kind: "split", turnId }, did, [task.anchor, turnId]);
  },
});

export const move = operation({
  name: "task move",
  about: "Move prompts from one task to another",
  input: () =>
    z.object({
      task: taskField,
      prompts: z
        .array(z.string())
        .min(1, "name at least one prompt")
        .describe("<PROMPT> Numbers (3), ranges (3-5, 7-) as `task show` prints them"),
      to: z.string().describe("<ID> The task they go to"),
    }),
  async run({ task: id, prompts, to }, effects) {
    const task = await taskNamed(effects, id);
    const target = await findTask(await effects.store(), to);
    if (target.id === task.id)
      throw new WrongUse("the prompts are in that task already", "name another with --to");
    mustHavePrompts(task);
    mustHavePrompts(target);
    const turnIds = findPrompts(task, prompts);
    const toTurnId = target.anchor;
    const count = turnIds.length === 1 ? "1 prompt" : `${turnIds.length} prompts`;
    return correct(effects, { kind: "move", turnIds, toTurnId }, `moved ${count} to ${target.id}`, [
      task.anchor,
      ...turnIds,
      toTurnId,
    ]);
  },
});

export const exclude = operation({
  name: "task exclude",
  about: "Keep a task out of every record",
  input: () => z.object({ task: taskField }),
  async run({ task: id }, effects) {
    const task = await taskNamed(effects, id);
    const turnId = task.anchor;
    return correct(effects, { kind: "exclude", turnId }, `excluded "${task.title}"`, [turnId]);
  },
});

export const include = operation({
  name: "task include",
  about: "Take an excluded task back into the records",
  input: () => z.object({ task: taskField }),
  async run({ task: id }, effects) {
    const task = await taskNamed(effects, id);
    const turnId = task.anchor;
    return correct(effects, { kind: "include", turnId }, `included "${task.title}"`, [turnId]);
  },
});

export const note = operation({
  name: "task note",
  about: "Write a note on a task; `explain` shows it",
  input: () => z.object({ task: taskField, text: filledText(2000).describe("<TEXT> The note") }),
  async run({ task: id, text }, effects) {
    const task = await taskNamed(effects, id);
    const turnId = task.anchor;
    return correct(effects, { kind: "note", turnId, text }, `noted on "${task.title}"`, [turnId]);
  },
});

export const undo = operation({
  name: "task undo",
  about: "Take back the last correction or estimate, or one by its number",
  input: () =>
    z.object({
      number: countingNumber.optional().describe("<NUMBER> The correction's number; the newest if absent"),
    }),
  async run({ number }, effects) {
    await refresh(effects);
    const inForce = opinionsInForce(await (await effects.store()).opinions());
    const target = number === undefined ? inForce.at(-1) : inForce.find((opinion) => opinion.seq === number);
    if (target === undefined) {
      throw new WrongUse(
        number === undefined ? "there is nothing to undo" : `no correction ${number} is in force`,
        "leverage task list --corrections shows those that are",
      );
    }
    const did = `undid ${target.body.kind} (correction ${target.seq})`;
    return correct(effects, { kind: "undo", seq: target.seq }, did, turnsOf(target.body));
  },
});

/** The turns an opinion names; an imported row has one of its own. */
export function turnsOf(body: OpinionBody): readonly string[] {
  if (body.kind === "move") return [...body.turnIds, body.toTurnId];
  if ("turnIds" in body) return body.turnIds;
  if (body.kind === "imported-entry") return [`import/${body.entry.key}`];
  return "turnId" in body ? [body.turnId] : [];
}
