/** Draws an exported record anew from the ledger and names every value that differs, and why if that shows. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { isDay, isTimezone } from "../core/days.ts";
import { plansAmong } from "../core/estimates/plans.ts";
import type { LeverageRecord, RecordSeal } from "../core/leverage-record.ts";
import { promptingOnly, type SupervisionRules } from "../core/method.ts";
import { withoutOutcomes } from "../core/records/outcomes.ts";
import {
  type Comparison,
  type Difference,
  isDevelopment,
  recordDifferences,
} from "../core/records/record-differences.ts";
import type { Opinion } from "../core/types.ts";
import { analyse } from "./analyse.ts";
import { drawSealedRecord } from "./draw-record.ts";
import { CouldNot, reasonOf } from "./errors.ts";
import { type Effects, operation } from "./operation.ts";
import { planFaults } from "./plan.ts";
import { aliasing } from "./record-words.ts";
import { refresh } from "./refresh.ts";
import { exportedRecords, opinionsHash, recordHash } from "./seal.ts";
import { supervisionRules } from "./supervision-rules.ts";
import { version } from "./version.ts";

export interface VerifyOutput extends Comparison {
  /**
   * What became of the work since, by git: no contradiction where nothing else differs in a record that this ledger is
   * known to have written. Otherwise they stand among the differences.
   */
  readonly developments: readonly Difference[];
  readonly file: string;
  readonly title: string;
  /** Whether the file's own hash matches; null: it carries none. */
  readonly untouched: boolean | null;
  /** Place among the records this ledger exported, from 1; null: it is not one of them. */
  readonly exportNumber: number | null;
  /** Hash of the record exported before it, and whether this ledger knows it. */
  readonly previous: { readonly hash: string; readonly known: boolean } | null;
  /** Version that wrote it, and this one. */
  readonly versions: { readonly written: string | null; readonly here: string };
  /** What has changed since, one sentence each. */
  readonly reasons: readonly string[];
  /** Every value agrees but for developments, and neither the file nor the chain of plans was tampered with. */
  readonly agrees: boolean;
}

export const verify = operation({
  name: "verify",
  about: "Draw an exported record (JSON) anew from the ledger and name every number that differs",
  input: () =>
    z.object({
      file: z.string().describe("<FILE> The record, or - for standard input"),
      /** The content, where `file` is `-`. */
      text: z.string().optional(),
    }),
  async run({ file, text }, effects): Promise<VerifyOutput> {
    const name = file === "-" ? "standard input" : file;
    const then = parseRecord(text ?? (await readText(file)), name);
    if (then.sample) {
      throw new CouldNot(
        `${name} is a record of the bundled sample`,
        "there is no ledger to hold it against: verify a record of your own work",
      );
    }
    await refresh(effects);
    const now = await drawnAnew(effects, then);
    // As JSON has it: what was never set and what was left out are the same.
    const comparison = recordDifferences(then, asKnownThen(then, JSON.parse(JSON.stringify(now))));
    const untouched = then.seal === undefined ? null : recordHash(then) === then.seal.hash;
    const chain = await chainOf(effects, then.seal);
    const isOwn = untouched === true && chain.exportNumber !== null;
    // Where more differs, the same cause may show in values on outcomes.
    const goesOn = isOwn && comparison.differences.every(isDevelopment);
    const [differences, developments] = goesOn ? [[], comparison.differences] : [comparison.differences, []];
    const faults = await planFaults(effects);
    const opinions = await (await effects.store()).opinions();
    const reasons = [
      ...(untouched === false
        ? ["The file was changed after it was written: its own hash does not match."]
        : []),
      ...faults.map((fault) => `The chain of plans is broken: ${fault}.`),
      ...(then.seal === undefined || now.seal === undefined
        ? []
        : changedSince(then.seal, now.seal, opinions, comparison.differences.length > 0)),
    ];
    return {
      values: comparison.values,
      differences,
      developments,
      file: name,
      title: then.title,
      untouched,
      ...chain,
      versions: { written: then.seal?.version ?? null, here: version },
      reasons,
      agrees: differences.length === 0 && untouched !== false && faults.length === 0,
    };
  },
});

async function chainOf(effects: Effects, seal: RecordSeal | undefined) {
  const hashes = await exportedRecords(effects);
  const at = seal === undefined ? -1 : hashes.indexOf(seal.hash);
  const before = seal?.previous ?? null;
  return {
    exportNumber: at < 0 ? null : at + 1,
    previous: before === null ? null : { hash: before, known: hashes.includes(before) },
  };
}

/** Ends a transaction without keeping anything of it. */
class TakeBack extends Error {}

/**
 * The record as the ledger gives it now, for the same period, time zone and definitions. Where those are not the
 * ones in force, the results are made anew for them and taken back afterwards.
 */
async function drawnAnew(effects: Effects, then: SealedRecord): Promise<LeverageRecord> {
  const inForce = supervisionRules(effects);
  const { measured, counted } = then.seal?.supervision ?? {
    measured: inForce,
    counted: then.definitions["supervision"] === promptingOnly.name ? promptingOnly : inForce,
  };
  const asThen: Effects = {
    ...effects,
    timezone: then.timezone,
    clock: () => then.generatedMs,
    config: { ...effects.config, supervision: measured },
  };
  const draw = async (): Promise<LeverageRecord> => {
    const person = then.seal === undefined ? null : await personMeant(effects, then.seal.person);
    const work = then.scope?.work ?? "all";
    const request = { period: then.period, person, rules: counted, work };
    return drawSealedRecord(asThen, request);
  };
  if (then.timezone === effects.timezone && sameRules(measured, inForce)) return draw();
  const drawn: LeverageRecord[] = [];
  const store = await effects.store();
  await store
    .transaction(async () => {
      await analyse(asThen);
      drawn.push(await draw());
      throw new TakeBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakeBack)) throw error;
    });
  return drawn[0]!;
}

/** A record of before outcomes were told is held against what it could tell. */
function asKnownThen(then: SealedRecord, now: LeverageRecord): unknown {
  return "outcome" in then.definitions ? now : withoutOutcomes(now);
}

/** The person behind the name on a seal. */
async function personMeant({ config, store }: Effects, name: string | null): Promise<string | null> {
  if (name === null) return null;
  const aliased = aliasing(config.aliases);
  const tasks = await (await store()).tasks();
  return tasks.find(({ person }) => aliased(person) === name)?.person ?? name;
}

function sameRules(a: SupervisionRules, b: SupervisionRules): boolean {
  const keys = Object.keys(b) as (keyof SupervisionRules)[];
  return keys.every((key) => a[key] === b[key]);
}

/** What has changed since a record was sealed; the tasks only where something differs. */
function changedSince(
  then: RecordSeal,
  now: RecordSeal,
  opinions: readonly Opinion[],
  differs: boolean,
): readonly string[] {
  const reasons: string[] = [];
  const { count, hash } = then.inputs.opinions;
  if (opinionsHash(opinions.slice(0, count)) !== hash) {
    reasons.push(`What people had said up to opinion ${count} reads otherwise now than it did then.`);
  }
  if (then.inputs.plan !== null && !plansAmong(opinions).some((plan) => plan.hash === then.inputs.plan)) {
    reasons.push("The newest plan it knew is no longer in the ledger.");
  }
  if (!differs) return reasons;
  if (then.version !== now.version) {
    reasons.push(`It was written by leverage ${then.version}; this is ${now.version}.`);
  }
  const since = opinions.slice(count);
  if (since.length > 0)
    reasons.push(`Said since: ${listed(since.map(({ seq, body }) => `${body.kind} ${seq}`))}.`);
  if (then.inputs.configuration !== now.inputs.configuration) {
    reasons.push("Aliases, scope or prices of the configuration are others now.");
  }
  return [...reasons, ...changedTasks(then.inputs.tasks, now.inputs.tasks)];
}

function changedTasks(
  then: RecordSeal["inputs"]["tasks"],
  now: RecordSeal["inputs"]["tasks"],
): readonly string[] {
  const both = Object.keys(then).filter((id) => Object.hasOwn(now, id));
  const sentences: readonly (readonly [string, readonly string[]])[] = [
    ["No longer in the period", Object.keys(then).filter((id) => !Object.hasOwn(now, id))],
    ["New in the period", Object.keys(now).filter((id) => !Object.hasOwn(then, id))],
    ["Prompts or times read or cut otherwise", both.filter((id) => then[id]!.facts !== now[id]!.facts)],
    ["Another estimate", both.filter((id) => then[id]!.estimate !== now[id]!.estimate)],
    [
      "Other commits, or another outcome",
      both.filter((id) => then[id]!.work !== undefined && then[id]!.work !== now[id]!.work),
    ],
  ];
  return sentences.flatMap(([what, ids]) => (ids.length === 0 ? [] : [`${what}: ${listed(ids)}.`]));
}

const listedAtMost = 8;

function listed(words: readonly string[]): string {
  const more = words.length - listedAtMost;
  return [...words.slice(0, listedAtMost), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** What verification needs of a record; all else is compared as it is. */
const day = z.string().refine(isDay, "not a day");
const hash = z.string().regex(/^[0-9a-f]{64}$/, "not a SHA-256 hash");
const rules = z.object({
  name: z.string(),
  gapCapMs: z.number(),
  waitCapMs: z.number(),
  typingCharactersPerSecond: z.number(),
  typingMinMs: z.number(),
  typingMaxMs: z.number(),
  counts: z.enum(["all", "prompting"]),
}) satisfies z.ZodType<SupervisionRules>;
const recordShape = z.looseObject({
  schema: z.literal("leverage-record@1"),
  title: z.string(),
  period: z.object({ kind: z.enum(["day", "week", "month", "year", "span"]), from: day, to: day }),
  timezone: z.string().refine(isTimezone, "not an IANA time zone"),
  generatedMs: z.number(),
  sample: z.boolean(),
  definitions: z.record(z.string(), z.string()),
  scope: z.looseObject({ work: z.enum(["all", "merged"]).exactOptional() }).exactOptional(),
  seal: z
    .looseObject({
      version: z.string(),
      person: z.string().nullable(),
      supervision: z.object({ measured: rules, counted: rules }),
      inputs: z.looseObject({
        tasks: z.record(
          z.string(),
          // Records of before commits were linked have no `work`.
          z.object({ facts: hash, estimate: hash.nullable(), work: hash.nullable().exactOptional() }),
        ),
        opinions: z.object({ count: z.int().min(0), hash }),
        plan: hash.nullable(),
        configuration: hash,
      }),
      previous: hash.nullable(),
      hash,
    })
    .optional(),
});
type SealedRecord = z.infer<typeof recordShape>;

/** @throws CouldNot for anything that is no exported record, with the place. */
function parseRecord(text: string, name: string): SealedRecord {
  const hint = "export one: leverage record PERIOD --out record.json";
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, item: unknown) => {
      if (typeof item === "number" && !Number.isFinite(item)) throw new Error("a number too large for JSON");
      return item;
    });
  } catch (error) {
    throw new CouldNot(`${name} is not JSON: ${reasonOf(error)}`, hint, error);
  }
  const parsed = recordShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CouldNot(
    `${name} is not an exported leverage record: ${issue?.path.join(".") || "the whole"}: ${issue?.message}`,
    hint,
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CouldNot(
      `cannot read ${file}: ${reasonOf(error)}`,
      "check the name and its permissions",
      error,
    );
  }
}
