/** Where each number of a task or a record comes from. */
import { z } from "zod";
import { definitions, type NumberName } from "../core/definitions.ts";
import { estimate, opinion, taskSurvival, taskWork } from "./parts.ts";
import { leverageRecord } from "./record.ts";

const explainedNumber = z.object({
  name: z.enum(Object.keys(definitions) as NumberName[]),
  value: z.number().nullable(),
  unit: z.enum(["minutes", "factor", "tokens", "USD", "share"]),
  definition: z.string(),
  formula: z.string(),
  parts: z.array(z.object({ label: z.string(), value: z.number() })),
});

export const sensitivity = z.object({
  gapCapMinutes: z.number(),
  waitCapMinutes: z.number(),
  inForce: z.boolean(),
  supervisoryMinutes: z.number(),
  supervisoryLeverageFactor: z.number().nullable(),
});

const turnEvidence = z.object({
  number: z.number(),
  turnId: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  prompt: z.string(),
  from: z.string(),
  to: z.string(),
  agentMinutes: z.number(),
  agentWorkMinutes: z.number(),
  wallClockMinutes: z.number(),
  timeFrom: z.enum(["logged", "reconstructed"]),
  uncertainMinutes: z.number(),
  waits: z.array(z.object({ for: z.string(), tool: z.string(), minutes: z.number(), at: z.string() })),
  supervision: z.array(z.object({ of: z.string(), minutes: z.number(), away: z.boolean() })),
  edits: z.array(z.object({ path: z.string(), added: z.number(), removed: z.number(), at: z.string() })),
  commits: z.array(z.object({ sha: z.string(), subject: z.string(), at: z.string() })),
  requests: z.number(),
});

export const explainAnswer = z.object({
  what: z.enum(["task", "record"]),
  title: z.string(),
  numbers: z.array(explainedNumber),
  sensitivity: z.array(sensitivity),
  turns: z.array(turnEvidence),
  estimates: z.array(estimate),
  work: taskWork.nullable(),
  survival: taskSurvival.nullable(),
  cutBecause: z.array(z.string()),
  opinions: z.array(opinion),
  notes: z.array(z.string()),
  record: leverageRecord,
});
