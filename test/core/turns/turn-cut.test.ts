import { describe, expect, it } from "vitest";
import { LogSketch, startMs } from "../session-log.ts";

/** When each turn began and ended, in seconds, and who began it. */
function outline(log: LogSketch): [string, number, number][] {
  return log
    .turns()
    .map((turn) => [turn.prompt.by, (turn.startMs - startMs) / 1_000, (turn.endMs - startMs) / 1_000]);
}

describe("the cut of a session into turns", () => {
  it("begins at each prompt and ends at the agent's last row", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .prompt(100)
      .call(104, 1, { id: "t1", name: "Read" })
      .reply(110);
    expect(outline(log)).toEqual([
      ["typed", 0, 5],
      ["typed", 100, 110],
    ]);
  });

  it("names a turn by session and row of its prompt", () => {
    const [turn] = new LogSketch().prompt(0, { uuid: "u1" }).reply(5).turns();
    expect(turn!.id).toBe("s1/u1");
    expect(turn!.prompt).toMatchObject({ uuid: "u1", by: "typed", head: "add a login page", characters: 16 });
  });

  it("puts stop hooks inside the turn, however long they run", () => {
    const log = new LogSketch().prompt(0).reply(5).mark(399, "stop-hooks").prompt(500).reply(505);
    expect(outline(log)[0]).toEqual(["typed", 0, 399]);
  });

  it("goes on after a stop hook that objects", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .mark(6, "stop-hooks")
      .mark(6, "hook", { hookEvent: "Stop" })
      .reply(20);
    expect(outline(log)).toEqual([["typed", 0, 20]]);
  });

  it.each(["exit", "resume", "compaction-manual"] as const)("ends at the last row before: %s", (mark) => {
    const log = new LogSketch().prompt(0).reply(5).mark(600, mark).prompt(700).reply(704);
    expect(outline(log)[0]).toEqual(["typed", 0, 5]);
  });

  it("ends when the human interrupts", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5, [{ id: "t1", name: "Bash" }])
      .mark(42, "interrupt");
    expect(outline(log)).toEqual([["typed", 0, 42]]);
  });

  it("takes automatic compaction and its summary for a part of the turn", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .mark(90, "compaction-automatic")
      .mark(90, "compaction-summary")
      .reply(95);
    expect(outline(log)).toEqual([["typed", 0, 95]]);
  });

  it("does not count recaps, titles, local commands and other bookkeeping", () => {
    const log = new LogSketch().prompt(0).reply(5).mark(300, "away-summary").mark(400, "local-command");
    expect(outline(log)).toEqual([["typed", 0, 5]]);
  });

  it("lets a notification or a team mate begin a turn", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .prompt(60, { by: "notification" })
      .reply(66)
      .prompt(90, { by: "teammate" });
    expect(outline(log).map(([by]) => by)).toEqual(["typed", "notification", "teammate"]);
  });

  it("takes their messages for news while the agent works", () => {
    const log = new LogSketch()
      .prompt(0)
      .call(5, 1, { id: "t1", name: "Read" })
      .prompt(7, { by: "teammate" })
      .reply(9);
    expect(outline(log)).toEqual([["typed", 0, 9]]);
  });

  it("begins a turn without a prompt where a schedule woke the agent", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .logged(5, 5)
      .mark(3_600, "other")
      .reply(3_605)
      .reply(3_620);
    expect(outline(log)).toEqual([
      ["typed", 0, 5],
      ["notification", 3_600, 3_620],
    ]);
  });

  it("does so hours after an answer, too, where nothing closed the turn before", () => {
    const log = new LogSketch().prompt(0).reply(5).reply(7_200);
    expect(outline(log)).toEqual([
      ["typed", 0, 5],
      ["notification", 7_200, 7_200],
    ]);
  });

  it("keeps late rows of a message with the turn they belong to", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5, [], { messageId: "m1" })
      .logged(6, 6)
      .reply(7, [], { messageId: "m1" });
    expect(outline(log)).toEqual([["typed", 0, 6]]);
  });

  it("does not let a background subagent's rows stretch the turn", () => {
    const log = new LogSketch()
      .prompt(0)
      .call(4, 1, { id: "t1", name: "Agent" }, { background: true })
      .reply(8)
      .progress(200, "agent", "t1", { agentId: "a1" })
      .progress(210, "hook", "t9", { hookEvent: "PostToolUse" });
    expect(outline(log)).toEqual([["typed", 0, 8]]);
  });
});

describe("prompts typed while the agent works", () => {
  const queuedOf = (log: LogSketch) =>
    log.turns()[0]!.queued.map(({ atMs, characters }) => [(atMs - startMs) / 1_000, characters]);

  it("stay in the running turn at the moment they were typed", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .queue(20, "enqueue", "use tabs")
      .queue(30, "remove")
      .reply(31);
    expect(queuedOf(log)).toEqual([[20, 8]]);
  });

  it("count there as well when they start the next turn", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .queue(20, "enqueue", "use tabs")
      .reply(30)
      .queue(31, "dequeue")
      .prompt(31);
    expect(queuedOf(log)).toEqual([[20, 8]]);
  });

  it("are counted once where the log repeats them when it puts them in", () => {
    const log = new LogSketch().prompt(0).reply(5).queue(20, "enqueue", "use tabs").queue(30, "remove");
    expect(queuedOf(log.prompt(30, { by: "queued", head: "use tabs" }).reply(31))).toEqual([[20, 8]]);
  });

  it("are taken from that row where the client keeps no queue rows", () => {
    const log = new LogSketch().prompt(0).reply(5).prompt(30, { by: "queued", head: "use tabs" }).reply(31);
    expect(queuedOf(log)).toEqual([[30, 8]]);
    expect(log.turns()).toHaveLength(1);
  });

  it("are forgotten when the human takes them back", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(5)
      .queue(20, "enqueue", "use tabs")
      .queue(25, "popAll")
      .reply(31);
    expect(queuedOf(log)).toEqual([]);
  });

  it("are no notifications, and nothing queued before the turn or after its end", () => {
    const log = new LogSketch().prompt(0).reply(5).queue(7, "enqueue", "<task-notification>done").reply(10);
    expect(queuedOf(log.queue(90, "enqueue", "next").queue(90, "dequeue").prompt(90))).toEqual([]);
  });
});
