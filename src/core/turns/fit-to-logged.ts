/**
 * Makes reconstructed intervals as long as the agent itself says the turn was. What it leaves open is only where
 * in the turn the difference lies.
 */
import { lengthMs, lengthOf, union, within, without } from "../intervals.ts";
import type { Interval, Wait } from "../types.ts";
import { stretchOf, subagentTools, type ToolRun } from "./tool-runs.ts";
import { isAsking } from "./waits.ts";

export interface Fit {
  readonly intervals: readonly Interval[];
  readonly waits: readonly Wait[];
}

/** Smaller differences are the clocks', not a dialog's. */
const leastWaitMs = 2_000;

export function fitToLogged(
  turn: Fit & { runs: readonly ToolRun[]; loggedMs: number; window: Interval },
): Fit {
  const missingMs = turn.loggedMs - lengthMs(turn.intervals);
  const { intervals, waits } = missingMs > 0 ? giveBack(turn, missingMs) : takeOff(turn, -missingMs);
  return {
    intervals,
    waits: waits.flatMap((wait) => without([wait], intervals).map((part) => ({ ...wait, ...part }))),
  };
}

/**
 * Too much was taken for work: dialogs went unseen. They stood before the longest calls that could have asked;
 * what is left, and small change, comes off the beginning.
 */
function takeOff(turn: Fit & { runs: readonly ToolRun[] }, excessMs: number): Fit {
  let left = excessMs;
  const waits: Wait[] = [];
  if (excessMs > leastWaitMs) {
    const asking = turn.runs.filter((run) => isAsking(run) || subagentTools.has(run.call.name));
    const candidates = asking.map((run) => ({ run, parts: within(turn.intervals, [stretchOf(run)]) }));
    candidates.sort((a, b) => lengthMs(b.parts) - lengthMs(a.parts));
    for (const { run } of candidates) {
      const [part] = within(without(turn.intervals, waits), [stretchOf(run)]);
      const ms = part === undefined ? 0 : Math.min(left, part.toMs - part.fromMs);
      if (part === undefined || ms <= leastWaitMs) continue;
      waits.push({
        fromMs: part.fromMs,
        toMs: part.fromMs + ms,
        for: "approval",
        tool: run.call.name,
        origin: run.origin,
      });
      left -= ms;
      if (left <= leastWaitMs) break;
    }
  }
  return { intervals: dropFirst(without(turn.intervals, waits), left), waits: [...turn.waits, ...waits] };
}

function dropFirst(intervals: readonly Interval[], ms: number): Interval[] {
  let left = ms;
  const kept: Interval[] = [];
  for (const { fromMs, toMs } of intervals) {
    const cut = Math.min(left, toMs - fromMs);
    left -= cut;
    if (fromMs + cut < toMs) kept.push({ fromMs: fromMs + cut, toMs });
  }
  return kept;
}

/**
 * Too much was taken for waiting: it comes back at the end of the waits, longest first, then from other holes,
 * and in the end from before the prompt (when the turn began earlier than its prompt's row says).
 */
function giveBack(turn: Fit & { window: Interval }, missingMs: number): Fit {
  let left = missingMs;
  let intervals = [...turn.intervals];
  const takeBack = (hole: Interval): void => {
    const open = without(
      [{ fromMs: hole.toMs - Math.min(left, lengthOf(hole)), toMs: hole.toMs }],
      intervals,
    );
    left -= lengthMs(open);
    intervals = union([...intervals, ...open]);
  };
  for (const wait of turn.waits.toSorted((a, b) => lengthOf(b) - lengthOf(a))) takeBack(wait);
  for (const hole of without([turn.window], intervals).toReversed()) takeBack(hole);
  const firstMs = intervals[0]?.fromMs ?? turn.window.toMs;
  return { intervals: union([{ fromMs: firstMs - left, toMs: firstMs }, ...intervals]), waits: turn.waits };
}
