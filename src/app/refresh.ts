/** What every view does first: read what is new, bring the results up to it. */
import { mayHistoriesBeNew } from "./history-signs.ts";
import type { Effects } from "./operation.ts";
import { areTasksStale, areTurnsStale, isUsageStale, type Needed } from "./result-keys.ts";
import { type SyncReport, sync } from "./sync.ts";

const nothingRead: SyncReport = {
  places: [],
  files: 0,
  readFiles: 0,
  readBytes: 0,
  readLines: 0,
  events: 0,
  problems: 0,
  goneFiles: 0,
};

/** Does nothing where somebody else keeps the ledger up to date. */
export async function refresh(effects: Effects, needed: Needed = "tasks"): Promise<SyncReport> {
  if (effects.keptUpToDate === true) return nothingRead;
  const report = await sync(effects, needed);
  await bringUpToDate(effects, needed);
  return report;
}

/** Turns, what was used in them, then the histories of the repositories they were made in, then tasks. */
export async function bringUpToDate(effects: Effects, needed: Needed = "tasks"): Promise<void> {
  const store = await effects.store();
  if (await areTurnsStale(effects, store, needed))
    await (await cutting()).cutChangedSessions(effects, needed);
  if (await isUsageStale(effects, store)) await (await import("./billing.ts")).countUsage(effects, store);
  if (needed !== "tasks") return;
  if (await mayHistoriesBeNew(effects, store)) await (await import("./histories.ts")).readHistories(effects);
  if (await areTasksStale(effects, store)) await (await analysis()).analyse(effects);
}

/** Loaded only where something is new: start-up time counts. */
const cutting = () => import("./cut-changed.ts");
const analysis = () => import("./analyse.ts");
