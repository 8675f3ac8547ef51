/** What is saved from a damaged ledger. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/store/index.ts";
import { repairLedger } from "../../src/store/repair.ts";
import { SqliteConnection } from "../../src/store/sqlite-dialect.ts";
import { filledLedger, historyCommit, logChunk, logFile, storedRepository } from "./ledgers.ts";

let folder: string;
let ledger: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leverage-repair-"));
  ledger = join(folder, "ledger.db");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const atMs = Date.UTC(2026, 2, 26, 12, 30);

test("all of a sound ledger, and the old file stays", async () => {
  await filledLedger(ledger);
  const before = readFileSync(ledger);
  const report = await repairLedger(ledger, atMs);
  expect(report).toEqual({
    movedTo: `${ledger}.damaged-20260326T123000000Z`,
    files: 40,
    chunks: 40,
    problems: 1,
    opinions: 1,
    lost: [],
  });
  expect(readFileSync(report.movedTo).equals(before)).toBe(true);
  const store = await openStore(ledger);
  expect(await store.files()).toContainEqual(logFile("/logs/7.jsonl"));
  expect(await store.chunksOfSession("/logs/7.jsonl")).toEqual([logChunk("/logs/7.jsonl")]);
  expect(await store.problems()).toHaveLength(1);
  expect(await store.integrity()).toEqual([]);
  await store.close();
});

test("what a crashed process left in the write-ahead log counts", async () => {
  await filledLedger(ledger, 3);
  const store = await openStore(ledger);
  await store.saveFile(logFile("/logs/late.jsonl"));
  // Still open: its last transaction is in the write-ahead log alone.
  const report = await repairLedger(ledger, atMs);
  expect(report).toMatchObject({ files: 4, lost: [] });
  await store.close();
});

test("of a file that is no database, the opinions in the journal", async () => {
  await filledLedger(ledger);
  writeFileSync(ledger, "not a database ".repeat(1000));
  const report = await repairLedger(ledger, atMs);
  expect(report).toMatchObject({ files: 0, chunks: 0, problems: 0, opinions: 1 });
  expect(report.lost).toEqual([
    expect.stringMatching(/^everything but the journal of opinions: .*not a database/),
  ]);
  const store = await openStore(ledger);
  expect(await store.opinions()).toMatchObject([{ seq: 1, body: { kind: "split" } }]);
  await store.close();
});

test("opinions that the journal lacks come from the ledger", async () => {
  await filledLedger(ledger);
  await rm(join(folder, "opinions.jsonl"));
  const report = await repairLedger(ledger, atMs);
  expect(report.opinions).toBe(1);
  expect(readFileSync(join(folder, "opinions.jsonl"), "utf8")).toMatch(/^\{"seq":1,/);
});

describe("histories", () => {
  beforeEach(async () => {
    await filledLedger(ledger, 1);
    const store = await openStore(ledger);
    await store.saveRepository(storedRepository("r1"));
    await store.saveRepository(storedRepository("r2"));
    await store.addCommits("r1", [historyCommit("a1a1a1a1")]);
    await store.addCommits("r2", [historyCommit("b2b2b2b2")]);
    await store.close();
  });

  test("are saved with their state", async () => {
    expect(await repairLedger(ledger, atMs)).toMatchObject({ lost: [] });
    const store = await openStore(ledger);
    expect(await store.repositories()).toEqual([storedRepository("r1"), storedRepository("r2")]);
    expect(await store.commits("r2")).toEqual([historyCommit("b2b2b2b2")]);
    await store.close();
  });

  test("with a gap are asked for what is missing", async () => {
    const connection = await SqliteConnection.open(ledger, { readOnly: false });
    connection.exec("drop trigger history_no_update; update history set commits = x'00' where id = 1");
    connection.exec("pragma foreign_keys = off; delete from repository where id = 'r2'");
    connection.close();
    const report = await repairLedger(ledger, atMs);
    expect(report.lost).toEqual([expect.stringMatching(/^history: 1 rows, from row 1: /)]);
    const store = await openStore(ledger);
    expect(await store.repositories()).toMatchObject([
      { id: "r1", name: "ledger", stateKey: "", filesKey: "" },
      { id: "r2", name: "r2", stateKey: "", filesKey: "" },
    ]);
    expect(await store.commits("r1")).toEqual([]);
    expect(await store.commits("r2")).toEqual([historyCommit("b2b2b2b2")]);
    await store.close();
  });
});

test("nothing is missed in a ledger from before there were histories", async () => {
  await filledLedger(ledger, 1);
  const connection = await SqliteConnection.open(ledger, { readOnly: false });
  connection.exec("drop table history; drop table repository; pragma user_version = 1");
  connection.close();
  expect(await repairLedger(ledger, atMs)).toMatchObject({ files: 1, lost: [] });
});

test("rows around a broken one; then logs that still exist are read anew", async () => {
  await filledLedger(ledger);
  const connection = await SqliteConnection.open(ledger, { readOnly: false });
  connection.exec("drop trigger chunk_no_update; update chunk set events = x'00' where id in (3, 4)");
  connection.exec("pragma foreign_keys = off; delete from file where path = '/logs/9.jsonl'");
  connection.close();
  const report = await repairLedger(ledger, atMs);
  expect(report).toMatchObject({ files: 40, chunks: 38 });
  expect(report.lost).toEqual([expect.stringMatching(/^chunk: 2 rows, from row 3: /)]);
  const store = await openStore(ledger);
  expect(await store.chunksOfSession("/logs/9.jsonl")).toHaveLength(1);
  // A size that no file has: the next sync takes the log for a replaced one.
  expect((await store.files()).map((file) => file.sizeBytes)).toEqual(Array(40).fill(-1));
  expect(await store.integrity()).toEqual([]);
  await store.close();
});

test.each([
  2, 5, 8, 11,
])("whatever page is overwritten (from page %i), a sound ledger comes out", async (page) => {
  await filledLedger(ledger, 400);
  const bytes = readFileSync(ledger);
  bytes.fill(0x5a, 4096 * page, 4096 * (page + 3));
  writeFileSync(ledger, bytes);
  const report = await repairLedger(ledger, atMs);
  expect(report.opinions).toBe(1);
  const store = await openStore(ledger);
  expect(await store.integrity()).toEqual([]);
  expect(await store.chunkIds()).toHaveLength(report.chunks);
  expect(await store.files()).toHaveLength(report.files);
  await store.close();
});

test("where there is no ledger, nothing is made", async () => {
  await expect(repairLedger(ledger, atMs)).rejects.toThrow(/there is none/);
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(ledger)).toBe(false);
});

test("a row that is sound JSON, but not what it should be, is lost, and the repair goes on", async () => {
  await filledLedger(ledger, 5);
  const connection = await SqliteConnection.open(ledger, { readOnly: false });
  connection.exec(`update file set detail = replace(detail, '"generation"', '"generbtion"') where rowid = 2`);
  connection.exec("drop trigger opinion_no_update; update opinion set detail = '{\"seq\":1}'");
  connection.close();
  const report = await repairLedger(ledger, atMs);
  expect(report).toMatchObject({ files: 5, chunks: 5, opinions: 1 });
  expect(report.lost).toEqual([
    expect.stringMatching(/^opinion: 1 rows, from row 1: /),
    expect.stringMatching(/^file: 1 rows, from row 2: generation: /),
  ]);
});

test("events under another agent than their file's are lost, and the logs are read anew", async () => {
  await filledLedger(ledger, 5);
  const connection = await SqliteConnection.open(ledger, { readOnly: false });
  connection.exec("drop trigger chunk_no_update; update chunk set agent_id = 'a=1' where id = 3");
  connection.close();
  const report = await repairLedger(ledger, atMs);
  expect(report).toMatchObject({ files: 5, chunks: 4 });
  expect(report.lost).toEqual(["chunk: 1 rows, of /logs/2.jsonl: its session is not the file's"]);
});

test("lost problems are found again: the logs are read anew", async () => {
  await filledLedger(ledger, 5);
  const connection = await SqliteConnection.open(ledger, { readOnly: false });
  connection.exec("drop trigger problem_no_update; update problem set hint = x'00'");
  connection.close();
  expect((await repairLedger(ledger, atMs)).lost).toEqual([
    expect.stringMatching(/^problem: 1 rows, from row 1: hint: /),
  ]);
  const store = await openStore(ledger);
  expect((await store.files()).map((file) => file.sizeBytes)).toEqual(Array(5).fill(-1));
  await store.close();
});

test("a repair that cannot be finished leaves the damaged ledger where it is, to be repaired again", async () => {
  await filledLedger(ledger, 5);
  const before = readFileSync(ledger);
  const journal = join(folder, "opinions.jsonl");
  const said = readFileSync(journal, "utf8");
  await rm(journal);
  mkdirSync(journal);
  await expect(repairLedger(ledger, atMs)).rejects.toThrow(/cannot keep its copy of what you said/);
  expect(readFileSync(ledger).equals(before)).toBe(true);
  await rm(journal, { recursive: true });
  writeFileSync(journal, said);
  // What an interrupted one left beside is no hindrance.
  writeFileSync(`${ledger}.repaired`, "half a ledger");
  expect(await repairLedger(ledger, atMs)).toMatchObject({ files: 5, chunks: 5, opinions: 1, lost: [] });
  expect(readdirSync(folder).filter((name) => name.includes("repaired"))).toEqual([]);
});
