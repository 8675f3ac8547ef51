/** What the server tells by itself, as server-sent events: the name of each and its data. */
import { z } from "zod";

/** Rises with every change of the ledger; an answer's `Leverage-Revision` says which it was drawn from. */
const revision = z.number();

export const eventData = {
  /** At once, and after each reconnection. */
  hello: z.object({ revision, version: z.string(), readOnly: z.boolean(), sample: z.boolean() }),
  /** Logs grew or somebody corrected something: ask again. */
  changed: z.object({ revision }),
  /** Logs are being read. */
  progress: z.object({ what: z.string(), done: z.number(), total: z.number() }),
  /** The ledger could not be brought up to the logs; answers are from before. */
  failed: z.object({ detail: z.string(), hint: z.string() }),
} as const;

export type EventName = keyof typeof eventData;
export type EventData<Name extends EventName> = z.output<(typeof eventData)[Name]>;
