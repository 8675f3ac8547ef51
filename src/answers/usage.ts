/** Tokens and cost, grouped. */
import { z } from "zod";
import { usageSum } from "./parts.ts";

export const usageAnswer = z.object({
  by: z.string(),
  timezone: z.string(),
  rows: z.array(z.object({ ...usageSum.shape, key: z.string(), title: z.string().nullable() })),
  total: usageSum,
  unpricedModels: z.array(z.string()),
});
