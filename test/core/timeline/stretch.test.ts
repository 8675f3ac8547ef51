import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayEndMs, dayStartMs } from "../../../src/core/days.ts";
import { supervisionV1 } from "../../../src/core/method.ts";
import { agentUnionMsByDay, taskDays } from "../../../src/core/records/ledger.ts";
import { buildRecord } from "../../../src/core/records/records.ts";
import { stretchSums } from "../../../src/core/timeline/stretch.ts";
import { superviseTurns } from "../../../src/core/turns/supervision.ts";
import type { Interval, Session, Task, Turn } from "../../../src/core/types.ts";
import { minuteMs, recordInput, request, session, task, turn } from "../fixture-ledger.ts";

const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const usdOf = (model: string) => (model === "priced" ? 1 : null);

function sumsOf(
  stretch: Interval,
  tasks: readonly Task[],
  turns: readonly Turn[],
  sessions: readonly Session[] = [],
) {
  const supervision = superviseTurns(turns, supervisionV1);
  return stretchSums(stretch, { tasks, turns, sessions, supervision, counts: "all", usdOf });
}

describe("a stretch", () => {
  const turns = [
    turn("s/1", at("26T10:00:00"), at("26T10:20:00"), { agentWorkMs: 40 * minuteMs }),
    turn("r/1", at("26T10:10:00"), at("26T10:30:00")),
  ];
  const tasks = [task("t", { turnIds: ["s/1"] }), task("u", { turnIds: ["r/1"] })];

  test("counts what lies inside it: together as union, each as sum", () => {
    const sums = sumsOf({ fromMs: at("26T10:15:00"), toMs: at("26T10:25:00") }, tasks, turns);
    expect(sums.agentUnionMinutes).toBe(10);
    expect(sums.agentMinutes).toBe(15);
    expect(sums.agentWorkMinutes).toBe(20);
    expect(sums.tasks.map(({ taskId, agentMinutes }) => [taskId, agentMinutes])).toEqual([
      ["u", 10],
      ["t", 5],
    ]);
  });

  test("without anything in it is empty", () => {
    const sums = sumsOf({ fromMs: at("27T10:15:00"), toMs: at("27T10:25:00") }, tasks, turns);
    expect([sums.agentUnionMinutes, sums.usage.totalTokens, sums.tasks]).toEqual([0, 0, []]);
  });

  test("leaves excluded tasks out", () => {
    const shown = [tasks[0]!, { ...tasks[1]!, excluded: true }];
    const sums = sumsOf({ fromMs: at("26T10:00:00"), toMs: at("26T11:00:00") }, shown, turns);
    expect(sums.agentUnionMinutes).toBe(20);
    expect(sums.tasks.map(({ taskId }) => taskId)).toEqual(["t"]);
  });

  test("counts requests outside every turn in their session's first task", () => {
    const loose = request("m", at("26T10:40:00"), "priced", { outputTokens: 7 });
    const stretch = { fromMs: at("26T10:35:00"), toMs: at("26T11:00:00") };
    const sums = sumsOf(stretch, tasks, turns, [session("s", { looseRequests: [loose] })]);
    expect(sums.tasks.map(({ taskId, tokens }) => [taskId, tokens])).toEqual([["t", 7]]);
    expect(sums.usage.usd).toBe(1);
  });
});

/** Turns of a few sessions around two midnights, some with subagents beside them. */
const arbitraryTurns = fc
  .array(
    fc.record({
      session: fc.constantFrom("s", "r", "q"),
      minute: fc.integer({ min: 0, max: 3 * 24 * 60 }),
      minutes: fc.integer({ min: 0, max: 300 }),
      beside: fc.integer({ min: 0, max: 3 }),
      uncertain: fc.integer({ min: 0, max: 100 }),
      outputTokens: fc.integer({ min: 0, max: 1000 }),
      model: fc.constantFrom("priced", "unheard-of"),
      task: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 15 },
  )
  .map((sketches) =>
    sketches.map(
      ({ session: sessionId, minute, minutes, beside, uncertain, outputTokens, model, task: place }, i) => {
        const startMs = at("25T00:00:00") + minute * minuteMs;
        const made = turn(`${sessionId}/${i}`, startMs, startMs + minutes * minuteMs, {
          agentWorkMs: (1 + beside) * minutes * minuteMs,
          uncertainMs: Math.round((minutes * minuteMs * uncertain) / 100),
          requests: [request(`m${i}`, startMs + (minutes * minuteMs) / 2, model, { outputTokens })],
        });
        return { turn: made, task: `t${place}` };
      },
    ),
  );

test("of a whole day has the sums of the day's record", () => {
  const days = fc.constantFrom("2026-03-25", "2026-03-26", "2026-03-27");
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/Los_Angeles");
  fc.assert(
    fc.property(arbitraryTurns, days, zones, (drawn, day, timezone) => {
      const turns = drawn.map((one) => one.turn);
      const tasks = [...new Set(drawn.map((one) => one.task))].map((id) => {
        const turnIds = drawn.filter((one) => one.task === id).map((one) => one.turn.id);
        return task(id, { turnIds, excluded: id === "t3" });
      });
      const sessions = [
        session("s", { looseRequests: [request("l", at("26T12:00:00"), "priced", { outputTokens: 5 })] }),
      ];
      const supervision = superviseTurns(turns, supervisionV1);
      const counted = new Set(tasks.flatMap(({ excluded, turnIds }) => (excluded ? [] : turnIds)));
      const record = buildRecord(
        recordInput(day, {
          tasks,
          taskDays: taskDays({ tasks, turns, sessions, supervision, opinions: [], timezone }),
          agentUnionMsByDay: agentUnionMsByDay(
            turns.filter(({ id }) => counted.has(id)).flatMap(({ agentIntervals }) => agentIntervals),
            timezone,
          ),
          timezone,
          usdOf,
        }),
      );
      const whole = { fromMs: dayStartMs(day, timezone), toMs: dayEndMs(day, timezone) };
      const sums = stretchSums(whole, { tasks, turns, sessions, supervision, counts: "all", usdOf });
      expect(sums.agentUnionMinutes).toBe(record.totals.agentUnionMinutes);
      expect(sums.agentWorkMinutes).toBe(record.totals.agentWorkMinutes);
      expect(sums.usage).toEqual(record.totals.usage);
      const { unestimated } = record;
      expect(
        sums.tasks.map(({ taskId, agentMinutes, agentWorkMinutes, tokens, usd }) => [
          taskId,
          agentMinutes,
          agentWorkMinutes,
          tokens,
          usd,
        ]),
      ).toEqual(
        unestimated.map(({ taskId, agentMinutes, agentWorkMinutes, usage }) => [
          taskId,
          agentMinutes,
          agentWorkMinutes,
          usage.totalTokens,
          usage.usd,
        ]),
      );
      const minutesOf = (of: "promptingMinutes" | "reviewingMinutes" | "approvingMinutes") =>
        record.unestimated.reduce((sum, entry) => sum + (entry.supervision?.[of] ?? 0), 0);
      expect(sums.supervision.promptingMinutes).toBe(minutesOf("promptingMinutes"));
      expect(sums.supervision.reviewingMinutes).toBe(minutesOf("reviewingMinutes"));
      expect(sums.supervision.approvingMinutes).toBe(minutesOf("approvingMinutes"));
    }),
  );
});
