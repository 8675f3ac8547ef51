import { describe, expect, it } from "vitest";
import type { HistoryCommit } from "../../../src/core/changes/repository-history.ts";
import { SurvivalReplay } from "../../../src/core/changes/survival-replay.ts";
import { hashLine } from "../../../src/core/line-hash.ts";
import { lines } from "../make-history.ts";
import { change, dayMs, trunkOn } from "./make-trunk.ts";

/** By subject: lines delivered, and the losses as days since landing with the lines and who took them out. */
function survivalOf(commits: readonly HistoryCommit[]) {
  const replay = new SurvivalReplay();
  expect(replay.continue(trunkOn(commits))).toBe(true);
  const subjects = new Map(commits.map(({ sha, subject }) => [sha, subject]));
  return Object.fromEntries(
    replay.commits().map(({ sha, landedMs, delivered, losses }) => [
      subjects.get(sha),
      {
        landed: landedMs / dayMs,
        delivered,
        losses: losses.map((loss) => [loss.atMs / dayMs, subjects.get(loss.sha), ...loss.lines]),
      },
    ]),
  );
}

const six = lines("login", 6);
const add = change("Add", { day: 1, files: { "src/login.ts": { adds: six, created: true } } });

describe("the lines of a commit", () => {
  it("are counted by kind; generated files, data and lines that stand everywhere are not", () => {
    const files = {
      "src/a.ts": { adds: [...lines("a", 3), "", "  }", "});"] },
      "test/a.test.ts": { adds: lines("t", 2) },
      "docs/a.md": { adds: lines("d", 1) },
      "package-lock.json": { adds: lines("lock", 50) },
      "data.json": { adds: lines("data", 50) },
      "vendor/lib.js": { adds: lines("lib", 50) },
    };
    expect(survivalOf([change("Add", { files })])).toEqual({
      Add: { landed: 0, delivered: [3, 2, 1], losses: [] },
    });
  });

  it("are lost to whoever takes them out", () => {
    const files = { "src/login.ts": { removes: six.slice(0, 2), adds: lines("new", 1) } };
    const rewrite = change("Rewrite", { day: 9, on: [add], files });
    expect(survivalOf([add, rewrite])).toMatchObject({
      Add: { delivered: [6, 0, 0], losses: [[9, "Rewrite", 2, 0, 0]] },
      Rewrite: { delivered: [1, 0, 0], losses: [] },
    });
  });

  it("stay their author's where they move, in the file, to another or with it", () => {
    const move = change("Move", {
      day: 2,
      on: [add],
      files: { "src/login.ts": { removes: six.slice(3) }, "src/other.ts": { adds: six.slice(3) } },
    });
    const rename = change("Rename", {
      day: 3,
      on: [move],
      files: {
        "src/auth.ts": { movedFrom: "src/login.ts", removes: six.slice(0, 1), adds: six.slice(0, 1) },
      },
    });
    const remove = change("Remove", {
      day: 4,
      on: [rename],
      files: { "src/auth.ts": { removes: six.slice(0, 2) } },
    });
    expect(survivalOf([add, move, rename, remove])).toEqual({
      Add: { landed: 1, delivered: [6, 0, 0], losses: [[4, "Remove", 2, 0, 0]] },
    });
  });

  it("are new where a single one turns up in another file", () => {
    const one = change("Write it there too", {
      day: 2,
      on: [add],
      files: { "src/login.ts": { removes: six.slice(5) }, "src/other.ts": { adds: six.slice(5) } },
    });
    expect(survivalOf([add, one])).toMatchObject({
      Add: { losses: [[2, "Write it there too", 1, 0, 0]] },
      "Write it there too": { delivered: [1, 0, 0] },
    });
  });

  it("stay their author's where only their white space changes", () => {
    const indented = six.map((line) => `    ${line}`);
    const reformat = change("Indent", {
      day: 2,
      on: [add],
      files: { "src/login.ts": { removes: six, adds: ["if (open) {", ...indented] } },
      respaced: six.map((line, i) => [hashLine(line), hashLine(indented[i]!)] as const),
    });
    const remove = change("Remove", {
      day: 3,
      on: [reformat],
      files: { "src/login.ts": { removes: indented } },
    });
    expect(survivalOf([add, reformat, remove])).toEqual({
      Add: { landed: 1, delivered: [6, 0, 0], losses: [[3, "Remove", 6, 0, 0]] },
      Indent: { landed: 2, delivered: [1, 0, 0], losses: [] },
    });
  });

  it("come back to their author by the revert of what took them out", () => {
    const remove = change("Remove", { day: 5, on: [add], files: { "src/login.ts": { removes: six } } });
    const revert = (day: number, back = six) =>
      change("Revert", { day, on: [remove], files: { "src/login.ts": { adds: back } } });
    expect(survivalOf([add, remove, revert(9)])).toEqual({
      Add: {
        landed: 1,
        delivered: [6, 0, 0],
        losses: [
          [5, "Remove", 6, 0, 0],
          [9, "Remove", -6, 0, 0],
        ],
      },
    });
    // A few of them, or months later: whoever writes them now delivers them.
    expect(survivalOf([add, remove, revert(9, six.slice(2))])).toMatchObject({
      Revert: { delivered: [4, 0, 0] },
    });
    expect(survivalOf([add, remove, revert(90)])).toMatchObject({ Revert: { delivered: [6, 0, 0] } });
  });

  it("of files that were there before the history begins are nobody's", () => {
    const old = lines("old", 4);
    const move = change("Move", {
      day: 1,
      files: { "src/old.ts": { removes: old }, "src/new.ts": { adds: [...old, ...lines("mine", 2)] } },
    });
    expect(survivalOf([move])).toEqual({ Move: { landed: 1, delivered: [2, 0, 0], losses: [] } });
  });

  it("are gone with a file that is too large to be read", () => {
    const files = [{ ...add.files![0]!, added: null, addedLines: 0, removed: null, removedLines: 30_000 }];
    const remove = { ...change("Remove", { day: 2, on: [add] }), files };
    expect(survivalOf([add, remove])).toMatchObject({ Add: { losses: [[2, "Remove", 6, 0, 0]] } });
  });
});

describe("a file that is made anew", () => {
  it("has lost its lines, though the history did not see it deleted", () => {
    const files = { "src/login.ts": { adds: lines("new", 3), created: true } };
    const anew = change("Write it anew", { day: 2, on: [add], files });
    expect(survivalOf([add, anew])).toMatchObject({
      Add: { losses: [[2, "Write it anew", 6, 0, 0]] },
      "Write it anew": { delivered: [3, 0, 0] },
    });
  });
});

describe("a branch", () => {
  const branch = change("On a branch", { day: 2, on: [add], files: { "src/b.ts": { adds: lines("b", 5) } } });
  const fix = change("Fix it there", {
    day: 3,
    on: [branch],
    files: {
      "src/b.ts": { removes: lines("b", 1), adds: lines("fix", 1) },
      "src/login.ts": { removes: six.slice(5) },
    },
  });
  const other = change("Meanwhile", { day: 4, on: [add], files: { "src/c.ts": { adds: lines("c", 1) } } });
  const brought = {
    "src/b.ts": { adds: [...lines("fix", 1), ...lines("b", 5).slice(1), "resolved();"] },
    "src/login.ts": { removes: six.slice(5) },
  };

  it("lands when it is merged, with what is left of it, each line as its commit's", () => {
    const merge = change("Merge", { day: 9, on: [other, fix], files: brought });
    expect(survivalOf([add, branch, fix, other, merge])).toEqual({
      Add: { landed: 1, delivered: [6, 0, 0], losses: [[9, "Fix it there", 1, 0, 0]] },
      Meanwhile: { landed: 4, delivered: [1, 0, 0], losses: [] },
      "On a branch": { landed: 9, delivered: [4, 0, 0], losses: [] },
      "Fix it there": { landed: 9, delivered: [1, 0, 0], losses: [] },
      // What its conflict needed.
      Merge: { landed: 9, delivered: [1, 0, 0], losses: [] },
    });
  });

  it("keeps its lines where the trunk has another name for their file by then", () => {
    const merge = change("Merge", {
      day: 9,
      on: [other, branch],
      files: { "lib/b.ts": { adds: lines("b", 5) } },
    });
    expect(survivalOf([add, branch, other, merge])["On a branch"]?.delivered).toEqual([5, 0, 0]);
  });

  it("is the sum of its commits where nobody knows what the merge brought", () => {
    const { broughtFiles: _, ...merge } = change("Merge", { day: 9, on: [other, fix] });
    expect(survivalOf([add, branch, fix, other, merge])).toMatchObject({
      "On a branch": { landed: 9, delivered: [5, 0, 0], losses: [[9, "Fix it there", 1, 0, 0]] },
      "Fix it there": { landed: 9, delivered: [1, 0, 0] },
    });
  });

  it("delivers nothing by a merge that takes nothing of it", () => {
    const merge = change("Keep ours", { day: 9, on: [other, fix], files: {} });
    expect(Object.keys(survivalOf([add, branch, fix, other, merge]))).toEqual(["Add", "Meanwhile"]);
  });

  it("that was squashed counts once, and what was never merged not at all", () => {
    const squash = change("Squash", { day: 9, on: [other], files: brought });
    expect(survivalOf([add, branch, fix, other, squash])).toEqual({
      Add: { landed: 1, delivered: [6, 0, 0], losses: [[9, "Squash", 1, 0, 0]] },
      Meanwhile: { landed: 4, delivered: [1, 0, 0], losses: [] },
      Squash: { landed: 9, delivered: [6, 0, 0], losses: [] },
    });
  });
});

describe("a replay", () => {
  it("goes on from where it stopped, and does not where the trunk was rewritten", () => {
    const second = change("Second", { day: 2, on: [add], files: { "src/b.ts": { adds: lines("b", 5) } } });
    const replay = new SurvivalReplay();
    replay.continue(trunkOn([add]));
    expect(replay.continue(trunkOn([add, second]))).toBe(true);
    expect(replay.commits()).toHaveLength(2);
    const rewritten = change("Second", { day: 3, on: [add] });
    expect(replay.continue(trunkOn([add, rewritten]))).toBe(false);
    expect(replay.continue(trunkOn([add]))).toBe(false);
    expect(replay.commits()).toHaveLength(2);
  });
});
