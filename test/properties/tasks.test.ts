/** What holds for every cut of tasks, whatever the logs and whatever was said about them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveTask, taskId } from "../../src/core/tasks/task-ids.ts";
import { byTime } from "../../src/core/tasks/task-segments.ts";
import { cutTasks } from "../../src/core/tasks/tasks.ts";
import type { Opinion, OpinionBody, Task, Turn } from "../../src/core/types.ts";
import { opinions, turn } from "../core/make-turn.ts";

const sentences = [
  "add a login page",
  "yes",
  "commit this",
  "next task: the cart",
  "implement it on a new branch",
  "review PR 12",
  "now fix #13 please",
  "continue",
  "now let's add a list of all orders",
];
const kinds = ["typed", "typed", "slash", "plan", "notification", "teammate"] as const;

const aTurn = fc.record({
  session: fc.integer({ min: 0, max: 5 }),
  at: fc.integer({ min: 0, max: 40 }).map((steps) => steps * 90),
  says: fc.constantFrom(...sentences),
  by: fc.constantFrom(...kinds),
  branch: fc.constantFrom("main", "HEAD", null, "login", "cart"),
  commits: fc.constantFrom([], [], ["Add login"]),
  tools: fc.constantFrom({}, {}, { ExitPlanMode: 1 }),
  edits: fc.constantFrom([], ["/home/ada/shop/login.ts"]),
});

const someTurns = fc.array(aTurn, { minLength: 1, maxLength: 25 }).map((sketches) =>
  sketches.map((sketch, i) => {
    const project = sketch.session === 5 ? "site" : "shop";
    return turn(`t${i}`, { ...sketch, session: `s${sketch.session}`, project });
  }),
);

/** Opinions on turns that may or may not exist: the id is made of a session and a number. */
const aTurnId = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 27 }))
  .map(([session, number]) => `s${session}/t${number}`);
const anyBody: fc.Arbitrary<OpinionBody> = fc.oneof(
  fc.record({ kind: fc.constant("merge" as const), turnIds: fc.array(aTurnId, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant("split" as const), turnId: aTurnId }),
  fc.record({
    kind: fc.constant("move" as const),
    turnIds: fc.array(aTurnId, { maxLength: 4 }),
    toTurnId: aTurnId,
  }),
  fc.record({ kind: fc.constant("rename" as const), turnId: aTurnId, title: fc.string() }),
  fc.record({ kind: fc.constant("exclude" as const), turnId: aTurnId }),
  fc.record({ kind: fc.constant("undo" as const), seq: fc.integer({ min: 1, max: 8 }) }),
);
const someBodies = fc.array(anyBody, { maxLength: 6 });

/** Bodies with turn ids that exist, so that corrections bite. */
const turnsAndBodies = someTurns.chain((turns) => {
  const ids = turns.map(({ id }) => id);
  const anId = fc.constantFrom(...ids, "s9/absent");
  const known: fc.Arbitrary<OpinionBody> = fc.oneof(
    fc.record({
      kind: fc.constant("merge" as const),
      turnIds: fc.array(anId, { minLength: 2, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant("split" as const), turnId: anId }),
    fc.record({
      kind: fc.constant("move" as const),
      turnIds: fc.array(anId, { minLength: 1, maxLength: 4 }),
      toTurnId: anId,
    }),
  );
  return fc.tuple(fc.constant(turns), fc.array(fc.oneof(known, anyBody), { maxLength: 6 }), known);
});

const cut = (turns: readonly Turn[], said: readonly Opinion[]): readonly Task[] =>
  cutTasks({ turns, sessions: [], opinions: said });
const taskHolding = (tasks: readonly Task[], turnId: string): Task | undefined =>
  tasks.find((task) => task.turnIds.includes(turnId));

describe("every cut", () => {
  test("holds each turn in exactly one task, in time order, under a unique id", () => {
    fc.assert(
      fc.property(turnsAndBodies, ([turns, bodies]) => {
        const tasks = cut(turns, opinions(...bodies));
        expect(tasks.flatMap(({ turnIds }) => turnIds).sort()).toEqual(turns.map(({ id }) => id).sort());
        expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
        const order = new Map([...turns].sort(byTime).map(({ id }, i) => [id, i]));
        for (const { turnIds, anchor } of tasks) {
          const places = turnIds.map((id) => order.get(id)!);
          expect(places).toEqual([...places].sort((a, b) => a - b));
          expect(anchor).toBe(turnIds[0]);
        }
      }),
    );
  });

  test("is the same in whatever order logs and opinions are read", () => {
    const shuffled = turnsAndBodies.chain(([turns, bodies]) => {
      const said = opinions(...bodies);
      const anyOrder = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> =>
        fc.shuffledSubarray([...items], { minLength: items.length });
      return fc.tuple(fc.constant(turns), fc.constant(said), anyOrder(turns), anyOrder(said));
    });
    fc.assert(
      fc.property(shuffled, ([turns, said, otherTurns, otherSaid]) => {
        expect(cut(otherTurns, otherSaid)).toEqual(cut(turns, said));
      }),
    );
  });

  test("of one person and project is the same without the others", () => {
    fc.assert(
      fc.property(someTurns, (turns) => {
        const alone = cut(
          turns.filter(({ project }) => project === "shop"),
          [],
        );
        expect(cut(turns, []).filter(({ project }) => project === "shop")).toEqual(alone);
      }),
    );
  });

  test("is found again by the id of any of its turns", () => {
    fc.assert(
      fc.property(turnsAndBodies, ([turns, bodies]) => {
        const tasks = cut(turns, opinions(...bodies));
        for (const { id } of turns) {
          expect(resolveTask(taskId(id), tasks)).toEqual({ kind: "found", task: taskHolding(tasks, id) });
        }
      }),
    );
  });
});

describe("the last correction", () => {
  /** Logs as they were at some earlier time, or with some sessions missing. */
  const partOf = (turns: readonly Turn[]): fc.Arbitrary<readonly Turn[]> =>
    fc.oneof(
      fc.integer({ min: 0, max: 40 * 90 }).map((at) => turns.filter(({ startMs }) => startMs <= at * 60_000)),
      fc
        .subarray(["s0", "s1", "s2", "s3", "s4", "s5"])
        .map((kept) => turns.filter(({ sessionId }) => kept.includes(sessionId))),
      fc.constant(turns),
    );

  test("holds for any part of the logs, whatever was said before it and whatever the rules say", () => {
    const cases = turnsAndBodies.chain(([turns, bodies, last]) =>
      fc.tuple(partOf(turns), fc.constant(bodies.filter(({ kind }) => kind !== "undo")), fc.constant(last)),
    );
    fc.assert(
      fc.property(cases, ([turns, bodies, last]) => {
        const tasks = cut(turns, opinions(...bodies, last));
        const present = new Set(turns.map(({ id }) => id));
        if (last.kind === "merge" || last.kind === "move") {
          const named = last.kind === "merge" ? last.turnIds : [...last.turnIds, last.toTurnId];
          if (last.kind === "move" && !present.has(last.toTurnId)) return;
          const holding = named.filter((id) => present.has(id)).map((id) => taskHolding(tasks, id)?.id);
          expect(new Set(holding).size).toBeLessThanOrEqual(1);
        } else if (last.kind === "split" && present.has(last.turnId)) {
          expect(taskHolding(tasks, last.turnId)?.anchor).toBe(last.turnId);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("undone leaves no trace; undone twice it is back", () => {
    fc.assert(
      fc.property(turnsAndBodies, ([turns, bodies, last]) => {
        const seq = bodies.length + 1;
        const undo: OpinionBody = { kind: "undo", seq };
        expect(cut(turns, opinions(...bodies, last, undo))).toEqual(cut(turns, opinions(...bodies)));
        const again: OpinionBody = { kind: "undo", seq: seq + 1 };
        expect(cut(turns, opinions(...bodies, last, undo, again))).toEqual(
          cut(turns, opinions(...bodies, last)),
        );
      }),
    );
  });

  test("of turns that are not in the ledger changes nothing", () => {
    fc.assert(
      fc.property(someTurns, someBodies, (turns, bodies) => {
        const elsewhere = turns.map((one) => ({ ...one, id: `x${one.id}` }));
        expect(cut(elsewhere, opinions(...bodies))).toEqual(cut(elsewhere, []));
      }),
    );
  });
});

test("what is merged and then split falls apart at the split, and only there", () => {
  const cases = someTurns.chain((turns) => {
    const anId = fc.constantFrom(...turns.map(({ id }) => id));
    return fc.tuple(fc.constant(turns), fc.array(anId, { minLength: 2, maxLength: 4 }), anId);
  });
  fc.assert(
    fc.property(cases, ([turns, merged, at]) => {
      const before = cut(turns, opinions({ kind: "merge", turnIds: merged }));
      const whole = taskHolding(before, at)!;
      const after = cut(turns, opinions({ kind: "merge", turnIds: merged }, { kind: "split", turnId: at }));
      const from = whole.turnIds.indexOf(at);
      const parts = from === 0 ? [whole.turnIds] : [whole.turnIds.slice(0, from), whole.turnIds.slice(from)];
      const found = after.map(({ turnIds }) => turnIds);
      for (const part of parts) expect(found).toContainEqual(part);
      expect(after.length).toBe(before.length + parts.length - 1);
    }),
  );
});
