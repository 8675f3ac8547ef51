/**
 * Results and opinions. Results (turns, tasks, entries) can be rebuilt from facts and opinions at any time;
 * opinions (estimates, corrections) are what a person said, appended and never changed.
 */
import type { CommitSeen, FileEdit, Origin, PromptKind, PullRequestSeen, TokenCounts } from "./events.ts";

/** Half-open stretch of time, milliseconds since 1970. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A calendar day in the ledger's time zone, `2026-03-26`. */
export type Day = string;

/** Time in which the agent stood still because a dialog waited for the human. */
export interface Wait extends Interval {
  readonly for: "approval" | "question" | "plan";
  /** The tool whose call waited. */
  readonly tool: string;
  readonly origin: Origin;
}

/** One billed request to a model, counted once however many rows repeat it. */
export interface ModelRequest {
  /** The provider's message id; the key that counts it once. */
  readonly messageId: string;
  readonly atMs: number;
  readonly model: string;
  readonly tokens: TokenCounts;
  readonly statedUsd: number | null;
  readonly subagent: boolean;
  readonly origin: Origin;
}

/** One human prompt (or none, see `by`) and all that follows until the next. */
export interface Turn {
  /** `<sessionId>/<uuid of the prompt's row>`; stable for ever. */
  readonly id: string;
  readonly sessionId: string;
  readonly agent: string;
  readonly person: string;
  /** Short project name; worktrees of one repository share it. */
  readonly project: string;
  readonly branch: string | null;
  /** When the prompt was sent, and when the agent stopped. */
  readonly startMs: number;
  readonly endMs: number;
  readonly prompt: {
    readonly uuid: string;
    readonly by: PromptKind;
    readonly head: string;
    readonly characters: number;
    readonly hash: string;
    readonly references: readonly string[];
    readonly origin: Origin;
  };
  /** Where the agent (any agent of the turn) worked: disjoint, ascending, waits taken out. */
  readonly agentIntervals: readonly Interval[];
  /**
   * Where subagents worked, one after another as they were started; side by side they overlap. Inside
   * `agentIntervals`.
   */
  readonly subagentIntervals: readonly Interval[];
  /** The sum with parallel agents counted each; never below the intervals' length. */
  readonly agentWorkMs: number;
  /** `logged`: the agent's own `turn_duration`; `reconstructed`: by the rules of method section 2. */
  readonly timeFrom: "logged" | "reconstructed";
  /** The part of the agent time that the log leaves open (0 for logged turns). */
  readonly uncertainMs: number;
  readonly waits: readonly Wait[];
  /** Prompts typed while the agent worked. */
  readonly queued: readonly { readonly atMs: number; readonly characters: number; readonly origin: Origin }[];
  readonly requests: readonly ModelRequest[];
  readonly edits: readonly (FileEdit & { readonly atMs: number; readonly origin: Origin })[];
  readonly commits: readonly (CommitSeen & { readonly atMs: number; readonly origin: Origin })[];
  readonly pullRequests: readonly PullRequestSeen[];
  /** Calls by tool name, and for Bash by command head (`Bash:go test`): evidence for the work type. */
  readonly toolCounts: Readonly<Record<string, number>>;
  /** Last log line that belongs to the turn. */
  readonly lastOrigin: Origin;
}

/** One session as a result: what the cut of tasks and the scope note need. */
export interface Session {
  readonly sessionId: string;
  readonly agent: string;
  readonly person: string;
  readonly project: string;
  readonly cwd: string | null;
  readonly version: string | null;
  readonly entrypoint: string | null;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Titles in falling order of trust: custom-title, ai-title, summary, agent-name. */
  readonly titles: readonly { readonly from: string; readonly title: string }[];
  readonly pullRequests: readonly PullRequestSeen[];
  /** Requests outside every turn; they count in usage and in the session's first task. */
  readonly looseRequests: readonly ModelRequest[];
}

export const workTypes = [
  "feature",
  "bugfix",
  "test",
  "refactor",
  "review",
  "investigation",
  "docs",
  "devops",
  "release",
  "planning",
  "chore",
] as const;
export type WorkType = (typeof workTypes)[number];

/** The unit of account: work one could have asked a colleague to do and then called done. */
export interface Task {
  /** Five or more characters of a typeable alphabet, from the task's first turn; see `taskId`. */
  readonly id: string;
  /** What stands for the task in opinions: its first turn's id, or `import/<key>` for an imported one. */
  readonly anchor: string;
  /** The log source that saw its first turn, or `import`. */
  readonly agent: string;
  readonly person: string;
  readonly project: string;
  readonly title: string;
  readonly titleFrom: "correction" | "pull-request" | "commits" | "session-title" | "prompt" | "import";
  readonly type: WorkType;
  readonly typeFrom: "correction" | "rule" | "import";
  /** In time order. Empty only for imported tasks. */
  readonly turnIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly branches: readonly string[];
  readonly firstMs: number;
  readonly lastMs: number;
  /** A correction or the configuration keeps it out of every record. */
  readonly excluded: boolean;
  readonly notes: readonly string[];
  /** Why it was cut or joined so, for `explain`: one line a rule that fired. */
  readonly cutBecause: readonly string[];
}

/** Minutes as a 10th, 50th and 90th percentile. */
export interface MinutesRange {
  readonly lowMinutes: number;
  readonly likelyMinutes: number;
  readonly highMinutes: number;
}

/** An opinion on the human minutes of a task, by a person or a model. */
export interface Estimate extends MinutesRange {
  /** `declared`, `diff-model`, `similar-tasks` ... */
  readonly estimator: string;
  readonly version: number;
  readonly givenMs: number;
  /** Whom the minutes are meant for, and under what assumption. */
  readonly assumption: string;
  readonly warnings: readonly string[];
  /** What it was computed from, for `explain`. */
  readonly inputs: Readonly<Record<string, string | number>>;
  readonly note: string | null;
  /** How many estimates of the person set its level (`core/estimates/calibration.ts`); absent where none did. */
  readonly levelFrom?: number;
}

/**
 * What a person said; appended to the ledger and undoable. Tasks are named by turn (`turnId`), never by
 * task id: a task is "the one that holds this turn", so an opinion survives every new cut.
 */
export type OpinionBody =
  | {
      readonly kind: "estimate";
      readonly turnId: string;
      readonly minutes: MinutesRange;
      readonly note: string | null;
    }
  /** An estimate registered before the work begins; see `core/estimates/plans.ts`. */
  | PlanBody
  /** The plan (by its hash) is the one of the task that holds the turn. */
  | { readonly kind: "plan-attach"; readonly turnId: string; readonly plan: string }
  /** A second opinion given without sight of times and earlier estimates; never in force. */
  | {
      readonly kind: "blind-estimate";
      readonly turnId: string;
      readonly minutes: MinutesRange;
      readonly note: string | null;
    }
  | {
      readonly kind: "supervision";
      readonly turnId: string;
      readonly day: Day | null;
      readonly supervisoryMinutes: number;
    }
  | { readonly kind: "rename"; readonly turnId: string; readonly title: string }
  | { readonly kind: "retype"; readonly turnId: string; readonly type: WorkType }
  | { readonly kind: "merge"; readonly turnIds: readonly string[] }
  /** The turn and those after it in its task become a task of their own. */
  | { readonly kind: "split"; readonly turnId: string }
  /** The turns go to the task that holds `toTurnId`. */
  | { readonly kind: "move"; readonly turnIds: readonly string[]; readonly toTurnId: string }
  | { readonly kind: "exclude" | "include"; readonly turnId: string }
  | { readonly kind: "note"; readonly turnId: string; readonly text: string }
  /** The task that holds the turn made the commit, or had no part in it, whatever the evidence says. */
  | { readonly kind: "commit-link" | "commit-unlink"; readonly turnId: string; readonly sha: string }
  /** An entry of a published record. Its turn id is `import/<key>`. */
  | { readonly kind: "imported-entry"; readonly entry: ImportedEntry }
  /** What a published record says of its day that no row of it says. */
  | { readonly kind: "imported-record"; readonly record: ImportedRecord }
  | { readonly kind: "undo"; readonly seq: number };

/** An estimate of work that has not begun. Its hash covers all else, the time and person of the opinion too. */
export interface PlanBody {
  readonly kind: "plan";
  readonly title: string;
  readonly minutes: MinutesRange;
  /** Whose work it will be, as turns name persons. */
  readonly person: string;
  /** The task that follows on this branch takes the plan; null: a person attaches it. */
  readonly branch: string | null;
  /** Only turns of this project; null: any. */
  readonly project: string | null;
  readonly note: string | null;
  /** Hash of the plan registered before it; null for the first. */
  readonly previous: string | null;
  /** SHA-256 in hexadecimal digits. */
  readonly hash: string;
}

export interface Opinion {
  /** Rises by one with each opinion. */
  readonly seq: number;
  readonly atMs: number;
  readonly by: string;
  readonly body: OpinionBody;
}

/** A row of a hand-kept record: everything in it is declared. */
export interface ImportedEntry {
  /**
   * Hash of day, title and the place among rows of that title: a second import of the same row finds it,
   * whatever order the table is in.
   */
  readonly key: string;
  readonly day: Day;
  readonly position: number;
  readonly title: string;
  readonly humanMinutes: number;
  readonly agentMinutes: number;
  readonly supervisoryMinutes: number | null;
  readonly tokens: number | null;
  /** As printed, for checking: `96.0x`. */
  readonly printedFactor: string | null;
  readonly printedSupervisoryFactor: string | null;
  /** Where it was read from. */
  readonly origin: Origin;
}

/** A published record as a whole: what its rows leave unsaid. */
export interface ImportedRecord {
  /** Hash of day and tokens; a second import of the same page finds it. */
  readonly key: string;
  readonly day: Day;
  readonly title: string;
  /**
   * Tokens in the page's total that none of its rows names. They count in the day's total and on no task;
   * a record's `usage.totalTokens` is the sum over its tasks plus these.
   */
  readonly undistributedTokens: number;
  /** The aggregates as printed, by their labels. */
  readonly printed: Readonly<Record<string, string>>;
  readonly origin: Origin;
}

/** Supervisory milliseconds by component. */
export interface SupervisoryMs {
  /** Typing: of first and queued prompts, and at the end of each gap before a prompt. */
  readonly promptingMs: number;
  /** From the end of a turn to the next prompt, without the typing. */
  readonly reviewingMs: number;
  /** Waits of approval, question and plan dialogs. */
  readonly approvingMs: number;
}

/** One stretch of a person's attention, after overlaps between sessions were resolved: disjoint per person. */
export interface SupervisoryInterval extends Interval {
  readonly of: "prompting" | "reviewing" | "approving";
  readonly turnId: string;
  /** Stands for a longer absence, counted as the person's median. */
  readonly away: boolean;
}

/** The measured part of one task on one day. Days add up to the task. */
export interface TaskDay extends SupervisoryMs {
  readonly taskId: string;
  readonly day: Day;
  readonly turns: number;
  readonly agentMs: number;
  readonly agentWorkMs: number;
  readonly uncertainMs: number;
  /** Declared instead of measured, where a person did so. */
  readonly declaredSupervisoryMs: number | null;
  /** By model; unknown models stay, unpriced. */
  readonly tokensByModel: Readonly<Record<string, TokenCounts>>;
  /** Changed source lines of this day's edits, for the day's share of the human estimate. */
  readonly netLines: number;
  /** Tokens declared by an imported record, which knows no model or kind. */
  readonly declaredTokens: number;
}
