/**
 * Which tool calls waited for a human (method section 2): nothing in the log says that a dialog was open, so a
 * wait is what a call took beyond the time such a call runs.
 */

import type { Wait } from "../types.ts";
import type { Habits } from "./habits.ts";
import {
  diagnosticsTimeout,
  isCommand,
  type RunTime,
  runTimeOf,
  silentCommandTime,
  timeoutMs,
} from "./run-times.ts";
import { subagentTools, type ToolRun } from "./tool-runs.ts";

/** What is known of a turn's session at the time. */
export interface SessionTraits {
  readonly habits: Habits;
  /** Commands of two seconds and more leave `bash_progress` rows (versions 2.1.12 to 2.1.63). */
  readonly writesProgress: boolean;
  /** Someone sits before it: without a terminal (`claude -p`) no dialog opens, calls are allowed or denied. */
  readonly interactive: boolean;
}

export interface Judgement {
  readonly wait: Wait | null;
  /** How much of the call might as well have been the other of work and wait. */
  readonly uncertainMs: number;
}

const nothing: Judgement = { wait: null, uncertainMs: 0 };

const questions: ReadonlySet<string> = new Set(["AskUserQuestion"]);
const plans: ReadonlySet<string> = new Set(["ExitPlanMode", "EnterPlanMode", "exit_plan_mode"]);

/** Tools that never ask: bookkeeping, and those that wait for work going on elsewhere. */
const quiet: ReadonlySet<string> = new Set(
  (
    "TodoWrite TodoRead TaskCreate TaskUpdate TaskList TaskGet TaskStop TaskOutput BashOutput KillBash KillShell AgentOutputTool " +
    "ToolSearch SendMessage TeamCreate TeamDelete StructuredOutput ScheduleWakeup CronCreate CronDelete CronList " +
    "ListMcpResourcesTool ReadMcpResourceTool EnterWorktree ExitWorktree Sleep Workflow Brief PushNotification"
  ).split(" "),
);

const fileTools: ReadonlySet<string> = new Set(["Edit", "MultiEdit", "Write", "NotebookEdit"]);

/** Modes without approvals. */
const modesWithout: ReadonlySet<string> = new Set(["bypassPermissions", "dontAsk"]);

/** May approvals be asked for under this mode? */
export function asks(mode: string | null, traits: SessionTraits): boolean {
  return traits.interactive && !modesWithout.has(mode ?? "default");
}

/** Is this a tool that asks for approval? */
export function isAsking({ call }: ToolRun): boolean {
  return !quiet.has(call.name) && !subagentTools.has(call.name);
}

export function judge(run: ToolRun, traits: SessionTraits): Judgement {
  const { name } = run.call;
  if (questions.has(name)) return waitUntil(run, run.endMs, "question");
  if (plans.has(name)) return waitUntil(run, run.endMs, "plan");
  if (!isAsking(run) || !asks(run.mode, traits)) return nothing;
  // The real start is known to a second: elapsed times are whole.
  if (run.runningSinceMs !== null)
    return waitUntil(run, run.runningSinceMs - progressSlackMs, "approval", leastStartDelayMs);
  if (run.result.rejected) return waitUntil(run, run.endMs, "approval");
  const tookMs = run.endMs - run.startMs;
  const time = expected(run, traits);
  const guessed = !time.sure;
  if (tookMs <= time.plausibleMs || traits.habits.isUsual(run) || waitsForDiagnostics(run, tookMs)) {
    // The upper half of the plausible range is where unseen waits hide.
    const grey = guessed && tookMs > time.plausibleMs / 2;
    return grey ? { wait: null, uncertainMs: tookMs - time.typicalMs } : nothing;
  }
  const typicalMs = traits.habits.typicalMs(run, time.plausibleMs) ?? time.typicalMs;
  const judged = waitUntil(run, run.endMs - typicalMs, "approval");
  const limitMs = Math.min(tookMs, timeoutMs(run.call.timeoutMs));
  return { ...judged, uncertainMs: guessed ? Math.max(0, limitMs - typicalMs) : 0 };
}

function waitsForDiagnostics(run: ToolRun, tookMs: number): boolean {
  return (
    fileTools.has(run.call.name) &&
    tookMs >= diagnosticsTimeout.leastMs &&
    tookMs <= diagnosticsTimeout.mostMs
  );
}

const progressSlackMs = 500;
const leastStartDelayMs = 1_500;

function waitUntil(run: ToolRun, toMs: number, what: Wait["for"], leastMs = 0): Judgement {
  if (toMs - run.startMs <= leastMs) return nothing;
  const wait: Wait = { fromMs: run.startMs, toMs, for: what, tool: run.call.name, origin: run.origin };
  return { wait, uncertainMs: 0 };
}

/** The run time with what version and mode say about it; `sure` where a longer one must be a wait. */
function expected(run: ToolRun, traits: SessionTraits): RunTime & { sure: boolean } {
  const time = runTimeOf(run);
  const isFile = fileTools.has(run.call.name);
  const isShell = isCommand(run.call);
  if (isShell && traits.writesProgress && !run.subagent) return { ...silentCommandTime(run), sure: true };
  if (run.mode === "auto") {
    // A classifier decides within seconds and seldom hands the question on.
    const plausibleMs = isFile
      ? 15_000
      : Math.max(time.plausibleMs, isShell ? timeoutMs(run.call.timeoutMs) : 60_000);
    return { ...time, plausibleMs, sure: isFile };
  }
  if (isFile && run.mode === "acceptEdits") {
    // Files inside the project need no approval here; checks after an edit may take some seconds.
    return { ...time, plausibleMs: 6_000, sure: true };
  }
  return { ...time, sure: isFile || run.result.durationMs !== null || run.call.name === "Read" };
}
