/** Rows of a record: the part of each task that falls into its period. */
import { type EstimatedPart, shareOfRange } from "../estimates/estimates.ts";
import { factor, factorWithRange } from "../estimates/factors.ts";
import type { TotalMinutes } from "../estimates/simulation.ts";
import type { TokenCounts } from "../events.ts";
import type { RecordEntry, Supervision, Usage } from "../leverage-record.ts";
import type { SupervisionRules } from "../method.ts";
import { addTokens, sumOfTokens, totalTokens, zeroTokens } from "../tokens.ts";
import type { Day, MinutesRange, TaskDay } from "../types.ts";
import { countedSupervisoryMs, knowsSupervision, type LedgerTask } from "./ledger-tasks.ts";

/** US dollars of tokens at list price; null for a model without a price. */
export type UsdOf = (model: string, tokens: TokenCounts) => number | null;

/** The total of some estimates' shares, with its interval: `totalOfEstimates` with the records' seed. */
export type TotalOf = (parts: readonly EstimatedPart[]) => TotalMinutes;

export interface EntryRules {
  readonly counts: SupervisionRules["counts"];
  readonly usdOf: UsdOf;
}

/** The part of a task in a period, not yet placed; null where none of its days lies there. */
export type UnplacedEntry = Omit<RecordEntry, "place"> & { readonly firstMs: number };

/** What the days from `from` to `to` hold of the task; null where none of its days lies there. */
export function entryOf(ledgerTask: LedgerTask, from: Day, to: Day, rules: EntryRules): UnplacedEntry | null {
  const { days } = ledgerTask;
  const [earliest, latest] = [days[0]!.day, days.at(-1)!.day];
  if (earliest > to || latest < from) return null;
  if (earliest >= from && latest <= to) return wholeEntry(ledgerTask, rules);
  const first = days.findIndex(({ day }) => day >= from);
  const last = days.findLastIndex(({ day }) => day <= to);
  return last < first ? null : partOf(ledgerTask, first, last, rules);
}

/** Most tasks lie in one period and are asked for again and again while others change. */
const wholeEntries = new WeakMap<LedgerTask, EntryRules & { readonly entry: UnplacedEntry }>();

function wholeEntry(ledgerTask: LedgerTask, { counts, usdOf }: EntryRules): UnplacedEntry {
  const known = wholeEntries.get(ledgerTask);
  if (known?.counts === counts && known.usdOf === usdOf) return known.entry;
  const entry = partOf(ledgerTask, 0, ledgerTask.days.length - 1, { counts, usdOf });
  wholeEntries.set(ledgerTask, { counts, usdOf, entry });
  return entry;
}

function partOf(
  ledgerTask: LedgerTask,
  first: number,
  last: number,
  { counts, usdOf }: EntryRules,
): UnplacedEntry {
  const { task, estimate, meanMinutes, imported, outcome, commits, hoursCount } = ledgerTask;
  const days = ledgerTask.days.slice(first, last + 1);
  const shares = ledgerTask.shares.slice(first, last + 1);
  const share = sum(shares, (part) => part);
  const human = hoursCount ? estimate && shareOfRange(estimate, share) : noMinutes;
  const humanMeanMinutes = meanMinutes === null ? null : meanMinutes * share;
  const agentMinutes = sum(days, (day) => day.agentMs) / 60_000;
  const supervision = knowsSupervision(ledgerTask, days) ? supervisionOf(days, counts) : null;
  // Where all its hours count on other days there is nothing to divide: no factor, rather than one of zero.
  const divided = share > 0 && hoursCount ? human : null;
  return {
    taskId: task.id,
    title: task.title,
    project: task.project,
    person: task.person,
    type: task.type,
    human,
    humanMeanMinutes,
    estimate,
    shareOfTask: share,
    agentMinutes,
    agentWorkMinutes: sum(days, (day) => day.agentWorkMs) / 60_000,
    uncertainAgentMinutes: sum(days, (day) => day.uncertainMs) / 60_000,
    supervision,
    usage: usageOf(days, imported, usdOf),
    leverageFactor: divided && factorWithRange(humanMeanMinutes ?? 0, divided, agentMinutes),
    supervisoryLeverageFactor:
      divided &&
      supervision &&
      factorWithRange(humanMeanMinutes ?? 0, divided, supervision.supervisoryMinutes),
    days: days.map(({ day }) => day),
    imported,
    models: [...new Set(days.flatMap((day) => Object.keys(day.tokensByModel)))].sort(),
    outcome,
    commits,
    hoursCount,
    firstMs: task.firstMs,
  };
}

const noMinutes: MinutesRange = { lowMinutes: 0, likelyMinutes: 0, highMinutes: 0 };

function supervisionOf(days: readonly TaskDay[], counts: SupervisionRules["counts"]): Supervision {
  return {
    supervisoryMinutes: sum(days, (day) => countedSupervisoryMs(day, counts)) / 60_000,
    promptingMinutes: sum(days, (day) => day.promptingMs) / 60_000,
    reviewingMinutes: sum(days, (day) => day.reviewingMs) / 60_000,
    approvingMinutes: sum(days, (day) => day.approvingMs) / 60_000,
    declared: days.every((day) => day.declaredSupervisoryMs !== null),
  };
}

function tokensByModel(days: readonly TaskDay[]): Iterable<readonly [string, TokenCounts]> {
  if (days.length === 1) return Object.entries(days[0]!.tokensByModel);
  const byModel = new Map<string, TokenCounts>();
  for (const day of days) {
    for (const [model, tokens] of Object.entries(day.tokensByModel)) {
      byModel.set(model, addTokens(byModel.get(model) ?? zeroTokens, tokens));
    }
  }
  return byModel;
}

function usageOf(days: readonly TaskDay[], imported: boolean, usdOf: UsdOf): Usage {
  const declaredTokens = sum(days, (day) => day.declaredTokens);
  let all = zeroTokens;
  let usd = 0;
  // Declared tokens name no model, so they have no price either.
  let unpricedTokens = declaredTokens;
  for (const [model, tokens] of tokensByModel(days)) {
    all = addTokens(all, tokens);
    const price = usdOf(model, tokens);
    if (price === null) unpricedTokens += totalTokens(tokens);
    else usd += price;
  }
  const tokens = totalTokens(all) + declaredTokens;
  const unpriced = tokens > 0 ? unpricedTokens === tokens : imported;
  return { ...all, totalTokens: tokens, usd: unpriced ? null : usd, unpricedTokens };
}

/** Several tasks' usage as one; `otherTokens` are known for the period but for none of its tasks. */
export function totalUsage(entries: readonly Pick<RecordEntry, "usage">[], otherTokens: number): Usage {
  const usages = entries.map(({ usage }) => usage);
  let isPriced = entries.length === 0;
  let usd = 0;
  for (const usage of usages) {
    if (usage.usd === null) continue;
    isPriced = true;
    usd += usage.usd;
  }
  return {
    ...sumOfTokens(usages),
    totalTokens: sum(usages, (usage) => usage.totalTokens) + otherTokens,
    usd: isPriced ? usd : null,
    unpricedTokens: sum(usages, (usage) => usage.unpricedTokens) + otherTokens,
  };
}

/** Several tasks' supervision as one; those that know none are left out. */
export function totalSupervision(entries: readonly Pick<RecordEntry, "supervision">[]): Supervision {
  const parts = entries.flatMap(({ supervision }) => supervision ?? []);
  return {
    supervisoryMinutes: sum(parts, (part) => part.supervisoryMinutes),
    promptingMinutes: sum(parts, (part) => part.promptingMinutes),
    reviewingMinutes: sum(parts, (part) => part.reviewingMinutes),
    approvingMinutes: sum(parts, (part) => part.approvingMinutes),
    declared: parts.length > 0 && parts.every((part) => part.declared),
  };
}

/** Highest factor first, unmeasurable ones last; equal factors as the tasks began, then by id. */
export function byFactor(a: UnplacedEntry, b: UnplacedEntry): number {
  const factors = compareNumbers(b.leverageFactor?.value ?? -1, a.leverageFactor?.value ?? -1);
  return factors || inOrderOfBeginning(a, b);
}

/** Most agent minutes first. */
export function byAgentMinutes(a: UnplacedEntry, b: UnplacedEntry): number {
  return compareNumbers(b.agentMinutes, a.agentMinutes) || inOrderOfBeginning(a, b);
}

function inOrderOfBeginning(a: UnplacedEntry, b: UnplacedEntry): number {
  return a.firstMs - b.firstMs || (a.taskId < b.taskId ? -1 : 1);
}

/** Equal up to the last bits that the order of a sum may change. */
function compareNumbers(a: number, b: number): number {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : a - b;
}

export function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}

/** By-type and by-person tables need it too: the ratio of sums over some entries. */
export function weightedFactor(entries: readonly RecordEntry[]): number | null {
  return factor(
    sum(entries, (entry) => entry.humanMeanMinutes ?? 0),
    sum(entries, (entry) => entry.agentMinutes),
  );
}
