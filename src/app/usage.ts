/** Tokens and cost, grouped: the same requests and the same totals as every other view. */
import { z } from "zod";
import { dayOf } from "../core/days.ts";
import type { TokenCounts } from "../core/events.ts";
import { usdOf } from "../core/prices.ts";
import { addTokens, totalTokens, zeroTokens } from "../core/tokens.ts";
import type { Store } from "../store/store.ts";
import { type Effects, operation } from "./operation.ts";
import { refresh } from "./refresh.ts";

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
type CountedRequest = Awaited<ReturnType<Store["requests"]>>[number];

export const usage = operation({
  name: "usage",
  about: "Tokens and cost by day, model, project, session or task",
  input: () => z.object({ by: z.enum(groupings).default("day").describe("<GROUP> What a row stands for") }),
  async run({ by }, effects): Promise<UsageOutput> {
    await refresh(effects);
    const store = await effects.store();
    const requests = await store.requests();
    const { keyOf, titles } = await grouping(by, store, effects);
    const groups = new Map<string, CountedRequest[]>();
    for (const request of requests) {
      const key = keyOf(request);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [request]);
      else group.push(request);
    }
    const rows = [...groups]
      .map(([key, group]) => ({ key, title: titles.get(key) ?? null, ...sumOf(group, effects) }))
      .sort((a, b) =>
        by === "day" ? (a.key < b.key ? -1 : 1) : b.totalTokens - a.totalTokens || (a.key < b.key ? -1 : 1),
      );
    const unpriced = requests.filter((r) => usdOf(r.model, r.tokens, effects.config.prices) === null);
    return {
      by,
      timezone: effects.timezone,
      rows,
      total: sumOf(requests, effects),
      unpricedModels: [...new Set(unpriced.map((request) => request.model))].sort(),
    };
  },
});

/** Adds tokens by model first, so that each price is applied once to a whole sum. */
function sumOf(requests: readonly CountedRequest[], effects: Effects): UsageSum {
  const byModel = new Map<string, TokenCounts>();
  for (const { model, tokens } of requests)
    byModel.set(model, addTokens(byModel.get(model) ?? zeroTokens, tokens));
  return usageOf(Object.fromEntries(byModel), effects.config.prices);
}

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

async function grouping(
  by: (typeof groupings)[number],
  store: Store,
  effects: Effects,
): Promise<{ keyOf: (request: CountedRequest) => string; titles: ReadonlyMap<string, string> }> {
  const none = new Map<string, string>();
  if (by === "day") return { keyOf: (r) => dayOf(r.atMs, effects.timezone), titles: none };
  if (by === "model") return { keyOf: (r) => r.model, titles: none };
  if (by === "project") {
    const projectOf = new Map((await store.sessions()).map((s) => [s.sessionId, s.project] as const));
    return { keyOf: (r) => projectOf.get(r.sessionId) ?? r.project, titles: none };
  }
  if (by === "session") {
    const titles = (await store.sessions()).map(
      (s) => [s.sessionId, s.titles[0]?.title ?? s.project] as const,
    );
    return { keyOf: (r) => r.sessionId, titles: new Map(titles) };
  }
  const tasks = await store.tasks();
  const taskOfTurn = new Map(
    tasks.flatMap((task) => task.turnIds.map((turnId) => [turnId, task.id] as const)),
  );
  const firstTaskOf = new Map<string, string>();
  for (const task of tasks)
    for (const id of task.sessionIds) if (!firstTaskOf.has(id)) firstTaskOf.set(id, task.id);
  return {
    keyOf: (r) =>
      (r.turnId === null ? undefined : taskOfTurn.get(r.turnId)) ??
      firstTaskOf.get(r.sessionId) ??
      "(no task)",
    titles: new Map(tasks.map((task) => [task.id, task.title])),
  };
}
