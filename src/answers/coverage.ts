/** What the figures rest on. */
import { z } from "zod";

const files = {
  files: z.number(),
  bytes: z.number(),
  lines: z.number(),
  goneFiles: z.number(),
  problems: z.number(),
};

export const coverageAnswer = z.object({
  timezone: z.string(),
  places: z.array(z.object({ source: z.string(), folder: z.string(), ...files })),
  elsewhere: z.object(files),
  agents: z.array(
    z.object({
      agent: z.string(),
      versions: z.array(z.string()),
      sessions: z.number(),
      turns: z.number(),
      firstMs: z.number(),
      lastMs: z.number(),
    }),
  ),
  time: z.object({
    agentMinutes: z.number(),
    uncertainMinutes: z.number(),
    uncertainShare: z.number().nullable(),
  }),
  problemCounts: z.array(z.object({ kind: z.string(), count: z.number() })),
  excluded: z.array(z.object({ because: z.string(), tasks: z.number(), agentMinutes: z.number() })),
  unpriced: z.array(z.object({ model: z.string(), tokens: z.number() })),
  withoutTurns: z.object({
    sessions: z.number(),
    newest: z.array(z.object({ sessionId: z.string(), project: z.string(), lastMs: z.number() })),
  }),
  repositories: z.array(
    z.object({
      name: z.string(),
      folders: z.array(z.string()),
      trunk: z.string().nullable(),
      commits: z.number(),
    }),
  ),
  notCovered: z.array(z.string()),
});
