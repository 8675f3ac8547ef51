/**
 * The leverage record: a dated statement drawn from the ledger. This is the shape every format prints and
 * `--format json` writes; `core/records/records.ts` builds it. Minutes in the domain; formats turn them into hours.
 */
import type { SurvivalTotals } from "./changes/survival-totals.ts";
import type { Outcome } from "./changes/task-work.ts";
import type { TokenCounts } from "./events.ts";
import type { SupervisionRules } from "./method.ts";
import type { Day, Estimate, MinutesRange, WorkType } from "./types.ts";

/** A ratio with its 80 % interval. `null` where there is no time to divide by: shown as a dash. */
export interface Factor {
  readonly value: number;
  /** Null where the human minutes were declared as a single number. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Supervision {
  /** What the factor divides by: declared minutes where declared, else the components under the definition. */
  readonly supervisoryMinutes: number;
  readonly promptingMinutes: number;
  readonly reviewingMinutes: number;
  readonly approvingMinutes: number;
  readonly declared: boolean;
}

export interface Usage extends TokenCounts {
  readonly totalTokens: number;
  /** Null where every token is unpriced. */
  readonly usd: number | null;
  readonly unpricedTokens: number;
}

export interface RecordEntry {
  /** 1-based place in the log, highest factor first. */
  readonly place: number;
  readonly taskId: string;
  readonly title: string;
  readonly project: string;
  readonly person: string;
  readonly type: WorkType;
  /** This period's share of the estimate in force; null: no estimate yet. */
  readonly human: MinutesRange | null;
  /**
   * Mean of the share: the figure that rows show and factors divide. Means add up, medians do not, so rows add
   * up to the total and the weighted average lies between the rows' factors (method section 5).
   */
  readonly humanMeanMinutes: number | null;
  readonly estimate: Estimate | null;
  /** 1 where the whole task lies in the period; 0 where all its hours count on other days: it has no factors then. */
  readonly shareOfTask: number;
  readonly agentMinutes: number;
  readonly agentWorkMinutes: number;
  readonly uncertainAgentMinutes: number;
  /** Null where an imported record declares none. */
  readonly supervision: Supervision | null;
  readonly usage: Usage;
  readonly leverageFactor: Factor | null;
  readonly supervisoryLeverageFactor: Factor | null;
  readonly days: readonly Day[];
  readonly imported: boolean;
  readonly models: readonly string[];
  /** What became of its commits, as far as the repositories tell today; null where none tells. */
  readonly outcome: Outcome | null;
  /** Commits it made or had a part in. */
  readonly commits: number;
  /** False in a record of merged work, for a task that is not merged: its hours are 0 and its minutes count. */
  readonly hoursCount: boolean;
}

/** Whose human hours a record counts. The minutes of all tasks count in either. */
export type CountedWork = "all" | "merged";

export interface OutcomeTotals {
  /** With or without an estimate. */
  readonly tasks: number;
  /** Of those with an estimate, whether or not the record counts them. */
  readonly humanMeanMinutes: number;
  readonly agentMinutes: number;
}

/** The estimates in the factors, by when they were given; see `core/estimates/estimate-origins.ts`. Together all of them. */
export interface EstimatesByOrigin {
  readonly preRegistered: OriginTotals;
  readonly late: OriginTotals;
  readonly model: OriginTotals;
}

export interface OriginTotals {
  readonly tasks: number;
  readonly humanMeanMinutes: number;
}

/** What is left of the lines that tasks of the record delivered to a trunk, by its newest commit. */
export interface RecordSurvival extends SurvivalTotals {
  readonly landedTasks: number;
  /** Tasks with an estimate whose lines are known, or are known not to have landed: those in both factors. */
  readonly measuredTasks: number;
  readonly plainFactor: number | null;
  /** Hours weighed by the part of the lines that nobody reworked in time. */
  readonly adjustedFactor: number | null;
  /** Measured tasks whose time is not over: the adjusted factor can only fall by these. */
  readonly openTasks: number;
}

export interface RecordTotals {
  /** Tasks with an estimate: the ones in the factors. */
  readonly tasks: number;
  /** Tasks without one, and their agent minutes: visibly outside the factors. */
  readonly unestimatedTasks: number;
  readonly unestimatedAgentMinutes: number;
  readonly human: MinutesRange;
  readonly humanMeanMinutes: number;
  readonly byOrigin: EstimatesByOrigin;
  /** All tasks of the record, estimated or not, each under what became of it. */
  readonly byOutcome: Readonly<Record<Outcome | "unknown", OutcomeTotals>>;
  /** Sum over the estimated tasks: what the factor divides by. */
  readonly agentMinutes: number;
  /** Sum over all measured tasks, estimated or not, as the union is: never below it. */
  readonly agentWorkMinutes: number;
  /** Sum over the estimated tasks. */
  readonly uncertainAgentMinutes: number;
  /** Length of the union of all agent intervals in the period, of all measured tasks, estimated or not. */
  readonly agentUnionMinutes: number;
  readonly supervision: Supervision;
  /** All tasks of the record, estimated or not: every view shows the same tokens. */
  readonly usage: Usage;
  readonly leverageFactor: Factor | null;
  /** 10th percentile of the weighted factor, for the cautious. */
  readonly leverageFactorP10: number | null;
  readonly supervisoryLeverageFactor: Factor | null;
  /**
   * Hours of merged tasks over the agent minutes of all: of those with an estimate, and of those without one that
   * are not merged. What a record of merged work has as its leverage factor. Null where no outcome is known.
   */
  readonly mergedLeverageFactor: number | null;
  /** Null where no task has lines on a trunk. */
  readonly survival: RecordSurvival | null;
}

/** One sentence of the analysis and what it was computed from. */
export interface Statement {
  /** `top-tasks`, `drag`, `work-types`, `comparison`, `streak`, `superlative` ... */
  readonly kind: string;
  readonly text: string;
  /** The figures in the text, by name: enough to recompute it. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

export interface RecordScope {
  readonly work: CountedWork;
  readonly people: readonly string[];
  readonly agents: readonly string[];
  readonly projects: readonly string[];
  /** Left out by configuration or correction; `sessions` are those its tasks were cut from, in the period or not. */
  readonly excluded: { readonly sessions: number; readonly tasks: number; readonly agentMinutes: number };
  /** Lines that could not be read or understood, in the whole ledger. */
  readonly problems: number;
  /** What no log shows: one sentence each. */
  readonly notSeen: readonly string[];
}

/** One day's totals, for charts and comparisons. */
export interface DayTotals {
  readonly day: Day;
  readonly tasks: number;
  readonly humanMeanMinutes: number;
  readonly agentMinutes: number;
  readonly supervisoryMinutes: number;
  readonly leverageFactor: number | null;
  readonly supervisoryLeverageFactor: number | null;
  readonly totalTokens: number;
}

/**
 * What a record was drawn from and how, so that `leverage verify` can draw it anew and name what differs and why.
 * Hashes are SHA-256 in hexadecimal digits.
 */
export interface RecordSeal {
  /** Of leverage. */
  readonly version: string;
  /** Whose work, by its alias where there is one; null: everybody's in scope. */
  readonly person: string | null;
  /** The rules time was measured by, and those the factor counts by. */
  readonly supervision: { readonly measured: SupervisionRules; readonly counted: SupervisionRules };
  readonly inputs: {
    /** For each task of the record: its turns and days; its estimate in force; its commits and their outcome. */
    readonly tasks: Readonly<
      Record<
        string,
        { readonly facts: string; readonly estimate: string | null; readonly work?: string | null }
      >
    >;
    /** Everything people had said. */
    readonly opinions: { readonly count: number; readonly hash: string };
    /** The newest plan registered: witness of all before it. */
    readonly plan: string | null;
    /** Aliases, scope and prices. */
    readonly configuration: string;
  };
  /** Hash of the record that this ledger exported before, by `--out`; null for the first. */
  readonly previous: string | null;
  /** Over the whole record in canonical form but this hash and `generatedMs`. */
  readonly hash: string;
}

export interface LeverageRecord {
  readonly schema: "leverage-record@1";
  readonly title: string;
  readonly period: {
    readonly kind: "day" | "week" | "month" | "year" | "span";
    readonly from: Day;
    readonly to: Day;
  };
  readonly timezone: string;
  readonly generatedMs: number;
  /** True for the bundled sample: every format says so at the top. */
  readonly sample: boolean;
  /** Name of each definition in force, e.g. `supervision: method v1`. */
  readonly definitions: Readonly<Record<string, string>>;
  readonly scope: RecordScope;
  readonly entries: readonly RecordEntry[];
  /** Tasks without an estimate, most agent minutes first. */
  readonly unestimated: readonly RecordEntry[];
  readonly totals: RecordTotals;
  readonly byType: readonly {
    readonly type: WorkType;
    readonly tasks: number;
    readonly humanMeanMinutes: number;
    readonly agentMinutes: number;
    readonly leverageFactor: number | null;
  }[];
  readonly analysis: readonly Statement[];
  /** Days of the period and up to 60 active days before it, ascending. */
  readonly history: readonly DayTotals[];
  /** Put on where a record leaves the ledger. */
  readonly seal?: RecordSeal;
}
