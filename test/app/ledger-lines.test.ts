/** The whole ledger out as JSON lines, and in again. */

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exportLedger, importLedger, isLedgerHeader } from "../../src/app/ledger-lines.ts";
import { pendingSessions } from "../../src/app/result-keys.ts";
import type { LogEvent } from "../../src/core/events.ts";
import { openStore } from "../../src/store/index.ts";
import type { Chunk, Store, StoredFile } from "../../src/store/store.ts";
import * as any from "../store/arbitraries.ts";
import { historyCommit, storedRepository } from "../store/ledgers.ts";

let store: Store;
let other: Store;
beforeEach(async () => {
  store = await openStore(":memory:");
  other = await openStore(":memory:");
});
afterEach(async () => {
  await store.close();
  await other.close();
});

async function exported(from: Store): Promise<string> {
  let text = "";
  for await (const line of exportLedger(from)) text += line;
  return text;
}

/** Read as the command does. */
const linesOf = (text: string) =>
  createInterface({ input: Readable.from([text]), crlfDelay: Number.POSITIVE_INFINITY });

const file = (path: string, readLines: number, more: Partial<StoredFile> = {}): StoredFile => ({
  path,
  source: "claude-code",
  sessionId: path,
  agentId: null,
  sizeBytes: 1,
  modifiedMs: 1,
  inode: 1,
  headHash: "",
  readBytes: readLines * 100,
  readLines,
  state: "null",
  gone: false,
  generation: 0,
  ...more,
});
/** Events at the lines from `firstLine` to `lastLine`. */
const chunk = (path: string, firstLine: number, lastLine: number, generation = 0): Chunk => ({
  path,
  generation,
  sessionId: path,
  agentId: null,
  source: "claude-code",
  firstLine,
  events: Array.from({ length: lastLine - firstLine + 1 }, (_, i): LogEvent => {
    const line = firstLine + i;
    return {
      kind: "mode",
      origin: { file: path, line },
      atMs: line,
      uuid: `${path}:${line}`,
      permissionMode: "plan",
    };
  }),
});
async function read(into: Store, row: StoredFile, ...chunks: readonly Chunk[]): Promise<void> {
  await into.transaction(async () => {
    await into.saveFile(row);
    for (const one of chunks) await into.addChunk(one);
  });
}
const linesRead = async (from: Store, sessionId: string) =>
  (await from.chunksOfSession(sessionId)).flatMap((c) => c.events.map((event) => event.origin.line));

test("a ledger's lines, by example", async () => {
  await read(store, file("/b", 0));
  await read(store, file("/a", 1), chunk("/a", 1, 1));
  await store.addProblems([{ at: { file: "/a", line: 1 }, kind: "k", what: "w", hint: "h" }]);
  await store.addOpinion("jane", 5, { kind: "split", turnId: "t" });
  const lines = (await exported(store)).trimEnd().split("\n");
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([
    ["leverageLedger"],
    ["file"],
    ["chunk"],
    ["file"],
    ["problem"],
    ["opinion"],
  ]);
  expect(lines.at(-1)).toBe(
    '{"opinion":{"seq":1,"atMs":5,"by":"jane","body":{"kind":"split","turnId":"t"}}}',
  );
  expect(isLedgerHeader(lines[0]!)).toBe(true);
  expect(isLedgerHeader(lines.join("\n"))).toBe(true);
});

test("a log read in pieces has the export of one read at once", async () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 2, max: 2500 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(cuts, async (firstLines) => {
      const [pieces, once] = [await openStore(":memory:"), await openStore(":memory:")];
      const begins = [1, ...firstLines.sort((a, b) => a - b), 2501];
      await read(once, file("/a", 2500), chunk("/a", 1, 2500));
      await read(
        pieces,
        file("/a", 2500),
        ...begins.slice(0, -1).map((first, i) => chunk("/a", first, begins[i + 1]! - 1)),
      );
      expect(await exported(pieces)).toBe(await exported(once));
      await pieces.close();
      await once.close();
    }),
    { numRuns: 20 },
  );
});

test.each([
  "",
  "{}",
  "not JSON",
  "| # | Task |",
  '{"leverageLedger":"x"}',
  "[1]",
  "null",
])("%j is no header", (text) => expect(isLedgerHeader(text)).toBe(false));

const linesInOrder = (c: Chunk): Chunk => ({
  ...c,
  events: c.events.map((event, i) => ({ ...event, origin: { file: c.path, line: c.firstLine + i } })),
});

test("export, import into an empty ledger, export: the same bytes; a second import adds nothing", async () => {
  const ledger = fc.record({
    files: fc.uniqueArray(any.storedFile, { selector: (f) => f.path, maxLength: 4 }),
    chunks: fc.uniqueArray(any.chunk.map(linesInOrder), {
      selector: (c) => JSON.stringify([c.path, c.generation, c.firstLine]),
      maxLength: 5,
    }),
    problems: fc.array(any.problem, { maxLength: 4 }),
    repository: any.repositoryOf("/code/.git"),
    commits: fc.uniqueArray(any.historyCommit, { selector: ({ sha }) => sha, maxLength: 4 }),
    said: fc.array(fc.tuple(any.text, any.time, any.opinionBody), { maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(ledger, async ({ files, chunks, repository, commits, problems, said }) => {
      const [from, into] = [await openStore(":memory:"), await openStore(":memory:")];
      // Whatever the rows say, a file has been read as far as its chunks go.
      const rows = new Map(files.map((f) => [f.path, { ...f, readLines: 2000, generation: 2 }]));
      for (const c of chunks) if (!rows.has(c.path)) rows.set(c.path, file(c.path, 2000, { generation: 2 }));
      await from.transaction(async () => {
        for (const row of rows.values()) await from.saveFile(row);
        for (const one of chunks) await from.addChunk(one);
        await from.saveRepository(repository);
        await from.addCommits(repository.id, commits);
        await from.addProblems(problems);
        for (const [by, atMs, body] of said) await from.addOpinion(by, atMs, body);
        // The same words twice are two opinions, and taking one back names its number.
        for (const [by, atMs, body] of said.slice(0, 1)) await from.addOpinion(by, atMs, body);
        if (said.length > 0) await from.addOpinion("jane", 1, { kind: "undo", seq: said.length });
      });
      const text = await exported(from);
      const first = await importLedger(into, linesOf(text), "export.jsonl");
      expect(first.problems).toEqual([]);
      expect(await exported(into)).toBe(text);
      const second = await importLedger(into, linesOf(text), "export.jsonl");
      expect(second).toEqual({ added: 0, known: first.added + first.known, problems: [] });
      expect(await exported(into)).toBe(text);
      await from.close();
      await into.close();
    }),
    { numRuns: 60 },
  );
});

test("text with every kind of line end stays one line", async () => {
  await store.addOpinion("jane", 1, { kind: "note", turnId: "t", text: "a\nb\r\nc\u2028d\u2029e\u0085f" });
  const report = await importLedger(other, linesOf(await exported(store)), "x");
  expect(report).toEqual({ added: 1, known: 0, problems: [] });
  expect(await other.opinions()).toEqual(await store.opinions());
});

test("results are not exported; sessions with new facts wait for analysis", async () => {
  await read(store, file("/a", 1), chunk("/a", 1, 1));
  await read(store, file("/b", 0));
  await store.setMeta("note", "stays here");
  await other.setMeta("pending-sessions", '["/z"]');
  await importLedger(other, linesOf(await exported(store)), "x");
  expect(await pendingSessions(other)).toEqual(["/a", "/z"]);
  expect(await other.meta("note")).toBeNull();
  await importLedger(other, linesOf(await exported(store)), "x");
  expect(await pendingSessions(other)).toEqual(["/a", "/z"]);
});

describe("two ledgers that both read a log", () => {
  test("in different pieces: only the lines that lack are added", async () => {
    await read(store, file("/a", 30), chunk("/a", 1, 20), chunk("/a", 21, 30));
    await read(other, file("/a", 12), chunk("/a", 1, 5), chunk("/a", 6, 12));
    const report = await importLedger(other, linesOf(await exported(store)), "x");
    expect(report).toEqual({ added: 2, known: 0, problems: [] });
    expect(await linesRead(other, "/a")).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(await other.file("/a")).toEqual(file("/a", 30));
  });

  test("the one that read less brings nothing", async () => {
    await read(store, file("/a", 5), chunk("/a", 1, 5));
    await read(other, file("/a", 12), chunk("/a", 1, 12));
    expect(await importLedger(other, linesOf(await exported(store)), "x")).toMatchObject({
      added: 0,
      known: 2,
    });
    expect(await linesRead(other, "/a")).toHaveLength(12);
    expect(await other.file("/a")).toEqual(file("/a", 12));
  });

  test("a replaced log's new generation comes beside the old one", async () => {
    await read(store, file("/a", 2, { generation: 1 }), chunk("/a", 1, 9), chunk("/a", 1, 2, 1));
    await read(other, file("/a", 9), chunk("/a", 1, 9));
    await importLedger(other, linesOf(await exported(store)), "x");
    expect(await linesRead(other, "/a")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2]);
    const before = await exported(other);
    await importLedger(other, linesOf(await exported(store)), "x");
    expect(await exported(other)).toBe(before);
  });
});

test("opinions of two ledgers are joined, and what takes one back finds its new number", async () => {
  await store.addOpinion("jane", 1, { kind: "rename", turnId: "t", title: "Better" });
  await store.addOpinion("jane", 2, { kind: "undo", seq: 1 });
  await other.addOpinion("joe", 9, { kind: "split", turnId: "t" });
  expect(await importLedger(other, linesOf(await exported(store)), "x")).toMatchObject({
    added: 2,
    known: 0,
  });
  expect((await other.opinions()).map((opinion) => opinion.body)).toEqual([
    { kind: "split", turnId: "t" },
    { kind: "rename", turnId: "t", title: "Better" },
    { kind: "undo", seq: 2 },
  ]);
  expect(await importLedger(other, linesOf(await exported(store)), "x")).toMatchObject({
    added: 0,
    known: 2,
  });
});

describe("histories", () => {
  const id = "/code/.git";
  const here = storedRepository(id, { filesKey: "12/34", reachable: ["aaaa1111"] });
  const there = storedRepository(id, { filesKey: "56/78", stateKey: "later", reachable: ["bbbb2222"] });
  const commitsOf = async (from: Store) =>
    (await from.commits(id)).map(({ sha, reachable }) => `${sha}${reachable ? "" : " (gone)"}`);

  test("come with their commits, and with no times of this machine's files", async () => {
    await store.saveRepository(here);
    await store.addCommits(id, [historyCommit("aaaa1111"), historyCommit("bbbb2222")]);
    expect(await importLedger(other, linesOf(await exported(store)), "x")).toEqual({
      added: 3,
      known: 0,
      problems: [],
    });
    expect(await other.repositories()).toEqual([{ ...here, filesKey: "" }]);
    expect(await commitsOf(other)).toEqual(["aaaa1111", "bbbb2222 (gone)"]);
    expect(await exported(other)).toBe(await exported(store));
    expect(await importLedger(other, linesOf(await exported(store)), "x")).toMatchObject({
      added: 0,
      known: 3,
    });
  });

  test("that this machine reads itself get the commits they lack, and stay in the state they are in", async () => {
    await store.saveRepository(there);
    await store.addCommits(id, [historyCommit("bbbb2222")]);
    await other.saveRepository(here);
    await other.addCommits(id, [historyCommit("aaaa1111")]);
    await importLedger(other, linesOf(await exported(store)), "x");
    expect(await other.repositories()).toEqual([here]);
    expect(await commitsOf(other)).toEqual(["aaaa1111", "bbbb2222 (gone)"]);
    expect(await other.meta("tasks-key")).toBe("");
  });
});

const bare = ({ reachable: _, ...commit }: ReturnType<typeof historyCommit>) => commit;

describe("lines that cannot be used", () => {
  const good = '{"opinion":{"seq":1,"atMs":5,"by":"jane","body":{"kind":"split","turnId":"t"}}}';
  const lone = JSON.stringify({ chunk: chunk("/unnamed", 1, 1) });
  test.each([
    ["broken JSON", '{"opinion":', "not a line of an exported ledger: not JSON"],
    [
      "an unknown kind",
      '{"turn":{}}',
      "not a line of an exported ledger: not one of file, chunk, repository, commit, problem, opinion",
    ],
    [
      "two kinds at once",
      '{"file":{},"chunk":{}}',
      "not a line of an exported ledger: not one of file, chunk, repository, commit, problem, opinion",
    ],
    [
      "a number",
      "7",
      "not a line of an exported ledger: not one of file, chunk, repository, commit, problem, opinion",
    ],
    [
      "a missing field",
      '{"problem":{"at":{"file":"/a"},"kind":"k","what":"w"}}',
      /problem\.hint: Invalid input: expected string/,
    ],
    ["an unknown event", lone.replace('"mode"', '"dance"'), /chunk\.events\.0\.kind: Invalid option/],
    [
      "an unknown work type",
      '{"opinion":{"seq":1,"atMs":5,"by":"j","body":{"kind":"retype","turnId":"t","type":"x"}}}',
      /opinion\.body\.type: Invalid option/,
    ],
    [
      "a commit before its repository",
      JSON.stringify({ commit: { repositoryId: "/code/.git", ...bare(historyCommit("aaaa1111")) } }),
      "no line before it names its repository /code/.git",
    ],
    [
      "a commit without a sha",
      JSON.stringify({ commit: { repositoryId: "/code/.git", ...bare(historyCommit("main")) } }),
      /commit\.sha: Invalid string/,
    ],
    ["a chunk before its file", lone, "no line before it names its file /unnamed"],
    [
      "an undo of nothing",
      '{"opinion":{"seq":3,"atMs":5,"by":"j","body":{"kind":"undo","seq":2}}}',
      "it takes back an opinion that no line before it holds",
    ],
  ])("%s is a problem with its line, and the others are taken", async (_, line, what) => {
    const text = `{"leverageLedger":1}\n\n${line}\n${good}\n`;
    const report = await importLedger(store, linesOf(text), "export.jsonl");
    expect(report).toMatchObject({ added: 1, known: 0 });
    expect(report.problems).toEqual([
      {
        at: { file: "export.jsonl", line: 3 },
        kind: "broken-ledger-line",
        what: typeof what === "string" ? what : expect.stringMatching(what),
        hint: "export the ledger again, or correct the line",
      },
    ]);
  });

  test.each([
    ["", /its first line is not the header/],
    ["# a record\n", /its first line is not the header/],
    ['{"leverageLedger":2}\n', /format 2 is newer than this version of leverage reads \(1\)/],
  ])("what is no export is refused as a whole: %j", async (text, what) => {
    const report = await importLedger(store, linesOf(text + good), "export.jsonl");
    expect(report).toMatchObject({
      added: 0,
      known: 0,
      problems: [{ at: { line: 1 }, what: expect.stringMatching(what) }],
    });
    expect(await store.opinions()).toEqual([]);
  });

  test("a line that stands twice counts once", async () => {
    await read(store, file("/a", 1), chunk("/a", 1, 1));
    const text = await exported(store);
    const report = await importLedger(other, linesOf(text + text.split("\n").slice(1).join("\n")), "x");
    expect(report).toEqual({ added: 2, known: 2, problems: [] });
  });

  test("when reading the lines fails, nothing is taken", async () => {
    async function* torn(): AsyncIterable<string> {
      yield '{"leverageLedger":1}';
      yield good;
      throw new Error("the disk went away");
    }
    await expect(importLedger(store, torn(), "x")).rejects.toThrow("the disk went away");
    expect(await store.opinions()).toEqual([]);
  });
});
