import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRange } from "../../src/app/durations.ts";
import { estimateFields, typedEstimate } from "../../src/web/corrections/typed-estimate.ts";

const minutesOf = (text: string) => {
  const typed = typedEstimate(text);
  if (typed.kind !== "minutes") return typed.kind;
  const { lowMinutes, likelyMinutes, highMinutes } = typed.minutes;
  return [lowMinutes, likelyMinutes, highMinutes];
};

describe("an estimate as it is typed", () => {
  it.each([
    ["4h", [240, 240, 240]],
    ["90m", [90, 90, 90]],
    ["1h30m", [90, 90, 90]],
    ["2h-8h", [120, 240, 480]],
    ["2-8h", [120, 240, 480]],
    ["2h – 8h", [120, 240, 480]],
    ["2h to 8h", [120, 240, 480]],
    ["30m-2h", [30, 60, 120]],
    ["2h-3h-9h", [120, 180, 540]],
    ["1d", [480, 480, 480]],
  ])("%s", (text, minutes) => {
    expect(minutesOf(text)).toEqual(minutes);
  });

  it.each(["soon", "4", "8h-2h", "2h-9h-3h", "1h-2h-3h-4h", "-", "h", "0h"])("%s is none", (text) => {
    expect(minutesOf(text)).toMatch(/wrong|nothing/);
  });

  it("nothing typed is nothing said, not a mistake", () => {
    expect(minutesOf("  ")).toBe("nothing");
  });

  it("reaches the ledger as it was shown", () => {
    const minutes = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(minutes, minutes, (a, b) => {
        const typed = typedEstimate(`${Math.min(a, b)}m-${Math.max(a, b)}m`);
        if (typed.kind !== "minutes") throw new Error("a range was not understood");
        const { likely, low, high } = { low: undefined, high: undefined, ...estimateFields(typed.minutes) };
        expect(parseRange(likely, low, high)).toEqual(typed.minutes);
      }),
    );
  });
});
