/** Tools beside reading, editing and testing, and what the provider and the program do meanwhile. */
import { bash, changeOf, edit, undone } from "./calls.ts";
import { always, type Episode, early, modern } from "./episode.ts";
import { call, say, sayAndCall } from "./messages.ts";
import type { SessionLog } from "./session-log.ts";

export const web: Episode = {
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

export const retried: Episode = {
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

export const compaction: Episode = {
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

export const tryAndUndo: Episode = {
  name: "an edit is tried and taken back",
  needs: always,
  play(s, work) {
    const change = changeOf(s, work.files[0]!, work.topic, 14);
    sayAndCall(s, [edit(s, change)]);
    sayAndCall(s, [bash(s, "npm run typecheck", "src: 3 errors", 1_400, { error: true })]);
    say(s, { text: "That breaks the callers; I'll take it back.", calls: [edit(s, undone(change))] });
    return true;
  },
};

export const everythingInOneRow: Episode = {
  name: "a message in one row",
  needs: (client) => client.version === "2.1.5",
  play(s) {
    const command = bash(s, "git status --short", " M src/services/clock.ts", 120);
    say(s, { text: "Let me see what has changed.", thinking: true, calls: [command], oneRow: true });
    say(s, { thinking: true, calls: [bash(s, "git log -1", "1f0c2aa Start", 90)], oneRow: true });
    return true;
  },
};

export const toolbox: Episode = {
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

export const skill: Episode = {
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

export const compilerTells: Episode = {
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
