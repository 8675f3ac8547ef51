/** Tokens and cost, grouped: the same requests and the same totals as every other view. */
import { z } from "zod";
import type { TokenCounts } from "../core/events.ts";
import { grouped } from "../core/grouped.ts";
import { usdOf } from "../core/prices.ts";
import { type ModelUsage, tokensByModel } from "../core/records/session-usage.ts";
import { addTokens, totalTokens, zeroTokens } from "../core/tokens.ts";
import type { Store } from "../store/store.ts";
import { type Effects, operation } from "./operation.ts";
import { refresh } from "./refresh.ts";
import type { Needed } from "./result-keys.ts";

export interface UsageSum extends TokenCounts {
  readonly totalTokens: number;
  /** Null where no token of the row has a known price; a part without price is in `unpricedTokens`. */
  readonly usd: number | null;
  readonly unpricedTokens: number;
}

export interface UsageRow extends UsageSum {
  /** The day, model, project, session id or task id. */
  readonly key: string;
  /** A title where the key has one. */
  readonly title: string | null;
}

export interface UsageOutput {
  readonly by: string;
  readonly timezone: string;
  readonly rows: readonly UsageRow[];
  readonly total: UsageSum;
  readonly unpricedModels: readonly string[];
}

const groupings = ["day", "model", "project", "session", "task"] as const;
type Grouping = (typeof groupings)[number];

function neededFor(by: Grouping): Needed {
  if (by === "task") return "tasks";
  return by === "day" || by === "model" ? "usage" : "turns";
}

/** What one model used, and the row it counts in. */
type KeyedUsage = ModelUsage & { readonly key: string };

export const usage = operation({
  name: "usage",
  about: "Tokens and cost by day, model, project, session or task",
  input: () => z.object({ by: z.enum(groupings).default("day").describe("<GROUP> What a row stands for") }),
  async run({ by }, effects): Promise<UsageOutput> {
    await refresh(effects, neededFor(by));
    const { prices } = effects.config;
    const { usages, titles } = await keyedUsages(by, await effects.store());
    const rows = [...grouped(usages, ({ key }) => key)]
      .map(([key, own]) => ({ key, title: titles.get(key) ?? null, ...usageOf(tokensByModel(own), prices) }))
      .sort((a, b) =>
        by === "day" ? (a.key < b.key ? -1 : 1) : b.totalTokens - a.totalTokens || (a.key < b.key ? -1 : 1),
      );
    const all = tokensByModel(usages);
    const unpriced = Object.entries(all).filter(([model, tokens]) => usdOf(model, tokens, prices) === null);
    return {
      by,
      timezone: effects.timezone,
      rows,
      total: usageOf(all, prices),
      unpricedModels: unpriced.map(([model]) => model).sort(),
    };
  },
});

/** Tokens, cost and what has no price, of tokens by model. */
export function usageOf(
  tokensByModel: Readonly<Record<string, TokenCounts>>,
  prices: Effects["config"]["prices"],
): UsageSum {
  let tokens = zeroTokens;
  let usd = 0;
  let unpricedTokens = 0;
  for (const [model, counts] of Object.entries(tokensByModel)) {
    tokens = addTokens(tokens, counts);
    const price = usdOf(model, counts, prices);
    if (price === null) unpricedTokens += totalTokens(counts);
    else usd += price;
  }
  const total = totalTokens(tokens);
  return {
    ...tokens,
    totalTokens: total,
    usd: unpricedTokens > 0 && unpricedTokens === total ? null : usd,
    unpricedTokens,
  };
}

async function keyedUsages(
  by: Grouping,
  store: Store,
): Promise<{ readonly usages: readonly KeyedUsage[]; readonly titles: ReadonlyMap<string, string> }> {
  if (by === "task") return usagesOfTasks(store);
  const usages = await store.usageOfDays();
  const titles = new Map<string, string>();
  if (by === "day") return { usages: usages.map((one) => ({ ...one, key: one.day })), titles };
  if (by === "model") return { usages: usages.map((one) => ({ ...one, key: one.model })), titles };
  const sessions = new Map((await store.sessions()).map((session) => [session.sessionId, session]));
  // What another process has counted and not cut yet has no project to stand under.
  const cut = usages.filter(({ sessionId }) => sessions.has(sessionId));
  if (by === "project") {
    const projectOf = (sessionId: string) => sessions.get(sessionId)!.project;
    return { usages: cut.map((one) => ({ ...one, key: projectOf(one.sessionId) })), titles };
  }
  for (const [sessionId, session] of sessions)
    titles.set(sessionId, session.titles[0]?.title ?? session.project);
  return { usages: cut.map((one) => ({ ...one, key: one.sessionId })), titles };
}

/** What stands outside of tasks counts in its session's first task. */
async function usagesOfTasks(store: Store) {
  const tasks = await store.tasks();
  const taskOfTurn = new Map(
    tasks.flatMap((task) => task.turnIds.map((turnId) => [turnId, task.id] as const)),
  );
  const firstTaskOf = new Map<string, string>();
  for (const task of tasks)
    for (const id of task.sessionIds) if (!firstTaskOf.has(id)) firstTaskOf.set(id, task.id);
  const taskOf = ({ turnId, sessionId }: { readonly turnId: string | null; readonly sessionId: string }) =>
    (turnId === null ? undefined : taskOfTurn.get(turnId)) ?? firstTaskOf.get(sessionId) ?? "(no task)";
  return {
    usages: (await store.usageOfTurns()).map((one) => ({ ...one, key: taskOf(one) })),
    titles: new Map(tasks.map((task) => [task.id, task.title])),
  };
}
