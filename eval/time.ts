/**
 * How well agent time is reconstructed: hides the `turn_duration` lines of a log folder, predicts every turn
 * that has one, and compares. Two naive rules stand beside it: the whole span, and gaps capped at five minutes.
 *
 *   npm run eval:time [-- --logs DIR] [--json] [--worst N]
 */
import { parseArgs } from "node:util";
import type { MarkEvent, SessionLog } from "../src/core/events.ts";
import { lengthMs, within } from "../src/core/intervals.ts";
import { cutTurns } from "../src/core/turns/turns.ts";
import type { Interval, Turn } from "../src/core/types.ts";
import { defaultLogs, readLogs } from "./logs.ts";

/** One turn whose true length is known. */
export interface ScoredTurn {
  readonly turn: Turn;
  readonly trueMs: number;
  readonly predictedMs: number;
  readonly spanMs: number;
  readonly cappedMs: number;
  readonly uncertainMs: number;
}

/** Errors are fractions. */
export interface Score {
  readonly predictedHours: number;
  readonly trueHours: number;
  /** Per turn, of its true length. */
  readonly medianError: number;
  readonly p90Error: number;
  /** Sum of the absolute errors over the sum of the true lengths. */
  readonly totalAbsoluteError: number;
}

const gapCapMs = 5 * 60_000;

/** Every turn of the session with a `turn_duration` line, cut and measured as if no such line were there. */
export function scoreSession(log: SessionLog, replayed: ReadonlySet<string>): ScoredTurn[] {
  const isDuration = (event: SessionLog["events"][number]): event is MarkEvent =>
    event.kind === "mark" && event.mark === "turn-duration";
  const hidden = { ...log, events: log.events.filter((event) => !isDuration(event)) };
  const { turns } = cutTurns(hidden, { personOf: () => "", projectOf: () => "", ignoreUuids: replayed });
  const truths = log.events
    .filter(isDuration)
    .filter((mark) => mark.uuid === null || !replayed.has(mark.uuid));
  const scored = new Map<string, ScoredTurn>();
  for (const mark of truths) {
    // The line stands after the turn's last row and before the next prompt's.
    const turn = turns.findLast((one) => one.prompt.origin.line < mark.origin.line);
    if (turn === undefined || mark.durationMs === null) continue;
    const known = scored.get(turn.id);
    const trueMs = (known?.trueMs ?? 0) + mark.durationMs;
    scored.set(turn.id, { ...measure(log, turn), trueMs });
  }
  return [...scored.values()];
}

function measure(log: SessionLog, turn: Turn): Omit<ScoredTurn, "trueMs"> {
  const span: Interval = { fromMs: turn.startMs, toMs: turn.endMs };
  const times = log.events
    .filter((event) => event.atMs >= span.fromMs && event.atMs <= span.toMs)
    .map((event) => event.atMs)
    .sort((a, b) => a - b);
  const cappedMs = times.reduce(
    (sum, ms, at) => sum + (at === 0 ? 0 : Math.min(gapCapMs, ms - times[at - 1]!)),
    0,
  );
  return {
    turn,
    // `turn_duration` ends with the turn: what background subagents do afterwards is not in it.
    predictedMs: lengthMs(within(turn.agentIntervals, [span])),
    spanMs: lengthMs([span]),
    cappedMs,
    uncertainMs: turn.uncertainMs,
  };
}

export function score(turns: readonly ScoredTurn[], predict: (turn: ScoredTurn) => number): Score {
  const errors = turns.map((turn) => Math.abs(predict(turn) - turn.trueMs));
  const shares = errors.map((error, at) => error / turns[at]!.trueMs).sort((a, b) => a - b);
  const trueMs = turns.reduce((sum, turn) => sum + turn.trueMs, 0);
  return {
    predictedHours: turns.reduce((sum, turn) => sum + predict(turn), 0) / 3_600_000,
    trueHours: trueMs / 3_600_000,
    medianError: shares[Math.floor(shares.length / 2)] ?? 0,
    p90Error: shares[Math.floor(shares.length * 0.9)] ?? 0,
    totalAbsoluteError: trueMs === 0 ? 0 : errors.reduce((sum, error) => sum + error, 0) / trueMs,
  };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function line(name: string, turns: readonly ScoredTurn[], predict: (turn: ScoredTurn) => number): string {
  const one = score(turns, predict);
  const ratio = one.trueHours === 0 ? "-" : percent(one.predictedHours / one.trueHours - 1);
  return [
    name.padEnd(22),
    `${one.predictedHours.toFixed(3)} h of ${one.trueHours.toFixed(3)} h (${ratio})`.padEnd(34),
    `median ${percent(one.medianError)}`.padEnd(15),
    `p90 ${percent(one.p90Error)}`.padEnd(13),
    `total absolute ${percent(one.totalAbsoluteError)}`,
  ].join("  ");
}

function uncertainShare(turns: readonly ScoredTurn[]): number {
  const predictedMs = turns.reduce((sum, turn) => sum + turn.predictedMs, 0);
  const uncertainMs = turns.reduce((sum, turn) => sum + turn.uncertainMs, 0);
  return predictedMs === 0 ? 0 : uncertainMs / predictedMs;
}

/** The turns with the largest error, for finding the rule that is missing. */
function worst(turns: readonly ScoredTurn[], count: number): string {
  const sorted = turns.toSorted(
    (a, b) => Math.abs(b.predictedMs - b.trueMs) - Math.abs(a.predictedMs - a.trueMs),
  );
  const rows = sorted.slice(0, count).map(({ turn, trueMs, predictedMs, uncertainMs }) => {
    const seconds = [predictedMs - trueMs, predictedMs, trueMs, uncertainMs].map((ms) =>
      (ms / 1_000).toFixed(1),
    );
    const { file, line: first } = turn.prompt.origin;
    return `${seconds[0]} s: ${seconds[1]} predicted, ${seconds[2]} true, ${seconds[3]} uncertain  ${file}:${first}`;
  });
  return rows.join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      logs: { type: "string", multiple: true },
      json: { type: "boolean" },
      worst: { type: "string" },
    },
  });
  const sets = values.logs ?? defaultLogs();
  const all: ScoredTurn[] = [];
  for (const folder of sets) {
    const sessions = await readLogs([folder]);
    const turns = sessions.flatMap(({ log, replayed }) => scoreSession(log, replayed));
    all.push(...turns);
    if (values.json) continue;
    console.log(`${folder}: ${sessions.length} sessions, ${turns.length} turns with a turn_duration line`);
    console.log(line("  reconstructed", turns, (turn) => turn.predictedMs));
    console.log(line("  span", turns, (turn) => turn.spanMs));
    console.log(line("  gaps up to 5 minutes", turns, (turn) => turn.cappedMs));
    console.log(`  uncertain: ${percent(uncertainShare(turns))} of the reconstructed time`);
    if (values.worst !== undefined) console.log(worst(turns, Number(values.worst)));
  }
  if (!values.json) return;
  const naive = { span: score(all, (turn) => turn.spanMs), cappedGaps: score(all, (turn) => turn.cappedMs) };
  const result = {
    turns: all.length,
    ...score(all, (turn) => turn.predictedMs),
    uncertainShare: uncertainShare(all),
    naive,
  };
  console.log(JSON.stringify(result));
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  await main();
