/** What is true of a sample by construction: what the ledger should find in its logs. */
import type { TokenCounts } from "../../core/events.ts";
import type { Day, WorkType } from "../../core/types.ts";

/** A dialog that waited for the person. */
export interface WaitTruth {
  readonly for: "approval" | "question" | "plan";
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TurnTruth {
  readonly sessionId: string;
  /** The prompt's row. */
  readonly uuid: string;
  readonly by: "typed" | "slash" | "plan" | "notification" | "teammate";
  readonly task: string;
  readonly startMs: number;
  readonly endMs: number;
  /** From the prompt (and the client's short lag) to the end, without the waits. */
  readonly agentMs: number;
  /** The log states the duration itself (`turn_duration`). */
  readonly logged: boolean;
  readonly waits: readonly WaitTruth[];
  /** Prompts put into the running turn. */
  readonly queued: number;
}

export interface CommitTruth {
  readonly sha: string;
  readonly subject: string;
}

export interface TaskTruth {
  readonly id: string;
  readonly title: string;
  readonly type: WorkType;
  readonly project: string;
  readonly branch: string;
  readonly commits: readonly CommitTruth[];
  readonly pullRequest: number | null;
}

/** A line that is broken or strange on purpose, and how it should be counted. */
export interface FaultTruth {
  readonly path: string;
  readonly line: number;
  readonly kind: "broken-json" | "unknown-row" | "absurd-time";
}

export interface TotalsTruth {
  readonly turns: number;
  readonly agentMs: number;
  readonly waitMs: number;
  /** Every message once, with its largest output. */
  readonly tokensByModel: Readonly<Record<string, TokenCounts>>;
  readonly totalTokens: number;
  readonly unpricedTokens: number;
  readonly usd: number;
  readonly commits: number;
}

export interface SampleTruth {
  readonly seed: number;
  readonly from: Day;
  readonly to: Day;
  readonly sessions: number;
  /** Empty for samples of a given size, which may hold millions. */
  readonly turns: readonly TurnTruth[];
  readonly tasks: readonly TaskTruth[];
  readonly faults: readonly FaultTruth[];
  readonly totals: TotalsTruth;
}

/**
 * US dollars per million tokens: input, output, cache write 5 minutes, cache write 1 hour, cache read. List
 * prices of June 2026 (the families' prices did not differ between these versions); kept apart from the
 * ledger's own table so that one checks the other.
 */
const usdPerMillion: readonly (readonly [RegExp, readonly [number, number, number, number, number]])[] = [
  [/^claude-opus-4-[5678]/, [5, 25, 6.25, 10, 0.5]],
  [/^claude-sonnet-4-[56]/, [3, 15, 3.75, 6, 0.3]],
  [/^claude-haiku-4-5/, [1, 5, 1.25, 2, 0.1]],
];

const none: TokenCounts = {
  inputTokens: 0,
  outputTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cacheReadTokens: 0,
};

/** Gathers the truth while the logs are written; memory grows with `keep` alone. */
export class TruthKeeper {
  private readonly turns: TurnTruth[] = [];
  private readonly tasks = new Map<string, TaskTruth>();
  private readonly faults: FaultTruth[] = [];
  private readonly tokens = new Map<string, TokenCounts>();
  private sums = { turns: 0, agentMs: 0, waitMs: 0, commits: 0, sessions: 0 };

  constructor(private readonly keep: boolean) {}

  session(): void {
    this.sums.sessions += 1;
  }

  turn(turn: TurnTruth): void {
    this.sums.turns += 1;
    this.sums.agentMs += turn.agentMs;
    this.sums.waitMs += turn.waits.reduce((sum, wait) => sum + wait.toMs - wait.fromMs, 0);
    if (this.keep) this.turns.push(turn);
  }

  task(task: TaskTruth): void {
    if (this.keep) this.tasks.set(task.id, task);
  }

  commit(taskId: string, commit: CommitTruth): void {
    this.sums.commits += 1;
    const task = this.tasks.get(taskId);
    if (task) this.tasks.set(taskId, { ...task, commits: [...task.commits, commit] });
  }

  pullRequest(taskId: string, pullRequest: number): void {
    const task = this.tasks.get(taskId);
    if (task) this.tasks.set(taskId, { ...task, pullRequest });
  }

  fault(fault: FaultTruth): void {
    if (this.keep) this.faults.push(fault);
  }

  message(model: string, tokens: TokenCounts): void {
    const before = this.tokens.get(model) ?? none;
    this.tokens.set(model, {
      inputTokens: before.inputTokens + tokens.inputTokens,
      outputTokens: before.outputTokens + tokens.outputTokens,
      cacheWrite5mTokens: before.cacheWrite5mTokens + tokens.cacheWrite5mTokens,
      cacheWrite1hTokens: before.cacheWrite1hTokens + tokens.cacheWrite1hTokens,
      cacheReadTokens: before.cacheReadTokens + tokens.cacheReadTokens,
    });
  }

  result(seed: number, from: Day, to: Day): SampleTruth {
    const models = [...this.tokens.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const { sessions, ...sums } = this.sums;
    return {
      seed,
      from,
      to,
      sessions,
      turns: this.turns,
      tasks: [...this.tasks.values()],
      faults: this.faults,
      totals: {
        ...sums,
        tokensByModel: Object.fromEntries(models),
        totalTokens: models.reduce((sum, [, counts]) => sum + allOf(counts), 0),
        unpricedTokens: models.reduce(
          (sum, [model, c]) => sum + (usdOf(model, c) === null ? allOf(c) : 0),
          0,
        ),
        usd: models.reduce((sum, [model, counts]) => sum + (usdOf(model, counts) ?? 0), 0),
      },
    };
  }
}

function allOf(t: TokenCounts): number {
  return t.inputTokens + t.outputTokens + t.cacheWrite5mTokens + t.cacheWrite1hTokens + t.cacheReadTokens;
}

function usdOf(model: string, t: TokenCounts): number | null {
  const price = usdPerMillion.find(([name]) => name.test(model))?.[1];
  if (!price) return null;
  const counts = [
    t.inputTokens,
    t.outputTokens,
    t.cacheWrite5mTokens,
    t.cacheWrite1hTokens,
    t.cacheReadTokens,
  ];
  return counts.reduce((sum, count, index) => sum + (count * price[index]!) / 1e6, 0);
}
