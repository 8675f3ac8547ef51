/** The part of the store's contract that keeps tasks, what belongs to them, and what the analysis makes them of. */
import type { TaskWork } from "../core/changes/task-work.ts";
import type { SessionSegments } from "../core/tasks/task-segments.ts";
import type { Attention } from "../core/turns/supervision.ts";
import type { Day, Estimate, SupervisoryInterval, Task, TaskDay } from "../core/types.ts";

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

/** What the analysis keeps of one task, in the form in which the ledger keeps it. */
export interface StoredPart {
  readonly anchor: string;
  /** A text that is equal where the part would be made of the same. */
  readonly key: string;
  /** A text that is equal where the part itself is. */
  readonly stamp: string;
  readonly firstMs: number;
  readonly turnIds: readonly string[];
  /** When agents worked, and everything else, as JSON. */
  readonly agent: string;
  readonly detail: string;
}

/** A task, and a text that is equal where what it was made from is. */
export interface TaskMark {
  readonly id: string;
  readonly anchor: string;
  readonly firstMs: number;
  readonly madeFrom: string;
}

/** A part whose task is not there, or is made from something else or from more. */
export interface PartToMake extends Pick<StoredPart, "anchor" | "stamp" | "firstMs"> {
  readonly taskId: string | null;
  readonly madeFrom: string | null;
}

/** A turn with other supervision than before. */
export interface OtherSupervision {
  readonly turnId: string;
  readonly before: readonly SupervisoryInterval[];
  readonly now: readonly SupervisoryInterval[];
}

/** What a task's past counts by, and what its estimates are told from. */
export interface TaskEvidence {
  readonly taskId: string;
  readonly person: string;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Likely minutes as later tasks remember them; 0: they do not. */
  readonly minutes: number;
  /** A person declared an estimate of it. */
  readonly declared: boolean;
  readonly type: string;
  readonly project: string;
  /** Lines written by hand. */
  readonly lines: number;
  /** Of its title and first prompt, each once, with spaces between them. */
  readonly words: string;
  /** Its own estimates, without what others teach: `OwnEstimate[]`. */
  readonly said: readonly OwnEstimate[];
}

export type OwnEstimate = readonly [
  estimator: string,
  version: number,
  lowMinutes: number,
  likelyMinutes: number,
  highMinutes: number,
  givenMs: number,
];

/** What the analysis of components keeps. */
export interface PartStore {
  /** The stretches of some sessions, by session. */
  segments(sessionIds: readonly string[]): Promise<readonly SessionSegments[]>;
  /** By name. */
  components(): Promise<readonly StoredComponent[]>;
  /** Replaces the component of that name. */
  saveComponent(component: StoredComponent): Promise<void>;
  removeComponents(names: readonly string[]): Promise<void>;
  /** Of the parts of some components. */
  partKeys(
    components: readonly string[],
  ): Promise<readonly (Pick<StoredPart, "anchor" | "key"> & { readonly component: string })[]>;
  addParts(component: string, parts: readonly StoredPart[]): Promise<void>;
  moveParts(anchors: readonly string[], component: string): Promise<void>;
  removeParts(anchors: readonly string[]): Promise<void>;
  /** Of all parts, in no order. */
  partMarks(): Promise<readonly Pick<StoredPart, "anchor" | "firstMs">[]>;
  /** By anchor. */
  partDetails(anchors: readonly string[]): Promise<readonly string[]>;
  agentTimes(anchors: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The parts that hold some turns, by turn. */
  anchorsOf(turnIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What sessions ask of everybody or of one person, by session. */
  attention(person?: string): Promise<readonly { readonly person: string; readonly attention: Attention }[]>;
  /** Replaces what the session asks of people; gives those of whom it asks something else than before. */
  saveAttention(sessionId: string, asked: ReadonlyMap<string, Attention>): Promise<readonly string[]>;
}

/** Tasks and what belongs to them; it goes with its task. */
export interface TaskResultStore {
  /** Of all tasks or those of some anchors, in no order. */
  taskMarks(anchors?: readonly string[]): Promise<readonly TaskMark[]>;
  /**
   * Parts whose task is not made from exactly the rules and the part's stamp, with a space between them (all where the
   * rules are none's), and those of some anchors.
   */
  partsToMake(rules: string, anchors?: readonly string[]): Promise<readonly PartToMake[]>;
  /** Tasks that no part makes as they are: imported rows, and what is gone. */
  tasksWithoutPart(): Promise<readonly TaskMark[]>;
  /** Replaces the task of that id; what belongs to it stays. */
  saveTask(task: Task, madeFrom: string): Promise<void>;
  removeTasks(ids: readonly string[]): Promise<void>;
  /** All or some, by their beginning. */
  tasks(ids?: readonly string[]): Promise<readonly Task[]>;
  replaceDays(taskId: string, days: readonly TaskDay[]): Promise<void>;
  /** By day, then task. */
  taskDays(filter?: {
    readonly from?: Day;
    readonly to?: Day;
    readonly taskIds?: readonly string[];
  }): Promise<readonly TaskDay[]>;
  /** The last day with a row. */
  newestDay(): Promise<Day | null>;
  /** Days on which any of the tasks has a row, and tasks that have one on any of the days; in no order. */
  daysOfTasks(taskIds: readonly string[]): Promise<readonly Day[]>;
  tasksOfDays(days: readonly Day[]): Promise<readonly string[]>;
  replaceEstimates(taskId: string, estimates: readonly TaskEstimate[]): Promise<void>;
  /** By task, then in the order they were given in. */
  estimates(taskIds?: readonly string[]): Promise<readonly TaskEstimate[]>;
  replaceWork(taskId: string, work: TaskWork | null): Promise<void>;
  /** Of all tasks or some, by task. */
  taskWork(taskIds?: readonly string[]): Promise<readonly TaskWork[]>;
  /** Replaces the task's. */
  saveEvidence(evidence: TaskEvidence): Promise<void>;
  /** In no order. */
  evidence(filter?: {
    readonly taskIds?: readonly string[];
    readonly person?: string;
    readonly declared?: boolean;
  }): Promise<readonly TaskEvidence[]>;
  /** Tasks that a person declared an estimate of; in no order. */
  declaredTaskIds(): Promise<readonly string[]>;
  /** Whose the tasks with evidence among these are; each person once. */
  peopleOf(taskIds: readonly string[]): Promise<readonly string[]>;
  /** Replaces the person's; gives what is not as it was. */
  saveSupervision(
    person: string,
    intervals: readonly SupervisoryInterval[],
    sessionOf: (turnId: string) => string,
  ): Promise<readonly OtherSupervision[]>;
  /** By their beginning; with a filter, those that touch the stretch, or of turns of some sessions. */
  supervision(filter?: {
    readonly fromMs?: number;
    readonly toMs?: number;
    readonly sessionIds?: readonly string[];
  }): Promise<readonly SupervisoryInterval[]>;
  /** For how long any agent worked on a day: of all people in records (null), or of one. */
  agentDays(person: string | null): Promise<ReadonlyMap<Day, number>>;
  /** Replaces those days of all people. */
  replaceAgentDays(
    days: readonly Day[],
    unions: readonly (readonly [person: string | null, agentMs: ReadonlyMap<Day, number>])[],
  ): Promise<void>;
}
