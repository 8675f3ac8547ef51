/**
 * The contract of the ledger's store. Facts (chunks of events, problems) and opinions are append-only;
 * results are replaced as a whole or by key and can be rebuilt. `test/contracts/stores.test.ts` runs over
 * every store with a real database.
 */
import type { LogEvent, Problem } from "../core/events.ts";
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

/** A task's result rows and its estimates, as one session's or project's analysis produced them. */
export interface SessionResults {
  readonly session: Session;
  readonly turns: readonly Turn[];
}

export interface TaskResults {
  readonly tasks: readonly Task[];
  readonly days: readonly TaskDay[];
  readonly estimates: readonly {
    readonly taskId: string;
    readonly estimate: Estimate;
    readonly inForce: boolean;
  }[];
  readonly supervision: readonly SupervisoryInterval[];
}

export interface Store {
  /** Run several writes as one: all or nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;

  // facts
  files(): Promise<readonly StoredFile[]>;
  saveFile(file: StoredFile): Promise<void>;
  addChunk(chunk: Chunk): Promise<void>;
  addProblems(problems: readonly Problem[]): Promise<void>;
  problems(filter?: { readonly kind?: string; readonly limit?: number }): Promise<readonly Problem[]>;
  problemCounts(): Promise<readonly { readonly kind: string; readonly count: number }[]>;
  /** The chunks of a session that count (newest generation of each file), by file and line. */
  chunksOfSession(sessionId: string): Promise<readonly Chunk[]>;
  sessionIds(): Promise<readonly string[]>;
  /** Sessions (other than `sessionId`) that hold any of these prompt-row uuids: forks and resumes that replay history. */
  sessionsSharingPrompts(sessionId: string): Promise<readonly string[]>;

  // opinions
  addOpinion(by: string, atMs: number, body: OpinionBody): Promise<Opinion>;
  opinions(): Promise<readonly Opinion[]>;

  // results
  saveSession(results: SessionResults): Promise<void>;
  sessions(): Promise<readonly Session[]>;
  /** All turns, or those of some sessions or ids; in time order. */
  turns(filter?: {
    readonly sessionIds?: readonly string[];
    readonly ids?: readonly string[];
  }): Promise<readonly Turn[]>;
  /** Every billed request once, with the turn (or null) and session it counts in. */
  requests(): Promise<
    readonly (ModelRequest & {
      readonly sessionId: string;
      readonly turnId: string | null;
      readonly project: string;
      readonly person: string;
    })[]
  >;
  replaceTaskResults(results: TaskResults): Promise<void>;
  tasks(): Promise<readonly Task[]>;
  taskDays(filter?: {
    readonly from?: Day;
    readonly to?: Day;
    readonly taskIds?: readonly string[];
  }): Promise<readonly TaskDay[]>;
  estimates(
    taskIds?: readonly string[],
  ): Promise<readonly { readonly taskId: string; readonly estimate: Estimate; readonly inForce: boolean }[]>;
  supervision(filter?: {
    readonly fromMs?: number;
    readonly toMs?: number;
  }): Promise<readonly SupervisoryInterval[]>;
  /** Drop all results; facts and opinions stay. */
  dropResults(): Promise<void>;

  /** Small named values: method key of the results, counters. */
  meta(key: string): Promise<string | null>;
  setMeta(key: string, value: string): Promise<void>;

  /** Empty where the ledger is sound; otherwise what is damaged and where. */
  integrity(): Promise<readonly string[]>;
}
