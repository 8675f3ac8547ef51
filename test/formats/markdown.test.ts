import { describe, expect, it } from "vitest";
import { readRecords } from "../../src/formats/import.ts";
import { escapeMarkdown, markdown } from "../../src/formats/markdown.ts";
import { fixtureRecord, importedRecord, recordOf } from "./fixture-record.ts";

const options = { columns: 80, wide: false, colour: false };

describe("the record as Markdown", () => {
  it("reads like this", async () => {
    await expect(await markdown.print(fixtureRecord(), options)).toMatchFileSnapshot(
      "./gallery/record-markdown.txt",
    );
  });

  it("exports an imported record to the table it came from", async () => {
    const text = await markdown.print(importedRecord(), options);
    expect(text).toContain("| 1 | Port of the billing service | 120h | 5m | 5m | 1440.0x | 1440.0x |");
    expect(text).toContain("| 2 | Search index with a rebuild command | 40h | 25m | 5m | 96.0x | 480.0x |");
    expect(text).toContain("| Total human-equivalent hours | 174 |");
    expect(text).toContain("| Total tokens | 600,000 |");
    expect(text).toContain("| Cost at list prices | unpriced |");
  });

  it("can be read back, titles as they were", async () => {
    const { records } = readRecords(await markdown.print(fixtureRecord(), options), "record.md");
    expect(records[0]?.entries.map(({ title }) => title)).toContain(
      "Parse a|b|c tables, `code` and *stars* [link](javascript:alert(1))",
    );
    expect(records[0]?.entries).toHaveLength(fixtureRecord().entries.length);
  });
});

describe("escaping", () => {
  it.each([
    ["a|b", "a\\|b"],
    ["<b>&amp;", "&lt;b&gt;&amp;amp;"],
    ["*a* _b_ `c` ~d~ [e]", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\[e\\]"],
    ["back\\slash", "back\\\\slash"],
    ["$x$ costs $5", "\\$x\\$ costs $5"],
  ])("%s", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it("keeps a sentence from opening a heading or a list", async () => {
    const statement = (text: string) => ({ kind: text, text, facts: {} });
    const record = recordOf([], { analysis: ["# one", "2. two", "- three"].map(statement) });
    expect(await markdown.print(record, options)).toContain("\n\\# one\n\n2\\. two\n\n\\- three\n");
  });
});
