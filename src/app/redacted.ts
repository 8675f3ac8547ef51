/** What people type and import may hold secrets like any log: it is redacted before it is stored. */
import type { OpinionBody } from "../core/types.ts";
import { EventRedactor } from "../sources/redact-events.ts";
import type { Effects } from "./operation.ts";

/** The configuration's own patterns, for redaction. */
export function redactionPatterns(effects: Pick<Effects, "config">): readonly RegExp[] {
  return effects.config.redactionPatterns.map((pattern) => new RegExp(pattern, "g"));
}

/** A copy of the opinion with every secret in its texts masked. */
export async function redacted<Body extends OpinionBody>(
  body: Body,
  effects: Pick<Effects, "config">,
): Promise<Body> {
  const copy = structuredClone(body);
  await new EventRedactor(redactionPatterns(effects)).redact([copy]);
  return copy;
}
