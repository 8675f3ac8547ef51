/** What every view does first: read what is new, bring the results up to it. */
import { analyse } from "./analyse.ts";
import type { Effects } from "./operation.ts";
import { type SyncReport, sync } from "./sync.ts";

export async function refresh(effects: Effects): Promise<SyncReport> {
  const report = await sync(effects);
  await analyse(effects);
  return report;
}
