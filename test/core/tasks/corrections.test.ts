import { describe, expect, test } from "vitest";
import { opinionsInForce } from "../../../src/core/tasks/corrections.ts";
import { cutTasks } from "../../../src/core/tasks/tasks.ts";
import type { OpinionBody, Task, Turn } from "../../../src/core/types.ts";
import { opinions, turn } from "../make-turn.ts";

const note: OpinionBody = { kind: "note", turnId: "s1/a", text: "x" };
const seqs = (...bodies: readonly OpinionBody[]): readonly number[] =>
  opinionsInForce(opinions(...bodies)).map(({ seq }) => seq);

describe("opinions in force", () => {
  test("an undo cancels, an undo of the undo restores", () => {
    expect(seqs(note, { kind: "undo", seq: 1 })).toEqual([]);
    expect(seqs(note, { kind: "undo", seq: 1 }, { kind: "undo", seq: 2 })).toEqual([1]);
    expect(seqs(note, { kind: "undo", seq: 1 }, { kind: "undo", seq: 1 }, { kind: "undo", seq: 2 })).toEqual(
      [],
    );
  });

  test("an undo of something later, of itself or of nothing does nothing", () => {
    expect(seqs({ kind: "undo", seq: 2 }, note, { kind: "undo", seq: 3 }, { kind: "undo", seq: 99 })).toEqual(
      [2],
    );
  });

  test("come in order of their numbers, each once", () => {
    const given = opinions(note, note, note);
    expect(opinionsInForce([...given, ...given].reverse())).toEqual(given);
  });
});

const turns: readonly Turn[] = [
  turn("a", { at: 0 }),
  turn("b", { at: 1 }),
  turn("c", { at: 2 }),
  turn("d", { session: "s2", at: 10 }),
  turn("e", { session: "s2", at: 11 }),
];

function tasksWith(...bodies: readonly OpinionBody[]): readonly Task[] {
  return cutTasks({ turns, sessions: [], opinions: opinions(...bodies) });
}

const cutWith = (...bodies: readonly OpinionBody[]): string =>
  tasksWith(...bodies)
    .map((task) => task.turnIds.map((id) => id.split("/")[1]).join(" "))
    .join(" | ");

describe("corrections of the cut", () => {
  const merge: OpinionBody = { kind: "merge", turnIds: ["s1/a", "s2/e"] };

  test("merge, split, move", () => {
    expect(cutWith()).toBe("a b c | d e");
    expect(cutWith(merge)).toBe("a b c d e");
    expect(cutWith({ kind: "split", turnId: "s1/b" })).toBe("a | b c | d e");
    expect(cutWith({ kind: "move", turnIds: ["s1/c"], toTurnId: "s2/d" })).toBe("a b | c d e");
  });

  test("apply one after the other", () => {
    expect(cutWith(merge, { kind: "split", turnId: "s1/c" })).toBe("a b | c d e");
    expect(cutWith({ kind: "split", turnId: "s1/c" }, merge)).toBe("a b d e | c");
  });

  test("a task from which every turn was moved is gone", () => {
    expect(cutWith({ kind: "move", turnIds: ["s2/d", "s2/e"], toTurnId: "s1/a" })).toBe("a b c d e");
  });

  test("a split at the first turn and a move into the own task change nothing", () => {
    expect(cutWith({ kind: "split", turnId: "s1/a" })).toBe(cutWith());
    expect(cutWith({ kind: "move", turnIds: ["s1/a"], toTurnId: "s1/c" })).toBe(cutWith());
  });

  test("what names turns that are not in the ledger waits, the rest is done", () => {
    expect(cutWith({ kind: "merge", turnIds: ["s9/x", "s1/a", "s2/d"] })).toBe("a b c d e");
    expect(cutWith({ kind: "merge", turnIds: ["s9/x", "s1/a"] })).toBe(cutWith());
    expect(cutWith({ kind: "split", turnId: "s9/x" })).toBe(cutWith());
    expect(cutWith({ kind: "move", turnIds: ["s1/a"], toTurnId: "s9/x" })).toBe(cutWith());
    expect(cutWith({ kind: "move", turnIds: ["s9/x", "s1/c"], toTurnId: "s2/d" })).toBe("a b | c d e");
  });

  test("are named among the reasons", () => {
    const [task] = tasksWith(merge);
    expect(task?.cutBecause.at(-1)).toBe("merged by correction 1");
  });
});

describe("remarks on a task", () => {
  test("the later title, type and exclusion count; notes add up", () => {
    const [task] = tasksWith(
      { kind: "rename", turnId: "s1/b", title: "First" },
      { kind: "rename", turnId: "s1/a", title: "Second" },
      { kind: "retype", turnId: "s1/a", type: "docs" },
      { kind: "exclude", turnId: "s1/c" },
      { kind: "include", turnId: "s1/a" },
      { kind: "note", turnId: "s1/c", text: "one" },
      { kind: "note", turnId: "s1/a", text: "two" },
    );
    expect(task).toMatchObject({
      title: "Second",
      titleFrom: "correction",
      type: "docs",
      typeFrom: "correction",
      excluded: false,
      notes: ["one", "two"],
    });
  });

  test("stay with their turn when the task is split", () => {
    const [first, second] = tasksWith(
      { kind: "rename", turnId: "s1/a", title: "Mine" },
      { kind: "exclude", turnId: "s1/c" },
      { kind: "split", turnId: "s1/b" },
    );
    expect(first).toMatchObject({ title: "Mine", excluded: false });
    expect(second).toMatchObject({ titleFrom: "prompt", excluded: true });
  });
});
