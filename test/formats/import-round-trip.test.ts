/** What the ledger prints, it reads back: entries, totals and the tokens of the day as a whole. */
import { describe, expect, it } from "vitest";
import type { LeverageRecord } from "../../src/core/leverage-record.ts";
import { csv } from "../../src/formats/csv.ts";
import type { Format } from "../../src/formats/format.ts";
import { htmlPage } from "../../src/formats/html.ts";
import { type ReadRecord, readRecords } from "../../src/formats/import.ts";
import { json } from "../../src/formats/json.ts";
import { markdown } from "../../src/formats/markdown.ts";
import { fixtureRecord, hostileTitles, importedRecord, recordOf } from "./fixture-record.ts";

const options = { columns: 80, wide: false, colour: false };

async function printedAndRead(format: Format, record: LeverageRecord) {
  return readRecords(await format.print(record, options), `${record.period.to}.${format.extension}`);
}

/** What must survive, without the place in the file and the way factors are written. */
function figuresOf({ entries }: Pick<ReadRecord, "entries">) {
  return entries.map(
    ({ position, day, title, humanMinutes, agentMinutes, supervisoryMinutes, tokens, key }) => {
      return { position, day, title, humanMinutes, agentMinutes, supervisoryMinutes, tokens, key };
    },
  );
}

describe.each([markdown, htmlPage, csv, json])("$name", (format) => {
  it("an imported record comes back as it was, and again the same from what came back", async () => {
    const record = importedRecord();
    const { records, problems } = await printedAndRead(format, record);
    expect(problems).toEqual([]);
    expect(records).toHaveLength(1);
    const [read] = records as [ReadRecord];
    expect(read.disagreements).toEqual([]);
    expect(figuresOf(read)).toMatchObject(
      record.entries.map((entry) => ({
        position: entry.place,
        day: "2026-03-26",
        title: entry.title,
        humanMinutes: entry.humanMeanMinutes,
        agentMinutes: entry.agentMinutes,
        supervisoryMinutes: entry.supervision?.supervisoryMinutes,
      })),
    );
  });

  it("titles survive whatever they hold", async () => {
    const titles = [
      ...Object.values(hostileTitles).slice(0, 2),
      "- 3 | 4 \\| `x` **y** _z_ $5",
      "=1+1",
      "'quoted'",
    ];
    const record = recordOf(titles.map((title) => ({ title, humanHours: 2, imported: true })));
    const { records } = await printedAndRead(format, record);
    expect(records[0]?.entries.map((entry) => entry.title)).toEqual(
      record.entries.map((entry) => entry.title),
    );
  });

  it("a measured record's page becomes declared entries; its data, which name the tasks, do not count twice", async () => {
    const record = fixtureRecord();
    const { records, problems } = await printedAndRead(format, record);
    if (format === csv || format === json) {
      expect(problems.map(({ kind }) => kind)).toEqual(["measured-elsewhere"]);
      expect(records[0]?.entries.map(({ position }) => position)).toEqual(
        record.entries.filter(({ imported }) => imported).map(({ place }) => place),
      );
      return;
    }
    // Printed factors lie within what the rounded cells allow.
    expect(records[0]?.disagreements.filter(({ row }) => row !== null)).toEqual([]);
    expect(records[0]?.entries.map((entry) => entry.position)).toEqual(
      record.entries.map((entry) => entry.place),
    );
    expect(record.unestimated).toHaveLength(2);
    expect(problems).toHaveLength(1);
    for (const problem of problems) expect(problem.what).toContain("no human estimate");
  });
});

describe.each([markdown, htmlPage, json])("$name", (format) => {
  it("keeps the tokens of the day that no task names", async () => {
    const record = importedRecord();
    const usage = { ...record.totals.usage, totalTokens: record.totals.usage.totalTokens + 151_000 };
    const { records } = await printedAndRead(format, { ...record, totals: { ...record.totals, usage } });
    const [read] = records as [ReadRecord];
    const named = read.entries.reduce((sum, entry) => sum + (entry.tokens ?? 0), 0);
    expect(named + read.record.undistributedTokens).toBe(usage.totalTokens);
  });
});

describe("leverage-record@1", () => {
  it("cut short or edited into nonsense is a problem, not a crash", () => {
    const text = JSON.stringify({ schema: "leverage-record@1", title: "x", entries: [{ title: 5 }] });
    expect(readRecords(text, "x.json")).toMatchObject({
      records: [],
      problems: [{ kind: "damaged-record" }],
    });
  });
});

describe("a printed factor", () => {
  const table = (row: string) =>
    `| Task | Human Est. | Agent | Factor |\n| --- | --- | --- | --- |\n${row}\n`;
  const disagreeing = (text: string) => readRecords(text, "2026-03-26.md").records[0]?.disagreements.length;

  it.each([
    ["| a | 4h | 12m | 21.0x |", 1],
    ["| a | 4h | 12m | 20.0x |", 0],
    ["| a | 4h | 9.4m | 25.6x |", 0],
    ["| a | 4h | 9.4m | 26.0x |", 1],
  ])("in %s by hand: %i disagreements", (row, count) => {
    expect(disagreeing(table(row))).toBe(count);
  });

  it("of a ledger's own page may lie where its rounded minutes allow, and no further", () => {
    const own = (row: string) => `${table(row)}\nMade by leverage on 2026-03-27 08:00 (UTC).\n`;
    expect(disagreeing(own("| a | 4h | 12m | 20.8x |"))).toBe(0);
    expect(disagreeing(own("| a | 4h | 12m | 22.0x |"))).toBe(1);
  });
});
