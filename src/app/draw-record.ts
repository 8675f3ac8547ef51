/** Draws a record from the ledger's results; reads no logs. */
import { survivalOfTasks } from "../core/changes/survival.ts";
import type { CountedWork, LeverageRecord } from "../core/leverage-record.ts";
import { outcomeRules, type SupervisionRules } from "../core/method.ts";
import { pricedWith } from "../core/prices.ts";
import { undistributedTokensByDay } from "../core/records/ledger.ts";
import type { LedgerTask } from "../core/records/ledger-tasks.ts";
import { ofAllTasks, recordOf } from "../core/records/records.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Store } from "../store/store.ts";
import { WrongUse } from "./errors.ts";
import { boundGarbageOfLedger } from "./garbage.ts";
import { everybodysTasks } from "./ledger-tasks.ts";
import type { Effects } from "./operation.ts";
import { everybodysRecordTasks } from "./record-tasks.ts";
import { withAliases } from "./record-words.ts";
import { rememberedTotal } from "./remembered-totals.ts";
import { replayedTrunks } from "./replayed-trunks.ts";
import { sealed } from "./seal.ts";

/** Problems by which a line was lost whole; others tell of files, of single fields, or of lines that were read all the same. */
const lossKinds = ["broken-json", "not-an-object", "unknown-row", "unreadable-row", "line-too-long"];

/** Each line once, however many problems it has. */
async function linesLeftOut(store: Store): Promise<number> {
  const lines = new Set<string>();
  for (const kind of lossKinds)
    for (const { at } of await store.problems({ kind })) lines.add(`${at.line ?? 0} ${at.file}`);
  return lines.size;
}

export interface RecordRequest {
  readonly period: LeverageRecord["period"];
  /** Null: everybody in scope. */
  readonly person: string | null;
  readonly rules: SupervisionRules;
  /** Whose hours count. */
  readonly work: CountedWork;
}

/** The record as it leaves the ledger: sealed. */
export async function drawSealedRecord(effects: Effects, request: RecordRequest): Promise<LeverageRecord> {
  return sealed(effects, await drawNamedRecord(effects, request), request);
}

/** The record as others see it: with the names that the configuration gives. */
export async function drawNamedRecord(effects: Effects, request: RecordRequest): Promise<LeverageRecord> {
  boundGarbageOfLedger(effects.ledgerFile);
  return withAliases(await drawRecord(effects, request), effects.config.aliases);
}

/** The record as the ledger's results stand. */
export async function drawRecord(
  effects: Effects,
  { period, person, rules, work: countedWork }: RecordRequest,
): Promise<LeverageRecord> {
  const store = await effects.store();
  const wanted = { period, counts: rules.counts, work: countedWork };
  const ofTasks =
    person === null
      ? await everybodysRecordTasks(effects, wanted)
      : ofAllTasks(await tasksOf(person, effects, countedWork), rules.counts);
  const trunks = await replayedTrunks(effects);
  return recordOf({
    period,
    timezone: effects.timezone,
    nowMs: effects.clock(),
    sample: effects.sample,
    ...ofTasks,
    survivals: survivalOfTasks(trunks, trunks.length === 0 ? [] : await store.taskWork()),
    countedWork,
    agentUnionMsByDay: await store.agentDays(person),
    undistributedTokensByDay: undistributedTokensByDay(opinionsInForce(await store.opinions())),
    usdOf: pricedWith(effects.config.prices),
    totalOf: rememberedTotal,
    supervisionCounts: rules.counts,
    definitions: {
      tasks: "method v1",
      "agent time": "method v1",
      supervision: rules.name,
      outcome: outcomeRules,
      ...(countedWork === "merged" ? { "human hours": "merged work" } : {}),
    },
    scope: {
      problems: await linesLeftOut(store),
      notSeen: [],
    },
  });
}

/** @throws WrongUse for a person without a task. */
async function tasksOf(
  person: string,
  effects: Effects,
  counted: CountedWork,
): Promise<readonly LedgerTask[]> {
  const tasks = (await everybodysTasks(effects, counted)).filter(({ task }) => task.person === person);
  if (tasks.length > 0) return tasks;
  const all = await (await effects.store()).tasks();
  const known = [...new Set(all.map((task) => task.person))].sort();
  if (known.includes(person)) return [];
  throw new WrongUse(`no work by "${person}" in the ledger`, `people in it: ${known.join(", ") || "none"}`);
}
