/** What needs a person. */
import { z } from "zod";
import { estimate, workType } from "./parts.ts";

const doubt = z.discriminatedUnion("about", [
  z.object({ about: z.literal("estimate"), why: z.string() }),
  z.object({
    about: z.literal("cut"),
    why: z.string(),
    prompt: z.number().nullable(),
    other: z.object({ id: z.string(), title: z.string() }).nullable(),
  }),
  z.object({
    about: z.literal("commit"),
    why: z.string(),
    sha: z.string(),
    subject: z.string(),
    confidence: z.number(),
  }),
]);

export const reviewAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      project: z.string(),
      person: z.string(),
      type: workType,
      excluded: z.boolean(),
      firstMs: z.number(),
      day: z.string(),
      prompts: z.number(),
      agentMinutes: z.number(),
      supervisoryMinutes: z.number(),
      estimate: estimate.nullable(),
      doubts: z.array(doubt),
    }),
  ),
  tasks: z.number(),
  unpricedModels: z.array(z.object({ model: z.string(), tokens: z.number(), tasks: z.number() })),
});
