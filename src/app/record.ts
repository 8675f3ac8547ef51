/** The leverage record of a period: brings the ledger up to date, then draws the record from its results. */
import { z } from "zod";
import type { LeverageRecord } from "../core/leverage-record.ts";
import { promptingOnly } from "../core/method.ts";
import type { Unit } from "../core/periods.ts";
import { WrongUse } from "./errors.ts";
import { keepingRecords } from "./kept-records.ts";
import { type Effects, operation } from "./operation.ts";
import { periodNamed } from "./period.ts";
import { refresh } from "./refresh.ts";
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
    const record = await recordAsked(input, units[0] ?? "day", effects);
    if (!input.check) return { record, forbidden: [] };
    const { forbiddenIn } = await import("./record-words.ts");
    return { record, forbidden: forbiddenIn(record, effects.config.forbiddenWords) };
  },
});

type Asked = z.output<typeof record.input>;

/** As it was drawn before, if the ledger has not changed since. */
async function recordAsked(asked: Asked, unit: Unit, effects: Effects): Promise<LeverageRecord> {
  const keeping = await keepingRecords(effects, asked);
  if (keeping.known !== null) return effects.unsealed === true ? withoutSeal(keeping.known) : keeping.known;
  const draw = async (from: Effects): Promise<LeverageRecord> => {
    const { drawNamedRecord, drawSealedRecord } = await import("./draw-record.ts");
    const drawAsWanted = from.unsealed === true ? drawNamedRecord : drawSealedRecord;
    return drawAsWanted(from, {
      period: await periodNamed(from, asked.period ?? null, unit),
      person: asked.person ?? null,
      rules: asked.promptingOnly ? promptingOnly : supervisionRules(from),
      work: asked.merged ? "merged" : "all",
    });
  };
  if (await isEmpty(effects)) return sampleRecord(effects, draw);
  const drawn = await draw(effects);
  await keeping.keep(drawn);
  return drawn;
}

const withoutSeal = ({ seal: _, ...record }: LeverageRecord): LeverageRecord => record;

/** Nothing was ever read or imported: there is no record to draw. */
async function isEmpty(effects: Effects): Promise<boolean> {
  const store = await effects.store();
  return !(await store.hasFiles()) && (await store.opinions()).length === 0;
}

async function sampleRecord(
  effects: Effects,
  draw: (from: Effects) => Promise<LeverageRecord>,
): Promise<LeverageRecord> {
  const places = effects.sources.flatMap((source) => placesOf(source, effects));
  effects.say(
    `No agent logs were found in ${places.join(", ")}. Below is the bundled sample, nobody's real work.`,
  );
  const { onSample } = await import("./sample-ledger.ts");
  return onSample(effects, async (sample) => {
    await refresh(sample);
    return draw(sample);
  });
}
