/**
 * Subagents: in files of their own, in `agent_progress` rows of the session's file, or (early versions) seen
 * only by their result. Several run at once; a dialog may open inside one, which the session never shows.
 */
import { glob, grep, read } from "./calls.ts";
import { subagentModel } from "./clients.ts";
import { remark } from "./content.ts";
import { type Call, call, say } from "./messages.ts";
import { type Fields, SessionLog } from "./session-log.ts";
import type { Filler } from "./source-text.ts";
import { TruthKeeper } from "./truth.ts";

/** A subagent's own file, handed to whoever writes files. */
export type OnFile = (path: string, text: string) => void;

export interface SubagentJob {
  readonly about: string;
  readonly files: readonly string[];
  /** A dialog opens inside it and waits so long; 0: none. */
  readonly waitMs: number;
}

interface Run {
  readonly job: SubagentJob;
  readonly id: string;
  readonly agentId: string;
  readonly prompt: string;
  /** Filled once it has run, for the result row. */
  readonly result: Record<string, unknown>;
}

/** Calls that start subagents together; the session goes on when the last one has answered. */
export function subagentCalls(
  s: SessionLog,
  jobs: readonly SubagentJob[],
  filler: Filler,
  onFile: OnFile,
): readonly Call[] {
  const runs = jobs.map((job): Run => {
    const agentId = s.random.hex(s.client.modern ? 16 : 7);
    const prompt = `${job.about} Look at the files yourself and answer with paths and line numbers.`;
    const content = [{ type: "text", text: `${remark(s.random)} The places are ${job.files.join(", ")}.` }];
    return {
      job,
      id: s.random.id("toolu_"),
      agentId,
      prompt,
      result: { status: "completed", prompt, agentId, content },
    };
  });
  return runs.map(({ id, job, prompt, result }, index) =>
    call(
      s.client.subagentTool,
      { description: job.about, subagent_type: "Explore", prompt },
      {
        id,
        content: result.content,
        result,
        during: () => (index === 0 ? runTogether(s, runs, filler, onFile) : s.pass(20)),
      },
    ),
  );
}

/** All start now; the rows of all stand in the order of their times. */
function runTogether(s: SessionLog, runs: readonly Run[], filler: Filler, onFile: OnFile): void {
  const startMs = s.nowMs;
  const rows: { readonly run: Run; readonly atMs: number; readonly row: Fields }[] = [];
  const logs = runs.map((run) => {
    const log = runAlone(s, run, filler, (atMs, row) => rows.push({ run, atMs, row }));
    Object.assign(run.result, {
      totalDurationMs: log.nowMs - startMs,
      totalTokens: log.contextTokens,
      totalToolUseCount: 4,
      usage: { input_tokens: 3, output_tokens: 400 },
    });
    if (s.client.subagents === "files") onFile(log.identity.path, log.take());
    return log;
  });
  if (s.client.subagents === "progress") {
    for (const { run, atMs, row } of rows.sort((a, b) => a.atMs - b.atMs)) {
      s.nowMs = atMs;
      const data = {
        message: row,
        normalizedMessages: [],
        type: "agent_progress",
        prompt: run.prompt,
        agentId: run.agentId,
      };
      s.row("progress", { data, toolUseID: `agent_msg_${run.agentId}`, parentToolUseID: run.id });
    }
  }
  s.nowMs = Math.max(...logs.map((log) => log.nowMs)) + 20;
}

/** One subagent's conversation from now on; returns its log, whose clock stands at its end. */
export function runAlone(
  s: SessionLog,
  { job, agentId, prompt }: Pick<Run, "job" | "agentId" | "prompt">,
  filler: Filler,
  onRow: (atMs: number, row: Fields) => void,
): SessionLog {
  const path = s.identity.path.replace(/\.jsonl$/, `/subagents/agent-${agentId}.jsonl`);
  const identity = { path, sessionId: s.identity.sessionId, agentId };
  // What no log shows cannot be counted.
  const truth = s.client.subagents === "silent" ? new TruthKeeper(false) : s.truth;
  const log = new SessionLog(identity, s.client, s.place, s.random, truth, s.nowMs + s.random.int(60, 400));
  log.permissionMode = s.permissionMode;
  log.contextTokens = 9_000;
  const write = log.row.bind(log);
  log.row = (type, body, extra) => {
    const uuid = write(type, body, extra);
    onRow(log.nowMs, { type, ...body, ...extra, uuid, timestamp: new Date(log.nowMs).toISOString() });
    return uuid;
  };
  log.row("user", { message: { role: "user", content: prompt } });
  const steps: Call[] = [
    glob(log, "**/*", job.files),
    grep(log, "export", job.files),
    ...job.files.slice(0, 2).map((file) => read(log, file, filler, 12)),
  ];
  steps.forEach((step, index) => {
    // A read outside the working directory needs leave.
    const asks = index === 2 && job.waitMs > 0;
    const during = () => {
      s.addWait({ for: "approval", fromMs: log.nowMs, toMs: log.nowMs + job.waitMs });
      log.pass(job.waitMs);
    };
    say(log, { calls: [asks ? { ...step, during } : step], model: subagentModel, paceMs: 4_000 });
  });
  say(log, {
    text: `The places are ${job.files.join(", ")}.`,
    model: subagentModel,
    paceMs: 9_000,
  });
  return log;
}
