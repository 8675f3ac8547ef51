/**
 * Puts a new ledger in a damaged one's place, with everything that can still be read.
 *
 * Results are not taken over: they are rebuilt. Where facts were lost, the log files are marked so that the
 * next sync reads those that still exist from their beginning.
 */
import { existsSync, renameSync, statSync } from "node:fs";
import type { HistoryCommit } from "../core/changes/repository-history.ts";
import type { Problem } from "../core/events.ts";
import type { Opinion } from "../core/types.ts";
import { decodeCommits } from "./commit-encoding.ts";
import { decodeEvents } from "./encoding.ts";
import { cannotOpen, LedgerError, reasonOf } from "./errors.ts";
import { OpinionJournal } from "./journal.ts";
import { openStore } from "./sqlite.ts";
import { SqliteConnection } from "./sqlite-dialect.ts";
import type { Chunk, Store, StoredFile, StoredRepository } from "./store.ts";

export interface RepairReport {
  /** Where the damaged file was put, with its write-ahead log beside it. */
  readonly movedTo: string;
  readonly files: number;
  readonly chunks: number;
  readonly problems: number;
  /** Those of the damaged ledger and of its journal. */
  readonly opinions: number;
  /** What could not be read, one line each. */
  readonly lost: readonly string[];
}

/**
 * @param atMs Now; names the damaged file.
 * @throws LedgerError where the folder cannot be written or there is no ledger.
 */
export async function repairLedger(path: string, atMs: number): Promise<RepairReport> {
  if (!existsSync(path)) {
    throw new LedgerError(path, "cannot be repaired: there is none", "run `leverage` to make one");
  }
  const movedTo = `${path}.damaged-${new Date(atMs).toISOString().replaceAll(/[-:.]/g, "")}`;
  try {
    for (const part of ["-wal", "-shm", ""]) {
      if (existsSync(path + part)) renameSync(path + part, movedTo + part);
    }
  } catch (error) {
    throw cannotOpen(path, reasonOf(error), error);
  }
  const wreck = await Wreck.open(movedTo);
  const journal = new OpinionJournal(path);
  const known = new Set((await journal.read()).opinions.map((opinion) => opinion.seq));
  // The new ledger reads its opinions from the journal, numbers and all.
  journal.append(wreck.opinions().filter((opinion) => !known.has(opinion.seq)));
  const store = await openStore(path);
  try {
    const saved = await store.transaction(() => takeOver(wreck, store));
    return { movedTo, ...saved, opinions: (await store.opinions()).length, lost: wreck.lost() };
  } finally {
    wreck.close();
    await store.close();
  }
}

async function takeOver(
  wreck: Wreck,
  store: Store,
): Promise<Pick<RepairReport, "files" | "chunks" | "problems">> {
  const files = new Map(wreck.files().map((file) => [file.path, file]));
  const chunks = new Set<string>();
  for (const chunk of wreck.chunks()) {
    const place = JSON.stringify([chunk.path, chunk.generation, chunk.firstLine]);
    if (chunks.has(place)) continue;
    chunks.add(place);
    if (!files.has(chunk.path)) files.set(chunk.path, rowFor(chunk));
    await store.addChunk(chunk);
  }
  const gaps = wreck.lostIn("file") || wreck.lostIn("chunk");
  for (const file of files.values()) await store.saveFile(gaps ? { ...file, ...neverRead } : file);
  await takeOverHistories(wreck, store);
  const problems = await store.addProblems(wreck.problems());
  return { files: files.size, chunks: chunks.size, problems };
}

/** Histories that lost something are asked for what is missing: their state is no repository's. */
async function takeOverHistories(wreck: Wreck, store: Store): Promise<void> {
  const repositories = new Map(wreck.repositories().map((one) => [one.id, one]));
  for (const { repositoryId, commits } of wreck.histories()) {
    if (!repositories.has(repositoryId)) repositories.set(repositoryId, unknownRepository(repositoryId));
    await store.addCommits(repositoryId, commits);
  }
  const gaps = wreck.lostIn("repository") || wreck.lostIn("history");
  for (const one of repositories.values()) {
    await store.saveRepository(gaps ? { ...one, stateKey: "", filesKey: "" } : one);
  }
}

/** A row for a repository whose own was lost. */
function unknownRepository(id: string): StoredRepository {
  const nothing = { folders: [], refs: [], trunk: null, identities: [], reachable: [] };
  return { id, name: id, stateKey: "", filesKey: "", ...nothing };
}

/** No log has this size or hash, so the next sync takes it for a replaced one. */
const neverRead = { sizeBytes: -1, headHash: "" } as const;

/** A row for a file whose own was lost. */
function rowFor({ path, source, sessionId, agentId, generation }: Chunk): StoredFile {
  return {
    path,
    source,
    sessionId,
    agentId,
    generation,
    ...neverRead,
    modifiedMs: 0,
    inode: 0,
    readBytes: 0,
    readLines: 0,
    state: "null",
    gone: false,
  };
}

/** The damaged file, read row by row. */
class Wreck {
  /** By table: how many rows could not be read (null: nobody knows), and why the first could not. */
  readonly #lost = new Map<string, { rows: number | null; readonly why: string }>();
  readonly #connection: SqliteConnection | null;
  readonly #path: string;
  readonly #unreadable: string | null;

  private constructor(path: string, connection: SqliteConnection | null, unreadable: string | null) {
    this.#path = path;
    this.#connection = connection;
    this.#unreadable = unreadable;
  }

  static async open(path: string): Promise<Wreck> {
    try {
      const connection = await SqliteConnection.open(path, { readOnly: true });
      connection.all("select count(*) from sqlite_schema");
      return new Wreck(path, connection, null);
    } catch (error) {
      return new Wreck(path, null, reasonOf(error));
    }
  }

  lost(): readonly string[] {
    if (this.#unreadable !== null) return [`everything but the journal of opinions: ${this.#unreadable}`];
    return [...this.#lost].map(
      ([table, { rows, why }]) => `${table}: ${rows ?? "an unknown number of"} rows, ${why}`,
    );
  }

  lostIn(table: string): boolean {
    return this.#lost.has(table);
  }

  close(): void {
    this.#connection?.close();
  }

  files(): StoredFile[] {
    return [
      ...this.#rows("file", "detail", (row: { detail: string }) => JSON.parse(row.detail) as StoredFile),
    ];
  }

  opinions(): Opinion[] {
    return [
      ...this.#rows("opinion", "detail", (row: { detail: string }) => JSON.parse(row.detail) as Opinion),
    ];
  }

  repositories(): StoredRepository[] {
    const read = (row: { detail: string }) => JSON.parse(row.detail) as StoredRepository;
    return [...this.#rows("repository", "detail", read)];
  }

  histories(): Iterable<{ readonly repositoryId: string; readonly commits: readonly HistoryCommit[] }> {
    type Row = { id: string; commits: Uint8Array };
    return this.#rows("history", "repository_id as id, commits", ({ id, commits }: Row) => ({
      repositoryId: id,
      commits: decodeCommits(commits),
    }));
  }

  problems(): Problem[] {
    type Row = { file: string; line: number; kind: string; what: string; hint: string };
    return [
      ...this.#rows("problem", "file, line, kind, what, hint", ({ file, line, ...rest }: Row) => ({
        at: line === 0 ? { file } : { file, line },
        ...rest,
      })),
    ];
  }

  chunks(): Iterable<Chunk> {
    type Row = Omit<Chunk, "events"> & { events: Uint8Array };
    const columns =
      "path, generation, session_id as sessionId, agent_id as agentId, source, first_line as firstLine, events";
    return this.#rows("chunk", columns, (row: Row) => ({
      ...row,
      events: decodeEvents(row.path, row.events),
    }));
  }

  /** Row by row, because one that cannot be read would end a longer query; ids are dense in these tables. */
  *#rows<Row, T>(table: string, columns: string, read: (row: Row) => T): Generator<T> {
    const connection = this.#connection;
    if (connection === null || this.#isOlderThan(table, connection)) return;
    const last = this.#lastId(connection, table);
    for (let id = 1; id <= last; id++) {
      try {
        const [row] = connection.all<Row>(`select ${columns} from ${table} where rowid = ?`, id);
        if (row !== undefined) yield read(row);
      } catch (error) {
        this.#lose(table, 1, `from row ${id}: ${reasonOf(error)}`);
      }
    }
  }

  /** A ledger of the first schema has no histories to lose. */
  #isOlderThan(table: string, connection: SqliteConnection): boolean {
    if (table !== "repository" && table !== "history") return false;
    return connection.all<{ user_version: number }>("pragma user_version")[0]!.user_version < 2;
  }

  #lastId(connection: SqliteConnection, table: string): number {
    try {
      return connection.all<{ last: number | null }>(`select max(rowid) as last from ${table}`)[0]?.last ?? 0;
    } catch (error) {
      this.#lose(table, null, reasonOf(error));
      // No row of these tables takes less than some 60 bytes.
      return Math.ceil(statSync(this.#path).size / 60);
    }
  }

  #lose(table: string, rows: number | null, why: string): void {
    const known = this.#lost.get(table);
    if (known === undefined) this.#lost.set(table, { rows, why });
    else if (known.rows !== null) known.rows += rows ?? 0;
  }
}
