/** The days of one task while they are added up: whole milliseconds; what has no place in time of its own is spread in whole parts. */
import type { NetDiff } from "../changes/net-diff.ts";
import type { TokenCounts } from "../events.ts";
import { lengthMs, union } from "../intervals.ts";
import { addTokens, zeroTokens } from "../tokens.ts";
import type {
  Day,
  ImportedEntry,
  Interval,
  ModelRequest,
  SupervisoryInterval,
  TaskDay,
  Turn,
} from "../types.ts";

const minuteMs = 60_000;

/** How time is cut: each instant lies in one named piece. */
export interface Pieces {
  pieceOf(ms: number): Day;
  /** Intervals cut at the borders of pieces, ascending; lengths add up to what came in. */
  split(intervals: readonly Interval[]): ReadonlyMap<Day, readonly Interval[]>;
}

/** A task day while it is added up. */
export type Row = { -readonly [Field in keyof TaskDay]: TaskDay[Field] } & {
  tokensByModel: Record<string, TokenCounts>;
};

/** The rows of one task. */
export class TaskRows {
  private readonly rows = new Map<Day, Row>();

  constructor(
    private readonly taskId: string,
    private readonly pieces: Pieces,
  ) {}

  /** A row as it was added up before. */
  take(row: TaskDay): void {
    this.rows.set(row.day, { ...row, tokensByModel: { ...row.tokensByModel } });
  }

  addTurns(turns: readonly Turn[]): void {
    for (const [day, lengths] of this.lengthsByDay(union(turns.flatMap((turn) => turn.agentIntervals)))) {
      this.on(day).agentMs += lengths;
    }
    for (const turn of turns) {
      this.at(turn.startMs).turns += 1;
      const parts = this.lengthsByDay(turn.agentIntervals);
      if (parts.size === 0) parts.set(this.pieces.pieceOf(turn.startMs), 0);
      for (const [day, workMs] of spread(turn.agentWorkMs, parts)) this.on(day).agentWorkMs += workMs;
      for (const [day, uncertainMs] of spread(turn.uncertainMs, parts))
        this.on(day).uncertainMs += uncertainMs;
      this.addRequests(turn.requests);
    }
    // Turns side by side may leave the same stretch open twice.
    for (const row of this.rows.values()) row.uncertainMs = Math.min(row.uncertainMs, row.agentMs);
  }

  /** `workedAt` says when the work on a change was done, where that is not when the change was made. */
  addLines({ files }: NetDiff, workedAt: (changedMs: number) => number = Number): void {
    for (const { kind, edits } of files) {
      if (kind !== "source") continue;
      for (const { atMs, addedLines, removedLines } of edits)
        this.at(workedAt(atMs)).netLines += addedLines + removedLines;
    }
  }

  addRequests(requests: readonly ModelRequest[]): void {
    for (const { atMs, model, tokens } of requests) {
      const { tokensByModel } = this.at(atMs);
      tokensByModel[model] = addTokens(tokensByModel[model] ?? zeroTokens, tokens);
    }
  }

  addSupervision(stretch: SupervisoryInterval): void {
    for (const [day, lengthMs] of this.lengthsByDay([stretch])) this.on(day)[`${stretch.of}Ms`] += lengthMs;
  }

  addImported(entry: ImportedEntry): void {
    const row = this.on(entry.day);
    const agentMs = Math.round(entry.agentMinutes * minuteMs);
    row.agentMs += agentMs;
    row.agentWorkMs += agentMs;
    row.declaredTokens += entry.tokens ?? 0;
    if (entry.supervisoryMinutes === null) return;
    row.declaredSupervisoryMs =
      (row.declaredSupervisoryMs ?? 0) + Math.round(entry.supervisoryMinutes * minuteMs);
  }

  /** For one day, or for the whole task: then spread as the measured supervision lies, else as the agent time. */
  declareSupervision(day: Day | null, supervisoryMinutes: number): void {
    const declaredMs = Math.round(supervisoryMinutes * minuteMs);
    if (day !== null) {
      this.on(day).declaredSupervisoryMs = declaredMs;
      return;
    }
    const rows = this.inOrder();
    const measured = new Map(
      rows.map((row) => [row.day, row.promptingMs + row.reviewingMs + row.approvingMs]),
    );
    const weights =
      sum(measured.values()) > 0 ? measured : new Map(rows.map((row) => [row.day, row.agentMs]));
    for (const [rowDay, partMs] of spread(declaredMs, weights))
      this.on(rowDay).declaredSupervisoryMs = partMs;
  }

  inOrder(): TaskDay[] {
    return [...this.rows.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  private lengthsByDay(intervals: readonly Interval[]): Map<Day, number> {
    return new Map([...this.pieces.split(intervals)].map(([day, cut]) => [day, lengthMs(cut)]));
  }

  private at(ms: number): Row {
    return this.on(this.pieces.pieceOf(ms));
  }

  private on(day: Day): Row {
    const known = this.rows.get(day);
    if (known) return known;
    const row: Row = {
      taskId: this.taskId,
      day,
      turns: 0,
      agentMs: 0,
      agentWorkMs: 0,
      uncertainMs: 0,
      promptingMs: 0,
      reviewingMs: 0,
      approvingMs: 0,
      declaredSupervisoryMs: null,
      tokensByModel: {},
      netLines: 0,
      declaredTokens: 0,
    };
    this.rows.set(day, row);
    return row;
  }
}

/**
 * A whole amount in whole parts, in proportion to weights; the parts add up to the amount exactly. All of it
 * goes to the first where no weight is positive.
 */
function spread(amount: number, weights: ReadonlyMap<Day, number>): Map<Day, number> {
  const parts = new Map<Day, number>();
  const total = sum(weights.values());
  let weightSoFar = 0;
  let given = 0;
  for (const [day, weight] of weights) {
    weightSoFar += weight;
    const until = total > 0 ? Math.round((amount * weightSoFar) / total) : amount;
    parts.set(day, until - given);
    given = until;
  }
  return parts;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
