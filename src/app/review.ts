/** The inbox of what needs a person: tasks without an estimate, unsure cuts, unsure commits, models without a price. */
import { z } from "zod";
import type { CommitOfWork } from "../core/changes/task-work.ts";
import { dayOf } from "../core/days.ts";
import { sureConfidence } from "../core/links/commit-links.ts";
import { usdOf } from "../core/prices.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import { cutDoubts } from "../core/tasks/cut-doubts.ts";
import { totalTokens } from "../core/tokens.ts";
import type { Day, Estimate, Opinion, Task, TaskDay, WorkType } from "../core/types.ts";
import { turnsOf } from "./corrections.ts";
import { type Effects, operation } from "./operation.ts";
import { periodNamed } from "./period.ts";
import { refresh } from "./refresh.ts";
import { scoped } from "./scope.ts";
import { sumByTask } from "./task-views.ts";

/** Why a person should look at a task. */
export type Doubt =
  | { readonly about: "estimate"; readonly why: string }
  | {
      readonly about: "cut";
      readonly why: string;
      /** A split at this prompt would undo the join in question. */
      readonly prompt: number | null;
      /** A merge with this task would undo the split in question. */
      readonly other: { readonly id: string; readonly title: string } | null;
    }
  | {
      readonly about: "commit";
      readonly why: string;
      readonly sha: string;
      readonly subject: string;
      readonly confidence: number;
    };

export interface ReviewItem {
  readonly id: string;
  readonly title: string;
  readonly project: string;
  readonly person: string;
  readonly type: WorkType;
  readonly excluded: boolean;
  /** When it began. */
  readonly firstMs: number;
  /** Its last day. */
  readonly day: Day;
  readonly prompts: number;
  readonly agentMinutes: number;
  readonly supervisoryMinutes: number;
  readonly estimate: Estimate | null;
  readonly doubts: readonly Doubt[];
}

export interface ReviewOutput {
  /** Newest first. */
  readonly items: readonly ReviewItem[];
  /** Tasks of the period, excluded ones left out. */
  readonly tasks: number;
  /** A price for each goes into the configuration; until then its tokens are in no cost. */
  readonly unpricedModels: readonly {
    readonly model: string;
    readonly tokens: number;
    readonly tasks: number;
  }[];
}

export const review = operation({
  name: "review",
  about: "What needs a person: tasks without an estimate, unsure cuts and commits, models without a price",
  input: () =>
    z.object({
      period: z.string().optional().describe("<PERIOD> Only tasks of a day, week, month or span"),
      project: z.string().optional().describe("<NAME> Only tasks of this project"),
      all: z.boolean().default(false).describe("Tasks that nothing is unsure about too, and excluded ones"),
    }),
  async run(input, effects): Promise<ReviewOutput> {
    await refresh(effects);
    const store = await effects.store();
    const period = input.period === undefined ? null : await periodNamed(effects, input.period, "day");
    const days = await store.taskDays(period === null ? {} : { from: period.from, to: period.to });
    const withDays = new Set(days.map(({ taskId }) => taskId));
    const all = await store.tasks();
    const tasks = all
      .filter((task) => period === null || withDays.has(task.id))
      .filter((task) => input.project === undefined || task.project === input.project);
    const inRecords = tasks.filter((task) => !scoped(task, effects.config.scope).excluded);
    const ids = new Set(inRecords.map(({ id }) => id));
    const items = await itemsOf(effects, input.all ? tasks : inRecords, all, days);
    return {
      items: input.all ? items : items.filter(({ doubts }) => doubts.length > 0),
      tasks: inRecords.length,
      unpricedModels: unpricedModels(
        effects,
        days.filter(({ taskId }) => ids.has(taskId)),
      ),
    };
  },
});

async function itemsOf(
  effects: Effects,
  tasks: readonly Task[],
  all: readonly Task[],
  days: readonly TaskDay[],
): Promise<readonly ReviewItem[]> {
  const store = await effects.store();
  const sums = sumByTask(days);
  const estimates = new Map(
    (await store.estimates()).filter((one) => one.inForce).map((one) => [one.taskId, one.estimate]),
  );
  const commits = new Map((await store.taskWork()).map((work) => [work.taskId, work.commits]));
  const seen = seenTurns(opinionsInForce(await store.opinions()));
  const doubtsOf = (task: Task): Doubt[] => {
    const isSeen = [task.anchor, ...task.turnIds].some((turnId) => seen.has(turnId));
    return [
      ...(estimates.has(task.id) ? [] : [noEstimate]),
      ...(isSeen ? [] : doubtsOfCut(task, all)),
      ...doubtsOfCommits(commits.get(task.id) ?? []),
    ];
  };
  return [...tasks]
    .sort((a, b) => b.lastMs - a.lastMs || (a.id < b.id ? -1 : 1))
    .map((task) => ({
      id: task.id,
      title: task.title,
      project: task.project,
      person: task.person,
      type: task.type,
      excluded: task.excluded,
      firstMs: task.firstMs,
      day: dayOf(task.lastMs, effects.timezone),
      prompts: task.turnIds.length,
      agentMinutes: sums.get(task.id)?.agentMinutes ?? 0,
      supervisoryMinutes: sums.get(task.id)?.supervisoryMinutes ?? 0,
      estimate: estimates.get(task.id) ?? null,
      doubts: task.excluded ? [] : doubtsOf(task),
    }));
}

const noEstimate = { about: "estimate", why: "no human estimate yet" } as const;

/** Whoever said anything of a task has looked at it, and left its cut as it is or made it so. */
function seenTurns(inForce: readonly Opinion[]): ReadonlySet<string> {
  const ofLinks = new Set(["commit-link", "commit-unlink", "plan-attach", "blind-estimate"]);
  return new Set(inForce.filter(({ body }) => !ofLinks.has(body.kind)).flatMap(({ body }) => turnsOf(body)));
}

function doubtsOfCut(task: Task, tasks: readonly Task[]): Doubt[] {
  return cutDoubts(task).map(({ why, prompt, splitOff }) => {
    const before = splitOff ? taskBefore(task, tasks) : null;
    return {
      about: "cut",
      why,
      prompt,
      other: before === null ? null : { id: before.id, title: before.title },
    };
  });
}

/** The task of the same session that began last before this one. */
function taskBefore(task: Task, tasks: readonly Task[]): Task | null {
  const sessionId = task.sessionIds[0];
  if (sessionId === undefined) return null;
  return tasks.reduce<Task | null>((latest, other) => {
    const isBefore = other.firstMs < task.firstMs && other.sessionIds.includes(sessionId);
    return isBefore && (latest === null || other.firstMs > latest.firstMs) ? other : latest;
  }, null);
}

function doubtsOfCommits(commits: readonly CommitOfWork[]): Doubt[] {
  return commits
    .filter(({ confidence }) => confidence < sureConfidence)
    .map(({ sha, subject, confidence, reasons }) => ({
      about: "commit",
      why: reasons.map(({ note }) => note).join("; "),
      sha,
      subject,
      confidence,
    }));
}

function unpricedModels(effects: Effects, days: readonly TaskDay[]): ReviewOutput["unpricedModels"] {
  const found = new Map<string, { tokens: number; readonly tasks: Set<string> }>();
  for (const { taskId, tokensByModel } of days) {
    for (const [model, counts] of Object.entries(tokensByModel)) {
      if (totalTokens(counts) === 0 || usdOf(model, counts, effects.config.prices) !== null) continue;
      const row = found.get(model) ?? { tokens: 0, tasks: new Set() };
      row.tokens += totalTokens(counts);
      row.tasks.add(taskId);
      found.set(model, row);
    }
  }
  return [...found]
    .map(([model, { tokens, tasks }]) => ({ model, tokens, tasks: tasks.size }))
    .sort((a, b) => b.tokens - a.tokens || (a.model < b.model ? -1 : 1));
}
