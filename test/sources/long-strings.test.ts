import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CutLimits, StringCutter } from "../../src/sources/long-strings.ts";

/** Cuts texts under `drop` to nothing and all others over 40 bytes to 20; never touches short ones. */
const limits: CutLimits = {
  untouchedBytes: 16,
  keepBytes: ({ key }) => (key === "drop" ? 0 : 20),
  arrayBudgetBytes: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
};

function shorten(json: string, own: Partial<CutLimits> = {}): string {
  const bytes = Buffer.from(`##${json}##`);
  return new StringCutter({ ...limits, ...own }).shorten(bytes, 2, bytes.length - 2).toString();
}

/** The same, fed in pieces of a few bytes. */
function shortenInPieces(json: string, pieceBytes: number, own: Partial<CutLimits> = {}): string {
  const bytes = Buffer.from(json);
  const cutter = new StringCutter({ ...limits, ...own });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    // Each piece in a buffer of its own: nothing may be read beyond it.
    const piece = Buffer.from(bytes.subarray(at, at + pieceBytes));
    cutter.feed(piece, 0, piece.length);
  }
  return cutter.kept().toString();
}

/** What must come out: the same value with long texts cut to a beginning of themselves. */
function isShortened(before: unknown, after: unknown): boolean {
  if (typeof before === "string") {
    if (typeof after !== "string") return false;
    return Buffer.byteLength(JSON.stringify(before)) - 2 <= 16 ? after === before : before.startsWith(after);
  }
  if (typeof before !== "object" || before === null) return Object.is(before, after) || before === after;
  if (typeof after !== "object" || after === null) return false;
  const keys = Object.keys(before);
  return (
    keys.join("\0") === Object.keys(after).join("\0") &&
    keys.every((key) => isShortened(Reflect.get(before, key), Reflect.get(after, key)))
  );
}

describe("cutting long strings", () => {
  it("leaves the very bytes where nothing is long", () => {
    const bytes = Buffer.from('{"a":"short","n":1}');
    expect(new StringCutter(limits).shorten(bytes, 0, bytes.length).buffer).toBe(bytes.buffer);
  });

  it("cuts by key, and keeps the rest of the line", () => {
    const long = "x".repeat(100);
    expect(shorten(`{"drop":"${long}","keep" : "${long}","n":[1,"${long}"]}`)).toBe(
      `{"drop":"","keep" : "${"x".repeat(20)}","n":[1,"${"x".repeat(20)}"]}`,
    );
  });

  it("tells whoever decides the key, the beginning and what stands before", () => {
    const json = `{"type" : "x", "content":"0123456789abcdefghij","list":["klmnopqrstuvwxyzabcd"]}`;
    for (const pieceBytes of [1, 5, 33, 1_000]) {
      const seen: unknown[] = [];
      const keepBytes = (text: object) => seen.push(text) && 0;
      shortenInPieces(json, pieceBytes, { keepBytes });
      expect(seen).toMatchObject([
        { key: "content", before: '{"type" : "x", ' },
        { key: "", before: '{"type" : "x", "content":"","list":[' },
      ]);
      if (pieceBytes === 1_000) {
        expect(seen).toMatchObject([{ beginning: "0123456789abcdef" }, { beginning: "klmnopqrstuvwxyz" }]);
      }
    }
  });

  it("never cuts inside a character or an escape", () => {
    for (const unit of ["\u00e9", "\u2192", "\u{1f600}", "\\n", '\\"', "\\\\", "\\u00e9", "\\\\\\n"]) {
      for (let offset = 0; offset < 12; offset += 1) {
        const json = `{"k":"${"a".repeat(offset)}${unit.repeat(30)}"}`;
        const kept = JSON.parse(shorten(json)) as { k: string };
        expect((JSON.parse(json) as { k: string }).k.startsWith(kept.k), json).toBe(true);
        expect(kept.k).not.toContain("\ufffd");
      }
    }
  });

  it("shortens any JSON to itself with shorter strings", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.string({ unit: "grapheme", maxLength: 200 }),
        (value, text) => {
          const json = JSON.stringify({ drop: text, value, list: [text, value], keep: text });
          const after: unknown = JSON.parse(shorten(json));
          expect(isShortened(JSON.parse(json), after)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives valid JSON again from pieces of any size", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.string({ unit: "grapheme", maxLength: 120 }),
        fc.integer({ min: 1, max: 40 }),
        (value, text, pieceBytes) => {
          const json = JSON.stringify({ value, drop: text, list: [text, value], '\\"': text });
          const after: unknown = JSON.parse(shortenInPieces(json, pieceBytes));
          expect(isShortened(JSON.parse(json), after)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("lines that are long without a long string", () => {
  const budget: Partial<CutLimits> = { arrayBudgetBytes: 200 };

  it("ends arrays at the budget and keeps every member of every object", () => {
    const list = Array.from({ length: 1_000 }, (_, index) => ({ type: "text", text: `part ${index}` }));
    const json = JSON.stringify({
      message: { content: list, usage: { output_tokens: 7, parts: [1, 2] } },
      uuid: "u",
    });
    for (const pieceBytes of [1, 7, 64, 4_096]) {
      const kept = shortenInPieces(json, pieceBytes, budget);
      expect(kept.length).toBeLessThan(400);
      const row = JSON.parse(kept) as { message: { content: object[]; usage: object }; uuid: string };
      expect(row.message.content[0]).toEqual(list[0]);
      expect(row.message.usage).toMatchObject({ output_tokens: 7, parts: [1] });
      expect(row.uuid).toBe("u");
    }
  });

  it("cuts nested arrays, too", () => {
    const json = JSON.stringify({
      rows: Array.from({ length: 50 }, () => [[1, 2, 3], "x".repeat(10)]),
      last: true,
    });
    for (const pieceBytes of [1, 13, 4_096]) {
      expect(JSON.parse(shortenInPieces(json, pieceBytes, budget))).toMatchObject({ last: true });
    }
  });

  it("gives up where even that is too much, and says so", () => {
    const members = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, index]));
    const bytes = Buffer.from(JSON.stringify(members));
    const cutter = new StringCutter({ ...limits, arrayBudgetBytes: 100, maxBytes: 1_000 });
    cutter.feed(bytes, 0, bytes.length);
    expect(cutter.gaveUp).toBe(true);
    cutter.reset();
    cutter.feed(Buffer.from('{"a":1}'), 0, 7);
    expect(cutter.gaveUp).toBe(false);
    expect(cutter.kept().toString()).toBe('{"a":1}');
  });
});
