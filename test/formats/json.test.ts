import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LeverageRecord } from "../../src/core/leverage-record.ts";
import { json } from "../../src/formats/json.ts";
import { anyRecord } from "./arbitrary-record.ts";
import { fixtureRecord, recordOf } from "./fixture-record.ts";

const print = (record: LeverageRecord) => json.print(record, { columns: 80, wide: false, colour: false });

/** The same value with every object's members in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe("the record as JSON", () => {
  it("holds the record, whole and unrounded", async () => {
    await fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        expect(JSON.parse(await print(record))).toEqual(record);
      }),
      { numRuns: 40 },
    );
  });

  it("names its schema", async () => {
    expect(JSON.parse(await print(fixtureRecord())).schema).toBe("leverage-record@1");
  });

  it("is the same text whatever order the members were made in", async () => {
    const other = reversed(fixtureRecord()) as LeverageRecord;
    expect(await print(other)).toBe(await print(fixtureRecord()));
  });

  it("writes controls and marks of direction as escapes, so that a terminal shows them", async () => {
    const title = "\u001b[2J\u009b1m \u202eexe\u2066";
    const text = await print(recordOf([{ title }]));
    expect(text).toContain(String.raw`\u001b[2J\u009b1m \u202eexe\u2066`);
    expect(JSON.parse(text).entries[0].title).toBe(title);
  });

  it("refuses a figure that is no number instead of calling it unknown", async () => {
    const record = fixtureRecord();
    const broken = { ...record, totals: { ...record.totals, agentMinutes: Number.NaN } };
    await expect(print(broken)).rejects.toThrow('The record holds NaN as "agentMinutes"');
  });
});
