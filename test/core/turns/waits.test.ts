import { describe, expect, it } from "vitest";
import { lengthMs } from "../../../src/core/intervals.ts";
import { LogSketch } from "../session-log.ts";

/** Agent seconds of the first turn. */
const agentSeconds = (log: LogSketch): number => lengthMs(log.turns()[0]!.agentIntervals) / 1_000;
/** Waits of the first turn: what for, and how many seconds. */
const waitsOf = (log: LogSketch): [string, number][] =>
  log.turns()[0]!.waits.map((wait) => [`${wait.tool} ${wait.for}`, (wait.toMs - wait.fromMs) / 1_000]);

describe("dialogs that wait for approval", () => {
  const edit = { id: "t1", name: "Edit" };

  it("are what an edit takes over a second; 0.2 s of it are the edit", () => {
    const log = new LogSketch().place(0).prompt(0).call(10, 60, edit).reply(75);
    expect(waitsOf(log)).toEqual([["Edit approval", 59.8]]);
    expect(agentSeconds(log)).toBe(14.9);
  });

  it("are not there for quick edits, searches and reads", () => {
    const log = new LogSketch()
      .prompt(0)
      .call(10, 0.9, edit)
      .call(20, 4, { id: "t2", name: "Read" })
      .reply(30);
    expect(waitsOf(log.call(40, 8, { id: "t3", name: "Grep" }))).toEqual([]);
  });

  it("take in the whole of a call the human refused", () => {
    const log = new LogSketch().prompt(0).call(10, 0.5, edit, { rejected: true }).mark(10.5, "interrupt");
    expect(waitsOf(log)).toEqual([["Edit approval", 0.5]]);
  });

  it("do not exist where permissions are bypassed, however long a call takes", () => {
    const bash = { id: "t1", name: "Bash", command: "make" };
    const log = new LogSketch().mode(0, "bypassPermissions").prompt(0).call(10, 500, bash).reply(520);
    expect(waitsOf(log)).toEqual([]);
    expect(agentSeconds(log)).toBe(519.7);
  });

  it("do not exist where nobody sits before a terminal", () => {
    expect(
      waitsOf(new LogSketch().place(0, { entrypoint: "sdk-cli" }).prompt(0).call(10, 60, edit).reply(75)),
    ).toEqual([]);
  });

  it("are believed not to exist before the first mode, if that is to bypass them", () => {
    const log = new LogSketch().prompt(0).call(10, 500, edit).reply(520).mode(600, "bypassPermissions");
    expect(waitsOf(log)).toEqual([]);
  });

  it("end with an approved plan, if the next prompt shows that permissions are bypassed from then on", () => {
    const log = new LogSketch().mode(0, "plan").prompt(0).call(10, 20, { id: "t1", name: "ExitPlanMode" });
    log
      .call(40, 90, { ...edit, id: "t2" })
      .reply(135)
      .mode(200, "bypassPermissions")
      .prompt(200);
    expect(waitsOf(log)).toEqual([["ExitPlanMode plan", 20]]);
  });

  it("are rare in auto mode: a command may take its time limit", () => {
    const log = new LogSketch()
      .mode(0, "auto")
      .prompt(0)
      .call(10, 110, { id: "t1", name: "Bash" })
      .reply(125);
    expect(waitsOf(log)).toEqual([]);
    const over = new LogSketch()
      .mode(0, "auto")
      .prompt(0)
      .call(10, 900, { id: "t1", name: "Bash" })
      .reply(915);
    expect(waitsOf(over)).toEqual([["Bash approval", 899.7]]);
  });

  it("leave six seconds to an edit where edits are accepted", () => {
    const log = new LogSketch()
      .mode(0, "acceptEdits")
      .prompt(0)
      .call(10, 5.9, edit)
      .call(30, 40, { ...edit, id: "t2" });
    expect(waitsOf(log)).toEqual([["Edit approval", 39.8]]);
  });

  it("are told from a delay that comes back with every edit", () => {
    const log = new LogSketch().prompt(0);
    for (let at = 0; at < 5; at++) log.call(10 + 20 * at, 7 + at / 100, { id: `t${at}`, name: "Edit" });
    expect(waitsOf(log.call(200, 30, { id: "last", name: "Edit" }))).toEqual([["Edit approval", 22.975]]);
  });

  it("are told from hooks of the call that say how long they ran", () => {
    const hook = { hookEvent: "PreToolUse", toolId: "t1", durationMs: 8_000 };
    expect(waitsOf(new LogSketch().prompt(0).call(10, 8.5, edit).mark(18.5, "hook", hook).reply(25))).toEqual(
      [],
    );
  });

  it("are told from the five seconds after which a program stops waiting for diagnostics", () => {
    expect(waitsOf(new LogSketch().prompt(0).call(10, 5.02, edit).reply(20))).toEqual([]);
  });
});

describe("shell commands", () => {
  const bash = (command: string) => ({ id: "t1", name: "Bash", command });

  it("with a progress row began when it says", () => {
    const log = new LogSketch()
      .place(0, { version: "2.1.30" })
      .prompt(0)
      .reply(10, [bash("go test")]);
    log.progress(72, "bash", "t1", { elapsedMs: 2_000 }).result(100, "t1").reply(105);
    expect(waitsOf(log)).toEqual([["Bash approval", 59.5]]);
  });

  it("without one, in versions that write them, waited: those that look at things for all but 0.8 s", () => {
    const log = new LogSketch()
      .place(0, { version: "2.1.30" })
      .prompt(0)
      .call(10, 12, bash("git log"))
      .reply(25);
    expect(waitsOf(log)).toEqual([["Bash approval", 11.2]]);
  });

  it("... and those that may keep silent only after 15 s", () => {
    const log = new LogSketch()
      .place(0, { version: "2.1.30" })
      .prompt(0)
      .call(10, 9, bash("git commit"))
      .reply(25);
    expect(waitsOf(log)).toEqual([]);
  });

  it("in other versions are judged by what they do", () => {
    const waitsAfter = (took: number, command: string) =>
      waitsOf(
        new LogSketch().place(0, { version: "2.1.100" }).prompt(0).call(10, took, bash(command)).reply(400),
      );
    expect(waitsAfter(20, "ls")).toEqual([["Bash approval", 19.7]]);
    expect(waitsAfter(100, "go test")).toEqual([]);
    expect(waitsAfter(300, "go test")).toEqual([["Bash approval", 290]]);
    expect(waitsAfter(40, "git add && git commit")).toEqual([["Bash approval", 36.7]]);
  });

  it("sleep as long as they say", () => {
    const sleeping = { ...bash("gh pr checks"), sleepMs: 60_000 };
    expect(waitsOf(new LogSketch().prompt(0).call(10, 63, sleeping).reply(80))).toEqual([]);
  });

  it("mark the turn as uncertain where either could be true", () => {
    const [sure, open] = [3, 90].map((took) =>
      new LogSketch().prompt(0).call(10, took, bash("go test")).reply(100),
    );
    expect(sure!.turns()[0]!.uncertainMs).toBe(0);
    expect(open!.turns()[0]!.uncertainMs).toBe(80_000);
  });
});

describe("other calls", () => {
  it("questions and plans wait from the message to the answer, in every mode", () => {
    const log = new LogSketch().mode(0, "bypassPermissions").prompt(0);
    log
      .call(10, 50, { id: "t1", name: "AskUserQuestion" })
      .call(70, 20, { id: "t2", name: "ExitPlanMode" })
      .reply(95);
    expect(waitsOf(log)).toEqual([
      ["AskUserQuestion question", 50],
      ["ExitPlanMode plan", 20],
    ]);
  });

  it("that state their own length wait for what goes beyond it", () => {
    const fetched = new LogSketch()
      .prompt(0)
      .call(10, 40, { id: "t1", name: "WebFetch" }, { durationMs: 9_000 })
      .reply(55);
    expect(waitsOf(fetched)).toEqual([["WebFetch approval", 31]]);
  });

  it("of one message are taken one after the other", () => {
    const log = new LogSketch().prompt(0).reply(10, [
      { id: "t1", name: "Edit" },
      { id: "t2", name: "Edit" },
    ]);
    log.result(40, "t1").result(40.5, "t2").reply(45);
    expect(waitsOf(log)).toEqual([["Edit approval", 29.8]]);
  });

  it("begin at the end of their message, unless the session shows that they begin earlier", () => {
    const calls = [{ id: "t2", name: "Edit" }];
    const plain = new LogSketch().prompt(0).reply(10, [{ id: "t1", name: "Edit" }], { messageId: "m1" });
    plain.reply(20, calls, { messageId: "m1" }).result(20.5, "t1").result(20.9, "t2");
    expect(waitsOf(plain)).toEqual([]);
    const early = new LogSketch()
      .prompt(0)
      .reply(1, [{ id: "t0", name: "Read" }], { messageId: "m0" })
      .result(1.1, "t0");
    early.reply(2, [], { messageId: "m0" }).reply(10, [{ id: "t1", name: "Edit" }], { messageId: "m1" });
    early.reply(20, calls, { messageId: "m1" }).result(22, "t1").result(22.5, "t2");
    expect(waitsOf(early)).toEqual([["Edit approval", 11.8]]);
  });

  it("to background tasks are work: the agent waits for them itself", () => {
    expect(
      waitsOf(new LogSketch().prompt(0).call(10, 500, { id: "t1", name: "TaskOutput" }).reply(520)),
    ).toEqual([]);
  });
});
