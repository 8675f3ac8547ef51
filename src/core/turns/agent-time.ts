/**
 * Agent time of a turn (method section 2): from the prompt to the end, minus every dialog that waited for the
 * human, minus sleep. Where the agent logged the turn's length, the result is made to equal it exactly.
 */

import { lengthMs, union, unionMs, within, without } from "../intervals.ts";
import type { Interval, Turn, Wait } from "../types.ts";
import { fitToLogged } from "./fit-to-logged.ts";
import { subagentTime } from "./run-times.ts";
import type { SubagentStream } from "./subagent-runs.ts";
import { startsToolsEarly, stretchOf, subagentTools, type ToolRun, toolRuns } from "./tool-runs.ts";
import type { RawTurn } from "./turn-cut.ts";
import { asks, judge, type SessionTraits } from "./waits.ts";

/** From sending a prompt to the start of the agent's own clock, where the log does not tell (median 0.3 s). */
const startLagMs = 300;
/** A hole in all rows that nothing explains: the machine slept or the human went away. */
const sleepMs = 30 * 60_000;

export type TurnTime = Pick<
  Turn,
  "agentIntervals" | "subagentIntervals" | "agentWorkMs" | "timeFrom" | "uncertainMs" | "waits"
>;

/** A turn with its agents' tool calls. */
export interface TurnRuns {
  readonly raw: RawTurn;
  readonly main: readonly ToolRun[];
  readonly subagents: readonly (SubagentStream & { readonly runs: readonly ToolRun[] })[];
}

export function turnRuns(raw: RawTurn, subagents: readonly SubagentStream[], startsEarly: boolean): TurnRuns {
  const main = toolRuns({ events: raw.events, mode: raw.modeAtStart, subagent: false, startsEarly });
  const modes = new Map(main.map((run) => [run.call.id, run.mode]));
  return {
    raw,
    main,
    subagents: subagents.map((stream) => ({
      ...stream,
      runs: toolRuns({
        events: stream.events,
        mode: modes.get(stream.toolId ?? "") ?? raw.modeAtStart,
        subagent: true,
        startsEarly: startsEarly || startsToolsEarly(stream.events),
      }),
    })),
  };
}

/** `loggedMs` is the agent's own statement of the turn's length, or null to reconstruct it. */
export function turnTime(turn: TurnRuns, traits: SessionTraits, loggedMs: number | null): TurnTime {
  const { raw } = turn;
  const parts = subagentParts(turn, traits);
  const judged = [...turn.main, ...parts.foregroundRuns].map((run) => judge(run, traits));
  const waits = [...judged.flatMap((one) => one.wait ?? []), ...parts.waits];
  const window = { fromMs: startOf(raw), toMs: raw.endMs };
  const reconstructed = without([window], [...waits, ...sleepOf(turn, window, waits)]);
  const main =
    loggedMs === null
      ? { intervals: reconstructed, waits }
      : fitToLogged({
          intervals: reconstructed,
          waits,
          runs: [...turn.main, ...parts.foregroundRuns],
          loggedMs,
          window,
        });
  const agentIntervals = union([...main.intervals, ...parts.background]);
  const uncertainMs = judged.reduce((sum, one) => sum + one.uncertainMs, parts.uncertainMs);
  const foreground = parts.foreground.map((stretch) => within(main.intervals, [stretch]));
  return {
    agentIntervals,
    subagentIntervals: [...foreground.flat(), ...parts.background],
    agentWorkMs: workMs(main.intervals, foreground, parts.backgroundMs),
    timeFrom: loggedMs === null ? "reconstructed" : "logged",
    uncertainMs: loggedMs === null ? Math.min(uncertainMs, lengthMs(main.intervals)) : 0,
    waits: main.waits.toSorted((a, b) => a.fromMs - b.fromMs),
  };
}

/** The agent's clock starts after the hooks that look at the prompt, and never after the agent's first row. */
function startOf(raw: RawTurn): number {
  const firstReplyMs = raw.events.find((event) => event.kind === "reply")?.atMs ?? raw.endMs;
  const startMs = raw.startedMs ?? (raw.prompt === null ? raw.startMs : afterPromptHooks(raw));
  return Math.max(raw.startMs, Math.min(startMs, firstReplyMs));
}

function afterPromptHooks(raw: RawTurn): number {
  let startMs = raw.startMs + startLagMs;
  for (const event of raw.events) {
    if (event.kind === "reply") break;
    const isHook = event.kind === "mark" || event.kind === "progress";
    if (isHook && event.hookEvent === "UserPromptSubmit") startMs = Math.max(startMs, event.atMs);
  }
  return startMs;
}

/** Holes between rows that are neither a wait nor a call known to run that long. */
function sleepOf(turn: TurnRuns, window: Interval, waits: readonly Wait[]): Interval[] {
  const times = [window.fromMs, window.toMs];
  for (const event of turn.raw.events) times.push(event.atMs);
  for (const stream of turn.subagents) for (const event of stream.events) times.push(event.atMs);
  times.sort((a, b) => a - b);
  const holes: Interval[] = [];
  for (let at = 1; at < times.length; at++) {
    const hole = { fromMs: times[at - 1]!, toMs: times[at]! };
    if (hole.toMs - hole.fromMs > sleepMs) holes.push(hole);
  }
  if (holes.length === 0) return [];
  const working = turn.main.filter((run) => run.runningSinceMs !== null || explains(run)).map(stretchOf);
  return without(holes, [...waits, ...working]).filter((hole) => hole.toMs - hole.fromMs > sleepMs);
}

/** A call that says itself that it ran that long. */
function explains(run: ToolRun): boolean {
  return run.result.durationMs !== null && run.result.durationMs >= 0.5 * (run.endMs - run.startMs);
}

interface SubagentParts {
  /** Calls of subagents the agent waited for: their dialogs stop the turn's clock. */
  readonly foregroundRuns: readonly ToolRun[];
  readonly waits: readonly Wait[];
  readonly uncertainMs: number;
  /** Stretches in which a subagent ran while the agent waited for it. */
  readonly foreground: readonly Interval[];
  /** Work of subagents that went on beside or after the turn. */
  readonly background: readonly Interval[];
  /** The same per subagent, for the sum. */
  readonly backgroundMs: number;
}

function subagentParts(turn: TurnRuns, traits: SessionTraits): SubagentParts {
  const foregroundRuns: ToolRun[] = [];
  const waits: Wait[] = [];
  const foreground: Interval[] = [];
  const background: Interval[] = [];
  let backgroundMs = 0;
  let uncertainMs = 0;
  const seen = new Set<string>();
  const launched = new Set(turn.main.filter((run) => run.result.background).map((run) => run.call.id));
  const called = new Set(
    turn.raw.events.flatMap((event) => (event.kind === "reply" ? event.tools.map((call) => call.id) : [])),
  );
  for (const stream of turn.subagents) {
    const { toolId, runs } = stream;
    if (toolId !== null && !launched.has(toolId) && called.has(toolId)) {
      seen.add(toolId);
      foregroundRuns.push(...runs);
      continue;
    }
    const work = backgroundWork(stream, traits);
    background.push(...work);
    backgroundMs += lengthMs(work);
  }
  for (const run of turn.main) {
    if (!subagentTools.has(run.call.name) || run.result.background) continue;
    foreground.push(stretchOf(run));
    const guess = seen.has(run.call.id) ? null : unseenWait(run, traits);
    if (guess === null) continue;
    waits.push(guess);
    uncertainMs += guess.toMs - guess.fromMs;
  }
  return { foregroundRuns, waits, uncertainMs, foreground, background, backgroundMs };
}

/** A subagent of which only the answer is known, and which took longer than its work explains. */
function unseenWait(run: ToolRun, traits: SessionTraits): Wait | null {
  const { subagent } = run.result;
  if (subagent === null || run.mode === "auto" || !asks(run.mode, traits)) return null;
  const time = subagentTime(subagent);
  if (run.endMs - run.startMs <= time.plausibleMs) return null;
  const toMs = run.endMs - time.typicalMs;
  return { fromMs: run.startMs, toMs, for: "approval", tool: run.call.name, origin: run.origin };
}

/** Where a background subagent worked: between its rows, without dialogs and without long holes. */
function backgroundWork(stream: TurnRuns["subagents"][number], traits: SessionTraits): Interval[] {
  const stretches: Interval[] = [];
  for (let at = 1; at < stream.events.length; at++) {
    const stretch = { fromMs: stream.events[at - 1]!.atMs, toMs: stream.events[at]!.atMs };
    if (stretch.toMs - stretch.fromMs <= sleepMs) stretches.push(stretch);
  }
  return without(
    stretches,
    stream.runs.flatMap((run) => judge(run, traits).wait ?? []),
  );
}

/**
 * The sum over agents. While it waits for subagents the agent itself does nothing: four subagents of twelve
 * minutes side by side are 48 minutes, not 60.
 */
function workMs(
  main: readonly Interval[],
  foreground: readonly (readonly Interval[])[],
  backgroundMs: number,
): number {
  const helped = foreground.flat();
  return lengthMs(main) - unionMs(helped) + lengthMs(helped) + backgroundMs;
}
