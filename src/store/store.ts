/**
 * The contract of the ledger's store. Facts (chunks of events, problems) and opinions are append-only;
 * results are replaced as a whole or by key and can be rebuilt. `test/contracts/stores*.test.ts` run over
 * every store with a real database.
 */
import type { HistoryCommit, HistoryRef, Identity } from "../core/changes/repository-history.ts";
import type { LogEvent, Problem } from "../core/events.ts";
import type { Opinion, OpinionBody } from "../core/types.ts";
import type { ResultStore } from "./results.ts";
import type { NotedTable } from "./schema.ts";

export type * from "./results.ts";
export type { NotedTable } from "./schema.ts";
export type * from "./task-results.ts";

/** A log file as the ledger knows it. `gone` files keep their facts. */
export interface StoredFile {
  readonly path: string;
  readonly source: string;
  readonly sessionId: string;
  readonly agentId: string | null;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly inode: number;
  /** Hash of the first bytes read: tells a replaced file from a grown one. */
  readonly headHash: string;
  readonly readBytes: number;
  readonly readLines: number;
  /** The source's own cursor state, as JSON. */
  readonly state: string;
  readonly gone: boolean;
  /** Rises when a file is replaced: older chunks stay as facts but no longer count. */
  readonly generation: number;
}

/** By what a file is told to be as it was. */
export type FileMark = Pick<StoredFile, "path" | "sizeBytes" | "modifiedMs" | "inode" | "gone">;

/** Events of one read of one file, in file order. */
export interface Chunk {
  readonly path: string;
  readonly generation: number;
  readonly sessionId: string;
  readonly agentId: string | null;
  readonly source: string;
  readonly firstLine: number;
  readonly events: readonly LogEvent[];
}

/** A chunk as the ledger keeps it; made by `packChunk`, on whatever thread has its events. */
export interface PackedChunk extends Omit<Chunk, "events"> {
  readonly events: Uint8Array<ArrayBuffer>;
  /** Row ids of its prompts, each once. */
  readonly promptUuids: readonly string[];
}

/** What the logs said. Append-only: nothing here is changed or deleted, but for a file's own row. */
export interface FactStore {
  /** All log files, by path. */
  files(): Promise<readonly StoredFile[]>;
  hasFiles(): Promise<boolean>;
  /** Of all log files, by path: every run asks for them, and none needs more of a file that is as it was. */
  fileMarks(): Promise<readonly FileMark[]>;
  /** Those of the sessions that have a file. */
  sessionsWithFiles(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * One file's row as it is now. Inside the transaction that adds to a file, compare its `generation` and
   * `readBytes` with those that reading began from: another process may have read the same lines meanwhile.
   */
  file(path: string): Promise<StoredFile | null>;
  saveFile(file: StoredFile): Promise<void>;
  /**
   * The file's row must be there by the end of the transaction. A chunk without events is not kept.
   * @throws where the file's generation already has a chunk from that line.
   */
  addChunk(chunk: Chunk): Promise<void>;
  /** The same for a chunk that was packed elsewhere; it must have events. */
  addPackedChunk(chunk: PackedChunk): Promise<void>;
  /** A problem that is known (same place, kind and text) is not added again. Gives the number of new ones. */
  addProblems(problems: readonly Problem[]): Promise<number>;
  /** Those of facts and of sessions' results, or of facts alone; by file and line. */
  problems(filter?: {
    readonly kind?: string;
    readonly limit?: number;
    readonly factsOnly?: boolean;
  }): Promise<readonly Problem[]>;
  /** Most frequent first. */
  problemCounts(): Promise<readonly { readonly kind: string; readonly count: number }[]>;
  /**
   * The chunks of a session by file, generation and line. Those of a file's older generations stay: what was
   * read of a log that was cut or replaced later is still a fact.
   */
  chunksOfSession(sessionId: string): Promise<readonly Chunk[]>;
  /** Every chunk's id, older generations' too, by file, generation and line: for an export. */
  chunkIds(): Promise<readonly number[]>;
  chunk(id: number): Promise<Chunk>;
  /** Sessions with chunks. */
  sessionIds(): Promise<readonly string[]>;
  /** Sessions (other than `sessionId`) that hold any of these prompt-row uuids: forks and resumes that replay history. */
  sessionsSharingPrompts(sessionId: string): Promise<readonly string[]>;
}

/** A repository of this machine as it was last read; its commits are facts beside it. */
export interface StoredRepository {
  /** `GitRepository.id`. */
  readonly id: string;
  readonly name: string;
  readonly folders: readonly string[];
  /** `HistoryReading.stateKey`; empty: not all was read. */
  readonly stateKey: string;
  /** Times and sizes of git's own files: equal keys spare even asking git. */
  readonly filesKey: string;
  readonly refs: readonly HistoryRef[];
  readonly trunk: string | null;
  readonly identities: readonly Identity[];
  readonly reachable: readonly string[];
}

/** The histories of repositories. Commits are append-only; of one sha the newest counts. */
export interface HistoryStore {
  /** By id. */
  repositories(): Promise<readonly StoredRepository[]>;
  saveRepository(repository: StoredRepository): Promise<void>;
  /** The repository must be there by the end of the transaction. */
  addCommits(repositoryId: string, commits: readonly HistoryCommit[]): Promise<void>;
  /** By repository, a number that rises with each batch of its commits. */
  commitMarks(): Promise<ReadonlyMap<string, number>>;
  /** `reachable` as the repository's state says. */
  commits(repositoryId: string): Promise<readonly HistoryCommit[]>;
}

/** What people said. Append-only, and kept a second time in a journal beside the ledger. */
export interface OpinionStore {
  addOpinion(by: string, atMs: number, body: OpinionBody): Promise<Opinion>;
  /** By number. */
  opinions(): Promise<readonly Opinion[]>;
}

export interface NotedChanges {
  /** For the next call. */
  readonly mark: number;
  /** Of each table the rows by what they are asked by, removed ones too. Null: any row may be another. */
  readonly keys: ReadonlyMap<NotedTable, ReadonlySet<string>> | null;
}

export interface Store extends FactStore, HistoryStore, OpinionStore, ResultStore {
  /**
   * Run several writes as one: all or nothing. Calls of this store within `work` belong to it and must be
   * awaited there; calls from elsewhere wait until it ends, writers of other processes too. A failed call
   * dooms the whole, even if `work` goes on. A transaction within another is part of that one.
   */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;

  /** Another number whenever somebody else has changed the ledger; costs next to nothing. */
  changes(): Promise<number>;
  /** Which rows of some results changed after a mark that an earlier call gave. */
  changesSince(mark: number | null): Promise<NotedChanges>;

  /** Small named values: method key of the results, counters. */
  meta(key: string): Promise<string | null>;
  setMeta(key: string, value: string): Promise<void>;

  /** Rises with every change of the ledger, whoever makes it; what `keep` keeps is none. */
  revision(): Promise<number>;
  /** What was kept under the name at the ledger's revision of now; null where there is nothing. */
  kept(name: string): Promise<string | null>;
  /**
   * Keeps a text that was made of the ledger as it stood at `revision`, until the ledger changes. Never the only copy.
   * Does nothing where the ledger has changed meanwhile.
   */
  keep(name: string, revision: number, text: string): Promise<void>;

  /** What was remembered last under the name; null where nothing was, or it is not as it was written. */
  remembered(name: string): Promise<string | null>;
  /** Keeps a text that tells by itself whether it still holds; nothing new about the ledger. Never the only copy. */
  remember(name: string, text: string): Promise<void>;

  /** Empty where the ledger is sound; otherwise what is damaged and where. */
  integrity(): Promise<readonly string[]>;
}
