/**
 * What several answers hold: tokens, estimates, tasks, opinions. Types are those of `src/core`; the
 * compiler holds them together (`server/routes.ts`).
 */
import { z } from "zod";
import { fileKinds } from "../core/changes/file-kinds.ts";
import { outcomes } from "../core/changes/task-work.ts";
import { workTypes } from "../core/types.ts";

export const workType = z.enum(workTypes);

export const outcome = z.enum(outcomes);

export const origin = z.object({ file: z.string(), line: z.number() });

export const problem = z.object({
  at: z.object({ file: z.string(), line: z.number().exactOptional() }),
  kind: z.string(),
  what: z.string(),
  hint: z.string(),
});

const tokenFields = {
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheWrite5mTokens: z.number(),
  cacheWrite1hTokens: z.number(),
  cacheReadTokens: z.number(),
};

export const tokenCounts = z.object(tokenFields);

/** Tokens with their sum and cost. */
export const usageSum = z.object({
  ...tokenFields,
  totalTokens: z.number(),
  usd: z.number().nullable(),
  unpricedTokens: z.number(),
});

const minutes = { lowMinutes: z.number(), likelyMinutes: z.number(), highMinutes: z.number() };

export const minutesRange = z.object(minutes);

export const estimate = z.object({
  ...minutes,
  estimator: z.string(),
  version: z.number(),
  givenMs: z.number(),
  assumption: z.string(),
  warnings: z.array(z.string()),
  inputs: z.record(z.string(), z.union([z.string(), z.number()])),
  note: z.string().nullable(),
  levelFrom: z.number().exactOptional(),
});

export const task = z.object({
  id: z.string(),
  anchor: z.string(),
  agent: z.string(),
  person: z.string(),
  project: z.string(),
  title: z.string(),
  titleFrom: z.enum(["correction", "pull-request", "commits", "session-title", "prompt", "import"]),
  type: workType,
  typeFrom: z.enum(["correction", "rule", "import"]),
  turnIds: z.array(z.string()),
  sessionIds: z.array(z.string()),
  branches: z.array(z.string()),
  firstMs: z.number(),
  lastMs: z.number(),
  excluded: z.boolean(),
  notes: z.array(z.string()),
  cutBecause: z.array(z.string()),
});

export const diffEvidence = z.object({
  kind: z.enum(fileKinds),
  language: z.string().nullable(),
  files: z.number(),
  hunks: z.number(),
  addedLines: z.number(),
  removedLines: z.number(),
});

/** What a task left behind in its repositories. */
export const taskWork = z.object({
  taskId: z.string(),
  commits: z.array(
    z.object({
      sha: z.string(),
      repository: z.string().nullable(),
      subject: z.string(),
      authoredMs: z.number(),
      confidence: z.number(),
      share: z.number(),
      files: z.number().nullable(),
      addedLines: z.number().nullable(),
      removedLines: z.number().nullable(),
      reachable: z.boolean().nullable(),
      merged: z.boolean().nullable(),
      landedAs: z.string().nullable().exactOptional(),
      revertedBy: z.string().nullable(),
      reasons: z.array(z.object({ reason: z.string(), note: z.string() })),
    }),
  ),
  outcome: outcome.nullable(),
  outcomeBecause: z.string(),
  diff: z.object({
    from: z.enum(["commits", "edits"]),
    rows: z.array(diffEvidence),
    uncountedFiles: z.number(),
  }),
});

const linesByKind = z.object({ source: z.number(), tests: z.number(), docs: z.number() });

/** The survival of several tasks' lines as one. */
export const survivalTotals = {
  deliveredLines: z.number(),
  delivered: linesByKind,
  aliveLines: z.number(),
  reworkedLines: z.number(),
  windows: z.array(
    z.object({
      days: z.number(),
      tasks: z.number(),
      deliveredLines: z.number(),
      aliveLines: z.number(),
    }),
  ),
};

/** What is left of the lines a task delivered. */
export const taskSurvival = z.object({
  taskId: z.string(),
  deliveredLines: z.number(),
  delivered: linesByKind,
  windows: z.array(z.object({ days: z.number(), aliveLines: z.number().nullable() })),
  aliveLines: z.number(),
  alive: linesByKind,
  reworkedLines: z.number(),
  reworkedBy: z.array(z.object({ taskId: z.string().nullable(), lines: z.number() })),
  firstLandedMs: z.number(),
  lastLandedMs: z.number(),
  asOfMs: z.number(),
});

export const importedEntry = z.object({
  key: z.string(),
  day: z.string(),
  position: z.number(),
  title: z.string(),
  humanMinutes: z.number(),
  agentMinutes: z.number(),
  supervisoryMinutes: z.number().nullable(),
  tokens: z.number().nullable(),
  printedFactor: z.string().nullable(),
  printedSupervisoryFactor: z.string().nullable(),
  origin,
});

export const importedRecord = z.object({
  key: z.string(),
  day: z.string(),
  title: z.string(),
  undistributedTokens: z.number(),
  printed: z.record(z.string(), z.string()),
  origin,
});

const planFields = {
  kind: z.literal("plan"),
  title: z.string(),
  minutes: minutesRange,
  person: z.string(),
  branch: z.string().nullable(),
  project: z.string().nullable(),
  note: z.string().nullable(),
  previous: z.string().nullable(),
  hash: z.string(),
};

export const plan = z.object({ ...planFields, seq: z.number(), atMs: z.number(), by: z.string() });

const onTurn = <Kind extends string, Fields extends z.ZodRawShape>(kind: Kind, fields: Fields) =>
  z.object({ kind: z.literal(kind), turnId: z.string(), ...fields });

const given = { minutes: minutesRange, note: z.string().nullable() };

export const opinionBody = z.discriminatedUnion("kind", [
  onTurn("estimate", given),
  z.object(planFields),
  onTurn("plan-attach", { plan: z.string() }),
  onTurn("blind-estimate", given),
  onTurn("supervision", { day: z.string().nullable(), supervisoryMinutes: z.number() }),
  onTurn("rename", { title: z.string() }),
  onTurn("retype", { type: workType }),
  z.object({ kind: z.literal("merge"), turnIds: z.array(z.string()) }),
  onTurn("split", {}),
  z.object({ kind: z.literal("move"), turnIds: z.array(z.string()), toTurnId: z.string() }),
  z.object({ kind: z.enum(["exclude", "include"]), turnId: z.string() }),
  onTurn("note", { text: z.string() }),
  z.object({ kind: z.enum(["commit-link", "commit-unlink"]), turnId: z.string(), sha: z.string() }),
  z.object({ kind: z.literal("imported-entry"), entry: importedEntry }),
  z.object({ kind: z.literal("imported-record"), record: importedRecord }),
  z.object({ kind: z.literal("undo"), seq: z.number() }),
]);

export const opinionFields = {
  seq: z.number(),
  atMs: z.number(),
  by: z.string(),
  body: opinionBody,
};

export const opinion = z.object(opinionFields);
