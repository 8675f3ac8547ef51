import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LineRules, parseLine } from "../../src/sources/json-line.ts";

const rules: LineRules = {
  shorten: (bytes, from, to) => bytes.subarray(from, to),
  isRow: (value) => typeof value.sessionId === "string",
};

function parse(line: string | Buffer) {
  const { objects, problems, whole } = parseLine(Buffer.from(line), rules);
  return { objects, kinds: problems.map((problem) => problem.kind), whole };
}

const row = { type: "user", sessionId: "s", text: "\u00e9\u2192\u{1f600}" };
const json = JSON.stringify(row);

describe("a line of a log", () => {
  it("is one object", () => {
    expect(parse(json)).toEqual({ objects: [row], kinds: [], whole: true });
  });

  it.each([
    ["a carriage return", `${json}\r`],
    ["a byte order mark", `\ufeff${json}`],
    ["spaces and tabs", `\t ${json} \t`],
  ])("may have %s around it", (_, line) => {
    expect(parse(line)).toEqual({ objects: [row], kinds: [], whole: true });
  });

  it("may be empty", () => {
    for (const line of ["", "\r", "  ", "\ufeff"])
      expect(parse(line)).toEqual({ objects: [], kinds: [], whole: true });
  });

  it("may be several objects glued together", () => {
    expect(parse(`${json}${json}`)).toEqual({ objects: [row, row], kinds: [], whole: true });
    expect(parse(`${json} ${json}{"type":"summary","summary":"a}{b"}`).objects).toHaveLength(3);
  });

  it("keeps the whole rows around a torn one", () => {
    for (const torn of [json.slice(0, 20), json.slice(0, -1), '{"type":"user","message":{"content":"abc']) {
      expect(parse(`${torn}${json}`)).toEqual({ objects: [row], kinds: ["broken-json"], whole: false });
      expect(parse(`${json}${torn}`)).toEqual({ objects: [row], kinds: ["broken-json"], whole: false });
      expect(parse(`${json}${torn}${json}`).objects).toEqual([row, row]);
    }
  });

  it("takes no object inside a torn row for a row", () => {
    const torn = `{"type":"user","message":{"type":"message","content":[{"type":"text","text":"x"}]}`;
    expect(parse(torn)).toEqual({ objects: [], kinds: ["broken-json"], whole: false });
  });

  it("survives zero bytes of a lost block", () => {
    const zeros = "\0".repeat(500);
    expect(parse(zeros)).toEqual({ objects: [], kinds: ["nul-bytes"], whole: false });
    expect(parse(`${zeros}${json}`)).toEqual({ objects: [row], kinds: ["nul-bytes"], whole: true });
    expect(parse(`${json.slice(0, 30)}${zeros}${json}`)).toMatchObject({
      objects: [row],
      kinds: ["broken-json"],
    });
  });

  it("is read with replacement characters where it is not UTF-8", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"type":"user","text":"a'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('b"}'),
    ]);
    expect(parse(bytes)).toEqual({
      objects: [{ type: "user", text: "a\ufffd\ufffdb" }],
      kinds: ["invalid-utf8"],
      whole: true,
    });
  });

  it("keeps escapes, lone surrogates among them, beside plain characters", () => {
    expect(parse('{"a":"\\u00e9\\ud83d \u00e9 \\ude00"}').objects).toEqual([
      { a: "\u00e9\ud83d \u00e9 \ude00" },
    ]);
  });

  it("is a problem where it is JSON but no object", () => {
    for (const line of ["1", '"a"', "null", "[{}]", "true"]) {
      expect(parse(line)).toEqual({ objects: [], kinds: ["not-an-object"], whole: false });
    }
  });

  it("never quotes what it could not read", () => {
    const secret = "correct-horse-battery";
    const { problems } = parseLine(Buffer.from(`{"type":"user","text":"${secret}`), rules);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  it("stays quick on a line of garbage that looks like rows", () => {
    const garbage = '{"type":"user","x":[{"type":"text"'.repeat(20_000);
    const before = performance.now();
    expect(parse(garbage).kinds).toEqual(["broken-json"]);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (noise, at) => {
        const bytes = Buffer.concat([Buffer.from(json).subarray(0, at), noise, Buffer.from(json)]);
        const { objects, problems } = parseLine(bytes, rules);
        expect(objects.length + problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
