/** The state of ledger, logs and configuration. */
import { z } from "zod";
import { planLine } from "./estimates.ts";
import { problem } from "./parts.ts";

export const doctorAnswer = z.object({
  ledger: z.object({
    folder: z.string(),
    damage: z.array(z.string()),
    checkedMs: z.number().nullable(),
    repaired: z
      .object({
        movedTo: z.string(),
        files: z.number(),
        chunks: z.number(),
        problems: z.number(),
        opinions: z.number(),
        lost: z.array(z.string()),
      })
      .nullable(),
  }),
  places: z.array(
    z.object({
      source: z.string(),
      folder: z.string(),
      exists: z.boolean(),
      files: z.number(),
      bytes: z.number(),
    }),
  ),
  files: z.object({ known: z.number(), gone: z.number(), lines: z.number() }),
  sessions: z.number(),
  turns: z.number(),
  agents: z.array(z.object({ agent: z.string(), versions: z.array(z.string()), sessions: z.number() })),
  problemCounts: z.array(z.object({ kind: z.string(), count: z.number() })),
  problems: z.array(problem),
  estimates: z.object({
    planFaults: z.array(z.string()),
    openPlans: z.array(planLine),
    unlike: z.array(
      z.object({
        ratio: z.number(),
        tasks: z.array(
          z.object({ taskId: z.string(), title: z.string(), day: z.string(), minutes: z.number() }),
        ),
      }),
    ),
  }),
  notCovered: z.array(z.string()),
});

export const configAnswer = z.object({
  file: z.string(),
  rows: z.array(z.object({ key: z.string(), value: z.string(), from: z.string() })),
  written: z.boolean(),
});

export const rebuildAnswer = z.object({ sessions: z.number(), turns: z.number(), tasks: z.number() });
