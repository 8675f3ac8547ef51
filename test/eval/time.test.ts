import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { corpusLogs, readLogs } from "../../eval/logs.ts";
import { type ScoredTurn, score, scoreSession } from "../../eval/time.ts";
import type { TokenCounts } from "../../src/core/events.ts";
import { lengthMs } from "../../src/core/intervals.ts";
import { cutTurns } from "../../src/core/turns/turns.ts";
import type { Turn } from "../../src/core/types.ts";
import { LogSketch } from "../core/session-log.ts";
import { logText, promptRow, replyRow, sampleRows } from "../sources/claude-code/log-rows.ts";

describe("the score of a reconstruction", () => {
  it("compares each logged turn with what is told without its line", () => {
    const log = new LogSketch()
      .prompt(0)
      .reply(10)
      .logged(10, 8)
      .prompt(60)
      .reply(70)
      .prompt(90)
      .reply(99.3)
      .logged(99.3, 9);
    const turns = scoreSession(log.log(), new Set());
    expect(turns.map((one) => [one.predictedMs, one.trueMs, one.spanMs])).toEqual([
      [9_700, 8_000, 10_000],
      [9_000, 9_000, 9_300],
    ]);
    expect(score(turns, (one) => one.predictedMs)).toMatchObject({
      medianError: 0.2125,
      totalAbsoluteError: 1_700 / 17_000,
    });
  });

  it("takes each line once, however many forks repeat it", () => {
    const log = new LogSketch().prompt(0).reply(10).logged(10, 8);
    expect(scoreSession(log.log(), new Set([log.events[2]!.uuid!]))).toEqual([]);
  });

  it("prints one object of figures with --json", () => {
    const folder = mkdtempSync(join(tmpdir(), "leverage-eval-"));
    try {
      mkdirSync(join(folder, "-home-dev-shop"));
      writeFileSync(
        join(folder, "-home-dev-shop", "s1.jsonl"),
        logText([...sampleRows(), promptRow(20, "more"), replyRow(30, [])]),
      );
      const args = ["--import", "tsx", "eval/time.ts", "--logs", folder, "--json"];
      const printed = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Record<
        string,
        number
      >;
      const asked = ["turns", "predictedHours", "trueHours", "medianError", "p90Error", "totalAbsoluteError"];
      expect(Object.keys(printed).slice(0, 6)).toEqual(asked);
      expect(printed.turns).toBe(1);
      expect(printed.trueHours).toBeCloseTo(61 / 3_600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Known totals of the corpus: input, output, cache write 5 min, 1 h, cache read; counted by three other tools. */
const sets = [
  {
    set: "claude-home",
    tokens: [411_456, 1_120_162, 30_962_943, 9_792_207, 844_700_144],
    turns: 468,
    loggedHours: 18.997,
    limits: { total: 0.03, median: 0.01, absolute: 0.04 },
  },
  {
    set: "claude-home-newer",
    tokens: [42_241, 957_006, 1_924_921, 12_421_284, 376_799_098],
    turns: 221,
    loggedHours: 9.419,
    limits: { total: 0.05, median: 0.01, absolute: 0.1 },
  },
] as const;

describe.each(sets)("the corpus' set $set", ({ set, tokens, turns: scored, loggedHours, limits }) => {
  const folder = corpusLogs(set);
  // The corpus lies beside the project on machines where it is developed, and nowhere else.
  describe.skipIf(folder === null)("(needs ../shared/corpus)", async () => {
    const logs = folder === null ? [] : await readLogs([folder]);
    const cut = logs.map(({ log, replayed }) =>
      cutTurns(log, { personOf: () => "", projectOf: () => "", ignoreUuids: replayed }),
    );
    const turns = cut.flatMap((one) => one.turns);

    it("counts every request once", () => {
      const byMessage = new Map<string, TokenCounts>();
      for (const { session, turns: own } of cut) {
        for (const one of [...session.looseRequests, ...own.flatMap((turn) => turn.requests)]) {
          const known = byMessage.get(one.messageId);
          if (known === undefined || known.outputTokens < one.tokens.outputTokens)
            byMessage.set(one.messageId, one.tokens);
        }
      }
      const sums = [0, 0, 0, 0, 0];
      for (const one of byMessage.values()) {
        const counts = [
          one.inputTokens,
          one.outputTokens,
          one.cacheWrite5mTokens,
          one.cacheWrite1hTokens,
          one.cacheReadTokens,
        ];
        for (const [i, count] of counts.entries()) sums[i]! += count;
      }
      expect(sums).toEqual(tokens);
    });

    it("makes logged turns exactly as long as they say", () => {
      const logged = turns.filter((turn) => turn.timeFrom === "logged");
      expect(logged).toHaveLength(scored);
      expect(lengthMs(logged.flatMap((turn) => turn.agentIntervals)) / 3_600_000).toBeCloseTo(loggedHours, 3);
    });

    it("holds the rules of intervals in every turn", () => {
      for (const turn of turns) expect(flaws(turn)).toEqual([]);
    });

    it("reconstructs the hidden durations within the limits", () => {
      const all: ScoredTurn[] = logs.flatMap(({ log, replayed }) => scoreSession(log, replayed));
      const result = score(all, (one) => one.predictedMs);
      expect(all).toHaveLength(scored);
      expect(Math.abs(result.predictedHours / result.trueHours - 1)).toBeLessThan(limits.total);
      expect(result.medianError).toBeLessThan(limits.median);
      expect(result.totalAbsoluteError).toBeLessThan(limits.absolute);
    });
  });
});

function flaws(turn: Turn): string[] {
  const found: string[] = [];
  const { agentIntervals, waits } = turn;
  for (const [i, { fromMs, toMs }] of agentIntervals.entries()) {
    if (fromMs >= toMs || (i > 0 && fromMs <= agentIntervals[i - 1]!.toMs))
      found.push("intervals are not disjoint and ascending");
    if (waits.some((wait) => wait.fromMs < toMs && wait.toMs > fromMs))
      found.push("a wait lies in agent time");
  }
  if (turn.agentWorkMs < lengthMs(agentIntervals)) found.push("less work than agent time");
  if (turn.uncertainMs > lengthMs(agentIntervals)) found.push("more uncertain than there is");
  if (turn.endMs < turn.startMs) found.push("ends before it starts");
  return found.map((flaw) => `${turn.id}: ${flaw}`);
}
