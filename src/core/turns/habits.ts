/**
 * What is usual in one session. A delay that returns with every edit (a language server's check, a formatter's
 * hook) is work; a human never answers twenty dialogs after the same five seconds. And a command seen often
 * tells how long it runs here.
 */

import { medianOf } from "../intervals.ts";
import type { ToolRun } from "./tool-runs.ts";

export interface Habits {
  /** Has this call taken what calls of its kind take again and again? */
  isUsual(run: ToolRun): boolean;
  /**
   * What calls of its kind take in this session; null where too few were seen, or where their median is above
   * `plausibleMs` and does not come back again and again: it may then be that of dialogs.
   */
  typicalMs(run: ToolRun, plausibleMs: number): number | null;
}

/**
 * When a delay counts as usual: so many calls of a kind, and such a share of them, took equally long within a
 * tolerance that human answers do not keep. Two are enough where they agree to a twentieth of a second.
 */
const agreements = [
  { calls: 2, share: 0.5, withinMs: 50, withinShare: 0 },
  { calls: 3, share: 0.25, withinMs: 150, withinShare: 0.03 },
];
/** A median of fewer calls may be that of two long dialogs. */
const leastForMedian = 6;

export function habitsOf(runs: readonly ToolRun[]): Habits {
  const tookByKind = new Map<string, number[]>();
  for (const run of runs) {
    const kind = kindOf(run);
    const took = tookByKind.get(kind);
    if (took === undefined) tookByKind.set(kind, [tookMs(run)]);
    else took.push(tookMs(run));
  }
  const tookOfKind = (run: ToolRun) => tookByKind.get(kindOf(run)) ?? [];
  return {
    isUsual: (run) => comesBack(tookMs(run), tookOfKind(run)),
    typicalMs(run, plausibleMs) {
      const took = tookOfKind(run);
      const ms = took.length < leastForMedian ? null : medianOf(took);
      return ms === null || ms <= plausibleMs || comesBack(ms, took) ? ms : null;
    },
  };
}

function comesBack(ms: number, took: readonly number[]): boolean {
  return agreements.some(({ calls, share, withinMs, withinShare }) => {
    const tolerance = Math.max(withinMs, ms * withinShare);
    const agreeing = took.filter((other) => Math.abs(other - ms) <= tolerance).length;
    return agreeing >= calls && agreeing >= share * took.length;
  });
}

/** Time from the moment it could run; from the first sign of running where there is one. */
function tookMs(run: ToolRun): number {
  return run.endMs - Math.max(run.startMs, run.runningSinceMs ?? run.startMs);
}

function kindOf(run: ToolRun): string {
  return run.call.command === null ? run.call.name : `${run.call.name} ${run.call.command}`;
}
