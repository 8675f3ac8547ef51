/** The leverage record as an answer; `src/core/leverage-record.ts` says what each field means. */
import { z } from "zod";
import { estimate, minutesRange, outcome, survivalTotals, usageSum, workType } from "./parts.ts";

const factor = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const supervision = z.object({
  supervisoryMinutes: z.number(),
  promptingMinutes: z.number(),
  reviewingMinutes: z.number(),
  approvingMinutes: z.number(),
  declared: z.boolean(),
});

export const recordEntry = z.object({
  place: z.number(),
  taskId: z.string(),
  title: z.string(),
  project: z.string(),
  person: z.string(),
  type: workType,
  human: minutesRange.nullable(),
  humanMeanMinutes: z.number().nullable(),
  estimate: estimate.nullable(),
  shareOfTask: z.number(),
  agentMinutes: z.number(),
  agentWorkMinutes: z.number(),
  uncertainAgentMinutes: z.number(),
  supervision: supervision.nullable(),
  usage: usageSum,
  leverageFactor: factor.nullable(),
  supervisoryLeverageFactor: factor.nullable(),
  days: z.array(z.string()),
  imported: z.boolean(),
  models: z.array(z.string()),
  outcome: outcome.nullable(),
  commits: z.number(),
  hoursCount: z.boolean(),
});

const originTotals = z.object({ tasks: z.number(), humanMeanMinutes: z.number() });

const outcomeTotals = z.object({
  tasks: z.number(),
  humanMeanMinutes: z.number(),
  agentMinutes: z.number(),
});

const totals = z.object({
  tasks: z.number(),
  unestimatedTasks: z.number(),
  unestimatedAgentMinutes: z.number(),
  human: minutesRange,
  humanMeanMinutes: z.number(),
  byOrigin: z.object({ preRegistered: originTotals, late: originTotals, model: originTotals }),
  byOutcome: z.object({
    merged: outcomeTotals,
    unmerged: outcomeTotals,
    abandoned: outcomeTotals,
    reverted: outcomeTotals,
    unknown: outcomeTotals,
  }),
  agentMinutes: z.number(),
  agentWorkMinutes: z.number(),
  uncertainAgentMinutes: z.number(),
  agentUnionMinutes: z.number(),
  supervision,
  usage: usageSum,
  leverageFactor: factor.nullable(),
  leverageFactorP10: z.number().nullable(),
  supervisoryLeverageFactor: factor.nullable(),
  mergedLeverageFactor: z.number().nullable(),
  survival: z
    .object({
      ...survivalTotals,
      landedTasks: z.number(),
      measuredTasks: z.number(),
      plainFactor: z.number().nullable(),
      adjustedFactor: z.number().nullable(),
      openTasks: z.number(),
    })
    .nullable(),
});

const supervisionRules = z.object({
  name: z.string(),
  gapCapMs: z.number(),
  waitCapMs: z.number(),
  typingCharactersPerSecond: z.number(),
  typingMinMs: z.number(),
  typingMaxMs: z.number(),
  counts: z.enum(["all", "prompting"]),
});

const seal = z.object({
  version: z.string(),
  person: z.string().nullable(),
  supervision: z.object({ measured: supervisionRules, counted: supervisionRules }),
  inputs: z.object({
    tasks: z.record(
      z.string(),
      z.object({
        facts: z.string(),
        estimate: z.string().nullable(),
        work: z.string().nullable().exactOptional(),
      }),
    ),
    opinions: z.object({ count: z.number(), hash: z.string() }),
    plan: z.string().nullable(),
    configuration: z.string(),
  }),
  previous: z.string().nullable(),
  hash: z.string(),
});

export const leverageRecord = z.object({
  schema: z.literal("leverage-record@1"),
  title: z.string(),
  period: z.object({
    kind: z.enum(["day", "week", "month", "year", "span"]),
    from: z.string(),
    to: z.string(),
  }),
  timezone: z.string(),
  generatedMs: z.number(),
  sample: z.boolean(),
  definitions: z.record(z.string(), z.string()),
  scope: z.object({
    work: z.enum(["all", "merged"]),
    people: z.array(z.string()),
    agents: z.array(z.string()),
    projects: z.array(z.string()),
    excluded: z.object({ sessions: z.number(), tasks: z.number(), agentMinutes: z.number() }),
    problems: z.number(),
    notSeen: z.array(z.string()),
  }),
  entries: z.array(recordEntry),
  unestimated: z.array(recordEntry),
  totals,
  byType: z.array(
    z.object({
      type: workType,
      tasks: z.number(),
      humanMeanMinutes: z.number(),
      agentMinutes: z.number(),
      leverageFactor: z.number().nullable(),
    }),
  ),
  analysis: z.array(
    z.object({
      kind: z.string(),
      text: z.string(),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    }),
  ),
  history: z.array(
    z.object({
      day: z.string(),
      tasks: z.number(),
      humanMeanMinutes: z.number(),
      agentMinutes: z.number(),
      supervisoryMinutes: z.number(),
      leverageFactor: z.number().nullable(),
      supervisoryLeverageFactor: z.number().nullable(),
      totalTokens: z.number(),
    }),
  ),
  seal: seal.exactOptional(),
});

export const recordAnswer = z.object({
  record: leverageRecord,
  forbidden: z.array(z.object({ word: z.string(), where: z.string() })),
});
