/** Checks an opinion that comes from outside the ledger: its journal, another ledger's export. */
import { z } from "zod";
import { type ImportedEntry, type ImportedRecord, type Opinion, workTypes } from "../core/types.ts";

const minutes = z.number().min(0);
const id = z.string().min(1);
const ids = z.array(id).min(1);
const day = z.iso.date();
const origin = z.looseObject({ file: z.string(), line: z.int().min(0) });

const importedEntry: z.ZodType<ImportedEntry> = z.looseObject({
  key: id,
  day,
  position: z.number(),
  title: z.string(),
  humanMinutes: minutes,
  agentMinutes: minutes,
  supervisoryMinutes: minutes.nullable(),
  tokens: z.number().min(0).nullable(),
  printedFactor: z.string().nullable(),
  printedSupervisoryFactor: z.string().nullable(),
  origin,
});

const importedRecord: z.ZodType<ImportedRecord> = z.looseObject({
  key: id,
  day,
  title: z.string(),
  undistributedTokens: z.number(),
  printed: z.record(z.string(), z.string()),
  origin,
});

const range = z.looseObject({ lowMinutes: minutes, likelyMinutes: minutes, highMinutes: minutes });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Full, or as the log shows it. */
const shaText = z.string().regex(/^[0-9a-f]{7,64}$/);

const body = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("estimate"),
    turnId: id,
    minutes: range,
    note: z.string().nullable(),
  }),
  z.looseObject({
    kind: z.literal("plan"),
    title: z.string(),
    minutes: range,
    person: z.string(),
    branch: id.nullable(),
    project: id.nullable(),
    note: z.string().nullable(),
    previous: hash.nullable(),
    hash,
  }),
  z.looseObject({ kind: z.literal("plan-attach"), turnId: id, plan: hash }),
  z.looseObject({
    kind: z.literal("blind-estimate"),
    turnId: id,
    minutes: range,
    note: z.string().nullable(),
  }),
  z.looseObject({
    kind: z.literal("supervision"),
    turnId: id,
    day: day.nullable(),
    supervisoryMinutes: minutes,
  }),
  z.looseObject({ kind: z.literal("rename"), turnId: id, title: z.string() }),
  z.looseObject({ kind: z.literal("retype"), turnId: id, type: z.enum(workTypes) }),
  z.looseObject({ kind: z.literal("merge"), turnIds: ids }),
  z.looseObject({ kind: z.literal("split"), turnId: id }),
  z.looseObject({ kind: z.literal("move"), turnIds: ids, toTurnId: id }),
  z.looseObject({ kind: z.enum(["exclude", "include"]), turnId: id }),
  z.looseObject({ kind: z.enum(["commit-link", "commit-unlink"]), turnId: id, sha: shaText }),
  z.looseObject({ kind: z.literal("note"), turnId: id, text: z.string() }),
  z.looseObject({ kind: z.literal("imported-entry"), entry: importedEntry }),
  z.looseObject({ kind: z.literal("imported-record"), record: importedRecord }),
  z.looseObject({ kind: z.literal("undo"), seq: z.int().min(1) }),
]);

/** Unknown keys pass through unchanged: a newer version's opinion keeps what this one does not know. */
export const opinionSchema: z.ZodType<Opinion> = z.looseObject({
  seq: z.int().min(1),
  atMs: z.number(),
  by: z.string(),
  body,
});
