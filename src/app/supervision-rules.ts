import { type SupervisionRules, supervisionV1 } from "../core/method.ts";
import type { Effects } from "./operation.ts";

/** The supervision definition in force, by the configuration. */
export function supervisionRules(effects: Pick<Effects, "config">): SupervisionRules {
  return effects.config.supervision ?? supervisionV1;
}
