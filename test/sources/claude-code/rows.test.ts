import { describe, expect, it } from "vitest";
import type { MarkEvent } from "../../../src/core/events.ts";
import { bashRow, promptRow, replyRow, sessionId } from "./log-rows.ts";
import { attachmentRow, kindsOf, progressRow, readRows, systemRow } from "./read-rows.ts";

describe("assistant rows", () => {
  it("give tokens, with an unsplit cache write as a 5-minute one", () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 2,
      cache_creation_input_tokens: 30,
      cache_read_input_tokens: 4,
    };
    const row = { ...replyRow(1, []), message: { id: "m", model: "x", content: [], usage } };
    expect(readRows([row]).events.at(-1)).toMatchObject({
      tokens: {
        inputTokens: 1,
        outputTokens: 2,
        cacheWrite5mTokens: 30,
        cacheWrite1hTokens: 0,
        cacheReadTokens: 4,
      },
    });
    const split = readRows([replyRow(1, [])]).events.at(-1);
    expect(split).toMatchObject({ tokens: { cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 } });
  });

  it("count tokens that cannot be as none, and say so", () => {
    for (const wrong of [-5, 1e300, 1.5, "many", Number.MAX_SAFE_INTEGER]) {
      const usage = { input_tokens: wrong, output_tokens: 2 };
      const row = { ...replyRow(1, []), message: { id: "m", model: "x", content: [], usage } };
      const { events, problems } = readRows([row]);
      expect(events.at(-1)).toMatchObject({ tokens: { inputTokens: 0, outputTokens: 2 } });
      expect(problems).toMatchObject([{ kind: "absurd-tokens", at: { line: 1 } }]);
    }
  });

  it("give calls without the values of their arguments", () => {
    const input = {
      command: "cd /x && TOKEN=s3cret sleep 5 && gh api repos/o/r -f key=s3cret",
      timeout: 9_000,
    };
    const row = replyRow(1, [{ type: "tool_use", id: "t", name: "Bash", input }]);
    const reply = readRows([row]).events.at(-1)!;
    expect(reply).toMatchObject({
      tools: [{ command: "sleep && gh api", timeoutMs: 9_000, sleepMs: 5_000, background: false }],
    });
    expect(JSON.stringify(reply)).not.toContain("s3cret");
  });

  it("written on resuming are a mark, other ones of the client's are synthetic", () => {
    const synthetic = (text: string) => {
      const content = [{ type: "text", text }];
      return { ...replyRow(1, []), message: { id: "m", model: "<synthetic>", content } };
    };
    expect(kindsOf(synthetic("No response requested."))).toEqual(["resume"]);
    expect(readRows([synthetic("API Error: 529")]).events.at(-1)).toMatchObject({
      kind: "reply",
      synthetic: true,
    });
  });
});

describe("system rows, attachments and progress", () => {
  it("mark what bounds and explains a turn", () => {
    const { events } = readRows([
      systemRow(1, "turn_duration", { durationMs: 61_000 }),
      systemRow(2, "stop_hook_summary", { hookInfos: [{ durationMs: 300 }, { durationMs: 900 }] }),
      systemRow(3, "compact_boundary", { compactMetadata: { trigger: "manual" } }),
      systemRow(4, "compact_boundary", { compactMetadata: { trigger: "auto" } }),
      systemRow(5, "api_error", { retryInMs: 500 }),
      attachmentRow(6, {
        type: "hook_success",
        hookEvent: "UserPromptSubmit",
        toolUseID: "x",
        durationMs: 13_000,
      }),
      attachmentRow(7, { type: "hook_success", hookName: "SessionStart:resume", hookEvent: "SessionStart" }),
    ]);
    const marks = events.filter((event): event is MarkEvent => event.kind === "mark");
    expect(marks.map((event) => [event.mark, event.durationMs ?? event.retryMs])).toEqual([
      ["turn-duration", 61_000],
      ["stop-hooks", 900],
      ["compaction-manual", null],
      ["compaction-automatic", null],
      ["api-error", 500],
      ["hook", 13_000],
      ["resume", null],
    ]);
  });

  it("give the start of a turn from its copy of the files", () => {
    const snapshot = { messageId: "u1", timestamp: "2026-03-05T09:00:09.000Z" };
    const row = { type: "file-history-snapshot", messageId: "u1", snapshot, isSnapshotUpdate: false };
    const { events } = readRows([promptRow(1, "x"), row, { ...row, isSnapshotUpdate: true }]);
    const starts = events.filter((event) => event.kind === "mark");
    expect(starts).toMatchObject([
      { mark: "turn-start", uuid: "u1#start", atMs: Date.parse(snapshot.timestamp) },
    ]);
  });

  it("keep of a command's progress the first row and each doubling", () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      progressRow(i + 2, 1, { type: "bash_progress", elapsedTimeSeconds: i + 2 }),
    );
    const kept = readRows([bashRow(1, "go test"), ...rows]).events.filter(
      (event) => event.kind === "progress",
    );
    expect(kept.map((event) => event.elapsedMs)).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
  });

  it("hand on what subagents say and do, from progress rows and from old inline rows", () => {
    const block = { type: "tool_use", id: "i1", name: "Read", input: {} };
    const message = {
      type: "assistant",
      uuid: "in",
      timestamp: "2026-03-05T09:00:03.000Z",
      message: { id: "m", content: [block] },
    };
    const { events } = readRows([
      progressRow(1, 9, {
        type: "agent_progress",
        agentId: "a1",
        message: { type: "user", message: { content: "do" } },
      }),
      progressRow(4, 9, { type: "agent_progress", agentId: "a1", message }),
      replyRow(5, [block], { isSidechain: true }),
    ]);
    const progress = events.filter((event) => event.kind === "progress");
    expect(progress.map((event) => [event.agentId, event.toolId, event.inner?.kind ?? null])).toEqual([
      ["a1", "toolu_9", null],
      ["a1", "toolu_9", "reply"],
      [null, null, "reply"],
    ]);
    expect(progress[1]!.inner).toMatchObject({ uuid: "in", atMs: Date.parse(message.timestamp) });
  });

  it("in a subagent's own file are its own; its instructions are no human's", () => {
    const side = { isSidechain: true, agentId: "a1" };
    const { events } = readRows([promptRow(1, "Look", side), replyRow(2, [], side)], "a1");
    expect(events.map((event) => (event.kind === "prompt" ? event.by : event.kind))).toEqual([
      "place",
      "teammate",
      "reply",
    ]);
  });

  it("give prompts that were put into a running turn, and no notifications", () => {
    const queued = (prompt: unknown, commandMode = "prompt") =>
      attachmentRow(1, { type: "queued_command", prompt, commandMode });
    expect(kindsOf(queued("use tabs"))).toEqual(["queued"]);
    expect(kindsOf(queued([{ type: "text", text: "use tabs" }]))).toEqual(["queued"]);
    expect(kindsOf(queued("<task-notification>", "task-notification"))).toEqual([]);
  });

  it("say what left the queue, which only its entry names", () => {
    const row = (operation: string, content?: string) => ({
      type: "queue-operation",
      operation,
      timestamp: "2026-03-05T09:00:00Z",
      sessionId,
      ...(content === undefined ? {} : { content }),
    });
    const { events } = readRows([
      row("enqueue", "use tabs"),
      row("enqueue", "<task-notification>"),
      row("remove"),
      row("dequeue"),
    ]);
    expect(
      events.map(
        (event) => event.kind === "queue" && [event.operation, event.characters, event.notification],
      ),
    ).toEqual([
      ["enqueue", 8, false],
      ["enqueue", 19, true],
      ["remove", 8, false],
      ["dequeue", 19, true],
    ]);
  });
});

describe("place, mode and titles", () => {
  it("are told once and when they change", () => {
    const rows = [
      promptRow(1, "x", { permissionMode: "plan" }),
      replyRow(2, []),
      promptRow(3, "y", { permissionMode: "plan", gitBranch: "other" }),
      { type: "permission-mode", permissionMode: "acceptEdits", sessionId },
      { type: "mode", mode: "normal", sessionId },
    ];
    const told = readRows(rows).events.filter((event) => event.kind === "place" || event.kind === "mode");
    expect(told.map((event) => (event.kind === "place" ? event.branch : event.permissionMode))).toEqual([
      "feature/cart",
      "plan",
      "other",
      "acceptEdits",
    ]);
    expect(told.every((event) => event.uuid === null)).toBe(true);
  });

  it("come from every kind of title row, at the time of the row before or, at the head, after", () => {
    const { events } = readRows([
      { type: "summary", summary: "S", leafUuid: "u9" },
      promptRow(1, "x"),
      { type: "ai-title", aiTitle: "A", sessionId },
      { type: "custom-title", customTitle: "C", sessionId },
      { type: "agent-name", agentName: "N", sessionId },
    ]);
    const titles = events.filter((event) => event.kind === "title");
    expect(titles.map((event) => [event.from, event.title, event.leafUuid])).toEqual([
      ["summary", "S", "u9"],
      ["ai-title", "A", null],
      ["custom-title", "C", null],
      ["agent-name", "N", null],
    ]);
    expect(new Set(titles.map((event) => event.atMs))).toEqual(new Set([Date.UTC(2026, 2, 5, 9, 0, 1)]));
    expect(titles[0]!.origin.line).toBe(1);
  });
});

describe("what cannot be understood", () => {
  it.each([
    ["row of type 'novelty'", { ...promptRow(1, ""), type: "novelty" }],
    ["row without a type", { a: 1 }],
    ["a JSON list where a row should be", []],
    ["a JSON number where a row should be", 7],
    ["a JSON null where a row should be", null],
    ["system row of subtype 'novelty'", systemRow(1, "novelty")],
    ["attachment of type 'novelty'", attachmentRow(1, { type: "novelty" })],
    ["progress row of type 'novelty'", progressRow(1, 1, { type: "novelty" })],
    [
      "queue operation 'novelty'",
      { type: "queue-operation", operation: "novelty", timestamp: "2026-03-05T09:00:00Z" },
    ],
    ["assistant row with a block of type 'novelty'", replyRow(1, [{ type: "novelty" }])],
    [
      "user row with a block of type 'novelty'",
      { ...promptRow(1, ""), message: { content: [{ type: "novelty" }] } },
    ],
  ])("is a problem with its line: %s", (what, row) => {
    const { problems } = readRows([promptRow(0, "x"), row]);
    expect(problems).toMatchObject([{ at: { file: "/logs/s1.jsonl", line: 2 }, kind: "unknown-row", what }]);
  });

  it.each([
    "assistant",
    "user",
    "system",
    "progress",
    "attachment",
    "queue-operation",
    "summary",
    "ai-title",
    "pr-link",
    "file-history-snapshot",
    "permission-mode",
  ])("never throws: a bare row of type '%s'", (type) => {
    for (const more of [
      {},
      { message: 5, data: 5, attachment: 5, snapshot: 5, timestamp: 5 },
      { message: { content: [null, 5, "x", {}] } },
    ]) {
      expect(() => readRows([{ type, ...more }])).not.toThrow();
    }
  });

  it("keeps rows with an absurd time at the time of the row before", () => {
    for (const timestamp of [
      "yesterday",
      "1970-01-01T00:00:00Z",
      "2031-01-01T00:00:00Z",
      "2199-01-01T00:00:00Z",
    ]) {
      const { events, problems } = readRows([
        promptRow(1, "x"),
        promptRow(2, "y", { timestamp }),
        promptRow(3, "z"),
      ]);
      const seconds = events.filter((event) => event.kind === "prompt").map((event) => event.atMs / 1_000);
      expect(problems).toMatchObject([{ at: { line: 2 }, kind: "absurd-time" }]);
      expect(seconds.map((at) => at - seconds[0]!)).toEqual([0, 0, 2]);
    }
  });

  it("believes a clock that goes backwards, and the rows after a first time that was wrong", () => {
    const wrong = promptRow(1, "x", { timestamp: "2090-01-01T00:00:00Z" });
    const { events, problems } = readRows([wrong, promptRow(3, "y"), promptRow(2, "z")]);
    const seconds = events
      .filter((event) => event.kind === "prompt")
      .map((event) => new Date(event.atMs).getUTCSeconds());
    expect(problems).toEqual([]);
    expect(seconds).toEqual([0, 3, 2]);
  });
});
