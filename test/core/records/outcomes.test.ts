/** What became of tasks, and records that count the hours of merged work alone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Outcome, outcomes } from "../../../src/core/changes/task-work.ts";
import { addDays } from "../../../src/core/days.ts";
import type { LeverageRecord } from "../../../src/core/leverage-record.ts";
import {
  isAnyOutcomeKnown,
  outcomesAndUnknown,
  withoutOutcomes,
} from "../../../src/core/records/outcomes.ts";
import { buildRecord, type RecordInput } from "../../../src/core/records/records.ts";
import {
  arbitraryLedger,
  declared,
  drawnDays,
  firstDrawnDay,
  recordInput,
  task,
  taskDay,
} from "../fixture-ledger.ts";

const day = "2026-03-26";

/** Four tasks of a day: two merged (one unestimated), one reverted, one abandoned before anybody estimated it. */
function dayOfWork(more: Partial<RecordInput> = {}): RecordInput {
  return recordInput(day, {
    tasks: ["a", "b", "c", "d"].map((id) => task(id)),
    taskDays: [
      taskDay("a", day, 10, { promptingMs: 120_000 }),
      taskDay("b", day, 20, { promptingMs: 180_000 }),
      taskDay("c", day, 30),
      taskDay("d", day, 40),
    ],
    estimates: new Map([
      ["a", declared(600)],
      ["b", declared(300)],
    ]),
    work: [work("a", "merged"), work("b", "reverted"), work("c", "merged"), work("d", "abandoned")],
    ...more,
  });
}

const work = (taskId: string, outcome: Outcome | null) => ({ taskId, outcome, commits: [] });
const merged = (input: RecordInput): LeverageRecord => buildRecord({ ...input, countedWork: "merged" });
const texts = ({ analysis }: LeverageRecord) => analysis.map(({ text }) => text).join(" ");

describe("the outcome of tasks", () => {
  it("stands in each row, and adds up by outcome, whatever has an estimate", () => {
    const { entries, unestimated, totals } = buildRecord(dayOfWork());
    expect([...entries, ...unestimated].map(({ taskId, outcome }) => [taskId, outcome])).toEqual([
      ["a", "merged"],
      ["b", "reverted"],
      ["d", "abandoned"],
      ["c", "merged"],
    ]);
    expect(totals.byOutcome).toEqual({
      merged: { tasks: 2, humanMeanMinutes: 600, agentMinutes: 40 },
      unmerged: { tasks: 0, humanMeanMinutes: 0, agentMinutes: 0 },
      abandoned: { tasks: 1, humanMeanMinutes: 0, agentMinutes: 40 },
      reverted: { tasks: 1, humanMeanMinutes: 300, agentMinutes: 20 },
      unknown: { tasks: 0, humanMeanMinutes: 0, agentMinutes: 0 },
    });
  });

  it("is told in a sentence, with what is left of the factor", () => {
    // 600 minutes of the merged task with an estimate, over 10 + 20 + 40 of all but the one merged without.
    expect(texts(buildRecord(dayOfWork()))).toContain(
      "Of the four tasks two (10 hours) are merged, one abandoned and one (5 hours) reverted. " +
        "With the hours of merged work alone, against the agent minutes of all, the factor is 8.6x.",
    );
  });

  it("is not spoken of where no repository tells", () => {
    const record = buildRecord(dayOfWork({ work: [] }));
    expect(record.totals.mergedLeverageFactor).toBeNull();
    expect(record.analysis.map(({ kind }) => kind)).not.toContain("outcome");
  });
});

describe("a record of merged work", () => {
  it("counts the hours of merged tasks and the minutes of all, failed ones without an estimate too", () => {
    const { entries, unestimated, totals, scope, title } = merged(dayOfWork());
    expect(title).toBe("Leverage Record: March 26, 2026, merged work");
    expect(scope.work).toBe("merged");
    expect(
      entries.map(({ taskId, humanMeanMinutes, hoursCount }) => [taskId, humanMeanMinutes, hoursCount]),
    ).toEqual([
      ["a", 600, true],
      ["b", 0, false],
      ["d", 0, false],
    ]);
    expect(unestimated.map(({ taskId }) => taskId)).toEqual(["c"]);
    expect(totals).toMatchObject({ tasks: 3, humanMeanMinutes: 600, agentMinutes: 70 });
    expect(totals.leverageFactor?.value).toBeCloseTo(600 / 70, 12);
    expect(totals.supervisoryLeverageFactor?.value).toBeCloseTo(600 / 5, 12);
    expect(totals.byOutcome.reverted.humanMeanMinutes).toBe(300);
    expect(totals.byOrigin.late).toEqual({ tasks: 1, humanMeanMinutes: 600 });
  });

  it("says so in its first sentence", () => {
    expect(texts(merged(dayOfWork()))).toMatch(
      /^Three tasks on Thursday, one merged: 10 human-equivalent hours of merged work for 70 agent minutes and 5 supervisory minutes of all\./,
    );
  });

  it("has no factor where no outcome is known, and one of zero where everything failed", () => {
    const unknown = merged(dayOfWork({ work: [] }));
    expect(unknown.totals.leverageFactor).toBeNull();
    expect(texts(unknown)).toContain("none is known to be merged");
    const failed = merged(dayOfWork({ work: [work("a", "reverted")] }));
    expect(failed.totals.leverageFactor?.value).toBe(0);
    // Nor have the days of its history.
    const ofDay = ({ history }: LeverageRecord) => history.at(-1)?.leverageFactor;
    expect([unknown, failed, merged(dayOfWork())].map(ofDay)).toEqual([null, 0, 600 / 70]);
  });

  it("of any ledger: its factor is the one that the record of all work announces, and rows add up", () => {
    const outcomeOf = fc.option(fc.constantFrom(...outcomes), { nil: null });
    fc.assert(
      fc.property(
        arbitraryLedger,
        fc.infiniteStream(outcomeOf),
        fc.integer({ min: 0, max: drawnDays - 8 }),
        (ledger, drawn, start) => {
          const from = addDays(firstDrawnDay, start);
          const input = recordInput(from, {
            ...ledger,
            work: ledger.tasks.map(({ id }) => work(id, drawn.next().value)),
            period: { kind: "week", from, to: addDays(from, 6) },
          });
          const all = buildRecord(input);
          const onlyMerged = merged(input);
          const { totals } = onlyMerged;
          expect(totals.leverageFactor?.value ?? null).toEqual(
            all.totals.mergedLeverageFactor === null
              ? null
              : expect.closeTo(all.totals.mergedLeverageFactor, 9),
          );
          expect(totals.byOutcome).toEqual(all.totals.byOutcome);
          expect(totals.agentMinutes).toBeGreaterThanOrEqual(all.totals.agentMinutes - 1e-9);
          const hours = onlyMerged.entries.reduce((sum, entry) => sum + (entry.humanMeanMinutes ?? 0), 0);
          expect(totals.humanMeanMinutes).toBeCloseTo(hours, 6);
          const counted = outcomesAndUnknown.reduce((sum, one) => sum + totals.byOutcome[one].tasks, 0);
          expect(counted).toBe(onlyMerged.entries.length + onlyMerged.unestimated.length);
          if (!isAnyOutcomeKnown(totals.byOutcome)) expect(totals.leverageFactor).toBeNull();
          const kinds = new Set(onlyMerged.analysis.map(({ kind }) => kind));
          expect([kinds.has("superlative"), kinds.has("comparison")]).toEqual([false, false]);
        },
      ),
    );
  });
});

describe("a record as older versions wrote it", () => {
  it("lacks what they did not know, and nothing else", () => {
    const record = buildRecord(
      dayOfWork({ definitions: { supervision: "method v1", outcome: "method v1" } }),
    );
    const older = JSON.stringify(withoutOutcomes(record));
    expect(older).not.toMatch(/outcome|hoursCount|"commits"|"work"|mergedLeverageFactor|survival/i);
    expect(JSON.parse(older).entries).toHaveLength(record.entries.length);
    expect(JSON.parse(older).totals.byOrigin).toEqual(record.totals.byOrigin);
  });
});
