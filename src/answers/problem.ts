/** What the server answers where it cannot answer: problem details as RFC 9457 has them, and what to do about it. */
import { z } from "zod";

export const problemAnswer = z.object({
  /** Names the kind of problem; the page about the API explains it. */
  type: z.string(),
  title: z.string(),
  status: z.number(),
  /** What is wrong with this request. */
  detail: z.string(),
  /** What to do about it. */
  hint: z.string(),
});

export type ProblemAnswer = z.output<typeof problemAnswer>;
