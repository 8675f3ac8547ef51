/**
 * The ledger's tables as the store writes them. What is searched, joined or sorted by has a column; the rest
 * of a row is its JSON in `detail`, which holds the columns' values too, so that reading a row is reading one
 * text. `migrations.ts` creates the tables.
 */
import type { Generated } from "kysely";

export interface LedgerTables {
  // facts
  file: FileTable;
  chunk: ChunkTable;
  prompt: PromptTable;
  problem: ProblemTable;
  repository: RepositoryTable;
  history: HistoryTable;
  // opinions
  opinion: OpinionTable;
  // results
  session: SessionTable;
  session_problem: SessionProblemTable;
  turn: TurnTable;
  task: TaskTable;
  task_day: TaskDayTable;
  estimate: EstimateTable;
  supervision: SupervisionTable;
  task_work: TaskWorkTable;
  commit_link: CommitLinkTable;
  component: ComponentTable;
  part: PartTable;
  part_turn: PartTurnTable;
  attention: AttentionTable;
  session_usage: SessionUsageTable;
  evidence: EvidenceTable;
  agent_day: AgentDayTable;
  commit_outcome: CommitOutcomeTable;
  // neither: small named values, and which rows of results changed
  meta: MetaTable;
  change: ChangeTable;
  // views: problems of facts and of results, each once
  any_problem: Omit<ProblemTable, "id">;
}

/** How far each log file was read: the one kind of fact that moves on. */
export interface FileTable {
  path: string;
  session_id: string;
  generation: number;
  /** `StoredFile` as JSON. */
  detail: string;
}

export interface ChunkTable {
  id: Generated<number>;
  path: string;
  generation: number;
  session_id: string;
  agent_id: string | null;
  source: string;
  first_line: number;
  /** See `encoding.ts`. */
  events: Uint8Array;
}

/** Index of the prompts' row ids: which chunks, and so which sessions, hold a prompt. */
export interface PromptTable {
  uuid: string;
  chunk_id: number;
}

export interface ProblemTable {
  id: Generated<number>;
  file: string;
  /** 0 where the whole file or folder is meant. */
  line: number;
  kind: string;
  what: string;
  hint: string;
}

/** How far each history was read: moves on, like a log file's row. */
export interface RepositoryTable {
  id: string;
  /** `StoredRepository` as JSON. */
  detail: string;
}

export interface HistoryTable {
  id: Generated<number>;
  repository_id: string;
  /** Many commits, see `commit-encoding.ts`. */
  commits: Uint8Array;
}

/** What cutting the session found; replaced with it. */
export interface SessionProblemTable extends Omit<ProblemTable, "id"> {
  session_id: string;
}

export interface OpinionTable {
  seq: number;
  /** `Opinion` as JSON. */
  detail: string;
}

export interface SessionTable {
  session_id: string;
  first_ms: number;
  /** `looseRequests`, see `encoding.ts`. */
  requests: string;
  /** `Session` as JSON, without its requests. */
  detail: string;
  /** Hash of the rows of the session and its turns. */
  version: string;
  /** `SessionTrace` as JSON, without its messages. */
  trace: string;
  /** Of the trace, eight bytes each, behind their number: Node's own SQLite takes an empty blob for null. */
  messages: Uint8Array;
  /** Its stretches, see `segment-encoding.ts`. */
  segments: string;
}

export interface TurnTable {
  id: string;
  session_id: string;
  person: string;
  project: string;
  branch: string | null;
  start_ms: number;
  end_ms: number;
  /** `requests`, see `encoding.ts`. */
  requests: string;
  /** `Turn` as JSON, without its requests. */
  detail: string;
}

export interface TaskTable {
  id: string;
  first_ms: number;
  anchor: string;
  /** What it and all that belongs to it was made from; see `TaskMark`. */
  made_from: string;
  detail: string;
}

export interface TaskDayTable {
  task_id: string;
  day: string;
  detail: string;
}

export interface EstimateTable {
  task_id: string;
  /** The task's estimates, `{ taskId, estimate, inForce }` as JSON each, in the order they were given in. */
  detail: string;
}

/** One person's supervision of one session. */
export interface SupervisionTable {
  session_id: string;
  person: string;
  from_ms: number;
  to_ms: number;
  /** See `attention-encoding.ts`. */
  detail: string;
}

/** What a task's past counts by, and what its estimates are told from. */
export interface EvidenceTable {
  task_id: string;
  person: string;
  /** 1: a person declared an estimate. */
  declared: 0 | 1;
  /** `TaskEvidence` as JSON. */
  detail: string;
}

/** For how long any agent worked on a day: of all people in records (empty) or of one. */
export interface AgentDayTable {
  person: string;
  day: string;
  agent_ms: number;
}

export interface TaskWorkTable {
  task_id: string;
  /** `TaskWork` as JSON. */
  detail: string;
}

/** What was analysed together. */
export interface ComponentTable {
  name: string;
  /** `StoredComponent.members` as JSON. */
  members: string;
}

/** What the analysis keeps of one task (`StoredPart`). */
export interface PartTable {
  anchor: string;
  /** Name of its component. */
  component: string;
  key: string;
  stamp: string;
  first_ms: number;
  /** When agents worked, by person, as JSON. */
  agent: string;
  detail: string;
}

/** Which task holds a turn. */
export interface PartTurnTable {
  turn_id: string;
  anchor: string;
}

/** What one session asks of one person. */
export interface AttentionTable {
  session_id: string;
  person: string;
  /** See `attention-encoding.ts`. */
  detail: string;
}

/** What counts in a session, added up. */
export interface SessionUsageTable {
  session_id: string;
  /** Billed messages of the session when its sums were made; as those of `SessionTable`. */
  messages: Uint8Array;
  /** Ids of those that count in another session, as JSON. */
  lost: string;
  /** `UsageOfDay` and `UsageOfTurn`, see `encoding.ts`. */
  days: string;
  turns: string;
  /** 1, set by triggers: the session was saved or removed since. Told ahead: nobody has compared its messages yet. */
  stale: Generated<0 | 1>;
  /** 1: told from facts, of a session that waits to be cut. Its turns are none. */
  ahead: Generated<0 | 1>;
}

export interface CommitLinkTable {
  /** Empty for commits of no known repository. */
  repository_id: string;
  key: string;
  /** All links of the repository as a JSON array. */
  detail: string;
  /** What the candidates had to show, by session; see `LinkCandidates`. */
  candidates: string;
}

export interface CommitOutcomeTable {
  repository_id: string;
  key: string;
  /** Outcomes of commits and of tasks, each as a JSON array of pairs. */
  detail: string;
}

export interface MetaTable {
  key: string;
  value: string;
}

/** Results whose rows' changes are noted, whoever makes them. */
export type NotedTable = "task" | "task_day" | "estimate" | "task_work" | "session" | "attention";

/** Written by triggers alone, see `noted-changes.ts`. */
export interface ChangeTable {
  seq: Generated<number>;
  of_table: NotedTable;
  key: string;
}
