/** Who worked when. */
import { z } from "zod";
import { laneKinds } from "../core/timeline/lanes.ts";
import { usageSum, workType } from "./parts.ts";

const interval = z.object({ fromMs: z.number(), toMs: z.number() });

/** `from, to, from, to ...`, units after the stretch's beginning. */
const spans = z.array(z.number());

const lane = z.object({
  id: z.string(),
  title: z.string(),
  project: z.string(),
  person: z.string(),
  agent: z.string(),
  branches: z.array(z.string()),
  sessions: z.number(),
  turns: z.number(),
  agentMinutes: z.number(),
  agentWorkMinutes: z.number(),
  waitMinutes: z.number(),
  supervisoryMinutes: z.number(),
  tokens: z.number(),
  tracks: z.object({
    agent: spans,
    approval: spans,
    question: spans,
    plan: spans,
    reviewing: spans,
    prompting: spans,
    approving: spans,
  }),
  subagents: z.array(spans),
  tasks: z.array(z.object({ taskId: z.string(), title: z.string(), spans })),
  commits: z.array(
    z.object({ atMs: z.number(), sha: z.string(), subject: z.string(), taskId: z.string().nullable() }),
  ),
});

const taskInStretch = z.object({
  taskId: z.string(),
  title: z.string(),
  project: z.string(),
  type: workType,
  agentMinutes: z.number(),
  agentWorkMinutes: z.number(),
  supervisoryMinutes: z.number(),
  tokens: z.number(),
  usd: z.number().nullable(),
});

export const timelineAnswer = z.object({
  timezone: z.string(),
  by: z.enum(laneKinds),
  stretch: interval,
  extent: interval.nullable(),
  unitMs: z.number(),
  lanes: z.array(lane),
  sums: z.object({
    agentUnionMinutes: z.number(),
    agentMinutes: z.number(),
    agentWorkMinutes: z.number(),
    uncertainAgentMinutes: z.number(),
    supervision: z.object({
      supervisoryMinutes: z.number(),
      promptingMinutes: z.number(),
      reviewingMinutes: z.number(),
      approvingMinutes: z.number(),
      declared: z.boolean(),
    }),
    usage: usageSum,
    tasks: z.array(taskInStretch),
  }),
});
