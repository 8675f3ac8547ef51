/** What people type and import may hold secrets like any log: it is redacted before it is stored. */
import { EventRedactor } from "../sources/redact-events.ts";
import type { Effects } from "./operation.ts";

/** The configuration's own patterns, for redaction. */
export function redactionPatterns(effects: Pick<Effects, "config">): readonly RegExp[] {
  return effects.config.redactionPatterns.map((pattern) => new RegExp(pattern, "g"));
}

/** A copy of an opinion, or of an answer about one, with every secret in its texts masked. */
export async function redacted<Said extends object>(
  said: Said,
  effects: Pick<Effects, "config">,
): Promise<Said> {
  const copy = structuredClone(said);
  await new EventRedactor(redactionPatterns(effects)).redact([copy]);
  return copy;
}
