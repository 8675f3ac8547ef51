import { describe, expect, it } from "vitest";
import { LogSketch, tokens } from "../session-log.ts";

describe("model requests", () => {
  const outputs = (log: LogSketch) =>
    log.turns().map((turn) => turn.requests.map((one) => one.tokens.outputTokens));

  it("count once per message, with the largest output, in the turn of the first row", () => {
    const log = new LogSketch().prompt(0).reply(5, [], { messageId: "m1", tokens: tokens(1) });
    log
      .reply(6, [], { messageId: "m1", tokens: tokens(90) })
      .reply(7, [], { messageId: "m1", tokens: tokens(90) });
    log.prompt(60).reply(65, [], { messageId: "m2", tokens: tokens(7) });
    expect(outputs(log)).toEqual([[90], [7]]);
  });

  it("of subagents count in the turn that started them, be they in progress rows or in own files", () => {
    const inner = new LogSketch("/logs/inner.jsonl").reply(12, [], { messageId: "i1", tokens: tokens(3) });
    const log = new LogSketch().prompt(0).reply(5, [{ id: "t1", name: "Agent" }], { tokens: tokens(1) });
    log.inner("t1", "a1", inner).result(20, "t1", { agentId: "a1" });
    expect(log.turns()[0]!.requests.map((one) => [one.messageId, one.subagent])).toEqual([
      ["msg-2", false],
      ["i1", true],
    ]);
    // The file repeats the progress row and adds what that left out.
    inner.reply(15, [], { messageId: "i2", tokens: tokens(4) });
    const [turn] = log.turns({}, [{ agentId: "a1", toolId: null, events: inner.events }]);
    expect(turn!.requests.map((one) => one.messageId)).toEqual(["msg-2", "i1", "i2"]);
  });

  it("leave out the client's own messages, which cost nothing", () => {
    const free = { ...tokens(0), inputTokens: 0 };
    const log = new LogSketch()
      .prompt(0)
      .reply(5, [], { synthetic: true, model: "<synthetic>", tokens: free });
    expect(outputs(log)).toEqual([[]]);
  });

  it("outside every turn belong to the session", () => {
    const own = new LogSketch("/logs/agent-a9.jsonl").reply(-90, [], {
      messageId: "early",
      tokens: tokens(2),
    });
    const { session, turns } = new LogSketch()
      .prompt(0)
      .cut({}, [{ agentId: "a9", toolId: null, events: own.events }]);
    expect(session.looseRequests.map((one) => one.messageId)).toEqual(["early"]);
    expect(turns[0]!.requests).toEqual([]);
  });

  it("without a message id count by their row", () => {
    const log = new LogSketch().prompt(0).reply(5, [], { messageId: null }).reply(9, [], { messageId: null });
    expect(outputs(log)).toEqual([[10, 10]]);
  });
});

describe("rows that stand twice", () => {
  it("in one session count once", () => {
    const log = new LogSketch().prompt(0, { uuid: "u1" }).reply(5, [], { uuid: "u2", messageId: null });
    log.prompt(0, { uuid: "u1" }).reply(5, [], { uuid: "u2", messageId: null });
    const turns = log.turns();
    expect(turns).toHaveLength(1);
    expect(turns[0]!.requests).toHaveLength(1);
  });

  it("on one line, glued together there, make turns of different ids", () => {
    const origin = { file: "/logs/s1.jsonl", line: 1 };
    const glued = (uuid: string | null) =>
      new LogSketch().prompt(0, { uuid, origin }).prompt(60, { uuid, origin }).prompt(90, { uuid, origin });
    const ids = (uuid: string | null) =>
      glued(uuid)
        .turns()
        .map((turn) => turn.id);
    expect(ids("row")).toEqual(["s1/row", "s1/row#2", "s1/row#3"]);
    expect(ids(null)).toEqual(["s1//logs/s1.jsonl:1", "s1//logs/s1.jsonl:1#2", "s1//logs/s1.jsonl:1#3"]);
  });

  it("because a fork repeats its parent's history are left to the parent", () => {
    const log = new LogSketch()
      .prompt(0, { uuid: "u1" })
      .reply(5, [], { uuid: "u2" })
      .result(6, "t1", { uuid: "u3#1" });
    log.prompt(100, { uuid: "own" }).reply(105);
    const turns = log.turns({ ignoreUuids: new Set(["u1", "u2", "u3"]) });
    expect(turns.map((turn) => turn.id)).toEqual(["s1/own"]);
  });
});

describe("what a turn leaves behind", () => {
  const edit = { path: "/home/ada/shop/a.ts", added: [1, 2], removed: [], hunks: 1, created: false };

  it("are edits, commits and pull requests, by the agent and its subagents", () => {
    const pull = { number: 7, url: "https://example.org/o/r/pull/7", title: null };
    const inner = new LogSketch("/logs/inner.jsonl").call(11, 0.1, { id: "i1", name: "Edit" }, { edit });
    const log = new LogSketch()
      .prompt(0)
      .reply(10, [{ id: "t1", name: "Agent" }])
      .inner("t1", "a1", inner)
      .result(20, "t1");
    const commit = { sha: "abc1234", subject: "Add a page", branch: "main" };
    log.call(
      25,
      1,
      { id: "t2", name: "Bash", command: "git commit" },
      { commits: [commit], pullRequests: [pull] },
    );
    const [turn] = log.turns();
    expect(turn!.edits.map((one) => one.path)).toEqual([edit.path]);
    expect(turn!.commits).toMatchObject([commit]);
    expect(turn!.pullRequests).toEqual([pull]);
  });

  it("are counts of tools, and of each part of a command", () => {
    const log = new LogSketch()
      .prompt(0)
      .call(5, 1, { id: "t1", name: "Bash", command: "git add && git commit" });
    log.call(10, 1, { id: "t2", name: "Bash", command: "git add" });
    expect(log.turns()[0]!.toolCounts).toEqual({ Bash: 2, "Bash:git add": 2, "Bash:git commit": 1 });
  });
});

describe("the session", () => {
  it("stands where its first row stands; a turn where its prompt does", () => {
    const log = new LogSketch().place(0, { branch: "main" }).prompt(0).reply(5);
    log
      .place(60, { branch: "login", cwd: "/home/ada/shop/web" })
      .prompt(60)
      .reply(65)
      .place(70, { branch: "late" })
      .reply(71);
    const { session, turns } = log.cut({ projectOf: (cwd) => cwd ?? "none" });
    expect(session).toMatchObject({
      cwd: "/home/ada/shop",
      project: "/home/ada/shop",
      version: "2.1.100",
      entrypoint: "cli",
    });
    expect(turns.map((turn) => [turn.branch, turn.project])).toEqual([
      ["main", "/home/ada/shop"],
      ["login", "/home/ada/shop/web"],
    ]);
  });

  it("has its own titles, the most trusted and newest first, and no other session's", () => {
    const log = new LogSketch()
      .title(0, "summary", "Another session's", "elsewhere")
      .prompt(0, { uuid: "u1" });
    log.title(9, "summary", "Login page", "u1").title(9, "ai-title", "Old").title(10, "ai-title", "New");
    expect(log.cut().session.titles.map((one) => one.title)).toEqual(["New", "Old", "Login page"]);
  });

  it("may hold nothing at all", () => {
    expect(new LogSketch().cut()).toMatchObject({
      turns: [],
      problems: [],
      session: { cwd: null, titles: [] },
    });
  });
});
