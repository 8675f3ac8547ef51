import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeImport, opinionsOf, readRecords, totalsOf } from "../../src/formats/import.ts";

/** The only record of a text that reads without problems. */
function recordOf(text: string, name = "2026-01-05.txt") {
  const { records, problems } = readRecords(text, name);
  expect(problems).toEqual([]);
  expect(records).toHaveLength(1);
  return records[0]!;
}

/** Title, hours, agent and supervisory minutes of each row. */
function rowsOf(text: string, name?: string) {
  return recordOf(text, name).entries.map((entry) => [
    entry.title,
    entry.humanMinutes / 60,
    entry.agentMinutes,
    entry.supervisoryMinutes,
  ]);
}

const pasted = `Skip to main content

Leverage Record: January 5, 2026

Three tasks on Monday. The import took the longest.

Task Log

#TaskHuman Est.ClaudeSup.FactorSup. Factor
1Stock levels: model, routes and page (12 files)20h30m5m40.0x240.0x
2Move price lists to phase 24h8m2m30.0x120.0x
3Import of 3 warehouses, docs for version 1.51.5h45m3m2.0x30.0x

Aggregate Statistics

MetricValue
Total tasks3
Total human-equivalent hours25.5
Total Claude minutes83
Total supervisory minutes10
Total tokens1,234,000
Weighted average leverage factor18.4x
Weighted average supervisory leverage factor153.0x

Analysis

Tasks 1 and 2 had clear borders. In 2025 such a day took 4h at best.
`;

describe("a page pasted as text, its cells run together", () => {
  it("parts title and cells where the printed factors bear it out", () => {
    expect(rowsOf(pasted)).toEqual([
      ["Stock levels: model, routes and page (12 files)", 20, 30, 5],
      ["Move price lists to phase 2", 4, 8, 2],
      ["Import of 3 warehouses, docs for version 1.5", 1.5, 45, 3],
    ]);
  });

  it("reads day, title and the seven aggregates, and finds nothing to contradict", () => {
    const record = recordOf(pasted);
    expect(record.day).toBe("2026-01-05");
    expect(record.title).toBe("Leverage Record: January 5, 2026");
    expect(record.aggregates.map(({ of, value }) => [of, value])).toEqual([
      ["tasks", 3],
      ["human", 25.5 * 60],
      ["agent", 83],
      ["supervisory", 10],
      ["tokens", 1_234_000],
      ["factor", 18.4],
      ["supervisoryFactor", 153],
    ]);
    expect(record.disagreements).toEqual([]);
  });

  it("keeps tokens that no row names for the day as a whole", () => {
    const { entries, record } = recordOf(pasted);
    expect(entries.every((entry) => entry.tokens === null)).toBe(true);
    expect(record.undistributedTokens).toBe(1_234_000);
  });

  it("takes a row's number as the one that follows", () => {
    const text = "TaskHuman Est.ClaudeFactor\nx4h4m60x"
      .replace("Task", "#Task")
      .replace("\nx", "\n177 figures");
    expect(rowsOf(text)).toEqual([["77 figures", 4, 4, null]]);
  });

  it("says so where nothing decides where the title ends", () => {
    const text = "#TaskHuman Est.ClaudeSup.FactorSup. Factor\n1Prepare phase 24h8m2m";
    const { records, problems } = readRecords(text, "2026-01-05.txt");
    expect(records[0]?.entries[0]).toMatchObject({ title: "Prepare phase", humanMinutes: 24 * 60 });
    expect(problems).toMatchObject([{ kind: "ambiguous-row", at: { file: "2026-01-05.txt", line: 2 } }]);
  });

  it("reports a row it cannot part", () => {
    const { records, problems } = readRecords(pasted.replace("24h8m2m", "24h8"), "a.txt");
    expect(records[0]?.entries).toHaveLength(2);
    expect(problems.map(({ kind, at }) => [kind, at.line])).toEqual([
      ["unreadable-row", 11],
      ["missing-rows", 12],
    ]);
    expect(problems[0]?.what).toContain("Move price lists");
  });

  it("finds every row again, whatever digits a title ends in", () => {
    const title = fc.stringMatching(/^[a-z][a-z0-9 .]{0,20}[a-z0-9]$/).filter((text) => !/ {2}/.test(text));
    const row = fc.record({
      title,
      quarters: fc.integer({ min: 1, max: 800 }),
      agent: fc.integer({ min: 1, max: 400 }),
      supervisory: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
        const lines = rows.map(({ title, quarters, agent, supervisory }, index) => {
          const minutes = quarters * 15;
          const factors = `${(minutes / agent).toFixed(1)}x${(minutes / supervisory).toFixed(1)}x`;
          return `${index + 1}${title}${quarters / 4}h${agent}m${supervisory}m${factors}`;
        });
        const text = `#TaskHuman Est.ClaudeSup.FactorSup. Factor\n${lines.join("\n")}`;
        const entries = readRecords(text, "2026-01-05").records[0]?.entries ?? [];
        expect(entries.map((entry) => entry.agentMinutes)).toEqual(rows.map((one) => one.agent));
        expect(entries.map((entry) => entry.supervisoryMinutes)).toEqual(rows.map((one) => one.supervisory));
        for (const [index, entry] of entries.entries()) {
          // Small factors are coarse (0.1x): only then may a neighbouring digit pass the check as well.
          const wanted = rows[index]!;
          const printed = wanted.quarters * 15;
          if (printed / wanted.agent >= 20) {
            expect([entry.title, entry.humanMinutes]).toEqual([wanted.title, printed]);
          }
        }
      }),
      { seed: 5 },
    );
  });
});

describe("the layouts met in published records", () => {
  it("A: hours and minutes in words, no supervision", () => {
    const text =
      "#TaskHuman Est.ClaudeLeverage\n1Label printer120 hours40 min180x\n211 new labels3 hours9 min20x";
    expect(rowsOf(text)).toEqual([
      ["Label printer", 120, 40, null],
      ["11 new labels", 3, 9, null],
    ]);
  });

  it("B: no numbers, tokens in thousands or missing", () => {
    const text = "TaskHuman Est.Claude TimeTokensLeverage\nStock count 240h20min120x\nReturns20h12min45k100x";
    const { entries, record } = recordOf(text);
    expect(
      entries.map(({ title, humanMinutes, tokens, position }) => [title, humanMinutes, tokens, position]),
    ).toEqual([
      ["Stock count 2", 2400, null, 1],
      ["Returns", 1200, 45_000, 2],
    ]);
    expect(record.undistributedTokens).toBe(0);
  });

  it("C: short heads, whole-number factors", () => {
    expect(rowsOf("#TaskHuman Est.ClaudeSupv.LFSLF\n1Barcode scanner24h8m2m180x720x")).toEqual([
      ["Barcode scanner", 24, 8, 2],
    ]);
  });

  it("D with weeks: supervisory minutes follow from the supervisory factor", () => {
    const text =
      "#TaskHuman Est.ClaudeWeeksFactorSup. Factor\n1Supplier portal40h35m1.0w68.6x800.0x\n2Pick lists16h18m0.40w53.3x192.0x";
    const record = recordOf(text);
    expect(rowsOf(text)).toEqual([
      ["Supplier portal", 40, 35, 3],
      ["Pick lists", 16, 18, 5],
    ]);
    expect(record.supervisionImplied).toBe(true);
    expect(record.disagreements).toEqual([]);
  });

  it.each([
    ["Tasks completed", "tasks", "2", 2],
    ["Human-equivalent hours", "human", "85h (10.6 working days)", 5100],
    ["Human equivalent", "human", "284 hours (~7.1 work weeks)", 17_040],
    ["Claude wall-clock", "agent", "217 minutes (~3.6 hours)", 217],
    ["Claude wall-clock time", "agent", "105m (1.8h)", 105],
    ["Supervisory time", "supervisory", "26m", 26],
    ["Tokens consumed", "tokens", "~867,500", 867_500],
    ["Weighted avg leverage factor", "factor", "48.6x", 48.6],
    ["Weighted avg supervisory factor", "supervisoryFactor", "196.2x", 196.2],
    ["Weighted average supervisory leverage factor", "supervisoryFactor", "1,440.0x", 1440],
  ])("aggregate label %s", (label, of, printed, value) => {
    for (const text of [
      `${label}${printed}`,
      `| **${label}** | ${printed} |`,
      `- **${label}:** ${printed}`,
    ]) {
      const record = readRecords(`${pasted.slice(0, pasted.indexOf("Aggregate"))}\n${text}\n`, "x")
        .records[0];
      expect(record?.aggregates).toMatchObject([{ of, printed, value }]);
    }
  });
});

describe("tables in other forms", () => {
  const rows = [
    ["Move a | b", 4, 8, 2],
    ["Stock <levels>", 0.5, 6, null],
  ];

  it("Markdown", () => {
    const text = `# Leverage Record: 5 January 2026

| # | Task | Human Est. | Agent | Sup. | Factor | Sup. Factor |
|--:|---|--:|--:|--:|--:|--:|
| 1 | Move a \\| b | 4h (2-9h) | 8m | 2m | 30.0x (15-68x) | 120.0x |
| 2 | Stock &lt;levels&gt; | 0.5h | 6m | – | 5.0x | – |

| Metric | Value | |
|---|--:|---|
| Total tasks | 2 | |
| Agent work, minutes | 20 | parallel agents counted each |

| Work type | Tasks | Human | Agent | Factor |
|---|--:|--:|--:|--:|
| feature | 2 | 4.5h | 14m | 19.3x |
`;
    const record = recordOf(text);
    expect(rowsOf(text)).toEqual(rows);
    expect(record.aggregates.map((aggregate) => aggregate.of)).toEqual(["tasks"]);
    expect(record.title).toBe("Leverage Record: 5 January 2026");
  });

  it("HTML, with aggregates as a definition list", () => {
    const text = `<!doctype html><title>Leverage Record: January 5, 2026</title><style>td { x: 1 }</style>
<table><thead><tr><th>#</th><th>Task</th><th>Human Est.</th><th>Agent</th><th>Sup.</th></tr></thead>
<tbody><tr><td>1</td><td>Move <b>a | b</b></td><td>4h</td><td>8m</td><td>2m</td></tr>
<tr><td>2</td><td>Stock &lt;levels&gt;</td><td>0.5h</td><td>6m</td><td></td></tr></tbody></table>
<dl><div><dt>Total tasks</dt><dd>2</dd></div></dl>`;
    expect(rowsOf(text, "page.html")).toEqual(rows);
    expect(recordOf(text).entries.map((entry) => entry.origin.line)).toEqual([3, 4]);
    expect(recordOf(text).aggregates).toHaveLength(1);
  });

  it("CSV with commas, semicolons or tabs; lines are the file's", () => {
    for (const mark of [",", ";", "\t"]) {
      const text = [
        ["day", "task", "human_hours", "agent_minutes", "supervisory_minutes"],
        ["2026-01-05", '"Move a | b"', "4", "8", "2"],
        ["2026-01-05", '"Stock\n<levels>"', "0.5", "6", ""],
        ["2026-01-06", "Next day", "1", "6", "1"],
      ]
        .map((cells) => cells.join(mark))
        .join("\n");
      const { records, problems } = readRecords(text, "log.csv");
      expect(problems).toEqual([]);
      expect(records.map(({ day, entries }) => [day, entries.length])).toEqual([
        ["2026-01-05", 2],
        ["2026-01-06", 1],
      ]);
      const entries = records.flatMap((record) => record.entries);
      expect(entries.map((entry) => entry.origin.line)).toEqual([2, 3, 5]);
      expect(entries.map((entry) => [entry.title, entry.humanMinutes])).toEqual([
        ["Move a | b", 240],
        ["Stock <levels>", 30],
        ["Next day", 60],
      ]);
    }
  });

  it("JSON rows, with the day beside them or in each", () => {
    const list = [
      { title: "Move a | b", humanMinutes: 240, agentMinutes: 8, supervisoryMinutes: 2 },
      { title: "Stock <levels>", humanMinutes: 30, agentMinutes: 6, supervisoryMinutes: null },
    ];
    expect(rowsOf(JSON.stringify(list))).toEqual(rows);
    const named = JSON.stringify(
      { date: "2026-01-07", tasks: list, aggregates: { "Total tokens": "45k" } },
      null,
      1,
    );
    const record = recordOf(named);
    expect(record.day).toBe("2026-01-07");
    expect(record.entries.map((entry) => entry.origin.line)).toEqual([4, 10]);
    expect(record.record.undistributedTokens).toBe(45_000);
    const dated = list.map((row, index) => ({ ...row, day: `2026-01-0${index + 1}` }));
    expect(readRecords(JSON.stringify(dated), "x").records.map((one) => one.day)).toEqual([
      "2026-01-01",
      "2026-01-02",
    ]);
  });

  it("several records in one text", () => {
    const text = `${pasted}\n${pasted.replace("January 5", "January 6")}`;
    expect(readRecords(text, "all.txt").records.map(({ day, entries }) => [day, entries.length])).toEqual([
      ["2026-01-05", 3],
      ["2026-01-06", 3],
    ]);
  });
});

describe("the day of a record", () => {
  it.each([
    ["Leverage Record: March 26, 2026", "2026-03-26"],
    ["Leverage record: Thursday, 26 March 2026", "2026-03-26"],
    ["# Leverage record 2026-03-26", "2026-03-26"],
    ["Leverage Record: Sept. 3rd, 2026", "2026-09-03"],
  ])("is in the title %s", (title, day) => {
    const text = `${title}\n\n| Task | Human | Agent |\n|---|---|---|\n| a | 1h | 2m |`;
    expect(readRecords(text, "notes-2020-01-01.md").records[0]?.day).toBe(day);
  });

  it("is in the file's name, where the text has none", () => {
    const text = "| Task | Human | Agent |\n|---|---|---|\n| a | 1h | 2m |";
    expect(readRecords(text, "records/leverage-record-2026-03-26.md").records[0]?.day).toBe("2026-03-26");
  });

  it("is asked for, where there is none at all", () => {
    const { records, problems } = readRecords(
      "| Task | Human | Agent |\n|---|---|---|\n| a | 1h | 2m |",
      "x.md",
    );
    expect(records).toEqual([]);
    expect(problems).toMatchObject([{ kind: "unreadable-row", at: { file: "x.md", line: 3 } }]);
    expect(problems[0]?.what).toContain("no day");
  });
});

describe("a page that contradicts its own rows", () => {
  const wrong = pasted
    .replace("30m5m40.0x", "30m5m41.0x")
    .replace("120.0x", "12.0x")
    .replace("minutes83", "minutes84")
    .replace("18.4x", "19.0x");

  it("is told row by row, and the rows are believed", () => {
    const { records } = readRecords(wrong, "2026-01-05.txt");
    expect(records[0]?.disagreements.map(({ row, line, what }) => [row, line, what])).toEqual([
      [
        1,
        10,
        "row 1 (Stock levels: model, routes and page (12 files)): the printed factor 41.0x is not 20h / 30m = 40.0x",
      ],
      [
        2,
        11,
        "row 2 (Move price lists to phase 2): the printed supervisory factor 12.0x is not 4h / 2m = 120.0x",
      ],
      [null, 19, "Total Claude minutes: printed 84, the 3 rows give 83m"],
      [null, 22, "Weighted average leverage factor: printed 19.0x, the 3 rows give 18.4x"],
    ]);
    expect(totalsOf(records[0]?.entries ?? []).agentMinutes).toBe(83);
  });

  it("also where the same time is printed twice", () => {
    const text = `${pasted.slice(0, pasted.indexOf("Aggregate"))}Human-equivalent hours 25.5h (3.4 working days)`;
    expect(readRecords(text, "x").records[0]?.disagreements).toMatchObject([{ printed: "3.4 working days" }]);
  });

  it("tokens of all rows must add up; where some are blank, the rest is the day's", () => {
    const table = (cells: string, total: string) =>
      `| Task | Human | Agent | Tokens |\n|---|---|---|---|\n| a | 1h | 2m | 45k |\n| b | 1h | 2m | ${cells} |\n\n- Total tokens: ${total}`;
    expect(recordOf(table("20k", "65,400")).disagreements).toEqual([]);
    expect(recordOf(table("20k", "75,000")).disagreements).toHaveLength(1);
    expect(recordOf(table("", "75,000")).record.undistributedTokens).toBe(30_000);
    expect(recordOf(table("", "40,000")).disagreements).toHaveLength(1);
  });
});

describe("what cannot be read is told, with its line", () => {
  const table = (head: string, row: string) => `| ${head} |\n|---|\n| ${row} |\n`;

  it.each([
    ["unknown-column", 1, table("Task | Human | Agent | Mood", "a | 1h | 2m | fine"), 1],
    ["unreadable-cell", 3, table("Task | Human | Agent | Sup.", "a | 1h | 2m | soon"), 1],
    ["extra-cells", 3, table("Task | Human | Agent", "a | 1h | 2m | 3m"), 1],
    ["unreadable-row", 3, table("Task | Human | Agent", "a | | 2m"), 0],
    ["unknown-aggregate", 5, `${table("Task | Human | Agent", "a | 1h | 2m")}|Metric|Value|\n|Coffee|5|`, 1],
    ["no-record", undefined, "Dear diary, 4h of work today.", 0],
    ["broken-json", 2, '[\n{"title" "a"}]', 0],
  ])("%s", (kind, line, text, entries) => {
    const { records, problems } = readRecords(text, "2026-01-05.md");
    expect(problems).toMatchObject([{ kind, at: { file: "2026-01-05.md", ...(line ? { line } : {}) } }]);
    expect(problems[0]?.hint).not.toBe("");
    expect(records.flatMap((record) => record.entries)).toHaveLength(entries);
  });

  it("a row cut short, and the rows after it are read", () => {
    const text =
      "| # | Task | Human | Agent |\n|---|---|---|---|\n| 1 | a | 1h | 2m |\n| 2 | b\n| 3 | c | 1h | 2m |";
    const { records, problems } = readRecords(text, "2026-01-05.md");
    expect(records[0]?.entries.map((entry) => entry.title)).toEqual(["a", "c"]);
    expect(problems).toMatchObject([{ kind: "unreadable-row", at: { line: 4 } }]);
  });

  it("reads on after empty lines between rows", () => {
    const rows = [
      "#\tTask\tHuman Est.\tClaude",
      "1\ta\t1h\t2m",
      "2\tb\t2h\t4m",
      "Metric\tValue",
      "Total tasks\t2",
    ];
    const record = recordOf(rows.join("\n\n"));
    expect(record.entries).toHaveLength(2);
    expect(record.aggregates).toHaveLength(1);
    expect(recordOf(rows.join("\n")).entries).toHaveLength(2);
  });

  it("leaves the foot of a table out without a word", () => {
    const text =
      "| # | Task | Human | Agent |\n|---|---|---|---|\n| 1 | a | 1h | 2m |\n| | **Total** | 1h | 2m |";
    expect(rowsOf(text)).toEqual([["a", 1, 2, null]]);
  });
});

describe("keys and opinions", () => {
  it("find the same row again, in another file and another order", () => {
    const one = recordOf("| Task | Human | Agent |\n|---|---|---|\n| a | 1h | 2m |\n| b | 2h | 2m |");
    const other = recordOf("Task,Human,Agent\nb,2h,2m\na,1h,2m", "2026-01-05.csv");
    expect(new Set(one.entries.map((e) => e.key))).toEqual(new Set(other.entries.map((e) => e.key)));
    const known = new Set([...one.entries.map((e) => e.key), one.record.key]);
    expect(opinionsOf([other], known)).toEqual([]);
  });

  it("keep rows of the same title apart", () => {
    const { entries } = recordOf("| Task | Human | Agent |\n|---|---|---|\n| a | 1h | 2m |\n| a | 1h | 2m |");
    expect(new Set(entries.map((entry) => entry.key)).size).toBe(2);
  });

  it("one import of the same page twice over appends it once", () => {
    const record = recordOf(pasted);
    expect(opinionsOf([record, record], new Set()).map((body) => body.kind)).toEqual([
      "imported-entry",
      "imported-entry",
      "imported-entry",
      "imported-record",
    ]);
  });
});

describe("describeImport", () => {
  it("shows a person what was understood", () => {
    expect(describeImport(readRecords(pasted, "page.txt"))).toEqual([
      "2026-01-05  Leverage Record: January 5, 2026",
      "  columns: # · Task · Human Est. · Claude · Sup. · Factor · Sup. Factor",
      "  3 tasks, 25.5h human, 83m agent, 10m supervisory, 1,234,000 tokens, factor 18.4x, supervisory factor 153.0x",
      "  6 printed factors and 7 printed aggregates held against the rows: none disagrees",
    ]);
  });

  it("names contradictions and problems with their lines", () => {
    const text = pasted.replace("30m5m40.0x", "30m5m41.0x").replace("24h8m2m", "24h8");
    const lines = describeImport(readRecords(text, "page.txt"));
    expect(lines.some((line) => line.includes("line 10: row 1"))).toBe(true);
    expect(lines.at(-2)).toMatch(/^page\.txt:11: this row of the table cannot be read/);
  });
});
