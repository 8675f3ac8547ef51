/**
 * What is usual in one session. A delay that returns with every edit (a language server's check, a formatter's
 * hook) is work; a human never answers twenty dialogs after the same five seconds. And a command seen often
 * tells how long it runs here.
 */

import { medianOf } from "./intervals.ts";
import type { ToolRun } from "./tool-runs.ts";

export interface Habits {
  /** Has this call taken what calls of its kind take again and again? */
  isUsual(run: ToolRun): boolean;
  /** What calls of its kind usually take in this session; null where too few were seen. */
  typicalMs(run: ToolRun): number | null;
}

/** So many calls of a kind, and this share of them, must agree before a delay counts as usual. */
const leastCalls = 3;
const leastShare = 0.25;
/** They agree within 150 ms or 3 %, which human answers do not. */
const toleranceMs = 150;
const toleranceShare = 0.03;

export function habitsOf(runs: readonly ToolRun[]): Habits {
  const tookByKind = new Map<string, number[]>();
  for (const run of runs) {
    const kind = kindOf(run);
    const took = tookByKind.get(kind);
    if (took === undefined) tookByKind.set(kind, [tookMs(run)]);
    else took.push(tookMs(run));
  }
  for (const took of tookByKind.values()) took.sort((a, b) => a - b);
  return {
    isUsual(run) {
      const took = tookByKind.get(kindOf(run)) ?? [];
      const ms = tookMs(run);
      const tolerance = Math.max(toleranceMs, ms * toleranceShare);
      const agreeing = took.filter((other) => Math.abs(other - ms) <= tolerance).length;
      return agreeing >= leastCalls && agreeing >= leastShare * took.length;
    },
    typicalMs(run) {
      const took = tookByKind.get(kindOf(run)) ?? [];
      return took.length < 2 * leastCalls ? null : medianOf(took);
    },
  };
}

/** Time from the moment it could run; from the first sign of running where there is one. */
function tookMs(run: ToolRun): number {
  return run.endMs - Math.max(run.startMs, run.runningSinceMs ?? run.startMs);
}

function kindOf(run: ToolRun): string {
  return run.call.command === null ? run.call.name : `${run.call.name} ${run.call.command}`;
}
