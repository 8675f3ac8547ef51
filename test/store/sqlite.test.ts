/** What can be wrong with the ledger's file, and what is said then. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LedgerDamaged, LedgerError, openStore } from "../../src/store/index.ts";
import { migrations } from "../../src/store/migrations.ts";
import { newestVersion } from "../../src/store/schema-version.ts";
import { SqliteConnection } from "../../src/store/sqlite-dialect.ts";
import { Transactions } from "../../src/store/sqlite-transactions.ts";
import * as ledgers from "./ledgers.ts";

let folder: string;
let opened = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leverage-sqlite-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const newPath = () => join(folder, String(opened++), "ledger.db");

const filledLedger = () => ledgers.filledLedger(newPath());

/** Runs SQL on a ledger as another program would. */
async function withSql<T>(path: string, work: (connection: SqliteConnection) => T | Promise<T>): Promise<T> {
  const connection = await SqliteConnection.open(path, { readOnly: false });
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

async function errorOf(work: Promise<unknown>): Promise<LedgerError> {
  const error = await work.then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LedgerError);
  return error as LedgerError;
}

describe("facts and opinions are append-only", () => {
  test.each([
    "chunk",
    "prompt",
    "problem",
    "opinion",
  ])("%s rows cannot be changed by anyone", async (table) => {
    const path = await filledLedger();
    await withSql(path, (connection) => {
      connection.exec("pragma recursive_triggers = on");
      if (table === "prompt") connection.exec("insert into prompt select 'u', id from chunk limit 1");
      const [column] = connection.all<{ name: string }>(`select name from pragma_table_info('${table}')`);
      expect(() => connection.exec(`update ${table} set ${column!.name} = 9`)).toThrow(
        /append-only: update refused/,
      );
      expect(() => connection.exec(`delete from ${table}`)).toThrow(/append-only: delete refused/);
      expect(() => connection.exec(`replace into ${table} select * from ${table}`)).toThrow(
        /append-only: delete refused/,
      );
    });
  });
});

describe("a damaged ledger", () => {
  test("that is no database says so and names the way out", async () => {
    const path = newPath();
    mkdirSync(dirname(path));
    writeFileSync(path, "This is a letter, not a ledger. ".repeat(200));
    const error = await errorOf(openStore(path));
    expect(error).toBeInstanceOf(LedgerDamaged);
    expect(error.message).toBe(`the ledger ${path} is damaged: file is not a database`);
    expect(error.hint).toMatch(/leverage doctor --repair.*leverage rebuild/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  test.each([
    1, 2, 4,
  ])("with page %i overwritten fails with one clear error wherever it is read", async (page) => {
    const path = await filledLedger();
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 4096 * page, 4096 * (page + 1));
    writeFileSync(path, bytes);
    const reading = openStore(path).then(async (store) => {
      try {
        await store.files();
        for (const id of await store.chunkIds()) await store.chunk(id);
        await store.saveFile(ledgers.logFile("/logs/new.jsonl"));
        await store.addChunk(ledgers.logChunk("/logs/new.jsonl"));
      } finally {
        await store.close();
      }
    });
    const error = await errorOf(reading);
    expect(error).toBeInstanceOf(LedgerDamaged);
    expect(error.message).toContain(path);
  });

  test("that was cut off is found by the integrity check, if not before", async () => {
    const path = await filledLedger();
    truncateSync(path, Math.floor(statSync(path).size / 4096 / 2) * 4096);
    const damage = await openStore(path)
      .then(async (store) => {
        const found = await store.integrity();
        await store.close().catch((failed: unknown) => failed);
        return found;
      })
      .catch((error: LedgerDamaged) => [error.message]);
    expect(damage.length).toBeGreaterThan(0);
  });

  test("with a table missing is damaged, too", async () => {
    const path = await filledLedger();
    await withSql(path, (connection) => connection.exec("drop table meta"));
    const store = await openStore(path);
    expect(await errorOf(store.meta("x"))).toBeInstanceOf(LedgerDamaged);
    await store.close();
  });

  test("with a flipped bit in what is remembered has forgotten it", async () => {
    const path = await filledLedger();
    const store = await openStore(path);
    await store.remember("days", '{"minutes":41}');
    expect(await store.remembered("days")).toBe('{"minutes":41}');
    await withSql(path, (connection) =>
      connection.exec("update meta set value = replace(value, '41', '43') where key = 'remembered days'"),
    );
    expect(await store.remembered("days")).toBeNull();
    await store.close();
  });

  test("with a row that cannot be read names table and row", async () => {
    const path = await filledLedger();
    await withSql(path, (connection) => {
      connection.exec("drop trigger chunk_no_update; update chunk set events = x'00' where id = 3");
      // SQLite itself would refuse such a row.
      connection.exec("drop index file_in_brief");
      connection.exec("update file set detail = 'no json' where path = '/logs/0.jsonl'");
    });
    const store = await openStore(path);
    expect(await store.integrity()).toEqual([
      expect.stringMatching(/^table chunk, row 3: /),
      expect.stringMatching(/^table file, row 1: /),
    ]);
    const error = await errorOf(store.files());
    expect(error).toBeInstanceOf(LedgerDamaged);
    expect(error.message).toMatch(/is damaged: a row cannot be read: .*not valid JSON/);
    expect(await errorOf(store.chunk(3))).toBeInstanceOf(LedgerDamaged);
    await store.close();
  });
});

test("a ledger of the first schema is brought up to date with what is in it", async () => {
  const path = await filledLedger();
  await withSql(path, (connection) => {
    connection.exec(
      "drop trigger session_insert_uncounted; drop trigger session_delete_uncounted;" +
        "drop index file_in_brief; drop index session_in_brief; drop index evidence_declared; drop table task_work; drop table commit_link; drop table history; drop table repository;" +
        "drop view any_problem; drop table session_problem; drop table component; drop table commit_outcome;" +
        "drop table session_usage; drop table part; drop table part_turn; drop table attention;" +
        "drop table supervision; drop table evidence; drop table agent_day; drop index task_day_by_day; drop index task_in_brief;" +
        "create table supervision (from_ms real not null, to_ms real not null, detail text not null);" +
        "alter table task drop column anchor; alter table task drop column made_from;" +
        "alter table session drop column segments;" +
        "alter table session drop column version; alter table session drop column trace;" +
        "alter table session drop column messages; drop index turn_by_end; drop table change",
    );
    for (const table of ["task", "task_day", "estimate", "session"])
      for (const event of ["insert", "update", "delete"])
        connection.exec(`drop trigger ${table}_${event}_noted`);
    connection.exec("pragma user_version = 1");
  });
  const store = await openStore(path);
  expect(await store.sessionIds()).toHaveLength(40);
  expect([await store.repositories(), await store.links(), await store.taskWork()]).toEqual([[], [], []]);
  await store.saveRepository(ledgers.storedRepository("r1"));
  await store.addCommits("r1", [ledgers.historyCommit("a1")]);
  await store.close();
  await withSql(path, (connection) => {
    expect(() => connection.exec("delete from history")).toThrow(/history is append-only/);
  });
});

describe("a file that is not ours", () => {
  test("another program's database is left alone", async () => {
    const path = newPath();
    mkdirSync(dirname(path));
    await withSql(path, (connection) => connection.exec("create table recipe (name text)"));
    const before = readFileSync(path);
    const error = await errorOf(openStore(path));
    expect(error.message).toBe(`the ledger ${path} is another program's database`);
    expect(error.hint).toMatch(/LEVERAGE_HOME/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(["ledger.db"]);
  });

  test("the schema's number is that of its last step, and each step has the next one", () => {
    const numbers = migrations.map(({ version }) => version);
    expect(numbers).toEqual(Array.from({ length: newestVersion }, (_, i) => i + 1));
  });

  test("a newer version's ledger asks for an update", async () => {
    const path = await filledLedger();
    await withSql(path, (connection) => connection.exec(`pragma user_version = ${newestVersion + 1}`));
    const error = await errorOf(openStore(path));
    expect(error.message).toMatch(/was written by a newer version of leverage/);
    expect(error.hint).toMatch(/^update leverage/);
  });
});

describe("a place that cannot be used", () => {
  test("a folder in the file's place", async () => {
    const error = await errorOf(openStore(folder));
    expect(error.message).toMatch(/cannot be opened/);
    expect(error.hint).toMatch(/LEVERAGE_HOME/);
  });

  test("a file in the folder's place", async () => {
    const path = join(folder, "plain");
    writeFileSync(path, "");
    const error = await errorOf(openStore(join(path, "ledger.db")));
    expect(error.message).toMatch(/cannot be opened: E(NOTDIR|EXIST)/);
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0)("a read-only folder", async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    const error = await errorOf(openStore(join(closed, "ledger.db")));
    expect(error.message).toMatch(/cannot be opened: EACCES/);
  });

  test("a full disk leaves nothing half-written", async () => {
    const path = await filledLedger();
    await withSql(path, async (connection) => {
      // A ledger that may not grow is a disk that is full, to SQLite.
      connection.exec("pragma max_page_count = 1");
      const transactions = new Transactions(connection, async () => undefined);
      const filling = transactions.run(async () => {
        try {
          for (let i = 0; i < 500; i++) transactions.insert("meta", { key: `k${i}`, value: "v".repeat(900) });
        } catch {
          // SQLite has undone everything by now; going on must not store anything.
          transactions.insert("meta", { key: "later", value: "" });
        }
      });
      const error = await errorOf(filling);
      expect(error.message).toMatch(/cannot grow: the disk is full/);
      expect(error.hint).toMatch(/free some space/);
    });
    const store = await openStore(path);
    expect([await store.meta("k0"), await store.meta("later")]).toEqual([null, null]);
    expect(await store.integrity()).toEqual([]);
    await store.close();
  });

  test("a writer that lets go late is waited for, longer than SQLite waits", async () => {
    const path = await filledLedger();
    await withSql(path, (holder) =>
      withSql(path, async (waiting) => {
        waiting.exec("pragma busy_timeout = 1");
        holder.begin();
        const transactions = new Transactions(waiting, async () => undefined);
        const written = transactions.run(async () => transactions.insert("meta", { key: "k", value: "v" }));
        await new Promise((resolve) => setTimeout(resolve, 100));
        holder.commit();
        expect(await written).toBe(1);
      }),
    );
  });

  test("a writer that never lets go", async () => {
    const path = await filledLedger();
    await withSql(path, (holder) => {
      holder.exec("begin immediate");
      return withSql(path, (waiting) => {
        waiting.exec("pragma busy_timeout = 1");
        expect(() => waiting.exec("begin immediate")).toThrow(/is in use by another process/);
      });
    });
  });
});

test("a row whose number is absurd, as damage leaves it, is read like any other", async () => {
  const path = await filledLedger();
  await withSql(path, (connection) =>
    connection.exec(
      `insert into task (rowid, id, first_ms, detail) values (9007199254740000, 'far', 1, '{"id":"far"}')`,
    ),
  );
  const store = await openStore(path);
  expect((await store.tasks()).map(({ id }) => id)).toContain("far");
  await store.close();
});

describe("work that is called off", () => {
  test("is rolled back, and the ledger can be closed", async () => {
    const path = await filledLedger();
    let isCalledOff = false;
    const store = await openStore(path, { isCalledOff: () => isCalledOff });
    const work = store.transaction(async () => {
      await store.setMeta("half", "done");
      isCalledOff = true;
      await store.setMeta("other half", "done");
    });
    await expect(work).rejects.toThrow(/is being closed/);
    await expect(store.files()).rejects.toThrow(/is being closed/);
    await store.close();
    const after = await openStore(path);
    expect(await after.meta("half")).toBeNull();
    await after.close();
  });

  test("is no damage", async () => {
    let questions = 0;
    const store = await openStore(await filledLedger(), { isCalledOff: () => ++questions > 20 });
    await expect(store.integrity()).rejects.toThrow(/is being closed/);
    await store.close();
  });
});

describe("reading only", () => {
  test("gives what is there and writes nothing", async () => {
    const path = await filledLedger();
    const store = await openStore(path, { readOnly: true });
    expect(await store.sessionIds()).toHaveLength(40);
    expect(await store.transaction(() => store.files())).toHaveLength(40);
    expect(await store.integrity()).toEqual([]);
    await expect(store.setMeta("a", "b")).rejects.toThrow(LedgerError);
    await store.close();
  });

  test("tells when somebody else has changed the ledger; a transaction sees one state of it", async () => {
    const path = await filledLedger();
    const [reader, writer] = [await openStore(path, { readOnly: true }), await openStore(path)];
    const before = await reader.changes();
    await reader.meta("a");
    expect(await reader.changes()).toBe(before);
    await reader.transaction(async () => {
      expect(await reader.meta("a")).toBeNull();
      await writer.setMeta("a", "1");
      expect([await reader.meta("a"), await reader.changes()]).toEqual([null, before]);
    });
    expect(await reader.changes()).not.toBe(before);
    expect(await reader.meta("a")).toBe("1");
    await reader.close();
    await writer.close();
  });

  test("needs a ledger", async () => {
    await errorOf(openStore(newPath(), { readOnly: true }));
  });

  test("does not bring an older ledger up to date", async () => {
    const path = await filledLedger();
    await withSql(path, (connection) => connection.exec("pragma user_version = 0"));
    expect((await errorOf(openStore(path, { readOnly: true }))).message).toMatch(/an older version/);
  });
});

test("the ledger is for its owner's eyes only", async () => {
  const path = await filledLedger();
  if (process.platform !== "win32") {
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(dirname(path)).mode & 0o077).toBe(0);
    expect(statSync(join(dirname(path), "opinions.jsonl")).mode & 0o077).toBe(0);
  }
});

test("closing leaves no large write-ahead log behind", async () => {
  const path = await filledLedger();
  const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  expect(size).toBe(0);
});

test("loading SQLite says nothing on stderr", () => {
  const writer = fileURLToPath(new URL("processes/writer.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", writer, newPath(), "open"]);
  expect(status).toBe(0);
  expect(stderr.toString()).not.toMatch(/sqlite/i);
});
