/**
 * Tokens of the requests that count in one session, added up once so that usage of all time need not read every
 * request: by day and model, and by turn and model.
 */
import { dayOf } from "../days.ts";
import type { TokenCounts } from "../events.ts";
import { addTokens, zeroTokens } from "../tokens.ts";
import type { Day, ModelRequest } from "../types.ts";

/** What one model used. */
export interface ModelUsage {
  readonly model: string;
  /** The first request: models are added up in the order in which they were first asked. */
  readonly firstMs: number;
  readonly tokens: TokenCounts;
}

export interface UsageOfDay extends ModelUsage {
  readonly day: Day;
}

export interface UsageOfTurn extends ModelUsage {
  /** Null: outside every turn. */
  readonly turnId: string | null;
}

export interface SessionUsage {
  readonly sessionId: string;
  readonly days: readonly UsageOfDay[];
  readonly turns: readonly UsageOfTurn[];
}

type Counted = ModelRequest & { readonly turnId: string | null };

/** `requests` are those that count in the session, in time order. */
export function usageOfSession(
  sessionId: string,
  requests: readonly Counted[],
  timezone: string,
): SessionUsage {
  const turns = new Map<string, UsageOfTurn>();
  for (const request of requests) {
    const { model, turnId } = request;
    add(turns, `${turnId} ${model}`, { turnId, ...used(request) });
  }
  return { sessionId, days: usageByDay(requests, timezone), turns: [...turns.values()] };
}

/** The same by day alone, for which no turns need be known. */
export function usageByDay(requests: readonly ModelRequest[], timezone: string): readonly UsageOfDay[] {
  const days = new Map<string, UsageOfDay>();
  for (const request of requests) {
    const day = dayOf(request.atMs, timezone);
    add(days, `${day} ${request.model}`, { day, ...used(request) });
  }
  return [...days.values()];
}

const used = ({ model, atMs, tokens }: ModelRequest): ModelUsage => ({ model, firstMs: atMs, tokens });

function add<Usage extends ModelUsage>(sums: Map<string, Usage>, key: string, one: Usage): void {
  const known = sums.get(key);
  sums.set(key, known === undefined ? one : { ...known, tokens: addTokens(known.tokens, one.tokens) });
}

/** Tokens by model, in the order in which the models were first asked. */
export function tokensByModel(usages: readonly ModelUsage[]): Readonly<Record<string, TokenCounts>> {
  const sums = new Map<string, TokenCounts>();
  const inOrder = [...usages].sort((a, b) => a.firstMs - b.firstMs);
  for (const { model, tokens } of inOrder) {
    sums.set(model, addTokens(sums.get(model) ?? zeroTokens, tokens));
  }
  return Object.fromEntries(sums);
}
