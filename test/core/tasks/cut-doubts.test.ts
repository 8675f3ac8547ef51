import { describe, expect, test } from "vitest";
import { cutDoubts } from "../../../src/core/tasks/cut-doubts.ts";
import { cutTasks } from "../../../src/core/tasks/tasks.ts";
import type { Turn } from "../../../src/core/types.ts";
import { turn } from "../make-turn.ts";

const doubts = (turns: readonly Turn[]) =>
  cutTasks({ turns, sessions: [], opinions: [] }).map((task) => cutDoubts(task));

describe("the cut is in doubt", () => {
  test("where a commit on the trunk and a fresh request split a session", () => {
    const turns = [
      turn("a", { at: 0, commits: ["Add login"] }),
      turn("b", { at: 1, says: "add a search box to the header" }),
    ];
    expect(doubts(turns)).toEqual([
      [],
      [{ why: "split off: a new request after a commit on the trunk", prompt: null, splitOff: true }],
    ]);
  });

  test("where words alone joined a session, from its first prompt on", () => {
    const turns = [
      turn("a", { at: 0 }),
      turn("b", { at: 1 }),
      turn("c", { at: 60, session: "s2", says: "continue where you left off" }),
    ];
    expect(doubts(turns)).toEqual([
      [
        {
          why: "a session was joined: its first prompt asks to continue",
          prompt: 3,
          splitOff: false,
        },
      ],
    ]);
  });

  test("where a long session is one task", () => {
    const long = Array.from({ length: 20 }, (_, i) => turn(`t${i}`, { at: i }));
    expect(doubts(long)).toEqual([
      [{ why: "20 prompts of one session in one task", prompt: null, splitOff: false }],
    ]);
    expect(doubts(long.slice(1))).toEqual([[]]);
  });
});

describe("the cut is not in doubt", () => {
  test("where a prompt announces something new", () => {
    const turns = [turn("a", { at: 0 }), turn("b", { at: 1, says: "great, new change: sort the list" })];
    expect(doubts(turns)).toEqual([[], []]);
  });

  test("where sessions share a branch, or one session is one task", () => {
    const turns = [
      turn("a", { at: 0, branch: "login" }),
      turn("b", { at: 60, session: "s2", branch: "login" }),
      turn("c", { at: 120, session: "s3" }),
    ];
    expect(doubts(turns)).toEqual([[], []]);
  });
});
