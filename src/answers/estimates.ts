/** Declared estimates, plans, and how well estimates hold. */
import { z } from "zod";
import { diffEvidence, estimate, plan, task, workType } from "./parts.ts";
import { correctedFields } from "./tasks.ts";

const blindTask = z.object({
  id: z.string(),
  title: z.string(),
  type: workType,
  project: z.string(),
  commits: z.array(z.string()),
  diff: z.array(diffEvidence),
  files: z.array(z.object({ path: z.string(), addedLines: z.number(), removedLines: z.number() })),
});

export const estimateAnswer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("given"),
    seq: z.number(),
    task,
    inForce: estimate,
    before: estimate.nullable(),
  }),
  z.object({ kind: z.literal("second"), seq: z.number(), id: z.string(), title: z.string() }),
  z.object({ kind: z.literal("blind"), tasks: z.array(blindTask) }),
  z.object({
    kind: z.literal("waiting"),
    tasks: z.array(z.object({ task, agentMinutes: z.number() })),
  }),
]);

const planLineFields = {
  plan,
  state: z.enum(["open", "taken", "withdrawn"]),
  task: task.nullable(),
  origin: z.enum(["pre-registered", "late", "model"]).nullable(),
  inForce: z.boolean(),
  remarks: z.array(z.string()),
  branchMeant: z.string().nullable(),
};

export const planLine = z.object(planLineFields);

export const planAnswer = z.object({ ...planLineFields, seq: z.number() });

export const planListAnswer = z.object({ plans: z.array(planLine), faults: z.array(z.string()) });

export const planAttachAnswer = z.object({ ...correctedFields, line: planLine });

const learned = { observations: z.number(), offset: z.number(), factor: z.number() };

const share = z.number().nullable();

const coverage = z.object({
  observations: z.number(),
  coverage50: share,
  coverage80: share,
  width80: share,
  medianRatio: share,
});

const agreement = z.object({ n: z.number(), r: share, within2x: share, bias: share });

const pairAgreement = {
  pairs: z.number(),
  medianRatio: share,
  medianRatioAsShipped: share,
  inside: share,
};

export const calibrationAnswer = z.object({
  rules: z.object({ priorObservations: z.number(), conformalFrom: z.number(), learningRate: z.number() }),
  levels: z.array(
    z.object({
      ...learned,
      person: z.string(),
      estimator: z.string(),
      byType: z.array(z.object({ ...learned, type: z.string() })),
      intervals: z.object({
        by: z.enum(["shrunk variance", "adaptive conformal"]),
        width50: z.number(),
        width80: z.number(),
      }),
      past: z.object({ calibrated: coverage, conformal: coverage, asShipped: coverage }),
    }),
  ),
  calibratedTasks: z.number(),
  blind: z.object({ declared: agreement, models: agreement }),
  pairs: z.array(
    z.object({
      taskId: z.string(),
      title: z.string(),
      person: z.string(),
      type: workType,
      estimator: z.string(),
      origin: z.enum(["pre-registered", "late"]),
      declaredMinutes: z.number(),
      modelMinutes: z.number(),
      expectedMinutes: z.number(),
      lowMinutes: z.number(),
      highMinutes: z.number(),
      inside: z.boolean(),
    }),
  ),
  byType: z.array(
    z.object({ type: workType, pairs: z.number(), ratio: z.number(), low: share, high: share }),
  ),
  byOrigin: z.array(
    z.object({
      origin: z.enum(["pre-registered", "late", "model"]),
      tasks: z.number(),
      humanMeanMinutes: z.number(),
      ...pairAgreement,
    }),
  ),
});

const shippedScores = z.object({
  name: z.string(),
  exact: z.number(),
  withinOne: z.number(),
  spearman: z.number(),
  kappa: z.number(),
  coverage50: share,
  width50: share,
  coverage80: share,
  width80: share,
});

export const evaluateAnswer = z.object({
  shipped: z.object({
    source: z.string(),
    date: z.string(),
    fixes: z.number(),
    repositories: z.number(),
    rows: z.array(shippedScores),
  }),
  own: z.array(
    z.object({
      person: z.string(),
      estimator: z.string(),
      tasks: z.number(),
      r: share,
      withinTwice: z.number(),
      medianRatio: z.number(),
      coverage50: z.number(),
      coverage80: z.number(),
      width50: z.number(),
      width80: z.number(),
    }),
  ),
});
