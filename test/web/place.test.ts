import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, placeOf } from "../../src/web/place.ts";

describe("a place in the dashboard", () => {
  it.each([
    ["", { page: "record", subject: null, options: {} }],
    ["#/", { page: "record", subject: null, options: {} }],
    ["#/record/2026-W13", { page: "record", subject: "2026-W13", options: {} }],
    ["#/review?all=true&only=cut", { page: "review", subject: null, options: { all: "true", only: "cut" } }],
    ["#/task/%zz", { page: "task", subject: "%zz", options: {} }],
  ])("%s", (hash, place) => {
    expect(placeOf(hash)).toEqual(place);
  });

  it("is found again by its address, whatever words it holds", () => {
    const word = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(
        word,
        word,
        fc.dictionary(fc.string({ minLength: 1 }), fc.string()),
        (page, subject, options) => {
          expect(placeOf(addressOf(page, subject, options))).toEqual({
            page,
            subject,
            options: { ...options },
          });
        },
      ),
    );
  });

  it("leaves out options without a value", () => {
    expect(addressOf("record", null, { person: null, promptingOnly: "true" })).toBe(
      "#/record?promptingOnly=true",
    );
  });
});
