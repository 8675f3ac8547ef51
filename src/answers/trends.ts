/** Factors over time. */
import { z } from "zod";
import { trendGroupings } from "../core/records/trends.ts";

const figure = z.number().nullable();

const factor = z.object({ value: z.number(), low: figure, high: figure }).nullable();

const sums = {
  tasks: z.number(),
  unestimatedTasks: z.number(),
  humanMeanMinutes: z.number(),
  agentMinutes: z.number(),
  supervisoryMinutes: z.number(),
  leverageFactor: factor,
  supervisoryLeverageFactor: factor,
  totalTokens: z.number(),
  usd: figure,
  usdPerHumanHour: figure,
};

const group = z.object({
  key: z.string(),
  total: z.object(sums),
  points: z.array(z.object({ ...sums, from: z.string(), to: z.string() })),
});

const names = z.array(z.string());

export const trendsAnswer = z.object({
  timezone: z.string(),
  unit: z.enum(["day", "week", "month"]),
  by: z.enum(trendGroupings).nullable(),
  span: z.object({ from: z.string(), to: z.string() }).nullable(),
  supervision: z.string(),
  all: group,
  groups: z.array(group),
  spread: z.object({
    factors: z.array(z.number()),
    median: figure,
    weighted: figure,
    meanOfFactors: figure,
  }),
  bests: z.object({
    bests: z.array(
      z.object({
        way: z.enum(["highest", "most"]),
        noun: z.string(),
        value: z.number(),
        text: z.string(),
        from: z.string(),
        to: z.string(),
        periods: z.number(),
      }),
    ),
    streaks: z
      .object({
        days: z.number(),
        workingDays: z.number(),
        until: z.string(),
        longestDays: z.number(),
        longestUntil: z.string(),
      })
      .nullable(),
    statements: z.array(
      z.object({
        kind: z.string(),
        text: z.string(),
        facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
      }),
    ),
  }),
  names: z.object({ project: names, type: names, model: names, agent: names, person: names }),
});
