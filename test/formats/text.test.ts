import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, plainText, plainTitle, shorten, wrap, wrapInto } from "../../src/formats/text.ts";

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.lorem());

describe("plain text", () => {
  it.each([
    ["colours and cursor moves", "\u001b[31mred\u001b[0m and \u009b2Jclear", "red and clear"],
    [
      "window titles and links",
      "\u001b]0;owned\u0007see \u001b]8;;https://a.example\u001b\\this\u001b]8;;\u001b\\",
      "see this",
    ],
    ["line ends and tabs", "one\r\ntwo\tthree\u0085four", "one two three four"],
    ["marks of direction", "\u202eexe.txt\u202c \u2066a\u2069", "exe.txt a"],
    ["what cannot be seen", "a\u200bb\u00adc\ufeffd\u{e0041}", "abcd"],
    ["half a character", "a\ud800b", "ab"],
  ])("drops %s", (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it("keeps what people write: joined emoji, accents, other scripts", () => {
    const text = "👩‍👩‍👧 café می‌خواهم 支払い";
    expect(plainText(text)).toBe(text);
  });

  it("is one visible line, and plain for good", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]|^ | $| {2}/u);
        expect(plainText(plain)).toBe(plain);
      }),
    );
  });

  it("names a title of which nothing is left", () => {
    expect(plainTitle("\u202e \u0007")).toBe("(untitled)");
  });
});

describe("fitting text into columns", () => {
  it("shortens at the end of a word", () => {
    expect(shorten("Build the parser, then test it", 20)).toBe("Build the parser…");
    expect(shorten("Build the parser", 16)).toBe("Build the parser");
  });

  it("cuts a word that is most of the room", () => {
    expect(shorten("Internationalization of it", 12)).toBe("Internation…");
  });

  it("counts wide characters twice", () => {
    expect(shorten("支払いサービス", 7)).toBe("支払い…");
    expect(wrap("支払い サービス", 8)).toEqual(["支払い", "サービス"]);
  });

  it("puts what does not fit on the last line behind an ellipsis", () => {
    expect(wrapInto("one two three four five six", 9, 2)).toEqual(["one two", "three…"]);
  });

  it("never passes the columns and loses no word where it wraps", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 40 }), (text, columns) => {
        const plain = plainText(text);
        expect(columnsOf(shorten(plain, columns))).toBeLessThanOrEqual(columns);
        const lines = wrap(plain, columns);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join("").replaceAll(" ", "")).toBe(plain.replaceAll(" ", ""));
      }),
    );
  });
});
