import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lengthMs, union } from "../../../src/core/intervals.ts";
import { supervisionV1 } from "../../../src/core/method.ts";
import { attentionOfPeople, superviseTurns } from "../../../src/core/turns/supervision.ts";
import { PersonsAttention } from "../../../src/core/turns/supervision-of-some.ts";
import type { SupervisoryInterval, Turn, Wait } from "../../../src/core/types.ts";
import { turn as sketchTurn } from "../make-turn.ts";

interface Sketch {
  readonly session?: string;
  readonly person?: string;
  readonly by?: Turn["prompt"]["by"];
  readonly characters?: number;
  /** Waits from second to second. */
  readonly waits?: readonly (readonly [number, number])[];
  /** Prompts of 35 characters (ten seconds) queued at these seconds. */
  readonly queued?: readonly number[];
}

/** A turn from second to second. */
function turn(from: number, to: number, sketch: Sketch = {}): Turn {
  const { session = "s1", person = "ada", by = "typed", characters = 35 } = sketch;
  const plain = sketchTurn(`at-${from}`, { session, person, by });
  const origin = plain.prompt.origin;
  return {
    ...plain,
    startMs: from * 1_000,
    endMs: to * 1_000,
    prompt: { ...plain.prompt, characters },
    waits: (sketch.waits ?? []).map(
      ([a, b]): Wait => ({ fromMs: a * 1_000, toMs: b * 1_000, for: "approval", tool: "Edit", origin }),
    ),
    queued: (sketch.queued ?? []).map((at) => ({ atMs: at * 1_000, characters: 35, origin })),
  };
}

const shown = (all: readonly SupervisoryInterval[]) =>
  all.map(
    (one) => `${one.of} ${one.fromMs / 1_000}-${one.toMs / 1_000} ${one.turnId}${one.away ? " away" : ""}`,
  );
const supervise = (...turns: Turn[]) => shown(superviseTurns(turns, supervisionV1));

describe("supervisory time", () => {
  it("is the typing of a session's first prompt: 35 characters in ten seconds", () => {
    expect(supervise(turn(1_000, 1_060))).toEqual(["prompting 990-1000 s1/at-1000"]);
  });

  it("gives no typing less than 5 s and none more than 120 s", () => {
    expect(supervise(turn(1_000, 1_060, { characters: 3 }))).toEqual(["prompting 995-1000 s1/at-1000"]);
    expect(supervise(turn(1_000, 1_060, { characters: 90_000 }))).toEqual(["prompting 880-1000 s1/at-1000"]);
  });

  it("is the whole gap to the next prompt: reviewing, and the typing at its end", () => {
    expect(supervise(turn(1_000, 1_060), turn(1_200, 1_260)).slice(1)).toEqual([
      "reviewing 1060-1190 s1/at-1200",
      "prompting 1190-1200 s1/at-1200",
    ]);
  });

  it("is the median gap, put at the end, where the human was away for more than ten minutes", () => {
    const all = supervise(turn(0, 60), turn(160, 200), turn(500, 600), turn(9_000, 9_060));
    expect(all.slice(-2)).toEqual([
      "reviewing 8800-8990 s1/at-9000 away",
      "prompting 8990-9000 s1/at-9000 away",
    ]);
  });

  it("is at least the typing after an absence, even where there is no median", () => {
    expect(supervise(turn(0, 60), turn(9_000, 9_060)).slice(1)).toEqual([
      "prompting 8990-9000 s1/at-9000 away",
    ]);
  });

  it("is a dialog's wait; over five minutes the median wait, at the dialog's end", () => {
    const waits = [
      [110, 130],
      [200, 240],
      [1_000, 2_000],
    ] as const;
    expect(supervise(turn(100, 3_000, { waits })).slice(1)).toEqual([
      "approving 110-130 s1/at-100",
      "approving 200-240 s1/at-100",
      "approving 1970-2000 s1/at-100 away",
    ]);
  });

  it("is the typing of prompts queued while the agent works", () => {
    expect(supervise(turn(1_000, 2_000, { queued: [1_500] })).slice(1)).toEqual([
      "prompting 1490-1500 s1/at-1000",
    ]);
  });

  it("is nothing before a prompt that no human sent", () => {
    const all = supervise(
      turn(1_000, 1_060),
      turn(1_200, 1_260, { by: "notification" }),
      turn(1_300, 1_310, { by: "teammate" }),
    );
    expect(all).toHaveLength(1);
  });

  it("runs from the last end, be it of a turn nobody prompted, to the next human prompt", () => {
    const all = supervise(turn(1_000, 1_060), turn(1_200, 1_260, { by: "notification" }), turn(1_300, 1_310));
    expect(all.slice(1)).toEqual(["reviewing 1260-1290 s1/at-1300", "prompting 1290-1300 s1/at-1300"]);
  });

  it("knows that nobody typed an approved plan", () => {
    expect(supervise(turn(1_000, 1_060, { by: "plan" }), turn(1_100, 1_160, { by: "plan" }))).toEqual([
      "reviewing 1060-1100 s1/at-1100",
    ]);
  });
});

describe("one human across sessions", () => {
  it("is busy with the session whose prompt comes next", () => {
    const a = [turn(0, 100), turn(400, 450)];
    const b = [turn(50, 150, { session: "s2" }), turn(300, 350, { session: "s2" })];
    expect(supervise(...a, ...b).slice(2)).toEqual([
      "reviewing 100-150 s1/at-400",
      "reviewing 150-290 s2/at-300",
      "prompting 290-300 s2/at-300",
      "reviewing 300-390 s1/at-400",
      "prompting 390-400 s1/at-400",
    ]);
  });

  it("is somebody else where the person is", () => {
    const all = supervise(
      turn(0, 100),
      turn(300, 310),
      turn(50, 100, { person: "grace" }),
      turn(300, 310, { person: "grace" }),
    );
    expect(all.filter((one) => one.startsWith("reviewing 100-290"))).toHaveLength(2);
  });
});

describe("for all ledgers", () => {
  const sketches = fc.array(
    fc.record({
      from: fc.nat(5_000),
      ms: fc.integer({ min: 1, max: 900 }),
      session: fc.constantFrom("s1", "s2", "s3"),
      person: fc.constantFrom("ada", "grace"),
      by: fc.constantFrom<Turn["prompt"]["by"]>("typed", "plan", "notification"),
      wait: fc.option(fc.tuple(fc.nat(900), fc.nat(600))),
    }),
    { maxLength: 30 },
  );
  const ledgers = sketches.map((all) =>
    all.map(({ from, ms, session, person, by, wait }) =>
      turn(from, from + ms, {
        session: `${person}-${session}`,
        person,
        by,
        waits: wait === null ? [] : [[from + wait[0], from + wait[0] + wait[1]]],
      }),
    ),
  );

  it("no moment of a person counts twice, and the order of the turns does not matter", () => {
    fc.assert(
      fc.property(ledgers, (turns) => {
        const all = superviseTurns(turns, supervisionV1);
        const personOf = new Map(turns.map((one) => [one.id, one.person]));
        for (const person of ["ada", "grace"]) {
          const own = all.filter((one) => personOf.get(one.turnId) === person);
          expect(lengthMs(union(own))).toBe(lengthMs(own));
        }
        const reversed = superviseTurns([...turns].reverse(), supervisionV1);
        expect(lengthMs(reversed)).toBe(lengthMs(all));
      }),
    );
  });

  it("of some turns is their part of all, whatever the caps", () => {
    const minutes = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(ledgers, fc.integer({ min: 1, max: 5 }), minutes, minutes, (turns, every, gap, wait) => {
        const rules = { ...supervisionV1, gapCapMs: gap * 60_000, waitCapMs: wait * 60_000 };
        const some = new Set(turns.filter((_, i) => i % every === 0).map(({ id }) => id));
        const part = attentionOfPeople(turns, rules).flatMap((own) =>
          new PersonsAttention(own).of(some)(rules),
        );
        const all = superviseTurns(turns, rules).filter(({ turnId }) => some.has(turnId));
        for (const of of ["prompting", "reviewing", "approving"]) {
          const ofKind = (one: SupervisoryInterval) => one.of === of;
          expect(union(part.filter(ofKind))).toEqual(union(all.filter(ofKind)));
        }
      }),
    );
  });

  it("is never more than the sessions' sum, each on its own", () => {
    // Without caps: the stand-in for an absence is the median of all sessions together.
    const uncapped = { ...supervisionV1, gapCapMs: 1e9, waitCapMs: 1e9 };
    fc.assert(
      fc.property(ledgers, (turns) => {
        const sessions = [...new Set(turns.map((one) => one.sessionId))];
        const alone = sessions.map((id) =>
          superviseTurns(
            turns.filter((one) => one.sessionId === id),
            uncapped,
          ),
        );
        expect(lengthMs(superviseTurns(turns, uncapped))).toBeLessThanOrEqual(lengthMs(alone.flat()));
      }),
    );
  });

  it("stays disjoint for fifty thousand turns", () => {
    const turns = Array.from({ length: 50_000 }, (_, i) =>
      turn(i * 40, i * 40 + 100, {
        session: `s${i % 400}`,
        waits: [[i * 40 + 10, i * 40 + 20]],
        queued: [i * 40 + 30],
      }),
    );
    const all = superviseTurns(turns, supervisionV1);
    expect(lengthMs(union(all))).toBe(lengthMs(all));
  });
});
