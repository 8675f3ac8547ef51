/** Reading one log file: what is had of damaged ones, and that reading goes on where it stopped. */
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { claudeCode } from "../../../src/sources/claude-code/index.ts";
import { headHash } from "../../../src/sources/head-hash.ts";
import {
  bashRow,
  kindsOf,
  logFile,
  logText,
  promptRow,
  type ReadAll,
  readAll,
  repliesOf,
  replyRow,
  resultRow,
  sampleRows,
  tokensById,
} from "./log-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-read-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "log.jsonl");

async function read(text: string | Buffer): Promise<ReadAll> {
  writeFileSync(path, text);
  return readAll(path);
}

const sample = logText(sampleRows());

describe("a sound log", () => {
  it("gives its events with file and line, and no problem", async () => {
    const { events, problems, cursor } = await read(sample);
    expect(problems).toEqual([]);
    expect(cursor).toMatchObject({ bytes: Buffer.byteLength(sample), lines: 12 });
    const prompt = events.find((event) => event.kind === "prompt");
    expect(prompt).toMatchObject({ origin: { file: path, line: 2 }, references: ["#12"] });
    expect(prompt?.kind === "prompt" && prompt.head).toContain("it\u2019s off by one cent \u{1f4b6}");
    const edit = events.find((event) => event.kind === "result" && event.edit !== null);
    expect(edit?.kind === "result" && edit.edit).toMatchObject({ path: "/home/dev/shop/cart.ts", hunks: 1 });
    const commit = events.find((event) => event.kind === "result" && event.commits.length > 0);
    expect(commit?.kind === "result" && commit.commits[0]).toMatchObject({ sha: "1a2b3c4" });
  });

  it("is the same with Windows line ends, a byte order mark, blank lines or without the last newline", async () => {
    const { events } = await read(sample);
    for (const text of [sample.replaceAll("\n", "\r\n"), `\ufeff${sample}`, sample.slice(0, -1)]) {
      const again = await read(text);
      expect(again.events).toEqual(events);
      expect(again.problems).toEqual([]);
    }
    const spaced = await read(sample.replaceAll("\n", "\n\n"));
    expect(tokensById(spaced.events)).toEqual(tokensById(events));
    expect(spaced.problems).toEqual([]);
  });

  it("may be empty", async () => {
    expect(await read("")).toMatchObject({ events: [], problems: [], cursor: { bytes: 0, lines: 0 } });
  });
});

describe("a damaged log", () => {
  it("loses only the broken lines, each named by file and line", async () => {
    const rows = sampleRows().map((row) => JSON.stringify(row));
    const lines = [...rows.slice(0, 4), rows[4]!.slice(0, 500), "not json", ...rows.slice(4), '["list"]'];
    const { events, problems } = await read(`${lines.join("\n")}\n`);
    expect(tokensById(events)).toEqual(tokensById((await read(sample)).events));
    expect(problems.map(({ kind, at }) => [kind, at.line])).toEqual([
      ["broken-json", 5],
      ["broken-json", 6],
      ["not-an-object", 15],
    ]);
    for (const problem of problems) {
      expect(problem.at.file).toBe(path);
      expect(problem.hint.length).toBeGreaterThan(20);
    }
  });

  it("names rows of unknown kinds", async () => {
    const { problems } = await read(logText([{ type: "hologram", sessionId: "s" }, ...sampleRows()]));
    expect(kindsOf(problems)).toEqual(["unknown-row"]);
  });

  it("keeps rows with absurd times", async () => {
    const strange = [
      "yesterday",
      "0001-01-01T00:00:00Z",
      "+275760-09-13T00:00:00.001Z",
      -1,
      1e300,
      {},
      [],
      true,
    ];
    const rows = strange.map((timestamp, index) => replyRow(100 + index, [], { timestamp }));
    const { events, problems } = await read(logText([promptRow(1, "go"), ...rows]));
    expect(repliesOf(events)).toHaveLength(strange.length);
    for (const event of events) expect(event.atMs).toBeGreaterThan(Date.UTC(2020, 0, 1));
    expect(new Set(kindsOf(problems))).toEqual(new Set(["absurd-time"]));
  });

  it("has both of two rows glued together", async () => {
    const glued = sampleRows()
      .map((row) => JSON.stringify(row))
      .join("");
    const { events, problems } = await read(`${glued}\n`);
    expect(tokensById(events)).toEqual(tokensById((await read(sample)).events));
    expect(problems).toEqual([]);
  });

  it("reads rows that hold bytes which are not UTF-8, and lone surrogates", async () => {
    const bytes = Buffer.from(logText([promptRow(1, "caf\u00e9 \u00e9clair"), replyRow(2, [])]), "latin1");
    const { events, problems } = await read(bytes);
    expect(kindsOf(problems)).toEqual(["invalid-utf8"]);
    expect(events.find((event) => event.kind === "prompt")).toMatchObject({ head: "caf\ufffd \ufffdclair" });
    const lone = await read(logText([promptRow(1, "half \ud83d pair")]));
    expect(lone.events.find((event) => event.kind === "prompt")).toMatchObject({ head: "half \ufffd pair" });
  });

  it("survives zero bytes", async () => {
    const { events, problems } = await read(
      `${sample}${"\0".repeat(5_000)}\n${JSON.stringify(replyRow(50, []))}\n`,
    );
    expect(repliesOf(events).at(-1)?.messageId).toBe("msg_50");
    expect(kindsOf(problems)).toEqual(["nul-bytes"]);
  });

  it("survives rows of the right kind and the wrong shape", async () => {
    const wrong = [null, 1, "x", [], {}, [null], { content: null }, { content: [null, 1, "x", {}] }];
    const types = [
      "user",
      "assistant",
      "system",
      "progress",
      "attachment",
      "queue-operation",
      "summary",
      "pr-link",
    ];
    const rows = types.flatMap((type) =>
      wrong.map((value) => ({
        type,
        sessionId: "s",
        message: value,
        data: value,
        attachment: value,
        toolUseResult: value,
        timestamp: "2026-03-05T09:00:00Z",
      })),
    );
    const { events } = await read(logText([...rows, ...sampleRows()]));
    expect(tokensById(events)).toMatchObject(tokensById((await read(sample)).events));
  });

  it("is a problem where it cannot be read", async () => {
    writeFileSync(path, "");
    const file = logFile(path);
    mkdirSync(join(folder, "folder.jsonl"), { recursive: true });
    for (const gone of [join(folder, "none.jsonl"), join(folder, "folder.jsonl"), join(folder, "a\0b")]) {
      const results = [];
      for await (const result of claudeCode.read({ ...file, path: gone }, null)) results.push(result);
      expect(results).toHaveLength(1);
      expect(results[0]).toMatchObject({
        events: [],
        problems: [{ kind: "unreadable-file", at: { file: gone } }],
      });
      expect(results[0]!.cursor).toMatchObject({ bytes: 0, lines: 0 });
    }
  });

  it.skipIf(process.getuid?.() === 0)(
    "is a problem where we may not read it (not tested as root)",
    async () => {
      const locked = join(folder, "locked.jsonl");
      writeFileSync(locked, sample);
      chmodSync(locked, 0);
      expect(kindsOf((await readAll(locked)).problems)).toEqual(["unreadable-file"]);
    },
  );
});

describe("a line of many megabytes", () => {
  /** Writes `unit` again and again without ever holding the whole line. */
  function writeLong(before: string, unit: string, megabytes: number, after: string): void {
    const file = openSync(path, "w");
    writeSync(file, before);
    const block = unit.repeat(Math.ceil((1 << 20) / unit.length));
    for (let written = 0; written < megabytes; written += 1) writeSync(file, block);
    writeSync(file, after);
    closeSync(file);
  }

  const reply = JSON.stringify(
    replyRow(60, [{ type: "tool_use", id: "t", name: "Write", input: { content: "@@" } }]),
  );
  const [start, end] = reply.split("@@") as [string, string];

  it("is read for its numbers, in little memory", async () => {
    writeLong(
      `${JSON.stringify(promptRow(1, "go"))}\n${start}`,
      'abc \\"\\\\ \u00e9 ',
      40,
      `${end}\n${sample}`,
    );
    const before = process.memoryUsage().rss;
    const { events, problems } = await readAll(path);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    expect(tokensById(events).msg_60).toMatchObject({ inputTokens: 60, cacheWrite1hTokens: 20 });
    expect(tokensById(events)).toMatchObject(tokensById((await read(sample)).events));
    expect(problems).toMatchObject([{ kind: "long-line", at: { line: 2 } }]);
  });

  it("is read when it is many short values", async () => {
    const row = JSON.stringify(resultRow(61, 60, { parts: ["@@"] }, "done"));
    const [from, to] = row.split("@@") as [string, string];
    writeLong(from, 'x","y","', 20, `${to}\n${sample}`);
    const { events, problems } = await readAll(path);
    expect(events[1]).toMatchObject({ kind: "result", toolId: "toolu_60" });
    expect(kindsOf(problems)).toEqual(["long-line"]);
  });

  it("is given up, alone, when it is nothing but keys", async () => {
    writeLong(`${sample}{"a":1`, ',"abcdefgh":12345678', 40, `}\n${JSON.stringify(replyRow(62, []))}\n`);
    const { events, problems } = await readAll(path);
    expect(tokensById(events)).toHaveProperty("msg_62");
    expect(problems).toMatchObject([{ kind: "line-too-long", at: { line: 13 } }]);
  });

  it("waits for its end when it is unfinished", async () => {
    writeLong(start, "abc ", 20, "");
    const unfinished = await readAll(path);
    expect(unfinished).toMatchObject({ events: [], problems: [], cursor: { bytes: 0, lines: 0 } });
    appendFileSync(path, end);
    const { events } = await readAll(path, unfinished.cursor);
    expect(tokensById(events)).toHaveProperty("msg_60");
  });
});

describe("reading on", () => {
  it("reads nothing twice and finds nothing in an unchanged file", async () => {
    const { cursor } = await read(sample);
    expect(await readAll(path, cursor)).toMatchObject({ events: [], problems: [], cursor });
  });

  it("leaves an unfinished row for the next time", async () => {
    const text = `${sample}${JSON.stringify(replyRow(70, []))}`;
    const first = await read(text.slice(0, -20));
    expect(first.problems).toEqual([]);
    expect(first.cursor).toMatchObject({ bytes: Buffer.byteLength(sample), lines: 12 });
    writeFileSync(path, `${text}\n`);
    const second = await readAll(path, first.cursor);
    expect(repliesOf(second.events)).toMatchObject([{ messageId: "msg_70", origin: { line: 13 } }]);
  });

  it("takes a whole row without its newline, and counts its line once", async () => {
    const first = await read(sample.slice(0, -1));
    appendFileSync(path, `\n${JSON.stringify(replyRow(71, []))}\n`);
    const second = await readAll(path, first.cursor);
    expect(repliesOf(second.events)).toMatchObject([{ messageId: "msg_71", origin: { line: 13 } }]);
    expect(second.cursor.lines).toBe(13);
  });

  it("reads a row glued behind the last one on that row's line", async () => {
    const first = await read(sample.slice(0, -1));
    appendFileSync(path, `${JSON.stringify(replyRow(72, []))}\n`);
    const second = await readAll(path, first.cursor);
    expect(repliesOf(second.events)).toMatchObject([{ messageId: "msg_72", origin: { line: 12 } }]);
  });

  it("finds nothing where the file has become shorter; the head hash tells that it is another one", async () => {
    const { cursor } = await read(sample);
    const hash = await headHash(path, cursor.bytes);
    truncateSync(path, 100);
    expect(await readAll(path, cursor)).toMatchObject({ events: [], problems: [], cursor });
    expect(await headHash(path, cursor.bytes)).not.toBe(hash);
    unlinkSync(path);
    writeFileSync(path, logText([promptRow(1, "another session"), ...sampleRows(), ...sampleRows()]));
    expect(await headHash(path, cursor.bytes)).not.toBe(hash);
  });

  it("gives the same events from any appended pieces as from one read", async () => {
    const text = Buffer.from(
      [
        sample,
        `${JSON.stringify(promptRow(80, "gl\u00fced \u{1f4b6}"))}${JSON.stringify(replyRow(81, []))}\n`,
        "broken {\r\n",
        `${JSON.stringify(bashRow(82, 'gh pr create --title "Round cents"'))}\r\n\n`,
        `{"torn":${JSON.stringify(replyRow(83, []))}\n`,
        JSON.stringify(resultRow(84, 82, { stdout: "https://github.com/o/shop/pull/7" }, "x")),
      ].join(""),
    );
    const whole = await read(text);
    expect(whole.events.length).toBeGreaterThan(15);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(text.length), { maxLength: 8 }),
        fc.array(fc.constantFrom(...sample.split("\n").map((_, index) => index)), { maxLength: 3 }),
        async (cuts, lineEnds) => {
          // Cuts anywhere, and some right at line ends, where most readers go wrong.
          const ends = lineEnds.map((line) =>
            Buffer.byteLength(sample.split("\n").slice(0, line).join("\n")),
          );
          const places = [...new Set([...cuts, ...ends, text.length])].sort((a, b) => a - b);
          writeFileSync(path, "");
          let cursor: ReadAll["cursor"] | null = null;
          const events: ReadAll["events"] = [];
          let from = 0;
          for (const place of places) {
            appendFileSync(path, text.subarray(from, place));
            from = place;
            const part: ReadAll = await readAll(path, cursor);
            cursor = part.cursor;
            events.push(...part.events);
          }
          expect(events).toEqual(whole.events);
          expect(cursor).toEqual(whole.cursor);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("fuzzing", () => {
  it("never throws on mutated lines, and the untouched lines count as before", async () => {
    const rows = sampleRows().map((row) => JSON.stringify(row));
    const before = tokensById((await read(sample)).events);
    const value = fc.oneof(
      fc.constantFrom(null, "", {}, [], -1, 1e308, "\ud800", "9".repeat(400), true),
      fc.jsonValue({ maxDepth: 2 }),
    );
    /** A row with some values replaced: valid JSON of an unexpected shape. */
    const reshaped = fc
      .tuple(fc.nat(rows.length - 1), fc.array(fc.tuple(fc.nat(60), value), { maxLength: 4 }))
      .map(([index, changes]) => {
        let seen = 0;
        const wanted = new Map(changes);
        return JSON.stringify(JSON.parse(rows[index]!), (key, old: unknown) => {
          seen += 1;
          return key !== "" && wanted.has(seen) ? wanted.get(seen) : old;
        });
      });
    /** A row with bytes replaced, left out or doubled. */
    const damaged = fc
      .tuple(
        fc.nat(rows.length - 1),
        fc.array(fc.tuple(fc.nat(9_999), fc.nat(3), fc.nat(255)), { maxLength: 5 }),
      )
      .map(([index, changes]) => {
        let bytes = Buffer.from(rows[index]!);
        for (const [place, how, byte] of changes) {
          const at = place % bytes.length;
          const middle = how === 0 ? [byte] : how === 1 ? [] : how === 2 ? [bytes[at]!, byte] : [0x22, 0x5c];
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(middle), bytes.subarray(at + 1)]);
        }
        // A newline would make two lines of it; the damage is to one.
        return Buffer.from(bytes.map((byte) => (byte === 0x0a ? 0x20 : byte)));
      });
    const line = fc.oneof(
      reshaped.map((text) => Buffer.from(text)),
      damaged,
      fc.uint8Array({ maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 20, maxLength: 30 }), async (lines) => {
        const newline = Buffer.from("\n");
        const mutated = lines.flatMap((bytes) => [Buffer.from(bytes), newline]);
        const { events } = await read(Buffer.concat([...mutated, newline, Buffer.from(sample)]));
        const first = mutated.length / 2 + lines.filter((bytes) => Buffer.from(bytes).includes(10)).length;
        const own = events.filter((event) => event.origin.line > first);
        expect(tokensById(own)).toMatchObject(before);
      }),
      { numRuns: 150 },
    );
  });
});

describe("texts that are left out for speed", () => {
  const long = Array.from(
    { length: 900 },
    (_, index) => `${String(index + 1).padStart(6)}\u2192line ${index}`,
  ).join("\n");

  it("are none that somebody typed: a pasted listing counts in full", async () => {
    const { events } = await read(logText([promptRow(1, long), promptRow(2, long.trimStart())]));
    expect(events.filter((event) => event.kind === "prompt")).toMatchObject([
      { characters: long.length, head: expect.stringMatching(/^ {5}1\u2192line 0/) },
      { characters: long.trimStart().length },
    ]);
  });

  it("are what tools read, wherever the row names the call", async () => {
    const row = resultRow(3, 2, { stdout: "x" }, long) as { message: { content: object[] } };
    const block = { type: "tool_result", tool_use_id: "toolu_2", content: long };
    const other = { ...row, message: { content: [block] } };
    const { events, problems } = await read(logText([promptRow(1, "go"), row, other]));
    expect(events.filter((event) => event.kind === "result")).toHaveLength(2);
    expect(problems).toEqual([]);
  });
});
