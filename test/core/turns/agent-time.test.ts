import { describe, expect, it } from "vitest";
import { lengthMs } from "../../../src/core/intervals.ts";
import { LogSketch, secondsOf, startMs, tokens } from "../session-log.ts";

/** Agent seconds of the first turn. */
const agentSeconds = (log: LogSketch): number => lengthMs(log.turns()[0]!.agentIntervals) / 1_000;
/** Waits of the first turn: what for, and how many seconds. */
const waitsOf = (log: LogSketch): [string, number][] =>
  log.turns()[0]!.waits.map((wait) => [`${wait.tool} ${wait.for}`, (wait.toMs - wait.fromMs) / 1_000]);

describe("where the agent's clock starts", () => {
  it("is 0.3 s after the prompt, where nothing tells", () => {
    expect(secondsOf(new LogSketch().prompt(0).reply(5).turns()[0]!.agentIntervals)).toEqual([[0.3, 5]]);
  });

  it("is when the files' history was saved, before or after the prompt's row", () => {
    const before = new LogSketch()
      .mark(14, "turn-start", { uuid: "u1#start" })
      .prompt(0, { uuid: "u1" })
      .reply(20);
    const later = new LogSketch()
      .prompt(0, { uuid: "u1" })
      .mark(14, "turn-start", { uuid: "u1#start" })
      .reply(20);
    for (const log of [before, later]) expect(secondsOf(log.turns()[0]!.agentIntervals)).toEqual([[14, 20]]);
  });

  it("is after a hook that looked at the prompt, but never after the first answer", () => {
    const log = new LogSketch()
      .prompt(0)
      .mark(13, "hook", { hookEvent: "UserPromptSubmit", durationMs: 13_000 });
    expect(agentSeconds(log.reply(20))).toBe(7);
    const late = new LogSketch()
      .prompt(0, { uuid: "u1" })
      .mark(60, "turn-start", { uuid: "u1#start" })
      .reply(20)
      .reply(25);
    expect(agentSeconds(late)).toBe(5);
  });
});

describe("subagents", () => {
  const task = { id: "t1", name: "Agent" };

  it("wait in dialogs of their own, seen in their rows", () => {
    const inner = new LogSketch("/logs/inner.jsonl")
      .reply(20)
      .call(30, 100, { id: "i1", name: "Write" })
      .reply(140);
    const log = new LogSketch()
      .prompt(0)
      .reply(10, [task])
      .inner("t1", "a1", inner)
      .result(150, "t1")
      .reply(155);
    expect(waitsOf(log)).toEqual([["Write approval", 99.8]]);
    expect(agentSeconds(log)).toBeCloseTo(155 - 0.3 - 99.8);
  });

  it("are read from their own files, found by the answer's agent", () => {
    const own = new LogSketch("/logs/s1/subagents/agent-a1.jsonl").prompt(11, { by: "teammate" });
    own.call(30, 100, { id: "i1", name: "Write" }).reply(140);
    const log = new LogSketch().prompt(0).reply(10, [task]).result(150, "t1", { agentId: "a1" }).reply(155);
    const [turn] = log.turns({}, [{ agentId: "a1", toolId: null, events: own.events }]);
    expect(turn!.waits.map((wait) => wait.tool)).toEqual(["Write"]);
  });

  it("of which only the answer is known are believed for what they did, and marked", () => {
    const answer = { durationMs: 1_000_000, subagent: { tools: 10, answerTokens: 800, addedLines: 0 } };
    const log = new LogSketch().mode(0, "default").prompt(0).call(10, 1_000, task, answer).reply(1_020);
    // 10 s to start, 20 s for ten tools, 10 s for the answer.
    expect(waitsOf(log)).toEqual([["Agent approval", 960]]);
    expect(log.turns()[0]!.uncertainMs).toBe(lengthMs(log.turns()[0]!.agentIntervals));
    const free = new LogSketch()
      .mode(0, "bypassPermissions")
      .prompt(0)
      .call(10, 1_000, task, answer)
      .reply(1_020);
    expect(waitsOf(free)).toEqual([]);
  });

  it("side by side count once in agent time and each in agent work", () => {
    const log = new LogSketch().prompt(0);
    log.reply(
      10,
      [1, 2, 3, 4].map((n) => ({ id: `t${n}`, name: "Agent" })),
    );
    for (const n of [1, 2, 3, 4]) log.result(730, `t${n}`);
    const [turn] = log.reply(735).turns();
    expect(lengthMs(turn!.agentIntervals)).toBe(734_700);
    expect(turn!.agentWorkMs).toBe(4 * 720_000 + 14_700);
    expect(secondsOf(turn!.subagentIntervals)).toEqual([1, 2, 3, 4].map(() => [10, 730]));
  });

  it("in the background work beside and after the turn", () => {
    const own = new LogSketch("/logs/s1/subagents/agent-a1.jsonl")
      .prompt(12, { by: "teammate" })
      .reply(100)
      .reply(300);
    const log = new LogSketch()
      .prompt(0)
      .call(10, 1, task, { agentId: "a1", background: true })
      .reply(20)
      .logged(20, 20);
    const [turn] = log.turns({}, [{ agentId: "a1", toolId: null, events: own.events }]);
    expect(turn!.endMs).toBe(startMs + 20_000);
    expect(secondsOf(turn!.agentIntervals)).toEqual([[0, 300]]);
    expect(turn!.agentWorkMs).toBe(20_000 + 288_000);
    expect(secondsOf(turn!.subagentIntervals)).toEqual([[12, 300]]);
  });
});

describe("holes", () => {
  it("of more than half an hour that nothing explains are sleep", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(10)
      .call(20, 1, { id: "t1", name: "Read" })
      .reply(21 + 1_801)
      .reply(1_830);
    expect(secondsOf(log.turns()[0]!.agentIntervals)).toEqual([
      [0.3, 21],
      [1_822, 1_830],
    ]);
  });

  it("shorter ones are the model at work", () => {
    expect(agentSeconds(new LogSketch().prompt(0).reply(1_700))).toBe(1_699.7);
  });

  it("filled by a call that says it ran that long are work", () => {
    const long = { id: "t1", name: "mcp__ci__wait" };
    const log = new LogSketch()
      .mode(0, "bypassPermissions")
      .prompt(0)
      .call(10, 4_000, long, { durationMs: 4_000_000 })
      .reply(4_015);
    expect(agentSeconds(log)).toBe(4_014.7);
  });
});

describe("a logged duration", () => {
  const edit = { id: "t1", name: "Edit" };

  it("is what the intervals come to, exactly, where too much was taken for waiting", () => {
    const [turn] = new LogSketch().prompt(0).call(10, 60, edit).reply(75).logged(75, 30).turns();
    expect(turn!.timeFrom).toBe("logged");
    expect(lengthMs(turn!.agentIntervals)).toBe(30_000);
    expect(secondsOf(turn!.waits)).toEqual([[10, 54.7]]);
  });

  it("... and where a wait went unseen, which then stood before the longest call", () => {
    const bash = { id: "t1", name: "Bash", command: "go test" };
    const [turn] = new LogSketch().prompt(0).call(10, 60, bash).reply(75).logged(75, 40).turns();
    expect(lengthMs(turn!.agentIntervals)).toBe(40_000);
    expect(secondsOf(turn!.waits)).toEqual([[10, 44.7]]);
    expect(turn!.uncertainMs).toBe(0);
  });

  it("may reach back before the prompt's row", () => {
    const [turn] = new LogSketch().prompt(0).reply(10).logged(10, 12).turns();
    expect(secondsOf(turn!.agentIntervals)).toEqual([[-2, 10]]);
  });

  it("that cannot be is a problem, and the turn is reconstructed", () => {
    const { turns, problems } = new LogSketch().prompt(0).reply(10).logged(10, 99_999).cut();
    expect(turns[0]!.timeFrom).toBe("reconstructed");
    expect(problems.map((problem) => problem.kind)).toEqual(["impossible-duration"]);
  });

  it("can be left out of account", () => {
    const log = new LogSketch().prompt(0).reply(10).logged(10, 5);
    expect(lengthMs(log.turns({ useLoggedDurations: false })[0]!.agentIntervals)).toBe(9_700);
  });
});

describe("whatever the log", () => {
  it("waits and agent time never overlap, and work is never below agent time", () => {
    const inner = new LogSketch("/logs/inner.jsonl").call(30, 100, { id: "i1", name: "Write" });
    const log = new LogSketch().prompt(0).reply(10, [
      { id: "t1", name: "Agent" },
      { id: "t2", name: "Agent" },
    ]);
    log
      .inner("t1", "a1", inner)
      .result(150, "t1")
      .result(160, "t2")
      .reply(170, [], { tokens: tokens(5) });
    for (const cut of [log.turns(), log.logged(170, 90).turns()]) {
      const [turn] = cut;
      const agentMs = lengthMs(turn!.agentIntervals);
      for (const wait of turn!.waits) {
        for (const { fromMs, toMs } of turn!.agentIntervals) {
          expect(wait.toMs <= fromMs || wait.fromMs >= toMs).toBe(true);
        }
      }
      expect(turn!.agentWorkMs).toBeGreaterThanOrEqual(agentMs);
    }
  });
});
