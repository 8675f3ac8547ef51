/** Opinions survive their ledger: the journal beside it and how the two are kept in step. */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Opinion } from "../../src/core/types.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";

let folder: string;
const ledger = () => join(folder, "ledger.db");
const journal = () => join(folder, "opinions.jsonl");
const journalLines = () => readFileSync(journal(), "utf8").split("\n").slice(0, -1);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leverage-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(ledger());
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const say = (title: string) => (store: Store) =>
  store.addOpinion("jane", 1, { kind: "rename", turnId: "t", title });
const titles = (opinions: readonly Opinion[]) =>
  opinions.map(({ seq, body }) => `${seq} ${body.kind === "rename" ? body.title : body.kind}`);

async function loseLedger(): Promise<void> {
  for (const name of ["ledger.db", "ledger.db-wal", "ledger.db-shm"])
    await rm(join(folder, name), { force: true });
}

test("each opinion is a line of the journal", async () => {
  await withStore(say("one"));
  await withStore(say("two"));
  expect(journalLines().map((line) => JSON.parse(line))).toEqual(
    await withStore((store) => store.opinions()),
  );
});

test("a ledger that says nothing has no journal", async () => {
  await withStore((store) => store.setMeta("a", "b"));
  expect(existsSync(journal())).toBe(false);
});

test("a lost ledger takes its opinions back, with their numbers", async () => {
  await withStore(async (store) => {
    await say("one")(store);
    await say("two")(store);
  });
  await loseLedger();
  expect(titles(await withStore((store) => store.opinions()))).toEqual(["1 one", "2 two"]);
  expect((await withStore(say("three"))).seq).toBe(3);
  expect(journalLines()).toHaveLength(3);
});

test("an older copy of the ledger takes back what came later", async () => {
  await withStore(say("one"));
  copyFileSync(ledger(), join(folder, "copy"));
  await withStore(say("two"));
  await loseLedger();
  copyFileSync(join(folder, "copy"), ledger());
  expect(titles(await withStore((store) => store.opinions()))).toEqual(["1 one", "2 two"]);
});

test("a journal that lacks lines gets them at the next opening", async () => {
  await withStore(async (store) => {
    await say("one")(store);
    await say("two")(store);
  });
  const [first] = journalLines();
  writeFileSync(journal(), `${first}\n`);
  await withStore(async () => undefined);
  expect(journalLines().map((line) => (JSON.parse(line) as Opinion).seq)).toEqual([1, 2]);
  await rm(journal());
  await withStore(async () => undefined);
  expect(journalLines()).toHaveLength(2);
});

test("what is said in a transaction that fails is not in the journal", async () => {
  await withStore(async (store) => {
    await say("one")(store);
    const failing = store.transaction(async () => {
      await say("two")(store);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
  });
  expect(journalLines()).toHaveLength(1);
});

test("half a line, as a crash leaves it, spoils neither itself nor the next", async () => {
  await withStore(say("one"));
  await withStore(say("two"));
  writeFileSync(journal(), readFileSync(journal(), "utf8").slice(0, -5));
  await withStore(say("three"));
  await loseLedger();
  expect(titles(await withStore((store) => store.opinions()))).toEqual(["1 one", "2 two", "3 three"]);
  const problems = await withStore((store) => store.problems({ kind: "broken-opinion" }));
  expect(problems.map((problem) => problem.at)).toEqual([{ file: journal(), line: 2 }]);
});

test("a line that is no opinion is a problem with its line, and the others are kept", async () => {
  await withStore(say("one"));
  await withStore(say("two"));
  appendFileSync(
    journal(),
    '{"seq":3,"atMs":1,"by":"jane","body":{"kind":"retype","turnId":"t","type":"dancing"}}\n',
  );
  await loseLedger();
  await withStore(async (store) => {
    expect(titles(await store.opinions())).toEqual(["1 one", "2 two"]);
    expect(await store.problems()).toEqual([
      expect.objectContaining({ at: { file: journal(), line: 3 }, kind: "broken-opinion" }),
    ]);
    expect(await store.integrity()).toEqual([`${journal()}:3: not an opinion as leverage writes them`]);
  });
});

test("where ledger and journal disagree, the ledger's holds and the integrity check says so", async () => {
  await withStore(say("one"));
  writeFileSync(journal(), `${journalLines()[0]!.replace("one", "other")}\n`);
  await withStore(async (store) => {
    expect(titles(await store.opinions())).toEqual(["1 one"]);
    expect(await store.integrity()).toEqual([
      `${journal()}: opinion 1 reads otherwise than in the ledger, whose own holds`,
    ]);
  });
});

test("a journal that cannot be written is an error, and the opinion is safe in the ledger", async () => {
  const store = await openStore(ledger());
  // A folder in the file's place cannot be appended to.
  mkdirSync(journal());
  await expect(say("one")(store)).rejects.toThrow(
    /cannot keep its copy of what you said, .*opinions\.jsonl: EISDIR/,
  );
  expect(titles(await store.opinions())).toEqual(["1 one"]);
  await store.close();
  await rm(journal(), { recursive: true });
  await withStore(async () => undefined);
  expect(journalLines()).toHaveLength(1);
});
