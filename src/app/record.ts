/** The leverage record of a period: brings the ledger up to date, then draws the record from its results. */
import { z } from "zod";
import { survivalOfTasks } from "../core/changes/survival.ts";
import type { CountedWork, LeverageRecord } from "../core/leverage-record.ts";
import { outcomeRules, promptingOnly, type SupervisionRules } from "../core/method.ts";
import { usdOf } from "../core/prices.ts";
import { undistributedTokensByDay } from "../core/records/ledger.ts";
import { recordOf } from "../core/records/records.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Store } from "../store/store.ts";
import { WrongUse } from "./errors.ts";
import { everybodysTasks } from "./ledger-tasks.ts";
import { type Effects, operation } from "./operation.ts";
import { periodNamed } from "./period.ts";
import { forbiddenIn, withAliases } from "./record-words.ts";
import { refresh } from "./refresh.ts";
import { rememberedTotal } from "./remembered-totals.ts";
import { replayedTrunks } from "./replayed-trunks.ts";
import { onSample } from "./sample-ledger.ts";
import { sealed } from "./seal.ts";
import { supervisionRules } from "./supervision-rules.ts";
import { placesOf } from "./sync.ts";

export interface RecordOutput {
  readonly record: LeverageRecord;
  /** Forbidden words of the configuration that the record holds, with where; only under `--check`. */
  readonly forbidden: readonly { readonly word: string; readonly where: string }[];
}

export const record = operation({
  name: "record",
  about: "The leverage record of a day, week, month, year or span",
  input: () =>
    z.object({
      period: z
        .string()
        .optional()
        .describe("<PERIOD> 2026-03-26, today, 2026-W13, 2026-03, FROM..TO; the newest active day if absent"),
      week: z.boolean().default(false).describe("The ISO week around that day"),
      month: z.boolean().default(false).describe("The month around that day"),
      year: z.boolean().default(false).describe("The year around that day"),
      person: z.string().optional().describe("<NAME> Only this person's work"),
      promptingOnly: z
        .boolean()
        .default(false)
        .describe("Count prompting alone as supervision, as hand-kept records do"),
      merged: z
        .boolean()
        .default(false)
        .describe("Count the hours of merged tasks alone; the minutes of all tasks stay in the factors"),
      check: z
        .boolean()
        .default(false)
        .describe("Fail where a forbidden word of the configuration would appear"),
    }),
  async run(input, effects): Promise<RecordOutput> {
    const units = (["week", "month", "year"] as const).filter((unit) => input[unit]);
    if (units.length > 1)
      throw new WrongUse(`--${units.join(" and --")} exclude each other`, "give one of them");
    await refresh(effects);
    const draw = async (from: Effects): Promise<LeverageRecord> => {
      const request = {
        period: await periodNamed(from, input.period ?? null, units[0] ?? "day"),
        person: input.person ?? null,
        rules: input.promptingOnly ? promptingOnly : supervisionRules(from),
        work: input.merged ? "merged" : "all",
      } as const;
      return sealed(from, withAliases(await drawRecord(from, request), effects.config.aliases), request);
    };
    const record = (await isEmpty(effects)) ? await sampleRecord(effects, draw) : await draw(effects);
    return { record, forbidden: input.check ? forbiddenIn(record, effects.config.forbiddenWords) : [] };
  },
});

/** Nothing was ever read or imported: there is no record to draw. */
async function isEmpty(effects: Effects): Promise<boolean> {
  const store = await effects.store();
  return (await store.files()).length === 0 && (await store.opinions()).length === 0;
}

async function sampleRecord(
  effects: Effects,
  draw: (from: Effects) => Promise<LeverageRecord>,
): Promise<LeverageRecord> {
  const places = effects.sources.flatMap((source) => placesOf(source, effects));
  effects.say(
    `No agent logs were found in ${places.join(", ")}. Below is the bundled sample, nobody's real work.`,
  );
  return onSample(effects, async (sample) => {
    await refresh(sample);
    return draw(sample);
  });
}

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

/** The record as the ledger's results stand; reads no logs. */
export async function drawRecord(
  effects: Effects,
  { period, person, rules, work: countedWork }: RecordRequest,
): Promise<LeverageRecord> {
  const store = await effects.store();
  const everybodys = await everybodysTasks(effects, countedWork);
  const tasks = person === null ? everybodys : everybodys.filter(({ task }) => task.person === person);
  if (person !== null && tasks.length === 0) await mustBeKnown(person, store);
  return recordOf({
    period,
    timezone: effects.timezone,
    nowMs: effects.clock(),
    sample: effects.sample,
    tasks,
    survivals: survivalOfTasks(await replayedTrunks(effects), await store.taskWork()),
    countedWork,
    agentUnionMsByDay: await store.agentDays(person),
    undistributedTokensByDay: undistributedTokensByDay(opinionsInForce(await store.opinions())),
    usdOf: (model, tokens) => usdOf(model, tokens, effects.config.prices),
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
async function mustBeKnown(person: string, store: Store): Promise<void> {
  const known = [...new Set((await store.tasks()).map((task) => task.person))].sort();
  if (known.includes(person)) return;
  throw new WrongUse(`no work by "${person}" in the ledger`, `people in it: ${known.join(", ") || "none"}`);
}
