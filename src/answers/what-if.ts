/** Supervisory time under other caps. */
import { z } from "zod";

const capsTried = z.object({
  gapCapMinutes: z.number(),
  waitCapMinutes: z.number(),
  promptingMinutes: z.number(),
  reviewingMinutes: z.number(),
  approvingMinutes: z.number(),
  supervisoryMinutes: z.number(),
  supervisoryLeverageFactor: z.number().nullable(),
});

export const whatIfAnswer = z.object({
  taskId: z.string(),
  definition: z.string(),
  declaredMinutes: z.number().nullable(),
  inForce: capsTried,
  tried: capsTried,
});
