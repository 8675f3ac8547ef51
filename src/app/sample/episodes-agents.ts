/** Subagents, and work in the background that reports when it is done. */
import { bash } from "./calls.ts";
import { always, type Episode, job, modern, since2117 } from "./episode.ts";
import { call, say, sayAndCall } from "./messages.ts";
import type { SessionLog } from "./session-log.ts";
import { runAlone, subagentCalls } from "./subagents.ts";
import { type Hooks, prompt } from "./turns.ts";

export const explore: Episode = {
  name: "a subagent looks around",
  needs: always,
  play(s, work) {
    const calls = subagentCalls(
      s,
      [job(work, `Find where ${work.topic} are read.`)],
      work.filler,
      work.onFile,
    );
    say(s, { thinking: true, calls });
    return true;
  },
};

export const parallel: Episode = {
  name: "three subagents at once",
  needs: (client) => client.subagents !== "silent",
  play(s, work) {
    const about = ["Review the validation.", "Review the queries.", "Review the tests."];
    const jobs = about.map((text) => job(work, text));
    say(s, {
      text: "I'll review it from three sides.",
      calls: subagentCalls(s, jobs, work.filler, work.onFile),
    });
    return true;
  },
};

export const askedInside: Episode = {
  name: "a dialog inside a subagent",
  asks: true,
  needs: (client) => client.subagents !== "silent",
  play(s, work) {
    const waitMs = s.random.int(40_000, 110_000);
    const jobs = [job(work, `Find who calls ${work.topic} from outside.`, waitMs)];
    say(s, { calls: subagentCalls(s, jobs, work.filler, work.onFile) });
    return true;
  },
};

export const background: Episode = {
  name: "a command in the background, and its end",
  needs: since2117,
  play(s, work) {
    const taskId = s.random.hex(7);
    const started = bash(s, "npm run test:slow", `Command running in background with ID: ${taskId}.`, 60, {
      free: true,
      extra: { stdout: "", backgroundTaskId: taskId },
    });
    say(s, { calls: [{ ...started, input: { ...started.input, run_in_background: true } }] });
    const task = {
      task_id: taskId,
      task_type: "local_bash",
      status: "running",
      description: "slow tests",
      output: "",
      exitCode: null,
    };
    const look = call(
      "TaskOutput",
      { task_id: taskId, block: true, timeout: 20_000 },
      {
        content: `<retrieval_status>timeout</retrieval_status>\n\n<task_id>${taskId}</task_id>`,
        result: { retrieval_status: "timeout", task },
        during: (toolId) => waitForTask(s, toolId),
      },
    );
    say(s, { calls: [look] });
    say(s, { text: "The slow tests run in the background; I'll look when they are done." });
    s.endTurn(true);
    s.pass(s.random.int(60_000, 180_000));
    notify(s, taskId, work.hooks);
    const stop = call(
      "TaskStop",
      { task_id: taskId },
      {
        content: "Successfully stopped task",
        result: { message: "Successfully stopped task", task_id: taskId, task_type: "local_bash" },
      },
    );
    say(s, { calls: [stop] });
    return true;
  },
};

function waitForTask(s: SessionLog, toolId: string): void {
  if (s.client.progress) {
    const data = { type: "waiting_for_task", taskDescription: "slow tests", taskType: "local_bash" };
    s.row("progress", { data, toolUseID: `task-output-waiting-${s.nowMs}`, parentToolUseID: toolId });
  }
  s.pass(20_000);
}

/** What ran in the background reports: an agent turn begins that no person asked for. */
function notify(s: SessionLog, taskId: string, hooks: Hooks): void {
  const content = `<task-notification>\n<task-id>${taskId}</task-id>\n<status>completed</status>\n<summary>Background work completed</summary>\n</task-notification>`;
  const at = () => ({ timestamp: new Date(s.nowMs).toISOString(), sessionId: s.identity.sessionId });
  s.bare({ type: "queue-operation", operation: "enqueue", ...at(), content });
  s.pass(10);
  s.bare({ type: "queue-operation", operation: "dequeue", ...at() });
  const extra = s.client.modern ? { origin: { kind: "task-notification" } } : {};
  prompt(s, content, { ...hooks, promptMs: 0 }, { by: "notification", extra });
}

export const backgroundAgent: Episode = {
  name: "a subagent in the background, and its end",
  needs: modern,
  play(s, work) {
    const agentId = s.random.hex(17);
    const about = "Check the docs for old names.";
    const result = {
      isAsync: true,
      status: "async_launched",
      agentId,
      description: about,
      prompt: about,
      outputFile: `/tmp/tasks/${agentId}.output`,
      canReadOutputFile: true,
    };
    say(s, {
      calls: [
        call(
          "Agent",
          { description: about, prompt: about, run_in_background: true },
          { content: [{ type: "text", text: "Async agent launched successfully." }], result },
        ),
      ],
    });
    const log = runAlone(s, { job: job(work, about), agentId, prompt: about }, work.filler, () => undefined);
    work.onFile(log.identity.path, log.take());
    // The session goes on and stays longer than the subagent, so its time is the session's.
    sayAndCall(s, [
      bash(s, "npm run build", "built", Math.max(2_000, log.nowMs - s.nowMs + 4_000), { free: true }),
    ]);
    say(s, { text: "The build is fine. The check of the docs is about to end." });
    s.endTurn(true);
    s.pass(1_000);
    notify(s, agentId, work.hooks);
    return true;
  },
};
