/** Looking at tasks: a list with their figures, one with its prompts. */
import { z } from "zod";
import type { Outcome, TaskWork } from "../core/changes/task-work.ts";
import { dayOf } from "../core/days.ts";
import { sureConfidence } from "../core/links/commit-links.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Day, Estimate, Opinion, Task, TaskDay, Turn } from "../core/types.ts";
import { turnsOf } from "./corrections.ts";
import { findTask } from "./find-task.ts";
import { operation } from "./operation.ts";
import { periodNamed } from "./period.ts";
import { refresh } from "./refresh.ts";

export interface TaskLine {
  readonly task: Task;
  readonly agentMinutes: number;
  readonly supervisoryMinutes: number;
  readonly estimate: Estimate | null;
  /** What became of its commits; null where no repository tells. */
  readonly outcome: Outcome | null;
  /** Commits that a person should look at: `leverage review` has the reasons. */
  readonly unsureCommits: number;
}

export interface TaskListOutput {
  readonly tasks: readonly TaskLine[];
  /** Corrections in force, oldest first; only where asked for. */
  readonly corrections: readonly CorrectionLine[] | null;
}

/** What a person said, with the tasks it concerns as they are now. */
export interface CorrectionLine extends Opinion {
  /** The day on which it was said. */
  readonly day: Day;
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
}

export const taskList = operation({
  name: "task list",
  about: "Tasks with their ids, newest first",
  input: () =>
    z.object({
      period: z.string().optional().describe("<PERIOD> Only tasks of a day, week, month or span"),
      project: z.string().optional().describe("<NAME> Only tasks of this project"),
      unestimated: z.boolean().default(false).describe("Only tasks without an estimate"),
      excluded: z.boolean().default(false).describe("Excluded tasks too"),
      corrections: z
        .boolean()
        .default(false)
        .describe("The corrections in force, with the numbers undo takes"),
    }),
  async run(input, effects): Promise<TaskListOutput> {
    await refresh(effects);
    const store = await effects.store();
    const period = input.period === undefined ? null : await periodNamed(effects, input.period, "day");
    const days = await store.taskDays(period === null ? {} : { from: period.from, to: period.to });
    const sums = sumByTask(days);
    const inForce = new Map(
      (await store.estimates()).filter((e) => e.inForce).map((e) => [e.taskId, e.estimate]),
    );
    const work = new Map((await store.taskWork()).map((one) => [one.taskId, one]));
    const all = await store.tasks();
    const tasks = all
      .filter((task) => period === null || sums.has(task.id))
      .filter((task) => input.excluded || !task.excluded)
      .filter((task) => input.project === undefined || task.project === input.project)
      .filter((task) => !input.unestimated || !inForce.has(task.id))
      .sort((a, b) => b.lastMs - a.lastMs || (a.id < b.id ? -1 : 1))
      .map((task) => ({
        task,
        ...(sums.get(task.id) ?? nothing),
        estimate: inForce.get(task.id) ?? null,
        ...outcomeOf(work.get(task.id) ?? null),
      }));
    if (!input.corrections) return { tasks, corrections: null };
    const corrections = opinionsInForce(await store.opinions());
    return { tasks, corrections: correctionLines(corrections, all, effects.timezone) };
  },
});

function correctionLines(
  opinions: readonly Opinion[],
  tasks: readonly Task[],
  timezone: string,
): readonly CorrectionLine[] {
  const taskOf = new Map(tasks.flatMap((task) => [task.anchor, ...task.turnIds].map((id) => [id, task])));
  return opinions.map((opinion) => {
    const concerned = new Set(turnsOf(opinion.body).flatMap((id) => taskOf.get(id) ?? []));
    return {
      ...opinion,
      day: dayOf(opinion.atMs, timezone),
      tasks: [...concerned].map(({ id, title }) => ({ id, title })),
    };
  });
}

function outcomeOf(work: TaskWork | null): Pick<TaskLine, "outcome" | "unsureCommits"> {
  const unsure = work?.commits.filter(({ confidence }) => confidence < sureConfidence) ?? [];
  return { outcome: work?.outcome ?? null, unsureCommits: unsure.length };
}

const nothing = { agentMinutes: 0, supervisoryMinutes: 0 };

/** Agent and supervisory minutes of each task on these days. */
export function sumByTask(
  days: readonly TaskDay[],
): ReadonlyMap<string, Pick<TaskLine, "agentMinutes" | "supervisoryMinutes">> {
  const sums = new Map<string, typeof nothing>();
  for (const day of days) {
    const before = sums.get(day.taskId) ?? nothing;
    const supervisoryMs = day.declaredSupervisoryMs ?? day.promptingMs + day.reviewingMs + day.approvingMs;
    sums.set(day.taskId, {
      agentMinutes: before.agentMinutes + day.agentMs / 60_000,
      supervisoryMinutes: before.supervisoryMinutes + supervisoryMs / 60_000,
    });
  }
  return sums;
}

export interface TaskShowOutput extends TaskLine {
  readonly days: readonly TaskDay[];
  /** In time order: prompt 1 is `turns[0]`. */
  readonly turns: readonly Turn[];
  /** Every estimate, the one in force first. */
  readonly estimates: readonly Estimate[];
  /** Its commits, diff and outcome; null where it left none. */
  readonly work: TaskWork | null;
}

export const taskShow = operation({
  name: "task show",
  about: "One task: its prompts by number, its days, its estimates, its commits and their outcome",
  input: () => z.object({ task: z.string().describe("<ID> The task's id") }),
  async run({ task: id }, effects): Promise<TaskShowOutput> {
    await refresh(effects);
    const store = await effects.store();
    const task = await findTask(store, id);
    const days = await store.taskDays({ taskIds: [task.id] });
    const estimates = await store.estimates([task.id]);
    const work = (await store.taskWork([task.id]))[0] ?? null;
    return {
      task,
      ...(sumByTask(days).get(task.id) ?? nothing),
      estimate: estimates.find((e) => e.inForce)?.estimate ?? null,
      days,
      turns: await store.turns({ ids: task.turnIds }),
      estimates: [...estimates].sort((a, b) => Number(b.inForce) - Number(a.inForce)).map((e) => e.estimate),
      ...outcomeOf(work),
      work,
    };
  },
});
