import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CommittedWork,
  isReworkOpen,
  keptShare,
  type ReplayedTrunk,
  survivalOfTasks,
} from "../../../src/core/changes/survival.ts";
import type { CommitSurvival } from "../../../src/core/changes/survival-replay.ts";
import { dayMs } from "./make-trunk.ts";

/** A commit that landed on day 0 with ten lines of source, and what others took out: [day, by, lines]. */
const commit = (
  sha: string,
  losses: readonly (readonly [number, string, number])[] = [],
  landedDay = 0,
): CommitSurvival => ({
  sha,
  landedMs: landedDay * dayMs,
  delivered: [10, 0, 0],
  losses: losses.map(([day, by, lines]) => ({ sha: by, atMs: day * dayMs, lines: [lines, 0, 0] })),
});

const trunk = (day: number, ...commits: readonly CommitSurvival[]): ReplayedTrunk => ({
  commits,
  asOfMs: day * dayMs,
});

const work = (
  taskId: string,
  ...commits: readonly {
    readonly sha: string;
    readonly share?: number;
    readonly landedAs?: string;
    readonly addedLines?: number;
  }[]
): CommittedWork => ({
  taskId,
  commits: commits.map(({ sha, share = 1, landedAs = sha, addedLines = 10 }) => ({
    sha,
    share,
    landedAs,
    addedLines,
  })),
});

const alive = (
  survival: { readonly windows: readonly { readonly aliveLines: number | null }[] } | undefined,
) => survival?.windows.map(({ aliveLines }) => aliveLines);

describe("the survival of a task's lines", () => {
  it("is what is there after 7, 14 and 28 days and now", () => {
    const trunks = [
      trunk(
        60,
        commit("a", [
          [5, "x", 1],
          [7, "x", 1],
          [10, "x", 2],
          [40, "x", 3],
        ]),
      ),
    ];
    const found = survivalOfTasks(trunks, [work("t1", { sha: "a" })]).get("t1")!;
    expect(found).toMatchObject({ deliveredLines: 10, aliveLines: 3, reworkedLines: 4 });
    expect(alive(found)).toEqual([8, 6, 6]);
    expect(keptShare(found)).toBe(0.6);
  });

  it("is unknown for a time that is not over, and may still fall", () => {
    const found = survivalOfTasks([trunk(8, commit("a"))], [work("t1", { sha: "a" })]).get("t1")!;
    expect(alive(found)).toEqual([10, null, null]);
    expect(isReworkOpen(found)).toBe(true);
    // The task's last commit decides.
    const two = [trunk(30, commit("a"), commit("b", [], 25))];
    expect(alive(survivalOfTasks(two, [work("t1", { sha: "a" }, { sha: "b" })]).get("t1"))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("says who reworked the rest: other tasks, or commits of none", () => {
    const trunks = [
      trunk(
        60,
        commit("a", [
          [3, "b", 4],
          [9, "byHand", 1],
          [50, "b", 5],
        ]),
        commit("b"),
      ),
    ];
    const works = [work("t1", { sha: "a" }), work("t2", { sha: "b", share: 0.5 })];
    expect(survivalOfTasks(trunks, works).get("t1")).toMatchObject({
      reworkedLines: 5,
      reworkedBy: [
        { taskId: null, lines: 3 },
        { taskId: "t2", lines: 2 },
      ],
    });
  });

  it("leaves out what the task itself rewrote before it was done", () => {
    const trunks = [trunk(60, commit("a", [[1, "b", 4]]), commit("b"))];
    const found = survivalOfTasks(trunks, [work("t1", { sha: "a" }, { sha: "b" })]).get("t1")!;
    expect(found).toMatchObject({ deliveredLines: 16, aliveLines: 16, reworkedLines: 0, reworkedBy: [] });
    expect(alive(found)).toEqual([16, 16, 16]);
  });

  it("goes by the task's share of a commit", () => {
    const trunks = [trunk(60, commit("a", [[1, "x", 4]]))];
    const works = [work("t1", { sha: "a", share: 0.25 }), work("t2", { sha: "a", share: 0.75 })];
    const found = survivalOfTasks(trunks, works);
    expect([found.get("t1")!.deliveredLines, found.get("t2")!.deliveredLines]).toEqual([2.5, 7.5]);
    expect(found.get("t1")!.aliveLines).toBe(1.5);
    expect(survivalOfTasks(trunks, [work("t3", { sha: "a", share: 0 })]).size).toBe(0);
  });

  it("counts a squash once: as its own links say, else as the commits that landed with it", () => {
    const trunks = [trunk(60, commit("squash"))];
    const branch = [
      work("t1", { sha: "b1", landedAs: "squash", addedLines: 30 }),
      work("t2", { sha: "b2", landedAs: "squash", addedLines: 10 }),
    ];
    const byBranch = survivalOfTasks(trunks, branch);
    expect([byBranch.get("t1")!.deliveredLines, byBranch.get("t2")!.deliveredLines]).toEqual([7.5, 2.5]);
    const linked = survivalOfTasks(trunks, [...branch, work("t3", { sha: "squash" })]);
    expect([...linked.keys()]).toEqual(["t3"]);
  });

  it("counts a commit once that two clones hold", () => {
    const found = survivalOfTasks(
      [trunk(60, commit("a")), trunk(9, commit("a"))],
      [work("t1", { sha: "a" })],
    );
    expect(found.get("t1")).toMatchObject({ deliveredLines: 10, asOfMs: 60 * dayMs });
  });

  it("gives nothing for work that did not land", () => {
    expect(survivalOfTasks([trunk(60, commit("a"))], [work("t1", { sha: "elsewhere" })]).size).toBe(0);
  });
});

describe("whatever is lost to whomever", () => {
  const shas = ["a", "b", "c", "d"];
  const losses = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom(...shas, "byHand"), fc.nat(2)),
    { maxLength: 5 },
  );
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });

  it("delivered lines are there after four weeks or reworked, and windows only fall", () => {
    fc.assert(
      fc.property(fc.array(losses, { minLength: 4, maxLength: 4 }), shares, (lost, parts) => {
        const trunks = [trunk(90, ...shas.map((sha, i) => commit(sha, lost[i])))];
        const works = ["t1", "t2"].map((taskId, t) =>
          work(taskId, ...shas.map((sha, i) => ({ sha, share: parts[4 * t + i]! }))),
        );
        for (const found of survivalOfTasks(trunks, works).values()) {
          const [week, fortnight, month] = alive(found) as [number, number, number];
          expect(month + found.reworkedLines).toBeCloseTo(found.deliveredLines, 9);
          expect(week + 1e-9).toBeGreaterThanOrEqual(fortnight);
          expect(fortnight + 1e-9).toBeGreaterThanOrEqual(month);
          expect(month + 1e-9).toBeGreaterThanOrEqual(found.aliveLines);
          const named = found.reworkedBy.reduce((sum, { lines }) => sum + lines, 0);
          expect(named).toBeLessThanOrEqual(found.reworkedLines + 1e-9);
        }
      }),
    );
  });
});
