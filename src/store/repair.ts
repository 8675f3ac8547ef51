/**
 * Puts a new ledger in a damaged one's place, with everything that can still be read.
 *
 * Results are not taken over: they are rebuilt. Where facts were lost, the log files are marked so that the
 * next sync reads those that still exist from their beginning.
 */
import { copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import type { z } from "zod";
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
  const wreck = await Wreck.open(path);
  try {
    // The new ledger takes its opinions from the journal, numbers and all.
    await completeJournal(new OpinionJournal(path), wreck);
    const saved = await rebuiltBeside(path, wreck);
    putInPlace(path, movedTo);
    return { movedTo, ...saved, lost: wreck.lost() };
  } finally {
    wreck.close();
  }
}

async function completeJournal(journal: OpinionJournal, wreck: Wreck): Promise<void> {
  const known = new Set((await journal.read()).opinions.map((opinion) => opinion.seq));
  journal.append(wreck.opinions().filter((opinion) => !known.has(opinion.seq)));
}

/** Whole before it takes the damaged one's place: a repair that is interrupted can be made again. */
const beside = (path: string): string => `${path}.repaired`;
const parts = ["", "-wal", "-shm"] as const;

async function rebuiltBeside(path: string, wreck: Wreck) {
  for (const part of parts) rmSync(beside(path) + part, { force: true });
  const store = await openStore(beside(path));
  try {
    const saved = await store.transaction(() => takeOver(wreck, store));
    return { ...saved, opinions: (await store.opinions()).length };
  } finally {
    await store.close();
  }
}

function putInPlace(path: string, movedTo: string): void {
  try {
    for (const part of parts) if (existsSync(path + part)) keepAside(path + part, movedTo + part);
    // No log may be taken for the new ledger's.
    for (const ledger of [path, beside(path)])
      for (const part of ["-wal", "-shm"]) rmSync(ledger + part, { force: true });
    renameSync(beside(path), path);
  } catch (error) {
    throw cannotOpen(path, reasonOf(error), error);
  }
}

function keepAside(file: string, aside: string): void {
  try {
    linkSync(file, aside);
  } catch {
    // Not every file system has hard links.
    copyFileSync(file, aside);
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
    const known = files.get(chunk.path);
    // Beside the checksum of its events: a flipped bit here would make them another session's or agent's.
    if (known !== undefined && (known.sessionId !== chunk.sessionId || known.agentId !== chunk.agentId)) {
      wreck.lose("chunk", 1, `of ${chunk.path}: its session is not the file's`);
      continue;
    }
    chunks.add(place);
    if (known === undefined) files.set(chunk.path, rowFor(chunk));
    await store.addChunk(chunk);
  }
  const problems = await store.addProblems(wreck.problems());
  const gaps = ["file", "chunk", "problem"].some((table) => wreck.lostIn(table));
  for (const file of files.values()) await store.saveFile(gaps ? { ...file, ...neverRead } : file);
  await takeOverHistories(wreck, store);
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

/** Loaded for a repair alone: no other command has to wait for them. */
const loadSchemas = async () => ({
  ...(await import("./fact-schema.ts")).factSchemas,
  opinion: (await import("./opinion-schema.ts")).opinionSchema,
});

type Schemas = Awaited<ReturnType<typeof loadSchemas>>;

/** A flipped bit in a name leaves sound JSON. */
function sound<T>(schema: z.ZodType, value: T): T {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue !== undefined) throw new Error(`${issue.path.map(String).join(".")}: ${issue.message}`);
  return value;
}

/** The damaged file, read row by row. */
class Wreck {
  /** By table: how many rows could not be read (null: nobody knows), and why the first could not. */
  readonly #lost = new Map<string, { rows: number | null; readonly why: string }>();
  readonly #connection: SqliteConnection | null;
  readonly #path: string;
  readonly #unreadable: string | null;
  readonly #schemas: Schemas;

  private constructor(
    path: string,
    schemas: Schemas,
    connection: SqliteConnection | null,
    unreadable: string | null,
  ) {
    this.#path = path;
    this.#schemas = schemas;
    this.#connection = connection;
    this.#unreadable = unreadable;
  }

  static async open(path: string): Promise<Wreck> {
    const schemas = await loadSchemas();
    try {
      const connection = await SqliteConnection.open(path, { readOnly: true });
      connection.all("select count(*) from sqlite_schema");
      return new Wreck(path, schemas, connection, null);
    } catch (error) {
      return new Wreck(path, schemas, null, reasonOf(error));
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
    return [...this.#details("file", this.#schemas.file)] as StoredFile[];
  }

  opinions(): Opinion[] {
    return [...this.#details("opinion", this.#schemas.opinion)] as Opinion[];
  }

  repositories(): StoredRepository[] {
    return [...this.#details("repository", this.#schemas.repository)] as StoredRepository[];
  }
  #details(table: string, schema: z.ZodType): Iterable<unknown> {
    return this.#rows(table, "detail", ({ detail }: { detail: string }) => sound(schema, JSON.parse(detail)));
  }

  histories(): Iterable<{ readonly repositoryId: string; readonly commits: readonly HistoryCommit[] }> {
    type Row = { id: string; commits: Uint8Array };
    return this.#rows("history", "repository_id as id, commits", ({ id, commits }: Row) => ({
      repositoryId: id,
      commits: decodeCommits(commits).map((commit) => {
        sound(this.#schemas.commit, { repositoryId: id, ...commit });
        return commit;
      }),
    }));
  }

  problems(): Problem[] {
    type Row = { file: string; line: number; kind: string; what: string; hint: string };
    return [
      ...this.#rows("problem", "file, line, kind, what, hint", ({ file, line, ...rest }: Row) =>
        sound(this.#schemas.problem, { at: line === 0 ? { file } : { file, line }, ...rest }),
      ),
    ];
  }

  chunks(): Iterable<Chunk> {
    type Row = Omit<Chunk, "events"> & { events: Uint8Array };
    const columns =
      "path, generation, session_id as sessionId, agent_id as agentId, source, first_line as firstLine, events";
    return this.#rows("chunk", columns, (row: Row) =>
      sound(this.#schemas.chunk, { ...row, events: decodeEvents(row.path, row.events) }),
    );
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
        this.lose(table, 1, `from row ${id}: ${reasonOf(error)}`);
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
      this.lose(table, null, reasonOf(error));
      // No row of these tables takes less than some 60 bytes.
      return Math.ceil(statSync(this.#path).size / 60);
    }
  }

  lose(table: string, rows: number | null, why: string): void {
    const known = this.#lost.get(table);
    if (known === undefined) this.#lost.set(table, { rows, why });
    else if (known.rows !== null) known.rows += rows ?? 0;
  }
}
