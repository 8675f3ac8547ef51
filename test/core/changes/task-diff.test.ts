import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyFile } from "../../../src/core/changes/file-kinds.ts";
import { diffEvidence, sourceSize } from "../../../src/core/changes/net-diff.ts";
import type { HistoryCommit } from "../../../src/core/changes/repository-history.ts";
import { taskDiff } from "../../../src/core/changes/task-diff.ts";
import { hashLine } from "../../../src/core/line-hash.ts";
import { commit, file, lines } from "../make-history.ts";

const classOf = (path: string) => ({ ...classifyFile(path), shortPath: path });

const diffOf = (commits: readonly HistoryCommit[], share = 1) =>
  taskDiff({
    edits: [],
    commits: commits.map((one) => ({ commit: one, share, repository: "shop" })),
    classOf,
  });

/** A commit that takes lines out of a file. */
const removal = (at: number, path: string, removed: readonly string[]): HistoryCommit => {
  const made = commit("Remove", { at });
  const files = [{ ...file(path, []), removed: removed.map(hashLine), removedLines: removed.length }];
  return { ...made, files };
};

describe("the diff of a task", () => {
  it("adds up several repositories: files of one name are different files", () => {
    const [a, b] = [
      commit("In shop", { at: 1, adds: { "src/a.ts": lines("a", 6) } }),
      commit("In blog", { at: 2, adds: { "src/a.ts": lines("b", 4) } }),
    ];
    const { diff, parts } = taskDiff({
      edits: [],
      commits: [
        { commit: a, share: 1, repository: "shop" },
        { commit: b, share: 1, repository: "blog" },
      ],
      classOf,
    });
    expect(sourceSize(diff)).toMatchObject({ lines: 10, files: 2 });
    expect(parts.map((part) => part.lines)).toEqual([6, 4]);
  });

  it("is that of its edits where no commit is known", () => {
    const edit = { path: "src/a.ts", added: [1, 2], removed: [3], hunks: 1, created: false, atMs: 0 };
    const { from, diff, commits } = taskDiff({ edits: [edit], commits: [], classOf });
    expect({ from, commits, ...sourceSize(diff) }).toEqual({
      from: "edits",
      commits: 0,
      lines: 3,
      files: 1,
      hunks: 1,
    });
  });

  it("is that of its commits, kind by kind, whatever else was edited", () => {
    const edit = { path: "src/thrown-away.ts", added: [1, 2], removed: [], hunks: 1, created: true, atMs: 0 };
    const made = commit("Add", {
      adds: { "src/a.ts": lines("a", 6), "src/a.test.ts": lines("t", 4), "package-lock.json": 900 },
    });
    const { from, diff } = taskDiff({
      edits: [edit],
      commits: [{ commit: made, share: 1, repository: "shop" }],
      classOf,
    });
    expect(from).toBe("commits");
    expect(diffEvidence(diff)).toEqual([
      expect.objectContaining({ kind: "lockfiles", addedLines: 900 }),
      expect.objectContaining({ kind: "source", language: "TypeScript", addedLines: 6 }),
      expect.objectContaining({ kind: "tests", addedLines: 4 }),
    ]);
  });

  it("counts nothing that a later commit takes back", () => {
    const added = commit("Add", { at: 1, adds: { "src/a.ts": lines("a", 6) } });
    expect(sourceSize(diffOf([removal(2, "src/a.ts", lines("a", 4)), added]).diff).lines).toBe(2);
    expect(diffOf([added, removal(2, "src/a.ts", lines("a", 6))]).diff.files).toEqual([]);
  });

  it("counts a change once, however often it was picked or rebased", () => {
    const made = commit("Add", { changeId: "same", adds: { "src/a.ts": 5 } });
    const picked = commit("Add", { at: 9, changeId: "same", adds: { "src/a.ts": 5 } });
    const left = commit("Add", { at: 10, changeId: "other", reachable: false, adds: { "src/a.ts": 7 } });
    expect(diffOf([made, picked, left])).toMatchObject({ commits: 1, diff: { files: [{ addedLines: 5 }] } });
  });

  it("counts a squash merge instead of the commits it was made of, though their branch is still there", () => {
    const one = commit("One", { at: 1, adds: { "src/a.ts": lines("a", 9) } });
    const two = commit("Two", { at: 2, adds: { "src/b.ts": 4 } });
    const squash = commit("Both (#3)", {
      at: 9,
      mentionedSubjects: ["Two"],
      adds: { "src/a.ts": lines("a", 9), "src/b.ts": 4 },
    });
    expect(diffOf([one, two, squash])).toMatchObject({ commits: 1 });
    expect(sourceSize(diffOf([one, two, squash]).diff)).toMatchObject({ lines: 13, files: 2 });
  });

  it("counts the task's part of a commit that several tasks made", () => {
    const made = commit("Add", { adds: { "src/a.ts": lines("a", 10), "src/b.ts": 100 } });
    expect(sourceSize(diffOf([made], 0.3).diff).lines).toBe(33);
    expect(diffOf([made], 0)).toMatchObject({ from: "edits", commits: 0 });
  });

  it("names how many files it could not count", () => {
    const made = commit("Add logo", { adds: { "src/a.ts": 1 } });
    const logo = { ...file("logo.png", 0), addedLines: null, removedLines: null, hunks: null };
    expect(diffOf([{ ...made, files: [...made.files!, logo] }])).toMatchObject({
      uncountedFiles: 1,
      commits: 1,
    });
  });

  it("gives the parts of a commit so that they add up to it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 99 }), (count, percent) => {
        const made = commit("Add", { adds: { "src/a.ts": lines("a", count) } });
        const parts = [percent / 100, 1 - percent / 100].map(
          (share) => sourceSize(diffOf([made], share).diff).lines,
        );
        expect(Math.abs(parts[0]! + parts[1]! - count)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });
});
