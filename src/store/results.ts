/**
 * The part of the store's contract (`store.ts`) that keeps results: replaced by key, dropped as a whole, made anew from
 * facts and opinions.
 */
import type { Outcomes } from "../core/changes/outcome.ts";
import type { TurnPlace } from "../core/estimates/plans.ts";
import type { Problem } from "../core/events.ts";
import type { CommitLink } from "../core/links/commit-links.ts";
import type { SessionTrace } from "../core/links/session-traces.ts";
import type { SessionUsage, UsageOfDay, UsageOfTurn } from "../core/records/session-usage.ts";
import type { ModelRequest, Session, Turn } from "../core/types.ts";
import type { SessionProblemTable, SessionTable, SessionUsageTable, TurnTable } from "./schema.ts";
import type { PartStore, TaskResultStore } from "./task-results.ts";

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

/** A session's usage as a row of the ledger; made by `packUsageAhead`. */
export type PackedUsage = Readonly<Pick<SessionUsageTable, "session_id" | "messages" | "days">>;

/** A request counted once over the whole ledger, with the turn (or null) and session it counts in. */
export interface CountedRequest extends ModelRequest {
  readonly sessionId: string;
  readonly turnId: string | null;
  readonly project: string;
  readonly person: string;
}

/** The links of one repository's commits, and what they were made from. */
export interface StoredLinks {
  readonly repositoryId: string;
  readonly key: string;
  readonly links: readonly CommitLink[];
  /** By session: what its turns were when they were looked at, and what they had to show then. */
  readonly candidates: Readonly<Record<string, readonly [version: string, shown: string]>>;
}

/** A session's trace without its messages, and a text that changes whenever its turns do. */
export interface StoredTrace extends Omit<SessionTrace, "messages"> {
  readonly version: string;
}

export type OfSession<Usage> = Usage & { readonly sessionId: string };

/** Where requests stand in the results: one turn's, or those of a session outside its turns. */
export interface RequestPlace {
  readonly sessionId: string;
  /** When that session began. */
  readonly sessionFirstMs: number;
  readonly turnId: string | null;
  readonly project: string;
  readonly person: string;
  readonly requests: readonly ModelRequest[];
}

/** What is computed from facts and opinions: replaced by key or as a whole, and never the only copy. */
export interface ResultStore extends PartStore, TaskResultStore {
  /** Replaces the session and its turns. */
  saveSession(results: SessionResults): Promise<void>;
  /** The same for a session that was packed elsewhere. */
  savePackedSession(results: PackedSession): Promise<void>;
  /** For a session that no counting chunk belongs to any more. */
  removeSession(sessionId: string): Promise<void>;
  /** All or some, by their beginning. */
  sessions(sessionIds?: readonly string[]): Promise<readonly Session[]>;
  /** When each session began and ended; in no order. */
  sessionSpans(): Promise<readonly Pick<Session, "sessionId" | "firstMs" | "lastMs">[]>;
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
  countTurns(): Promise<number>;
  /** Every billed request once, in time order; see `requests-once.ts`. */
  requests(): Promise<readonly CountedRequest[]>;
  /** Where all requests stand, or those of some sessions. */
  requestPlaces(sessionIds?: readonly string[]): Promise<readonly RequestPlace[]>;
  /** Of all sessions or some, by session. */
  traces(sessionIds?: readonly string[]): Promise<readonly StoredTrace[]>;
  /** Hashes of every session's billed messages' ids, of those counted ahead too. */
  messages(): Promise<ReadonlyMap<string, Float64Array>>;
  /** Keeps what counts in a session that waits to be cut; to be compared before it is shown, since it may share messages. */
  saveUsageAhead(usage: PackedUsage): Promise<void>;
  /** Sessions that wait to be cut and whose usage is told ahead, by id. */
  usagesAhead(): Promise<readonly string[]>;
  /** What is told ahead was compared with all other sessions: it shares no message. */
  usagesAheadCompared(): Promise<void>;
  /** Replaces what counts in the session; `messages` it was told from, `lost` are those that count elsewhere. */
  saveUsage(
    usage: SessionUsage,
    told: { readonly messages: Float64Array; readonly lost: readonly string[] },
  ): Promise<void>;
  /** Sessions without saved usage, those saved or removed since it was, and those told ahead and not compared, by id. */
  sessionsToCount(): Promise<readonly string[]>;
  removeUsages(sessionIds: readonly string[]): Promise<void>;
  /** Billed messages of some sessions as they were when their usage was saved. */
  messagesCounted(sessionIds: readonly string[]): Promise<readonly Float64Array[]>;
  /** Ids of those that count in another session, of those sessions that have any. */
  messagesLost(sessionIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** What counts in all sessions, told ahead or not, by day; by session, then by the first request. */
  usageOfDays(): Promise<readonly OfSession<UsageOfDay>[]>;
  usageOfTurns(): Promise<readonly OfSession<UsageOfTurn>[]>;
  /** Whose all turns are, and where and when they were made; in no order. */
  turnPlaces(): Promise<readonly TurnPlace[]>;
  /** Replaces the links of one repository's commits. */
  saveLinks(links: StoredLinks): Promise<void>;
  /** Of all repositories, by id. */
  links(): Promise<readonly StoredLinks[]>;
  /** Replaces what became of one repository's commits; `key` says what it was told from. */
  saveOutcomes(repositoryId: string, key: string, outcomes: Outcomes): Promise<void>;
  /** Null where the key is another, or none was saved. */
  outcomes(repositoryId: string, key: string): Promise<Outcomes | null>;
  /** Drop all results; facts and opinions stay. */
  dropResults(): Promise<void>;
}
