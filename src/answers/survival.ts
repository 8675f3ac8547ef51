/** What is left of the lines that tasks delivered. */
import { z } from "zod";
import { survivalTotals, taskSurvival } from "./parts.ts";
import { leverageRecord, recordEntry } from "./record.ts";

const survivalTask = recordEntry.pick({
  taskId: true,
  title: true,
  project: true,
  person: true,
  humanMeanMinutes: true,
  agentMinutes: true,
  outcome: true,
});

const withoutLines = survivalTask.extend({ because: z.string() });

export const survivalAnswer = z.object({
  period: leverageRecord.shape.period.nullable(),
  asOf: z.string().nullable(),
  rows: z.array(survivalTask.extend({ survival: taskSurvival, isOpen: z.boolean() })),
  notLanded: z.array(withoutLines),
  notMeasured: z.array(withoutLines),
  totals: z.object(survivalTotals),
  leverage: z.object({
    tasks: z.number(),
    humanMeanMinutes: z.number(),
    keptMinutes: z.number(),
    agentMinutes: z.number(),
    plainFactor: z.number().nullable(),
    adjustedFactor: z.number().nullable(),
    openTasks: z.number(),
    recordFactor: z.number().nullable(),
    recordTasks: z.number(),
  }),
  repositories: z.object({ known: z.number(), replayed: z.number() }),
});
