/** Reading a part of a line must tell the same as reading all of it. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import { BriefRows, compile } from "../../../src/sources/brief-rows.ts";
import { isEnough, lineRules, neededKeys } from "../../../src/sources/claude-code/line-rules.ts";
import { newRowState, type RowState, readRow } from "../../../src/sources/claude-code/rows.ts";
import { type JsonObject, type ParsedLine, parseLine } from "../../../src/sources/json-line.ts";
import { rowsOfEveryKind } from "../../reliability/row-kinds.ts";
import "../../seed.ts";

/** How a line is read. */
type Way = (line: Buffer, state: RowState) => ParsedLine;

/** Leaves nothing out. */
const wholeLines: Way = (line) =>
  parseLine(line, { ...lineRules, shorten: (bytes, from, to) => bytes.subarray(from, to) });

/** Leaves out what no row needs, but keeps the texts that some need. */
const longerLines: Way = (line) => parseLine(line, lineRules);

const machineCode = readFileSync(join(dirname(inject("command")), "parts", "brief-rows.wasm"));
const brief = new BriefRows(compile(machineCode), neededKeys);

function briefly(line: Buffer): ReturnType<BriefRows["row"]> {
  const to = line.copy(brief.window) + brief.window.write("\n", line.length);
  brief.take({ lines: [], bytes: 0, rest: null, span: { window: brief.window, from: 0, to } });
  return brief.row(0);
}

/** What the machine reads, and the long way where that is not enough. */
const briefLines: Way = (line, state) => {
  const found = briefly(line);
  return found === null || (found.isCut && !isEnough(found.row, state))
    ? parseLine(line, lineRules)
    : { objects: [found.row], problems: [], whole: true };
};

/** All that is made of the lines one after the other, and what is remembered of them. */
function read(lines: readonly string[], way: Way) {
  const state = newRowState();
  const found = lines.map((line, index) => {
    const { objects, problems, whole } = way(Buffer.from(line), state);
    const rows = objects.map((row) => readRow(row, { file: "a.jsonl", line: index + 1 }, state));
    // How long a line that is no JSON is, is counted in what was looked at of it.
    return { rows, whole, problems: problems.map(({ kind }) => kind) };
  });
  return { found, state };
}

const longText = fc
  .tuple(
    fc.constantFrom(
      "The user doesn't want to proceed with this tool use. ",
      "[main 1a2b3c4] Add the cart\n",
      "https://github.com/o/r/pull/12 ",
      "     1\u2192import x",
      "No response requested.",
      '{"type":"user","content":"',
      '\\u0022 \\ " ',
      "",
    ),
    fc.constantFrom(
      "word ",
      "\u00e9\u2192\u{1f600}",
      '"quoted" \\ ',
      "line\n\t",
      "\\\\\\",
      '","type":"create","content":"',
    ),
    fc.constantFrom(0, 1, 20, 90, 300, 900),
  )
  .map(([beginning, piece, times]) => beginning + piece.repeat(times));

const toolId = fc.constantFrom("toolu_1", "toolu_2", "toolu_3");

const resultBlock = fc.record({
  tool_use_id: toolId,
  type: fc.constantFrom("tool_result", "tool_result", "text", "image"),
  content: fc.oneof(
    longText,
    fc.array(fc.record({ type: fc.constant("text"), text: longText }), { maxLength: 2 }),
  ),
  text: longText,
  is_error: fc.boolean(),
});

const callBlock = fc.record({
  type: fc.constantFrom("tool_use", "text", "thinking"),
  id: toolId,
  name: fc.constantFrom("Bash", "Write", "Task"),
  text: longText,
  thinking: longText,
  signature: longText,
  input: fc.record(
    {
      command: fc.constantFrom("git commit -m x", "gh pr create --title t", "ls"),
      prompt: longText,
      content: longText,
    },
    { requiredKeys: [] },
  ),
});

const toolDetail = fc.record(
  {
    type: fc.constantFrom("create", "update", "text"),
    filePath: fc.constant("/home/dev/shop/a.ts"),
    content: longText,
    stdout: longText,
    stderr: longText,
    originalFile: longText,
    new_source: longText,
    file: fc.record({ filePath: fc.constant("/b"), content: longText, type: fc.constant("create") }),
    structuredPatch: fc.array(
      fc.record({
        lines: fc.array(
          longText.map((text) => `+${text}`),
          { maxLength: 3 },
        ),
      }),
      {
        maxLength: 2,
      },
    ),
    durationMs: fc.nat(1000),
  },
  { requiredKeys: [] },
);

const userMessage = fc.record({
  role: fc.constant("user"),
  content: fc.oneof(longText, fc.array(resultBlock, { maxLength: 3 })),
});
const replyMessage = fc.record({
  id: fc.constantFrom("m1", "m2"),
  model: fc.constantFrom("claude-opus-4-6", "<synthetic>"),
  content: fc.oneof(longText, fc.array(callBlock, { maxLength: 3 })),
  usage: fc.record({ input_tokens: fc.nat(9), output_tokens: fc.nat(9) }),
});

const row = fc.record(
  {
    type: fc.constantFrom(
      ..."user user assistant assistant progress attachment queue-operation system summary file-history-snapshot new-kind".split(
        " ",
      ),
    ),
    message: fc.oneof(userMessage, replyMessage),
    toolUseResult: fc.oneof(toolDetail, longText),
    data: fc.record({
      type: fc.constantFrom("agent_progress", "bash_progress", "new-progress"),
      output: longText,
      message: fc.record(
        {
          type: fc.constantFrom("user", "assistant"),
          message: fc.oneof(userMessage, replyMessage),
          toolUseResult: toolDetail,
        },
        { requiredKeys: ["type"] },
      ),
    }),
    attachment: fc.record({
      type: fc.constantFrom("queued_command", "file", "new"),
      prompt: longText,
      content: longText,
    }),
    operation: fc.constant("enqueue"),
    content: longText,
    summary: longText,
    prompt: longText,
    isMeta: fc.boolean(),
    isSidechain: fc.boolean(),
    sessionId: fc.constant("s"),
    cwd: longText,
    timestamp: fc.constant("2026-03-05T09:00:00Z"),
    uuid: fc.constantFrom("u1", "u2"),
  },
  { requiredKeys: ["type"] },
);

/** In any order of the outer keys, with a key twice, and with letters written as escapes. */
const written = fc
  .tuple(row, fc.infiniteStream(fc.nat()), fc.nat(3), fc.nat(5))
  .map(([value, numbers, doubled, escapes]) => {
    const keys = Object.keys(value).map((key) => ({ key, at: numbers.next().value ?? 0 }));
    const ordered = keys.sort((a, b) => a.at - b.at).map(({ key }) => key);
    const members = [...ordered, ...(doubled === 0 ? ordered.slice(0, 1) : [])].map(
      (key) => `${JSON.stringify(key)}:${JSON.stringify(value[key as keyof typeof value])}`,
    );
    const json = `{${members.join(",")}}`;
    return escapes === 0
      ? json.replaceAll("create", "cre\\u0061te").replaceAll('"content"', '"con\\u0074ent"')
      : json;
  });

const cutOff = fc.tuple(written, fc.nat(4_000)).map(([text, end]) => text.slice(0, end));

const torn = fc.oneof(
  fc.tuple(written, written).map(([a, b]) => a + b),
  fc.tuple(cutOff, written).map(([a, b]) => a + b),
);

const runs = { numRuns: 200 };

describe("a part of a line", () => {
  for (const way of [longerLines, briefLines]) {
    it("tells the same as all of it, whatever the row", () => {
      const lines = fc.array(fc.oneof(written, written, written, cutOff), { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(lines, (given) => {
          expect(read(given, way)).toEqual(read(given, wholeLines));
        }),
        runs,
      );
    });
  }

  it("tells the same as more of it where rows were torn and glued together", () => {
    const lines = fc.array(fc.oneof(written, torn, torn), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lines, (given) => {
        expect(read(given, briefLines)).toEqual(read(given, longerLines));
      }),
      runs,
    );
  });

  it("is enough for a tool's long output", () => {
    const content = [{ type: "tool_result", tool_use_id: "t", content: "x".repeat(5_000) }];
    const found = briefly(Buffer.from(JSON.stringify({ type: "user", message: { content } })));
    expect(isEnough(found!.row, newRowState())).toBe(true);
    expect(JSON.stringify(found!.row).length).toBeLessThan(500);
  });

  it("is not enough for a prompt, nor for output in which a commit is looked for", () => {
    const prompt = { type: "user", message: { content: "y".repeat(5_000) } };
    const state = newRowState();
    expect(briefLines(Buffer.from(JSON.stringify(prompt)), state).objects).toEqual([prompt]);
    state.calls["t"] = { commit: true, pullRequestTitle: null };
    const content = [{ type: "tool_result", tool_use_id: "t", content: "x".repeat(5_000) }];
    const result = { type: "user", message: { content } };
    expect(briefLines(Buffer.from(JSON.stringify(result)), state).objects).toEqual([result]);
  });
});

/** The value, noting each key that is asked for. */
function watched(value: unknown, asked: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof key !== "string" || (Array.isArray(target) && !/^\d+$/.test(key))) return found;
      if (!Array.isArray(target)) asked.add(key);
      return watched(found, asked);
    },
  });
}

describe("the needed keys", () => {
  it("are all that is asked of rows of every kind", () => {
    const asked = new Set<string>();
    const state = newRowState();
    for (const row of rowsOfEveryKind) {
      readRow(watched(row, asked), { file: "a.jsonl", line: 1 }, state);
      isEnough(watched(row, asked) as JsonObject, state);
    }
    // A subagent's message is copied with all it holds.
    const copied = ["parentUuid", "userType", "sessionId"];
    expect([...asked].filter((key) => !(key in neededKeys) && !copied.includes(key))).toEqual([]);
    expect(asked.size).toBeGreaterThan(60);
  });

  it("give what whole rows of every kind give", () => {
    const lines = rowsOfEveryKind.map((row) => JSON.stringify(row));
    expect(read(lines, briefLines)).toEqual(read(lines, wholeLines));
  });
});

/** JSON of needed keys, with a byte changed in most. */
const nearlyJson = fc
  .tuple(
    fc
      .jsonValue({ noUnicodeString: false })
      .map((value) => JSON.stringify({ content: value, input: [value, -0.5e-7] })),
    fc.nat(),
    fc.option(fc.constantFrom(...'\\"{}[],:0.eE-+\u0001\0ntu \t\r\u00e9/')),
  )
  .map(([json, at, byte]) => {
    const place = at % json.length;
    return byte === null ? json : json.slice(0, place) + byte + json.slice(place + 1);
  });

describe("the machine", () => {
  it("takes for a row what JSON.parse takes for an object, and all of it where every key is needed", () => {
    fc.assert(
      fc.property(nearlyJson, (json) => {
        const found = briefly(Buffer.from(json));
        if (found !== null) JSON.parse(json);
        else expect(() => plainObject(json)).toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});

/** @throws where the machine need not understand it. */
function plainObject(json: string): void {
  if (/^[\ufeff\0]/.test(json) || json.includes("\\") || depthOf(json) > 60) throw new Error("not plain");
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("no object");
}

const depthOf = (json: string): number => json.replaceAll(/[^[{]/g, "").length;
