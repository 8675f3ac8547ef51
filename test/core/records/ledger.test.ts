import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileClassifier } from "../../../src/core/changes/file-kinds.ts";
import { netDiff, sourceSize } from "../../../src/core/changes/net-diff.ts";
import { dayOf } from "../../../src/core/days.ts";
import { lengthMs, union } from "../../../src/core/intervals.ts";
import {
  agentUnionMsByDay,
  type TaskDaysInput,
  taskDays,
  undistributedTokensByDay,
} from "../../../src/core/records/ledger.ts";
import { addTokens, zeroTokens } from "../../../src/core/tokens.ts";
import type { ImportedEntry, Opinion, OpinionBody, TaskDay, Turn } from "../../../src/core/types.ts";
import { minuteMs, request, session, task, turn } from "../fixture-ledger.ts";

const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const origin = { file: "log.jsonl", line: 1 };

function daysOf(input: Partial<TaskDaysInput>): TaskDay[] {
  return taskDays({
    tasks: [],
    turns: [],
    sessions: [session("s")],
    supervision: [],
    opinions: [],
    timezone: "UTC",
    ...input,
  });
}

function opinions(...bodies: OpinionBody[]): Opinion[] {
  return bodies.map((body, index) => ({ seq: index + 1, atMs: 0, by: "ann", body }));
}

/** Worked from half past eleven in the evening to ten past midnight. */
const night = turn("s/1", at("25T23:30:00"), at("26T00:10:00"));
const nightTask = task("t", { turnIds: ["s/1"], anchor: "s/1" });

describe("a night's work", () => {
  test("is cut at midnight", () => {
    const days = daysOf({ tasks: [nightTask], turns: [night] });
    expect(days.map(({ day, turns, agentMs }) => [day, turns, agentMs / minuteMs])).toEqual([
      ["2026-03-25", 1, 30],
      ["2026-03-26", 0, 10],
    ]);
  });

  test("lies on one day in another zone", () => {
    const days = daysOf({ tasks: [nightTask], turns: [night], timezone: "America/Los_Angeles" });
    expect(days.map(({ day, agentMs }) => [day, agentMs / minuteMs])).toEqual([["2026-03-25", 40]]);
  });

  test("bears its parallel work and its uncertain part in proportion", () => {
    const parallel = { ...night, agentWorkMs: 80 * minuteMs, uncertainMs: 4 * minuteMs };
    const days = daysOf({ tasks: [nightTask], turns: [parallel] });
    expect(days.map((day) => [day.agentWorkMs / minuteMs, day.uncertainMs / minuteMs])).toEqual([
      [60, 3],
      [20, 1],
    ]);
  });
});

test("turns side by side count once as agent time and each as agent work", () => {
  const turns = [
    turn("s/1", at("26T10:00:00"), at("26T10:20:00")),
    turn("r/1", at("26T10:10:00"), at("26T10:30:00")),
  ];
  const [day] = daysOf({ tasks: [task("t", { turnIds: ["s/1", "r/1"] })], turns });
  expect([day?.agentMs, day?.agentWorkMs].map((ms) => ms! / minuteMs)).toEqual([30, 40]);
  expect([
    ...agentUnionMsByDay(
      turns.flatMap(({ agentIntervals }) => agentIntervals),
      "UTC",
    ),
  ]).toEqual([["2026-03-26", 30 * minuteMs]]);
});

test("supervision, requests and edits fall on the day of their own time", () => {
  const edit = { path: "/home/ann/shop/src/a.ts", added: [1, 2, 3], removed: [], hunks: 1, created: true };
  const worked: Turn = {
    ...night,
    requests: [
      request("m1", at("25T23:40:00"), "opus", { outputTokens: 5 }),
      request("m2", at("26T00:05:00"), "opus", { outputTokens: 7 }),
      request("m3", at("26T00:06:00"), "haiku", { inputTokens: 1 }),
    ],
    edits: [
      { ...edit, atMs: at("25T23:45:00"), origin },
      { ...edit, path: "/home/ann/shop/README.md", atMs: at("25T23:46:00"), origin },
      { ...edit, created: false, added: [4], removed: [1], atMs: at("26T00:02:00"), origin },
    ],
  };
  const [first, second] = daysOf({
    tasks: [nightTask],
    turns: [worked],
    supervision: [
      { fromMs: at("25T23:58:00"), toMs: at("26T00:03:00"), of: "reviewing", turnId: "s/1", away: false },
      { fromMs: at("26T00:03:00"), toMs: at("26T00:04:00"), of: "prompting", turnId: "s/1", away: false },
    ],
  });
  expect([first?.reviewingMs, second?.reviewingMs, second?.promptingMs]).toEqual([120_000, 180_000, 60_000]);
  expect(first?.tokensByModel["opus"]?.outputTokens).toBe(5);
  expect(second?.tokensByModel["opus"]?.outputTokens).toBe(7);
  expect(second?.tokensByModel["haiku"]?.inputTokens).toBe(1);
  // The line added and taken out again on the next day is no part of the net diff; documentation is no source.
  expect([first?.netLines, second?.netLines]).toEqual([2, 1]);
});

test("requests outside every turn count in the session's first task", () => {
  const loose = request("m9", at("26T09:00:00"), "opus", { outputTokens: 3 });
  const days = daysOf({
    tasks: [task("late", { turnIds: ["s/2"] }), task("early", { turnIds: ["s/1"] })],
    turns: [
      turn("s/2", at("26T11:00:00"), at("26T11:01:00")),
      turn("s/1", at("26T10:00:00"), at("26T10:01:00")),
    ],
    sessions: [session("s", { looseRequests: [loose] }), session("taskless", { looseRequests: [loose] })],
  });
  expect(days.map((day) => [day.taskId, day.tokensByModel["opus"]?.outputTokens])).toEqual([
    ["late", undefined],
    ["early", 3],
  ]);
});

describe("declared supervision", () => {
  const supervision = [
    { fromMs: at("25T23:50:00"), toMs: at("25T23:53:00"), of: "reviewing", turnId: "s/1", away: false },
    { fromMs: at("26T00:05:00"), toMs: at("26T00:06:00"), of: "approving", turnId: "s/1", away: false },
  ] as const;
  const declare = (...declarations: [day: string | null, supervisoryMinutes: number][]) =>
    daysOf({
      tasks: [nightTask],
      turns: [night],
      supervision,
      opinions: opinions(
        ...declarations.map(([day, supervisoryMinutes]) => ({
          kind: "supervision" as const,
          turnId: "s/1",
          day,
          supervisoryMinutes,
        })),
      ),
    }).map((day) => [
      day.day,
      day.declaredSupervisoryMs === null ? null : day.declaredSupervisoryMs / minuteMs,
    ]);

  test("of a whole task lies on its days as the measured minutes do", () => {
    expect(declare([null, 8])).toEqual([
      ["2026-03-25", 6],
      ["2026-03-26", 2],
    ]);
  });

  test("of one day leaves the others measured", () => {
    expect(declare(["2026-03-26", 5])).toEqual([
      ["2026-03-25", null],
      ["2026-03-26", 5],
    ]);
  });

  test("the later word counts", () => {
    expect(declare(["2026-03-26", 5], [null, 8], ["2026-03-25", 1])).toEqual([
      ["2026-03-25", 1],
      ["2026-03-26", 2],
    ]);
  });
});

describe("imported rows", () => {
  const entry: ImportedEntry = {
    key: "k1",
    day: "2026-03-26",
    position: 1,
    title: "Rows",
    humanMinutes: 2400,
    agentMinutes: 25,
    supervisoryMinutes: 5,
    tokens: 1000,
    printedFactor: null,
    printedSupervisoryFactor: null,
    origin,
  };
  const imported = task("i", { anchor: "import/k1", turnIds: [] });

  test("give their declared minutes on their day, once", () => {
    const body = { kind: "imported-entry", entry } as const;
    const [day, ...more] = daysOf({ tasks: [imported], opinions: opinions(body, body) });
    expect(more).toEqual([]);
    expect(day).toMatchObject({
      day: "2026-03-26",
      turns: 0,
      agentMs: 25 * minuteMs,
      agentWorkMs: 25 * minuteMs,
      declaredSupervisoryMs: 5 * minuteMs,
      declaredTokens: 1000,
    });
  });

  test("without a supervision column declare none", () => {
    const [day] = daysOf({
      tasks: [imported],
      opinions: opinions({
        kind: "imported-entry",
        entry: { ...entry, supervisoryMinutes: null, tokens: null },
      }),
    });
    expect(day).toMatchObject({ declaredSupervisoryMs: null, declaredTokens: 0 });
  });

  test("a page's undistributed tokens belong to its day, once a page", () => {
    const record = {
      key: "p1",
      day: "2026-03-26",
      title: "",
      undistributedTokens: 500,
      printed: {},
      origin,
    };
    const page = { kind: "imported-record", record } as const;
    const other = { kind: "imported-record", record: { ...record, key: "p2" } } as const;
    expect([...undistributedTokensByDay(opinions(page, page, other))]).toEqual([["2026-03-26", 1000]]);
  });
});

test("days add up to their task, and nothing counts twice", () => {
  const start = Date.parse("2026-03-20T12:00:00Z");
  const hours = fc.integer({ min: 0, max: 6 * 3_600_000 });
  const drawnTurn = fc.record({
    task: fc.integer({ min: 0, max: 3 }),
    startMs: fc.integer({ min: start, max: start + 12 * 86_400_000 }),
    lengths: fc.array(fc.tuple(hours, hours), { maxLength: 3 }),
    parallelMs: hours,
    uncertainMs: hours,
    requests: fc.array(fc.tuple(hours, fc.constantFrom("opus", "haiku"), fc.nat(1000)), { maxLength: 3 }),
    edits: fc.array(
      fc.tuple(hours, fc.constantFrom("a.ts", "b.py", "c.md"), fc.array(fc.nat(5)), fc.array(fc.nat(5))),
      {
        maxLength: 3,
      },
    ),
  });
  fc.assert(
    fc.property(
      fc.array(drawnTurn, { maxLength: 8 }),
      fc.constantFrom("UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu"),
      (drawn, timezone) => {
        const turns = drawn.map((one, index): Turn => {
          let edge = one.startMs;
          const agentIntervals = one.lengths.map(([pause, length]) => {
            const fromMs = edge + pause;
            edge = fromMs + length;
            return { fromMs, toMs: edge };
          });
          return turn(`s/${index}`, one.startMs, edge, {
            agentIntervals,
            agentWorkMs: lengthMs(agentIntervals) + one.parallelMs,
            uncertainMs: Math.min(one.uncertainMs, lengthMs(agentIntervals)),
            requests: one.requests.map(([afterMs, model, outputTokens], n) =>
              request(`m${index}-${n}`, one.startMs + afterMs, model, { outputTokens }),
            ),
            edits: one.edits.map(([afterMs, file, added, removed]) => ({
              path: `/home/ann/shop/${file}`,
              added,
              removed,
              hunks: 1,
              created: false,
              atMs: one.startMs + afterMs,
              origin,
            })),
          });
        });
        const tasks = [0, 1, 2].map((n) =>
          task(`t${n}`, { turnIds: turns.filter((_, i) => drawn[i]!.task === n).map(({ id }) => id) }),
        );
        const supervision = turns.map(({ id, startMs }, n) => ({
          fromMs: startMs - n * minuteMs,
          toMs: startMs + 1,
          of: (["prompting", "reviewing", "approving"] as const)[n % 3]!,
          turnId: id,
          away: false,
        }));
        const days = daysOf({ tasks, turns, supervision, timezone });
        for (const { id, turnIds } of tasks) {
          const own = turns.filter((one) => turnIds.includes(one.id));
          const ownDays = days.filter((day) => day.taskId === id);
          const total = (of: (day: TaskDay) => number) => ownDays.reduce((sum, day) => sum + of(day), 0);
          expect(new Set(ownDays.map(({ day }) => day)).size).toBe(ownDays.length);
          expect(total((day) => day.turns)).toBe(own.length);
          expect(total((day) => day.agentMs)).toBe(lengthMs(union(own.flatMap((one) => one.agentIntervals))));
          expect(total((day) => day.agentWorkMs)).toBe(own.reduce((sum, one) => sum + one.agentWorkMs, 0));
          expect(total((day) => day.promptingMs + day.reviewingMs + day.approvingMs)).toBe(
            lengthMs(supervision.filter(({ turnId }) => turnIds.includes(turnId))),
          );
          const diff = netDiff(
            own.flatMap((one) => one.edits),
            fileClassifier(["/home/ann/shop"]),
          );
          expect(total((day) => day.netLines)).toBe(sourceSize(diff).lines);
          const counted = ownDays
            .flatMap((day) => Object.values(day.tokensByModel))
            .reduce(addTokens, zeroTokens);
          const billed = own.flatMap((one) => one.requests);
          expect(counted).toEqual(billed.map((one) => one.tokens).reduce(addTokens, zeroTokens));
          for (const day of ownDays) {
            expect(day.uncertainMs).toBeLessThanOrEqual(day.agentMs);
            expect(day.agentWorkMs).toBeGreaterThanOrEqual(day.agentMs);
            for (const [model, { outputTokens }] of Object.entries(day.tokensByModel)) {
              const onDay = billed.filter(
                (one) => one.model === model && dayOf(one.atMs, timezone) === day.day,
              );
              expect(outputTokens).toBe(onDay.reduce((sum, one) => sum + one.tokens.outputTokens, 0));
            }
          }
        }
      },
    ),
    { seed: 26, numRuns: 150 },
  );
});
