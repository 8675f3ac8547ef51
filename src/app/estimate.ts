/** Declared estimates: how long the reference engineer would have needed, said by a person. */
import { z } from "zod";
import type { Estimate, Task } from "../core/types.ts";
import { type BlindTask, blindTasks } from "./blind.ts";
import { correct } from "./corrections.ts";
import { parseRange } from "./durations.ts";
import { WrongUse } from "./errors.ts";
import { countingNumber, filledText } from "./fields.ts";
import { findTask } from "./find-task.ts";
import { type Effects, operation } from "./operation.ts";
import { refresh } from "./refresh.ts";

export interface Unestimated {
  readonly task: Task;
  readonly agentMinutes: number;
}

export type EstimateOutput =
  | {
      readonly kind: "given";
      readonly seq: number;
      readonly task: Task;
      readonly inForce: Estimate;
      readonly before: Estimate | null;
    }
  /** A blind second opinion; what is in force stays, and is not shown. */
  | { readonly kind: "second"; readonly seq: number; readonly id: string; readonly title: string }
  /** Tasks to be estimated blind. */
  | { readonly kind: "blind"; readonly tasks: readonly BlindTask[] }
  /** No task was named: the ones that wait for an estimate, most agent minutes first. */
  | { readonly kind: "waiting"; readonly tasks: readonly Unestimated[] };

const duration = (about: string) => z.string().optional().describe(about);

export const estimate = operation({
  name: "estimate",
  about: "Declare how long a task would take a senior engineer without AI, or see which tasks wait for that",
  input: () =>
    z.object({
      task: z.string().optional().describe("<ID> The task's id"),
      likely: duration("<TIME> 4h, 90m, 1h30m, 2d (8 h a day) or 1w (40 h)"),
      low: duration("<TIME> It would hardly take less (10 %)"),
      high: duration("<TIME> It would hardly take more (90 %)"),
      note: filledText(2000).optional().describe("<TEXT> Why"),
      blind: countingNumber
        .optional()
        .describe("<N> Show N finished tasks by what they delivered and take a second opinion on each"),
      second: z
        .boolean()
        .default(false)
        .describe("Keep it as a blind second opinion: the estimate in force stays"),
    }),
  async run(input, effects): Promise<EstimateOutput> {
    if (input.blind !== undefined && (input.task !== undefined || input.second)) {
      throw new WrongUse(
        "--blind chooses the tasks by itself",
        "leverage estimate --blind 5 shows them; leverage estimate ID 4h --second answers one",
      );
    }
    if (input.second && input.task === undefined) {
      throw new WrongUse("a second opinion on what?", "leverage estimate --blind 5 shows finished tasks");
    }
    await refresh(effects);
    if (input.blind !== undefined) return { kind: "blind", tasks: await blindTasks(effects, input.blind) };
    const store = await effects.store();
    if (input.task === undefined) return { kind: "waiting", tasks: await waiting(effects) };
    const task = await findTask(store, input.task);
    if (input.likely === undefined) {
      throw new WrongUse("how long?", `for example: leverage estimate ${task.id} 4h --low 2h --high 9h`);
    }
    const minutes = parseRange(input.likely, input.low, input.high);
    const turnId = task.anchor;
    const note = input.note ?? null;
    if (input.second) {
      const opinion = { kind: "blind-estimate", turnId, minutes, note } as const;
      const { seq } = await correct(effects, opinion, `estimated "${task.title}" blind`, [turnId]);
      return { kind: "second", seq, id: task.id, title: task.title };
    }
    const before = await inForce(effects, task.id);
    const { seq } = await correct(
      effects,
      { kind: "estimate", turnId, minutes, note },
      `estimated "${task.title}"`,
      [turnId],
    );
    const now = await inForce(effects, task.id);
    if (now === null) throw new Error(`the estimate of ${task.id} was stored but is not in force`);
    return { kind: "given", seq, task, inForce: now, before };
  },
});

async function inForce(effects: Effects, taskId: string): Promise<Estimate | null> {
  const all = await (await effects.store()).estimates([taskId]);
  return all.find((one) => one.inForce)?.estimate ?? null;
}

async function waiting(effects: Effects): Promise<readonly Unestimated[]> {
  const store = await effects.store();
  const estimated = new Set((await store.estimates()).filter((e) => e.inForce).map((e) => e.taskId));
  const agentMs = new Map<string, number>();
  for (const day of await store.taskDays())
    agentMs.set(day.taskId, (agentMs.get(day.taskId) ?? 0) + day.agentMs);
  return (await store.tasks())
    .filter((task) => !task.excluded && !estimated.has(task.id))
    .map((task) => ({ task, agentMinutes: (agentMs.get(task.id) ?? 0) / 60_000 }))
    .sort((a, b) => b.agentMinutes - a.agentMinutes || (a.task.id < b.task.id ? -1 : 1));
}
