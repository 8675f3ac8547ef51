import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { terminal } from "../../src/formats/terminal.ts";
import { fixtureRecord, importedRecord, recordOf } from "./fixture-record.ts";

const narrow = { columns: 80, wide: false, colour: false };

describe("the record on a terminal", () => {
  it("reads like this in 80 columns", async () => {
    await expect(await terminal.print(fixtureRecord(), narrow)).toMatchFileSnapshot("./gallery/record.txt");
  });

  it("reads like this in 150 columns, wide", async () => {
    const text = await terminal.print(fixtureRecord(), { ...narrow, columns: 150, wide: true });
    await expect(text).toMatchFileSnapshot("./gallery/record-wide.txt");
  });

  it("stays in 80 columns on a wider terminal unless asked", async () => {
    expect(await terminal.print(fixtureRecord(), { ...narrow, columns: 200 })).toBe(
      await terminal.print(fixtureRecord(), narrow),
    );
  });

  it("takes 80 columns where the width is unknown", async () => {
    expect(await terminal.print(fixtureRecord(), { ...narrow, columns: 0 })).toBe(
      await terminal.print(fixtureRecord(), narrow),
    );
  });

  it("colours only when told so, and says the same without", async () => {
    const plain = await terminal.print(fixtureRecord(), narrow);
    const coloured = await terminal.print(fixtureRecord(), { ...narrow, colour: true });
    expect(plain).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[");
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it("leaves out the column of intervals where every estimate is a single figure", async () => {
    const text = await terminal.print(importedRecord(), narrow);
    expect(text).not.toContain("interval");
    expect(text).toMatch(/1 {2}Port of the billing service +120h +5m +5m +1440\.0x +1440\.0x\n/);
  });

  it("says so where nothing is estimated, and how to begin", async () => {
    const text = await terminal.print(recordOf([{ title: "Find the leak", humanHours: null }]), narrow);
    expect(text).toContain("No task of this record has a human estimate.");
    expect(text).toMatch(/To give one: leverage estimate \w+ 4h/);
  });
});
