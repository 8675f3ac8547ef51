/** What every format owes: any record prints, completely, the same each time, and a sample says that it is one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregates } from "../../src/formats/aggregates.ts";
import { csv } from "../../src/formats/csv.ts";
import type { Format, FormatOptions } from "../../src/formats/format.ts";
import { formatNamed, formats } from "../../src/formats/index.ts";
import { json } from "../../src/formats/json.ts";
import { escapeMarkdown } from "../../src/formats/markdown.ts";
import { escapeHtml } from "../../src/formats/markup.ts";
import { terminal } from "../../src/formats/terminal.ts";
import { columnsOf, plainTitle } from "../../src/formats/text.ts";
import { anyRecord } from "../formats/arbitrary-record.ts";
import { fixtureRecord } from "../formats/fixture-record.ts";

const options: FormatOptions = { columns: 80, wide: false, colour: false };

/** How a format writes a text that is already plain. */
const written: Readonly<Record<string, (text: string) => string>> = {
  terminal: (text) => text,
  markdown: escapeMarkdown,
  html: escapeHtml,
  csv: (text) => text.replaceAll('"', '""'),
};

/** Enough of a title to know it by, where a format has room for a part of it alone. */
function titleStart(title: string): string {
  return plainTitle(title).split(" ")[0]!.slice(0, 4);
}

describe.each(
  formats.map((format): [string, Format] => [format.name, format]),
)("the format %s", (name, format) => {
  it("is found by its name, says what it is for and which file ending it has", () => {
    expect(formatNamed(name)).toBe(format);
    expect(format.about.length).toBeGreaterThan(20);
    expect(format.extension).toMatch(/^[a-z]+$/);
  });

  it("prints any record, the same text each time, ending in a newline", async () => {
    await fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        const text = await format.print(record, options);
        expect(text.endsWith("\n")).toBe(true);
        expect(text).not.toMatch(/NaN|undefined|\[object/);
        expect(await format.print(record, options)).toBe(text);
      }),
      { numRuns: name === "html" ? 12 : 60, examples: [[fixtureRecord()]] },
    );
  });

  it("lets no control character and no mark of direction through", async () => {
    await fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        const text = await format.print(record, options);
        // Control characters but line ends, then the marks of direction.
        expect(text).not.toMatch(/[^\P{Cc}\r\n]|[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: name === "html" ? 6 : 40, examples: [[fixtureRecord()]] },
    );
  });

  it("names every task, estimated or not", async () => {
    const record = fixtureRecord();
    const text = await format.print(record, options);
    for (const { title } of [...record.entries, ...record.unestimated]) {
      const expected =
        format === json
          ? JSON.stringify(title).slice(1, 5)
          : written[name]!(format === terminal ? titleStart(title) : plainTitle(title));
      expect(text).toContain(expected);
    }
  });

  it("says at the top that a sample is a sample, and of no other record", async () => {
    const isSample = /^"?sample"?.*\r\ntrue,|"sample": true|SAMPLE|Sample: /m;
    const sample = await format.print(fixtureRecord({ sample: true }), options);
    const real = await format.print(fixtureRecord(), options);
    expect(real).not.toMatch(isSample);
    expect(sample).toMatch(isSample);
    if (format !== json) expect(sample.search(isSample)).toBeLessThan(1000);
  });
});

describe("the totals", () => {
  const record = fixtureRecord();

  it.each(
    formats.filter((format) => format !== json && format !== csv),
  )("stand in $name, every one", async (format) => {
    const text = await format.print(record, options);
    for (const { label, value } of aggregates(record)) {
      expect(text).toContain(label);
      expect(text).toContain(written[format.name]!(value));
    }
  });

  it("stand in json unrounded", async () => {
    expect(JSON.parse(await json.print(record, options)).totals).toEqual(record.totals);
  });

  it("are the sums of the columns of csv", async () => {
    const [header, ...rows] = (await csv.print(record, options))
      .trimEnd()
      .split("\r\n")
      .map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, "")));
    const sum = (name: string, estimated: boolean) =>
      rows
        .filter((cells) => !estimated || cells[header!.indexOf("place")] !== "")
        .reduce((total, cells) => total + Number(cells[header!.indexOf(name)]), 0);
    expect(sum("human_minutes_mean", true)).toBeCloseTo(record.totals.humanMeanMinutes, 2);
    expect(sum("agent_minutes", true)).toBeCloseTo(record.totals.agentMinutes, 2);
    expect(sum("supervisory_minutes", true)).toBeCloseTo(record.totals.supervision.supervisoryMinutes, 2);
    expect(sum("total_tokens", false)).toBe(record.totals.usage.totalTokens);
    expect(sum("usd", false)).toBeCloseTo(record.totals.usage.usd!, 4);
  });
});

describe("the terminal's columns", () => {
  it("are never passed, whatever the titles and the width", async () => {
    // Below 50 columns a factor of ten million no longer fits beside its title.
    const widths = fc.integer({ min: 50, max: 220 });
    await fc.assert(
      fc.asyncProperty(anyRecord, widths, fc.boolean(), async (record, columns, wide) => {
        const text = await terminal.print(record, { columns, wide, colour: false });
        const limit = wide ? columns : Math.min(80, columns);
        for (const line of text.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 80 },
    );
  });
});
