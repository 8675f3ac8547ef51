import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdersOf, sharersOf } from "../../../src/core/tasks/shared-messages.ts";

/** Few different messages, so that sessions share some. */
const held = fc
  .array(fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 8 }), { maxLength: 8 })
  .map((lists) => new Map(lists.map((list, i) => [`session ${i}`, Float64Array.from(list)])));
const some = (all: ReadonlyMap<string, unknown>, bits: number) =>
  new Set([...all.keys()].filter((_, i) => (bits >> i) % 2 === 1));

describe("sessions that share billed messages", () => {
  test("sharers are the holders of each message that one of the asked shares with any other", () => {
    fc.assert(
      fc.property(held, fc.nat({ max: 255 }), (all, bits) => {
        const asked = some(all, bits);
        const expected: string[][] = [];
        for (let message = 0; message <= 30; message++) {
          const holders = [...all].filter(([, own]) => own.includes(message)).map(([id]) => id);
          if (holders.length > 1 && holders.some((id) => asked.has(id))) expected.push(holders);
        }
        const inOrder = (groups: Iterable<readonly string[]>) =>
          [...groups].map((group) => group.join()).sort();
        expect(inOrder(sharersOf(asked, all))).toEqual(inOrder(expected));
      }),
    );
  });

  test("more messages than a set should hold are found as well", () => {
    const many = Float64Array.from({ length: 150_000 }, (_, i) => 2 * i);
    const all = new Map(
      Object.entries({ even: many, odd: Float64Array.of(3, 5), both: Float64Array.of(7, 299_998) }),
    );
    expect(holdersOf([many], all)).toEqual(["even", "both"]);
    expect([...sharersOf(new Set(["even"]), all)]).toEqual([["even", "both"]]);
  });
});
