/** Two processes at one ledger at once, and one that dies in the middle. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/index.ts";

const writer = fileURLToPath(new URL("processes/writer.ts", import.meta.url));
let folder: string;
let ledger: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leverage-processes-"));
  ledger = join(folder, "ledger.db");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

function start(...words: readonly string[]): {
  readonly said: Promise<string>;
  readonly ended: Promise<number | null>;
  kill(): void;
} {
  const child = spawn(process.execPath, ["--import", "tsx", writer, ledger, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return {
    said: new Promise((resolve) =>
      child.stdout.once("data", (data: Buffer) => resolve(data.toString().trim())),
    ),
    ended: new Promise((resolve) => child.once("exit", resolve)),
    kill: () => child.kill("SIGKILL"),
  };
}

test("several may open a new ledger at the same moment", async () => {
  const processes = ["a", "b", "c"].map((name) => start("count", name, "1"));
  expect(await Promise.all(processes.map((p) => p.ended))).toEqual([0, 0, 0]);
  const store = await openStore(ledger);
  expect((await store.opinions()).map((opinion) => opinion.by).sort()).toEqual(["a", "b", "c"]);
  // Each in the journal once, too.
  expect(await store.integrity()).toEqual([]);
  await store.close();
});

test("what both write counts, in the ledger and in the journal", async () => {
  const other = start("count", "child", "40");
  const store = await openStore(ledger);
  await other.said;
  for (let i = 0; i < 40; i++) {
    await store.transaction(async () => {
      await store.setMeta("counter", String(Number((await store.meta("counter")) ?? "0") + 1));
      await store.addOpinion("parent", i, { kind: "note", turnId: "t", text: `parent ${i}` });
    });
    await store.opinions();
  }
  expect(await other.ended).toBe(0);
  expect(await store.meta("counter")).toBe("80");
  const opinions = await store.opinions();
  expect(opinions.map((opinion) => opinion.seq)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
  expect(opinions.filter((opinion) => opinion.by === "child")).toHaveLength(40);
  const journal = readFileSync(join(folder, "opinions.jsonl"), "utf8").trimEnd().split("\n");
  const inJournal = journal.map((line) => JSON.parse(line)).sort((a, b) => a.seq - b.seq);
  expect(inJournal).toEqual(opinions);
  expect(await store.integrity()).toEqual([]);
  await store.close();
});

test("one reads while the other is inside a transaction, and sees nothing of it", async () => {
  const store = await openStore(ledger);
  const other = start("half");
  expect(await other.said).toBe("inside");
  expect(await store.files()).toEqual([]);
  expect(await store.opinions()).toEqual([]);
  await store.close();
});

test("a process killed in the middle of a transaction leaves nothing of it", async () => {
  const other = start("half");
  expect(await other.said).toBe("inside");
  other.kill();
  await other.ended;
  const store = await openStore(ledger);
  expect(await store.integrity()).toEqual([]);
  expect(await store.files()).toEqual([]);
  expect(await store.chunkIds()).toEqual([]);
  expect(await store.opinions()).toEqual([]);
  expect(existsSync(join(folder, "opinions.jsonl"))).toBe(false);
  await store.close();
});

test.each([20, 90, 200])("a process killed after %i ms leaves whole logs only", async (afterMs) => {
  const other = start("read");
  await other.said;
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  other.kill();
  await other.ended;
  const store = await openStore(ledger);
  expect(await store.integrity()).toEqual([]);
  const logs = Number((await store.meta("logs")) ?? "0");
  expect(await store.files()).toHaveLength(logs);
  expect(await store.chunkIds()).toHaveLength(logs);
  await store.close();
});
