import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { type LineLimits, readLines } from "../../src/sources/lines.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "log.jsonl");

/** Windows far smaller than most lines, so that every case of growing and moving comes up. */
const limits: LineLimits = {
  windowBytes: 64,
  longLineBytes: 256,
  longLine: {
    untouchedBytes: 8,
    keepBytes: () => 4,
    arrayBudgetBytes: 1_000,
    maxBytes: 10_000,
  },
};
const start = { bytes: 0, lineNumber: 1 };

interface Copy {
  readonly text: string;
  readonly number: number;
  readonly longBytes: number | null;
}

function read(from = start): { lines: Copy[]; rest: Copy | null; bytes: number } {
  const lines: Copy[] = [];
  let rest: Copy | null = null;
  let bytes = from.bytes;
  for (const batch of readLines(path, from, limits)) {
    // A line's bytes are good until the next batch only: they are copied here.
    const copy = ({ bytes: own, number, longBytes }: (typeof batch.lines)[number]) => ({
      text: own.toString(),
      number,
      longBytes,
    });
    lines.push(...batch.lines.map(copy));
    rest = batch.rest === null ? null : copy(batch.rest);
    bytes = batch.bytes;
  }
  return { lines, rest, bytes };
}

it("splits any text at its newlines, from any position", () => {
  const line = fc.string({ maxLength: 240, unit: "grapheme-ascii" }).map((text) => text.replaceAll("\n", ""));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.nat(11), (lines, skipped) => {
      const text = lines.join("\n");
      writeFileSync(path, text);
      const from = Math.min(skipped, Math.max(0, lines.length - 1));
      const bytes = lines.slice(0, from).join("\n").length + (from > 0 ? 1 : 0);
      const found = read({ bytes, lineNumber: from + 1 });
      const expected = lines
        .slice(from)
        .map((own, index) => ({ text: own, number: from + index + 1, longBytes: null }));
      const rest = expected.pop();
      expect(found.lines).toEqual(expected);
      expect(found.rest).toEqual(rest === undefined || rest.text === "" ? null : rest);
    }),
    { numRuns: 300 },
  );
});

it("passes a longer line through the cutter and knows its real length", () => {
  const long = `{"a":"${"x".repeat(1_000)}","b":1}`;
  writeFileSync(path, `short\n${long}\nshort\n${long}`);
  expect(read()).toEqual({
    lines: [
      { text: "short", number: 1, longBytes: null },
      { text: '{"a":"xxxx","b":1}', number: 2, longBytes: long.length },
      { text: "short", number: 3, longBytes: null },
    ],
    rest: { text: '{"a":"xxxx","b":1}', number: 4, longBytes: long.length },
    bytes: long.length + 13,
  });
});

it("finds nothing in an empty file, at the end of one, and behind it", () => {
  writeFileSync(path, "");
  expect([...readLines(path, start, limits)]).toEqual([]);
  writeFileSync(path, "a\n");
  expect([...readLines(path, { bytes: 2, lineNumber: 2 }, limits)]).toEqual([]);
  expect([...readLines(path, { bytes: 900, lineNumber: 2 }, limits)]).toEqual([]);
});

it("ends where the file is cut short while it is read", () => {
  writeFileSync(path, "line\n".repeat(100));
  let lines = 0;
  for (const batch of readLines(path, start, limits)) {
    lines += batch.lines.length;
    truncateSync(path, 150);
  }
  expect(lines).toBe(30);
});

it("throws what the system says where there is nothing to read", () => {
  expect(() => [...readLines(join(folder, "none"), start, limits)]).toThrow(/ENOENT/);
  expect(() => [...readLines(folder, start, limits)]).toThrow("not a regular file");
});
