/**
 * The contract of the ledger's store. Facts (chunks of events, problems) and opinions are append-only;
 * results are replaced as a whole or by key and can be rebuilt. `test/contracts/stores.test.ts` runs over
 * every store with a real database.
 */
import type { Outcomes } from "../core/changes/outcome.ts";
import type { HistoryCommit, HistoryRef, Identity } from "../core/changes/repository-history.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import type { TurnPlace } from "../core/estimates/plans.ts";
import type { LogEvent, Problem } from "../core/events.ts";
import type { CommitLink } from "../core/links/commit-links.ts";
import type { SessionTrace } from "../core/links/session-traces.ts";
import type { SessionUsage, UsageOfDay, UsageOfTurn } from "../core/records/session-usage.ts";
import type {
  Day,
  Estimate,
  ModelRequest,
  Opinion,
  OpinionBody,
  Session,
  SupervisoryInterval,
  Task,
  TaskDay,
  Turn,
} from "../core/types.ts";
import type { SessionProblemTable, SessionTable, TurnTable } from "./schema.ts";

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
  readonly events: Uint8Array;
  /** Row ids of its prompts, each once. */
  readonly promptUuids: readonly string[];
}

/** A task's result rows and its estimates, as one session's or project's analysis produced them. */
export interface SessionResults {
  readonly session: Session;
  readonly turns: readonly Turn[];
  /** What cutting found; unlike those of reading they go when the session is cut anew. */
  readonly problems?: readonly Problem[];
}

/** A session and its turns as rows of the ledger; made by `packSession`. */
export interface PackedSession {
  readonly session: Readonly<SessionTable>;
  readonly turns: readonly Readonly<TurnTable>[];
  readonly problems: readonly Readonly<SessionProblemTable>[];
}

export interface TaskResults {
  readonly tasks: readonly Task[];
  readonly days: readonly TaskDay[];
  readonly estimates: readonly TaskEstimate[];
  /** Null: as it is. On a long history there are some two intervals a turn. */
  readonly supervision: readonly SupervisoryInterval[] | null;
  /** Of tasks with commits or edits. */
  readonly work: readonly TaskWork[];
}

/** What the logs said. Append-only: nothing here is changed or deleted, but for a file's own row. */
export interface FactStore {
  /** All log files, by path. */
  files(): Promise<readonly StoredFile[]>;
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

/** A request counted once over the whole ledger, with the turn (or null) and session it counts in. */
export interface CountedRequest extends ModelRequest {
  readonly sessionId: string;
  readonly turnId: string | null;
  readonly project: string;
  readonly person: string;
}

/** An estimate of a task and whether it is the one in force. */
export interface TaskEstimate {
  readonly taskId: string;
  readonly estimate: Estimate;
  readonly inForce: boolean;
}

/** A component of the analysis (`core/tasks/components.ts`) as it was last made. */
export interface StoredComponent {
  readonly name: string;
  /** What was analysed together, each with what it was then: a member of another version is to be analysed anew. */
  readonly members: Readonly<Record<string, string>>;
}

/** A session's trace without its messages, and a text that changes whenever its turns do. */
export interface StoredTrace extends Omit<SessionTrace, "messages"> {
  readonly version: string;
}

export type OfSession<Usage> = Usage & { readonly sessionId: string };

/** What is computed from facts and opinions: replaced by key or as a whole, and never the only copy. */
export interface ResultStore {
  /** Replaces the session and its turns. */
  saveSession(results: SessionResults): Promise<void>;
  /** The same for a session that was packed elsewhere. */
  savePackedSession(results: PackedSession): Promise<void>;
  /** For a session that no counting chunk belongs to any more. */
  removeSession(sessionId: string): Promise<void>;
  /** By their beginning. */
  sessions(): Promise<readonly Session[]>;
  /**
   * All turns, or those of some sessions, ids or a stretch of time that they touch, work of their subagents included;
   * in time order.
   */
  turns(filter?: {
    readonly sessionIds?: readonly string[];
    readonly ids?: readonly string[];
    readonly fromMs?: number;
    readonly toMs?: number;
  }): Promise<readonly Turn[]>;
  /**
   * Every billed request once, in time order; see `requests-once.ts`. Of some sessions: as if there were no others, so
   * with all that hold one of their messages.
   */
  requests(sessionIds?: readonly string[]): Promise<readonly CountedRequest[]>;
  /** By session. */
  traces(): Promise<readonly StoredTrace[]>;
  /** Hashes of every session's billed messages' ids. */
  messages(): Promise<ReadonlyMap<string, Float64Array>>;
  /** Replaces what counts in the session; `messages` are those that it was told from. */
  saveUsage(usage: SessionUsage, messages: Float64Array): Promise<void>;
  removeUsages(sessionIds: readonly string[]): Promise<void>;
  /** Billed messages of some sessions as they were when their usage was saved. */
  messagesCounted(sessionIds: readonly string[]): Promise<readonly Float64Array[]>;
  /** What counts in all sessions, by day; by session, then by the first request. */
  usageOfDays(): Promise<readonly OfSession<UsageOfDay>[]>;
  usageOfTurns(): Promise<readonly OfSession<UsageOfTurn>[]>;
  /** Whose all turns are, and where and when they were made; in no order. */
  turnPlaces(): Promise<readonly TurnPlace[]>;
  /** By name. */
  components(): Promise<readonly StoredComponent[]>;
  /** What the analysis keeps of all components or some, by the component's name. */
  componentParts(names?: readonly string[]): Promise<readonly string[]>;
  /** Replaces the component of that name. */
  saveComponent(component: StoredComponent, parts: string): Promise<void>;
  removeComponents(names: readonly string[]): Promise<void>;
  /** Replaces all tasks and what belongs to them; writes what is not as it was. */
  replaceTaskResults(results: TaskResults): Promise<void>;
  /** By their beginning. */
  tasks(): Promise<readonly Task[]>;
  /** By day, then task. */
  taskDays(filter?: {
    readonly from?: Day;
    readonly to?: Day;
    readonly taskIds?: readonly string[];
  }): Promise<readonly TaskDay[]>;
  /** By task, then in the order they were given in. */
  estimates(taskIds?: readonly string[]): Promise<readonly TaskEstimate[]>;
  /** Of all tasks or some, by task. */
  taskWork(taskIds?: readonly string[]): Promise<readonly TaskWork[]>;
  /** Replaces the links of one repository's commits; `key` says what they were made from. */
  saveLinks(repositoryId: string, key: string, links: readonly CommitLink[]): Promise<void>;
  /** Of all repositories, by id. */
  links(): Promise<
    readonly { readonly repositoryId: string; readonly key: string; readonly links: readonly CommitLink[] }[]
  >;
  /** Replaces what became of one repository's commits; `key` says what it was told from. */
  saveOutcomes(repositoryId: string, key: string, outcomes: Outcomes): Promise<void>;
  /** Null where the key is another, or none was saved. */
  outcomes(repositoryId: string, key: string): Promise<Outcomes | null>;
  /** By their beginning; with a filter, those that touch the stretch. */
  supervision(filter?: {
    readonly fromMs?: number;
    readonly toMs?: number;
  }): Promise<readonly SupervisoryInterval[]>;
  /** Drop all results; facts and opinions stay. */
  dropResults(): Promise<void>;
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

  /** Small named values: method key of the results, counters. */
  meta(key: string): Promise<string | null>;
  setMeta(key: string, value: string): Promise<void>;

  /** Empty where the ledger is sound; otherwise what is damaged and where. */
  integrity(): Promise<readonly string[]>;
}
