import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LeverageRecord } from "../../src/core/leverage-record.ts";
import { csv } from "../../src/formats/csv.ts";
import { plainTitle } from "../../src/formats/text.ts";
import { anyRecord } from "./arbitrary-record.ts";
import { fixtureRecord, importedRecord, recordOf } from "./fixture-record.ts";

const print = (record: LeverageRecord) => csv.print(record, { columns: 80, wide: false, colour: false });

async function rowsOf(record: LeverageRecord): Promise<Record<string, string>[]> {
  return parse<Record<string, string>>(await print(record), { columns: true, record_delimiter: "\r\n" });
}

/** What a reader does with the apostrophe that keeps a formula from running. */
const withoutApostrophe = (text: string) => text.replace(/^'(?=[=+\-@])/, "");

describe("the record as CSV", () => {
  it("reads like this", async () => {
    await expect(await print(fixtureRecord())).toMatchFileSnapshot("./gallery/record.csv");
  });

  it("has one row a task, and its title comes back", async () => {
    await fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        const rows = await rowsOf(record);
        const titles = [...record.entries, ...record.unestimated].map(({ title }) => plainTitle(title));
        expect(rows.map(({ title = "" }) => withoutApostrophe(title))).toEqual(titles.map(withoutApostrophe));
      }),
      { numRuns: 40 },
    );
  });

  it("runs no formula", async () => {
    const titles = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "fine"];
    const rows = await rowsOf(recordOf(titles.map((title) => ({ title }))));
    expect(rows.map(({ title }) => title)).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'=1", "fine"]);
  });

  it("writes factors with one decimal, as published tables do", async () => {
    const rows = await rowsOf(importedRecord());
    expect(rows.map((row) => row.leverage_factor)).toEqual(["1440.0", "96.0", "60.0", "22.5", "10.0", "2.7"]);
    expect(rows[0]).toMatchObject({
      human_minutes_likely: "7200",
      agent_minutes: "5",
      usd: "",
      imported: "true",
    });
  });

  it("leaves unknown figures empty", async () => {
    const [row] = await rowsOf(
      recordOf([{ title: "Find the leak", humanHours: null, supervisory: null, usd: null }]),
    );
    expect(row).toMatchObject({
      place: "",
      human_minutes_likely: "",
      leverage_factor: "",
      supervisory_minutes: "",
      usd: "",
    });
  });
});
