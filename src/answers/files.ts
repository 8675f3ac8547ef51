/** What importing a record and verifying one found. */
import { z } from "zod";
import { importedEntry, importedRecord, problem } from "./parts.ts";

const readRecord = z.object({
  day: z.string(),
  title: z.string(),
  layout: z.string(),
  entries: z.array(importedEntry),
  aggregates: z.array(
    z.object({
      of: z.enum(["supervisoryFactor", "factor", "tokens", "supervisory", "human", "agent", "tasks"]),
      label: z.string(),
      printed: z.string(),
      value: z.number().nullable(),
      slack: z.number(),
      line: z.number(),
    }),
  ),
  record: importedRecord,
  disagreements: z.array(
    z.object({
      row: z.number().nullable(),
      line: z.number(),
      what: z.string(),
      printed: z.string(),
      computed: z.string(),
    }),
  ),
  supervisionImplied: z.boolean(),
});

export const importAnswer = z.object({
  kind: z.enum(["records", "ledger"]),
  description: z.array(z.string()),
  added: z.number(),
  known: z.number(),
  dryRun: z.boolean(),
  problems: z.array(problem),
  records: z.array(readRecord),
});

const recordValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const difference = z.object({ path: z.string(), was: recordValue, now: recordValue });

export const verifyAnswer = z.object({
  values: z.number(),
  differences: z.array(difference),
  developments: z.array(difference),
  file: z.string(),
  title: z.string(),
  untouched: z.boolean().nullable(),
  exportNumber: z.number().nullable(),
  previous: z.object({ hash: z.string(), known: z.boolean() }).nullable(),
  versions: z.object({ written: z.string().nullable(), here: z.string() }),
  reasons: z.array(z.string()),
  agrees: z.boolean(),
});
