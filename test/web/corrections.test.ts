import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  confirmCut,
  estimateTasks,
  excludeTasks,
  type Item,
  judgeCommit,
  mergeTasks,
  restored,
  retypeTasks,
  splitTask,
} from "../../src/web/corrections/actions.ts";
import {
  chosenOf,
  countsOf,
  goOnAfter,
  goOnAt,
  inboxOf,
  stepFrom,
} from "../../src/web/pages/review/inbox.ts";
import { commandOf, keys } from "../../src/web/pages/review/keys.ts";
import { cutDoubt, item } from "./items.ts";

const [a, b, c] = [item("a"), item("b", { doubts: [cutDoubt] }), item("c", { doubts: [] })] as const;
const list = [a, b, c];
const ids = (items: readonly Item[]) => items.map(({ id }) => id).join(" ");
const fourHours = { lowMinutes: 240, likelyMinutes: 240, highMinutes: 240 };

describe("what a correction shows before the server has answered", () => {
  it("an estimate settles the task", () => {
    const { apply, requests, words } = estimateTasks([a], fourHours);
    expect(ids(inboxOf(apply(list), "all", false))).toBe("b");
    expect(apply(list)[0]?.estimate?.likelyMinutes).toBe(240);
    expect(requests).toEqual([{ name: "estimate", input: { task: "a", likely: "240m" } }]);
    expect(words).toBe("estimated “Task a” 4h");
  });

  it("several at once are several questions", () => {
    const { requests, words } = estimateTasks([a, b], fourHours);
    expect(requests.map(({ input }) => input["task"])).toEqual(["a", "b"]);
    expect(words).toBe("estimated 2 tasks 4h");
  });

  it("a merge leaves the oldest, as the server does, where the newest stood, with the sums of all", () => {
    const [newer, older] = [item("a", { firstMs: 2, day: "2026-03-21" }), item("b", { firstMs: 1 })];
    const merged = mergeTasks([newer, older]).apply([newer, c, older]);
    expect(merged.map(({ id, title, day, prompts }) => [id, title, day, prompts])).toEqual([
      ["b", "Task b", "2026-03-21", 6],
      ["c", "Task c", "2026-03-20", 3],
    ]);
    expect(mergeTasks([a, b]).requests).toEqual([{ name: "task merge", input: { tasks: ["a", "b"] } }]);
  });

  it("whatever is said of a task, its cut has been looked at; its missing estimate stays", () => {
    const both = item("d", { doubts: [...a.doubts, cutDoubt] });
    for (const action of [confirmCut([both]), retypeTasks([both], "docs"), splitTask(both, 2)]) {
      expect(action.apply([both])[0]?.doubts).toEqual(a.doubts);
    }
  });

  it("an excluded task leaves the inbox", () => {
    expect(ids(inboxOf(excludeTasks([a]).apply(list), "all", false))).toBe("b");
  });

  it("a judged commit leaves the others in question", () => {
    const commit = (sha: string) =>
      ({ about: "commit", why: "soon after", sha, subject: "x", confidence: 0.6 }) as const;
    const task = item("d", { doubts: [commit("1"), commit("2")] });
    expect(judgeCommit(task, commit("1"), false).apply([task])[0]?.doubts).toEqual([commit("2")]);
  });

  it("is undone to what it was and where it was, whatever else has changed", () => {
    const subset = fc.subarray(list.map(({ id }) => id));
    fc.assert(
      fc.property(subset, subset, (gone, undone) => {
        const left = list.filter(({ id }) => !gone.includes(id));
        const back = restored(left, list, undone);
        expect(back).toEqual(list.filter(({ id }) => !gone.includes(id) || undone.includes(id)));
      }),
    );
  });
});

describe("the way through the inbox", () => {
  it("shows what is in doubt, or of one kind, or all", () => {
    expect(ids(inboxOf(list, "all", false))).toBe("a b");
    expect(ids(inboxOf(list, "cut", true))).toBe("b");
    expect(ids(inboxOf(list, "all", true))).toBe("a b c");
    expect(countsOf(list)).toEqual({ all: 2, estimate: 1, cut: 1, commit: 0 });
  });

  it("goes on at the task that takes the place of one that is gone", () => {
    expect(goOnAt([a, c], "b", 1)?.id).toBe("c");
    expect(goOnAt([a], "b", 1)?.id).toBe("a");
    expect(goOnAt([], "b", 1)).toBeNull();
    expect(goOnAt(list, "c", 0)?.id).toBe("c");
  });

  it("steps no further than the ends", () => {
    expect(stepFrom(list, "a", -1)?.id).toBe("a");
    expect(stepFrom(list, "a", 1)?.id).toBe("b");
    expect(stepFrom(list, "c", 1)?.id).toBe("c");
  });

  it("means the selected tasks, or the one at hand", () => {
    expect(ids(chosenOf(list, new Set(["c", "a"]), b))).toBe("a c");
    expect(ids(chosenOf(list, new Set(), b))).toBe("b");
  });

  it("goes on behind those that were dealt with", () => {
    expect(goOnAfter(list, [a])?.id).toBe("b");
    expect(goOnAfter(list, [a, b])?.id).toBe("c");
    expect(goOnAfter(list, [c])?.id).toBe("b");
    expect(goOnAfter(list, list)).toBeNull();
  });

  it("has one command for each key", () => {
    const all = keys.flatMap((one) => one.keys);
    expect(new Set(all).size).toBe(all.length);
    expect(commandOf("e")).toBe("estimate");
    expect(commandOf("q")).toBeNull();
  });
});
