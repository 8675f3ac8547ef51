/** Whatever a log holds, and in whatever order: what must be true of the turns cut from it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MarkEvent } from "../../src/core/events.ts";
import { lengthMs, union, unionMs, without } from "../../src/core/intervals.ts";
import { cutTurns } from "../../src/core/turns/turns.ts";
import type { Turn } from "../../src/core/types.ts";
import { LogSketch, tokens } from "../core/session-log.ts";

fc.configureGlobal({ seed: 20260105 });

const marks: readonly MarkEvent["mark"][] = [
  "stop-hooks",
  "compaction-automatic",
  "compaction-manual",
  "interrupt",
  "exit",
  "resume",
  "api-error",
  "other",
];
const tools = ["Bash", "Edit", "Read", "Agent", "AskUserQuestion", "ExitPlanMode", "TaskOutput", "mcp__x__y"];
const modes = ["default", "acceptEdits", "bypassPermissions", "auto", "plan"];

/** One row: how many seconds after the one before (clocks may go back), what it is, and which of its kind. */
const row = fc.record({
  after: fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: -20, max: 4_000 })),
  kind: fc.constantFrom(
    "prompt",
    "reply",
    "reply",
    "call",
    "result",
    "result",
    "mark",
    "mode",
    "queue",
    "progress",
    "logged",
    "inner",
  ),
  pick: fc.nat(1_000),
});

function logOf(rows: readonly { after: number; kind: string; pick: number }[]): LogSketch {
  const log = new LogSketch().place(0, { version: rows.length % 2 === 0 ? "2.1.40" : "2.1.120" });
  let at = 0;
  for (const { after, kind, pick } of rows) {
    at += after;
    const id = `t${pick % 7}`;
    const inner = new LogSketch("/logs/inner.jsonl").call(at - 5, 4, {
      id: `i${pick}`,
      name: tools[pick % tools.length]!,
    });
    if (kind === "prompt") log.prompt(at, { by: pick % 5 === 0 ? "notification" : "typed" });
    if (kind === "reply") log.reply(at, [], { messageId: `m${pick % 9}`, tokens: tokens(pick % 50) });
    if (kind === "call") log.reply(at, [{ id, name: tools[pick % tools.length]! }]);
    if (kind === "result") log.result(at, id, { rejected: pick % 6 === 0, background: pick % 8 === 0 });
    if (kind === "mark") log.mark(at, marks[pick % marks.length]!);
    if (kind === "mode") log.mode(at, modes[pick % modes.length]!);
    if (kind === "queue") log.queue(at, pick % 2 === 0 ? "enqueue" : "remove", "use tabs");
    if (kind === "progress") log.progress(at, "bash", id, { elapsedMs: (pick % 9) * 1_000 });
    if (kind === "logged") log.logged(at, pick);
    if (kind === "inner") log.inner(id, `a${pick % 3}`, inner);
  }
  return log;
}

const names = { personOf: () => "ada", projectOf: () => "shop" };
const logs = fc.array(row, { maxLength: 60 }).map(logOf);

/** The same log without subagents: those in the background work beside and after the turn. */
const alone = (log: LogSketch) => ({
  ...log.log(),
  events: log.events.filter((event) => event.kind !== "progress"),
});

function durationsIn(log: LogSketch, turn: Turn): number[] {
  return log.events.flatMap((event) => {
    const isDuration = event.kind === "mark" && event.mark === "turn-duration";
    return isDuration && event.origin.line <= turn.lastOrigin.line ? (event.durationMs ?? []) : [];
  });
}

describe("for all logs", () => {
  it("agent time is disjoint and ascending, and work is no less", () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const turn of log.turns()) {
          expect(union(turn.agentIntervals)).toEqual(turn.agentIntervals);
          expect(turn.agentWorkMs).toBeGreaterThanOrEqual(lengthMs(turn.agentIntervals));
          expect(without(turn.subagentIntervals, turn.agentIntervals)).toEqual([]);
          expect(turn.uncertainMs).toBeGreaterThanOrEqual(0);
          expect(turn.endMs).toBeGreaterThanOrEqual(turn.startMs);
        }
      }),
    );
  });

  it("no wait lies in agent time, and a logged duration is met exactly", () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const turn of cutTurns(alone(log), names).turns) {
          const both = unionMs([...turn.agentIntervals, ...turn.waits]);
          expect(both).toBe(lengthMs(turn.agentIntervals) + unionMs(turn.waits));
          if (turn.timeFrom === "logged")
            expect(durationsIn(log, turn)).toContain(lengthMs(turn.agentIntervals));
        }
      }),
    );
  });

  it("reconstructed agent time never leaves the turn", () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const turn of cutTurns(alone(log), { ...names, useLoggedDurations: false }).turns) {
          expect(turn.agentIntervals[0]?.fromMs ?? turn.startMs).toBeGreaterThanOrEqual(turn.startMs);
          expect(turn.agentIntervals.at(-1)?.toMs ?? turn.endMs).toBeLessThanOrEqual(turn.endMs);
        }
      }),
    );
  });

  it("each request counts in one place, and each turn has an id of its own", () => {
    fc.assert(
      fc.property(logs, (log) => {
        const { session, turns } = log.cut();
        const ids = [...session.looseRequests, ...turns.flatMap((turn) => turn.requests)].map(
          (one) => one.messageId,
        );
        const logged = log.events.flatMap((event) => {
          const reply = event.kind === "progress" ? event.inner : event;
          return reply?.kind === "reply" ? [reply.messageId] : [];
        });
        expect([...ids].sort()).toEqual([...new Set(logged)].sort());
        expect(new Set(turns.map((turn) => turn.id)).size).toBe(turns.length);
      }),
    );
  });

  it("the cut is the same whenever it is made", () => {
    fc.assert(
      fc.property(logs, (log) => {
        expect(cutTurns(structuredClone(log.log()), names)).toEqual(log.cut());
      }),
      { numRuns: 20 },
    );
  });
});
