/**
 * What happens in a turn beside reading, editing and testing: one function an episode, each leaving the rows
 * Claude Code leaves for it. `needs` says which versions know it.
 */
import { bash, type Change, changeOf, edit, undone } from "./calls.ts";
import type { Client } from "./clients.ts";
import type { Filler } from "./content.ts";
import { call, say, sayAndCall } from "./messages.ts";
import type { Fields, SessionLog } from "./session-log.ts";
import { type OnFile, runAlone, type SubagentJob, subagentCalls } from "./subagents.ts";
import { type Hooks, interrupt, prompt } from "./turns.ts";

/** The work in hand, as an episode needs it. */
export interface Work {
  readonly topic: string;
  readonly files: readonly string[];
  readonly hooks: Hooks;
  readonly filler: Filler;
  readonly onFile: OnFile;
}

export interface Episode {
  readonly name: string;
  readonly needs: (client: Client) => boolean;
  /** Dialogs open in it, so the session must be one that asks. */
  readonly asks?: boolean;
  /** Plays it inside a running turn. False: it ended the turn. */
  readonly play: (s: SessionLog, work: Work) => boolean;
}

const always = () => true;
const modern = (client: Client) => client.modern;
const withProgress = (client: Client) => client.progress;
const early = (client: Client) => !client.modern;

function job(work: Work, about: string, waitMs = 0): SubagentJob {
  return { about, files: work.files, waitMs };
}

const explore: Episode = {
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

const parallel: Episode = {
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

const askedInside: Episode = {
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

/** A call whose answer is the person's. */
function answered(
  s: SessionLog,
  name: string,
  input: Fields,
  what: "question" | "plan",
  waitMs: number,
  content: string,
  result: Fields,
) {
  return call(name, input, { content, result, during: () => s.wait(what, waitMs) });
}

const question: Episode = {
  name: "a question with options",
  needs: (client) => client.version !== "2.0.76" && client.version !== "2.1.5",
  play(s, work) {
    const ask = `How should ${work.topic} without a supplier be shown?`;
    const options = [
      { label: "Leave them out", description: "The list stays short." },
      { label: "Show them last", description: "Nothing is hidden." },
    ];
    const questions = [{ question: ask, header: "Display", options, multiSelect: false }];
    const answer = { questions, answers: { [ask]: "Show them last" } };
    const text = `User has answered your questions: "${ask}"="Show them last". You can now continue.`;
    const waitMs = s.random.around(35_000, 3);
    say(s, { calls: [answered(s, "AskUserQuestion", { questions }, "question", waitMs, text, answer)] });
    return true;
  },
};

const planning: Episode = {
  name: "a plan is shown and approved",
  needs: (client) => client.version !== "2.0.76",
  play(s, work) {
    const planFile = `/home/sample/.claude/plans/${work.files[0]?.replaceAll("/", "-")}.md`;
    const enter = call(
      "EnterPlanMode",
      {},
      { content: "Entered plan mode.", result: { message: "Entered plan mode." } },
    );
    // Entering asks as well; here the person switched the mode by hand, so nothing waits.
    if (s.client.modern) {
      s.attachment({
        type: "plan_mode",
        reminderType: "full",
        isSubAgent: false,
        planFilePath: planFile,
        planExists: false,
      });
      s.attachment({ type: "plan_mode_reentry", planFilePath: planFile });
    } else say(s, { calls: [{ ...enter, during: () => s.wait("plan", s.random.int(2_000, 9_000)) }] });
    const plan = `# Plan: ${work.topic}\n\n1. One place for the rules\n2. Routes call it\n3. Tests for duplicates`;
    const result = { plan, isAgent: false, filePath: planFile };
    const text = "User has approved your plan. You can now start coding.";
    const waitMs = s.random.around(70_000, 2.5);
    say(s, { thinking: true, calls: [answered(s, "ExitPlanMode", { plan }, "plan", waitMs, text, result)] });
    if (s.client.modern) s.attachment({ type: "plan_mode_exit", planFilePath: planFile, planExists: true });
    return true;
  },
};

const web: Episode = {
  name: "a search and a page from the web",
  needs: always,
  play(s) {
    const query = "optimistic locking version column example";
    const searchMs = s.random.around(7_000, 1.4);
    const results = [
      {
        tool_use_id: s.random.id("srvtoolu_"),
        content: [{ title: "Locking", url: "https://example.org/locking" }],
      },
    ];
    const search = call(
      "WebSearch",
      { query },
      {
        content: `Web search results for query: "${query}"`,
        result: { query, results, durationSeconds: searchMs / 1000 },
      },
    );
    say(s, { calls: [{ ...search, during: (toolId) => searchRows(s, toolId, query, searchMs) }] });
    const durationMs = s.random.int(900, 5_000);
    const url = "https://example.org/locking";
    const fetched = {
      bytes: 5_120,
      code: 200,
      codeText: "OK",
      result: "A version column shows lost updates.",
      durationMs,
      url,
    };
    say(s, {
      calls: [
        call(
          "WebFetch",
          { url, prompt: "How is it done?" },
          { runMs: durationMs + 20, content: fetched.result, result: fetched },
        ),
      ],
    });
    return true;
  },
};

function searchRows(s: SessionLog, toolId: string, query: string, searchMs: number): void {
  s.pass(searchMs * 0.4);
  if (s.client.progress) {
    s.row("progress", {
      data: { type: "query_update", query },
      toolUseID: "search-progress-1",
      parentToolUseID: toolId,
    });
    s.pass(searchMs * 0.3);
    const data = { type: "search_results_received", resultCount: 10, query };
    s.row("progress", { data, toolUseID: s.random.id("srvtoolu_"), parentToolUseID: toolId });
    s.pass(searchMs * 0.3);
  } else s.pass(searchMs * 0.6);
}

const retried: Episode = {
  name: "the provider is overloaded",
  needs: early,
  play(s) {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const retryInMs = s.random.between(450, 600) * 2 ** (attempt - 1);
      s.pass(1_500);
      s.system("api_error", {
        level: "error",
        error: { status: 529, error: { type: "overloaded_error", message: "Overloaded" } },
        retryInMs,
        retryAttempt: attempt,
        maxRetries: 10,
      });
      s.pass(retryInMs);
    }
    return true;
  },
};

const compaction: Episode = {
  name: "the context is full",
  needs: always,
  play(s) {
    if (s.client.progress) {
      const microcompactMetadata = {
        trigger: "auto",
        preTokens: 60_364,
        tokensSaved: 21_294,
        compactedToolIds: [],
      };
      s.system("microcompact_boundary", {
        content: "Context microcompacted",
        isMeta: false,
        level: "info",
        microcompactMetadata,
      });
    }
    s.pass(s.random.around(75_000, 1.4));
    compacted(s, "auto");
    return true;
  },
};

/** The boundary and the summary that stands for everything before it. */
export function compacted(s: SessionLog, trigger: "auto" | "manual"): void {
  s.system("compact_boundary", {
    content: "Conversation compacted",
    isMeta: false,
    level: "info",
    compactMetadata: { trigger, preTokens: s.contextTokens },
  });
  const content =
    "This session is being continued from a previous conversation that ran out of context. The summary below covers the earlier portion of the conversation.\n\nAnalysis: the rules are in the service; the routes call them; two tests are left to write.";
  s.row("user", {
    message: { role: "user", content },
    isVisibleInTranscriptOnly: true,
    isCompactSummary: true,
  });
  s.contextTokens = 24_000;
}

const typedAhead: Episode = {
  name: "a prompt typed into the running turn",
  needs: always,
  play(s) {
    const text = "And please keep the old column names in the export.";
    const sessionId = s.identity.sessionId;
    const queue = (operation: string, body: Fields = {}) =>
      s.bare({
        type: "queue-operation",
        operation,
        timestamp: new Date(s.nowMs).toISOString(),
        sessionId,
        ...body,
      });
    queue("enqueue", { content: text });
    s.pass(s.random.int(3_000, 9_000));
    queue("remove");
    if (s.client.modern) s.attachment({ type: "queued_command", prompt: text, commandMode: "prompt" });
    if (s.turn) s.turn.queued += 1;
    return true;
  },
};

const refused: Episode = {
  name: "a call is refused",
  asks: true,
  needs: always,
  play(s, work) {
    const text =
      "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.";
    const change = changeOf(s, work.files[0]!, work.topic, 4);
    const extra = s.client.modern ? { toolDenialKind: "user-rejected" } : {};
    const waitMs = s.random.around(16_000, 2.5);
    const wanted = {
      ...edit(s, change),
      approvalMs: 0,
      content: text,
      error: true,
      result: `Error: ${text}`,
      ...extra,
    };
    say(s, { calls: [{ ...wanted, during: () => s.wait("approval", waitMs) }] });
    interrupt(s, s.lastUuid);
    return false;
  },
};

const stopped: Episode = {
  name: "the person stops the agent",
  needs: always,
  play(s) {
    say(s, { text: "I'll rewrite the whole module while I am at it, starting with the models." });
    interrupt(s, null);
    return false;
  },
};

const tryAndUndo: Episode = {
  name: "an edit is tried and taken back",
  needs: always,
  play(s, work) {
    const change: Change = changeOf(s, work.files[0]!, work.topic, 14);
    sayAndCall(s, [edit(s, change)]);
    sayAndCall(s, [bash(s, "npm run typecheck", "src: 3 errors", 1_400, { error: true })]);
    say(s, { text: "That breaks the callers; I'll take it back.", calls: [edit(s, undone(change))] });
    return true;
  },
};

const everythingInOneRow: Episode = {
  name: "a message in one row",
  needs: (client) => client.version === "2.1.5",
  play(s) {
    const command = bash(s, "git status --short", " M src/services/clock.ts", 120);
    say(s, { text: "Let me see what has changed.", thinking: true, calls: [command], oneRow: true });
    say(s, { thinking: true, calls: [bash(s, "git log -1", "1f0c2aa Start", 90)], oneRow: true });
    return true;
  },
};

const background: Episode = {
  name: "a command in the background, and its end",
  needs: (client) => client.version !== "2.0.76" && client.version !== "2.1.5",
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

const backgroundAgent: Episode = {
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

const toolbox: Episode = {
  name: "tools looked up, a tracker's issue, notes to oneself",
  needs: always,
  play(s) {
    if (s.client.modern) {
      s.attachment({ type: "task_reminder", content: [], itemCount: 0 });
      const query = "select:Monitor";
      say(s, {
        calls: [
          call(
            "ToolSearch",
            { query, max_results: 1 },
            {
              content: [{ type: "tool_reference", tool_name: "Monitor" }],
              result: { matches: ["Monitor"], query, total_deferred_tools: 40 },
            },
          ),
        ],
      });
      const monitor = {
        description: "wait for the checks",
        command: "gh pr checks --watch",
        timeout_ms: 600_000,
        persistent: false,
      };
      say(s, {
        calls: [
          call("Monitor", monitor, {
            runMs: 900,
            content: "Monitor started",
            result: { taskId: s.random.hex(9), timeoutMs: 600_000, persistent: false },
          }),
        ],
      });
      say(s, {
        calls: [
          call(
            "SendMessage",
            { to: "reviewer", message: "The branch is ready." },
            { content: "Message sent", result: { success: true } },
          ),
          call(
            "ScheduleWakeup",
            { delaySeconds: 600, reason: "look at the checks" },
            { content: "Scheduled", result: { scheduled: true } },
          ),
        ],
      });
    }
    const list = [{ id: "1", subject: "Run the tests", status: "pending", blockedBy: [] }];
    if (s.client.todos === "TaskCreate")
      say(s, {
        calls: [call("TaskList", {}, { content: "#1 [pending] Run the tests", result: { tasks: list } })],
      });
    const issue = call(
      "mcp__tracker__get_issue",
      { id: 48 },
      {
        runMs: 800,
        content: "Issue 48: totals differ by one cent",
        result: [{ type: "text", text: "Issue 48" }],
      },
    );
    const withRows = (toolId: string) => {
      if (s.client.progress)
        s.progress(
          { type: "mcp_progress", status: "started", serverName: "tracker", toolName: "get_issue" },
          toolId,
        );
      s.pass(800);
    };
    say(s, { calls: [{ ...issue, during: withRows }] });
    return true;
  },
};

const skill: Episode = {
  name: "a skill with its instructions",
  needs: always,
  play(s) {
    say(s, {
      calls: [
        call(
          "Skill",
          { skill: "label-check" },
          { content: "Launching skill: label-check", result: { success: true, commandName: "label-check" } },
        ),
      ],
    });
    s.row("user", {
      message: { role: "user", content: [{ type: "text", text: "<role>\nCheck label files.\n</role>" }] },
      isMeta: true,
    });
    return true;
  },
};

const compilerTells: Episode = {
  name: "the editor's findings",
  needs: modern,
  play(s, work) {
    const range = { start: { line: 4, character: 1 }, end: { line: 4, character: 16 } };
    const diagnostics = [
      {
        message: "'rows' is declared but never read",
        severity: "Error",
        range,
        source: "compiler",
        code: "6133",
      },
    ];
    s.attachment({
      type: "diagnostics",
      files: [{ uri: `${s.place.cwd}/${work.files[0]}`, diagnostics }],
      isNew: true,
    });
    return true;
  },
};

/** The same where progress rows are written, and where notifications do not say what they are. */
const only = (episode: Episode, needs: Episode["needs"]): Episode => ({ ...episode, needs });

/** In the order in which a sample gives them out: what few versions know comes first. */
export const episodes: readonly Episode[] = [
  only(web, withProgress),
  only(background, withProgress),
  everythingInOneRow,
  retried,
  backgroundAgent,
  compilerTells,
  explore,
  only(parallel, withProgress),
  askedInside,
  question,
  only(planning, (client) => planning.needs(client) && early(client)),
  planning,
  refused,
  toolbox,
  typedAhead,
  only(compaction, withProgress),
  parallel,
  tryAndUndo,
  skill,
  stopped,
  background,
  compaction,
  web,
];
