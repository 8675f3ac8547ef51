/** Tasks and what a correction did to them. */
import { z } from "zod";
import { estimate, opinionFields, origin, outcome, task, taskWork, tokenCounts } from "./parts.ts";

const taskLineFields = {
  task,
  agentMinutes: z.number(),
  supervisoryMinutes: z.number(),
  estimate: estimate.nullable(),
  outcome: outcome.nullable(),
  unsureCommits: z.number(),
};

export const taskListAnswer = z.object({
  tasks: z.array(z.object(taskLineFields)),
  corrections: z
    .array(
      z.object({
        ...opinionFields,
        day: z.string(),
        tasks: z.array(z.object({ id: z.string(), title: z.string() })),
      }),
    )
    .nullable(),
});

const interval = { fromMs: z.number(), toMs: z.number() };

const pullRequest = z.object({ number: z.number(), url: z.string(), title: z.string().nullable() });

export const turn = z.object({
  id: z.string(),
  sessionId: z.string(),
  agent: z.string(),
  person: z.string(),
  project: z.string(),
  branch: z.string().nullable(),
  startMs: z.number(),
  endMs: z.number(),
  prompt: z.object({
    uuid: z.string(),
    by: z.enum(["typed", "slash", "plan", "notification", "teammate", "queued"]),
    head: z.string(),
    characters: z.number(),
    hash: z.string(),
    references: z.array(z.string()),
    origin,
  }),
  agentIntervals: z.array(z.object(interval)),
  subagentIntervals: z.array(z.object(interval)),
  agentWorkMs: z.number(),
  timeFrom: z.enum(["logged", "reconstructed"]),
  uncertainMs: z.number(),
  waits: z.array(
    z.object({ ...interval, for: z.enum(["approval", "question", "plan"]), tool: z.string(), origin }),
  ),
  queued: z.array(z.object({ atMs: z.number(), characters: z.number(), origin })),
  requests: z.array(
    z.object({
      messageId: z.string(),
      atMs: z.number(),
      model: z.string(),
      tokens: tokenCounts,
      statedUsd: z.number().nullable(),
      subagent: z.boolean(),
      origin,
    }),
  ),
  edits: z.array(
    z.object({
      path: z.string(),
      added: z.array(z.number()),
      removed: z.array(z.number()),
      hunks: z.number(),
      created: z.boolean(),
      atMs: z.number(),
      origin,
    }),
  ),
  commits: z.array(
    z.object({
      sha: z.string(),
      subject: z.string(),
      branch: z.string().nullable(),
      atMs: z.number(),
      origin,
    }),
  ),
  pullRequests: z.array(pullRequest),
  toolCounts: z.record(z.string(), z.number()),
  lastOrigin: origin,
});

export const taskShowAnswer = z.object({
  ...taskLineFields,
  days: z.array(
    z.object({
      taskId: z.string(),
      day: z.string(),
      turns: z.number(),
      agentMs: z.number(),
      agentWorkMs: z.number(),
      uncertainMs: z.number(),
      promptingMs: z.number(),
      reviewingMs: z.number(),
      approvingMs: z.number(),
      declaredSupervisoryMs: z.number().nullable(),
      tokensByModel: z.record(z.string(), tokenCounts),
      netLines: z.number(),
      declaredTokens: z.number(),
    }),
  ),
  turns: z.array(turn),
  estimates: z.array(estimate),
  work: taskWork.nullable(),
});

/** What every correction answers: its number (for undo), what it did, the tasks it touched as they are now. */
export const correctedFields = { seq: z.number(), did: z.string(), tasks: z.array(task) };

export const correctedAnswer = z.object(correctedFields);
