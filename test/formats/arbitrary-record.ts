/** Any record a ledger could hold, for the properties every format keeps. */

import fc from "fast-check";
import { outcomes } from "../../src/core/changes/task-work.ts";
import type { LeverageRecord } from "../../src/core/leverage-record.ts";
import { workTypes } from "../../src/core/types.ts";
import { hostileTitles, recordOf, type TaskSpec } from "./fixture-record.ts";

const anyTitle = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.constantFrom(...Object.values(hostileTitles)),
  fc
    .array(fc.constantFrom("Fix", "the", "parser", "|", "<b>", "\u001b[31m", "日本語", "👩‍👩‍👧"), {
      maxLength: 40,
    })
    .map((words) => words.join(" ")),
);

/** Mostly ordinary, sometimes nothing, tiny or enormous; logs measure in whole milliseconds. */
function anyMinutes(maximum: number): fc.Arbitrary<number> {
  return fc
    .oneof(
      { weight: 6, arbitrary: fc.double({ min: 0.01, max: 600, noNaN: true }) },
      fc.constant(0),
      fc.double({ min: 0, max: 0.05, noNaN: true }),
      fc.double({ min: 0, max: maximum, noNaN: true }),
    )
    .map((minutes) => Math.round(minutes * 60_000) / 60_000);
}

const anyHumanHours: fc.Arbitrary<NonNullable<TaskSpec["humanHours"]> | null> = fc.oneof(
  fc.constant(null),
  fc.oneof(fc.constant(0), fc.double({ min: 0.0001, max: 5000, noNaN: true })),
  fc
    .tuple(
      fc.double({ min: 0.001, max: 500, noNaN: true }),
      fc.double({ min: 1, max: 10, noNaN: true }),
      fc.double({ min: 1, max: 10, noNaN: true }),
    )
    .map(([low, up, further]): [number, number, number] => [low, low * up, low * up * further]),
);

const anySupervisory: fc.Arbitrary<NonNullable<TaskSpec["supervisory"]> | null> = fc.oneof(
  fc.constant(null),
  anyMinutes(3000),
  fc.tuple(anyMinutes(900), anyMinutes(900), anyMinutes(900)),
);

const anyTask: fc.Arbitrary<TaskSpec> = fc
  .record({
    title: anyTitle,
    humanHours: anyHumanHours,
    agentMinutes: anyMinutes(50_000),
    uncertain: fc.double({ min: 0, max: 1, noNaN: true }),
    supervisory: anySupervisory,
    type: fc.constantFrom(...workTypes),
    project: fc.oneof(fc.constantFrom("ledger", "console"), anyTitle),
    tokens: fc.oneof(fc.constant(0), fc.nat({ max: 2_000_000_000 })),
    usd: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 50_000, noNaN: true })),
    imported: fc.boolean(),
    outcome: fc.option(fc.constantFrom(...outcomes), { nil: undefined }),
    share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ uncertain, outcome, ...task }) => ({
    ...task,
    uncertainMinutes: uncertain * task.agentMinutes,
    // An imported task has no commits.
    ...(outcome === undefined || task.imported ? {} : { outcome }),
  }));

const anyAnalysis = fc.array(
  fc.record({
    kind: fc.constantFrom("lead-in", "top-tasks", "comparison"),
    text: anyTitle,
    facts: fc.constant({}),
  }),
  { maxLength: 6 },
);

export const anyRecord: fc.Arbitrary<LeverageRecord> = fc
  .record({
    tasks: fc.array(anyTask, { maxLength: 14 }),
    analysis: anyAnalysis,
    sample: fc.boolean(),
    timezone: fc.constantFrom("UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns"),
    generatedMs: fc.nat({ max: 4_000_000_000_000 }),
    notSeen: fc.array(anyTitle, { maxLength: 3 }),
    historyDays: fc.nat({ max: 21 }),
  })
  .map(({ tasks, analysis, sample, timezone, generatedMs, notSeen, historyDays }) => {
    const record = recordOf(tasks, { analysis, sample, timezone, generatedMs });
    const history = historyDays === 0 ? [] : record.history.slice(-historyDays);
    return { ...record, history, scope: { ...record.scope, notSeen } };
  });
