/** Which sessions are analysed together. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { componentsOf, type Member } from "../../../src/core/tasks/components.ts";

const session = (id: string, project: string, ...messages: number[]): Member => ({
  id,
  connections: [`project ${project}`],
  messages: Float64Array.from(messages),
});
const allNew = (members: readonly Member[], together: readonly string[][] = []) =>
  componentsOf({ members, before: new Map(), changed: new Set(members.map(({ id }) => id)), together });

describe("sessions are together", () => {
  test("of one project", () => {
    const { of } = allNew([session("a", "shop"), session("b", "blog"), session("c", "shop")]);
    expect(Object.fromEntries(of)).toEqual({ a: "a", b: "b", c: "a" });
  });

  test("that hold the same billed message, whatever their project", () => {
    const { of } = allNew([session("a", "shop", 1, 2), session("b", "blog", 3), session("c", "docs", 2)]);
    expect(Object.fromEntries(of)).toEqual({ a: "a", b: "b", c: "a" });
  });

  test("that a person merged", () => {
    const { of } = allNew([session("a", "shop"), session("b", "blog"), session("c", "docs")], [["c", "b"]]);
    expect(Object.fromEntries(of)).toEqual({ a: "a", b: "b", c: "b" });
  });
});

describe("to be analysed anew", () => {
  const sessions = [session("a", "shop"), session("b", "blog"), session("c", "docs"), session("d", "docs")];
  const before = new Map([
    ["a", "a"],
    ["b", "b"],
    ["c", "c"],
    ["d", "c"],
  ]);

  test("is what holds a changed session, and nothing else", () => {
    const { stale, gone } = componentsOf({
      members: sessions,
      before,
      changed: new Set(["d"]),
      together: [],
    });
    expect([[...stale], [...gone]]).toEqual([["c"], ["c"]]);
  });

  test("is what a merge brings together, though no log changed", () => {
    const { of, stale, gone } = componentsOf({
      members: sessions,
      before,
      changed: new Set(),
      together: [["a", "b"]],
    });
    expect([[...stale], [...gone].sort(), of.get("b")]).toEqual([["a"], ["a", "b"], "a"]);
  });

  test("is what a session left that is gone", () => {
    const left = sessions.slice(0, 3);
    const { stale, gone } = componentsOf({ members: left, before, changed: new Set(["d"]), together: [] });
    expect([[...stale], [...gone]]).toEqual([["c"], ["c"]]);
    const none = componentsOf({ members: sessions.slice(1), before, changed: new Set(["a"]), together: [] });
    expect([[...none.stale], [...none.gone]]).toEqual([[], ["a"]]);
  });
});

test("step by step, nothing that one look keeps together is apart, and what is not stale is as it was", () => {
  const state = fc.uniqueArray(
    fc.record({
      sessionId: fc.constantFrom(..."abcdefgh"),
      project: fc.constantFrom("shop", "blog", "docs", "site"),
      messages: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 }),
    }),
    { selector: ({ sessionId }) => sessionId, maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 4 }), (states) => {
      let before: ReadonlyMap<string, string> = new Map();
      let last: readonly Member[] = [];
      for (const rows of states) {
        const sessions = rows.map(({ sessionId, project, messages }) =>
          session(sessionId, project, ...messages),
        );
        const changed = new Set(
          [...sessions, ...last]
            .map(({ id }) => id)
            .filter((id) => {
              const [now, then] = [sessions, last].map((list) => list.find((one) => one.id === id));
              return JSON.stringify(now) !== JSON.stringify(then);
            }),
        );
        const found = componentsOf({ members: sessions, before, changed, together: [] });
        const atOnce = allNew(sessions);
        for (const [a, component] of atOnce.of) {
          expect(found.of.get(a)).toBe(found.of.get(component));
        }
        for (const [sessionId, component] of found.of) {
          if (found.stale.has(component)) continue;
          expect(before.get(sessionId)).toBe(component);
          const members = [...found.of].filter(([, of]) => of === component).map(([id]) => id);
          const earlier = [...before].filter(([, of]) => of === component).map(([id]) => id);
          expect(members.sort()).toEqual(earlier.sort());
          expect(found.gone.has(component)).toBe(false);
        }
        for (const component of before.values()) {
          expect(found.gone.has(component) || [...found.of.values()].includes(component)).toBe(true);
        }
        before = found.of;
        last = sessions;
      }
    }),
  );
});
