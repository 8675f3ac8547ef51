import { describe, expect, test } from "vitest";
import { cutTasks } from "../../../src/core/tasks/tasks.ts";
import type { ImportedEntry, Opinion, Turn } from "../../../src/core/types.ts";
import { opinions, session, turn } from "../make-turn.ts";

/** The cut as a list of tasks, each the uuids of its prompts: `"a b | c"`. */
function cut(turns: readonly Turn[], said: readonly Opinion[] = []): string {
  const tasks = cutTasks({ turns, sessions: [], opinions: said });
  return tasks.map(({ turnIds }) => turnIds.map((id) => id.split("/")[1]).join(" ")).join(" | ");
}

describe("one session is one task", () => {
  test("however long it rests and however often it commits on its branch", () => {
    const turns = [
      turn("a", { at: 0, branch: "login", commits: ["Add login"] }),
      turn("b", { at: 600, branch: "login", says: "add a logout button to the header too" }),
    ];
    expect(cut(turns)).toBe("a b");
  });

  test("notifications and team mates' messages stay with the task before", () => {
    const turns = [
      turn("a", { at: 0, commits: ["Add login"] }),
      turn("b", { at: 1, by: "notification", says: "new task: the build is done" }),
      turn("c", { at: 2, by: "teammate", says: "next task please" }),
    ];
    expect(cut(turns)).toBe("a b c");
  });

  test("unless a prompt announces something new", () => {
    const turns = [turn("a", { at: 0 }), turn("b", { at: 1, says: "great, new change: sort the list" })];
    expect(cut(turns)).toBe("a | b");
  });

  test("or turns to another pull request", () => {
    const turns = [
      turn("a", { at: 0, says: "review PR 12" }),
      turn("b", { at: 1, says: "does #12 have tests?" }),
      turn("c", { at: 2, says: "now review PR 13" }),
    ];
    expect(cut(turns)).toBe("a b | c");
  });

  test("or asks for a new branch, away from the one the work is on", () => {
    const start = turn("a", { at: 0, branch: "login" });
    const next = { at: 1, branch: "login" };
    expect(cut([start, turn("b", { ...next, says: "implement the cart on a new branch" })])).toBe("a | b");
    // That would only put the same work elsewhere.
    expect(cut([start, turn("b", { ...next, says: "create a new branch and commit" })])).toBe("a b");
    expect(cut([turn("a"), turn("b", { at: 1, says: "make a new branch for this" })])).toBe("a b");
  });

  test("or is given on another branch after the work got its pull request", () => {
    const made = [{ number: 12, url: "https://example.org/shop/pull/12", title: null }];
    const start = turn("a", { branch: "login", pullRequests: made });
    expect(cut([start, turn("b", { at: 1, branch: "cart", says: "what is left?" })])).toBe("a | b");
    expect(cut([start, turn("b", { at: 1, says: "now let's add a page for orders" })])).toBe("a | b");
    expect(cut([start, turn("b", { at: 1, says: "what is left?" })])).toBe("a b");
    // Without a pull request people switch branches in the middle of things.
    expect(cut([turn("a", { branch: "login" }), turn("b", { at: 1, branch: "cart" })])).toBe("a b");
  });

  test("or asks for something new after a commit on the trunk", () => {
    const committed = turn("b", { at: 1, says: "commit this" });
    const turns = [turn("a"), committed];
    expect(cut([...turns, turn("c", { at: 2, says: "now let's add a page for orders" })])).toBe("a b | c");
    expect(cut([...turns, turn("c", { at: 2, says: "update the changelog as well" })])).toBe("a b c");
    expect(cut([...turns, turn("c", { at: 2, says: "why is the list still unsorted there?" })])).toBe(
      "a b c",
    );
  });
});

describe("sessions join", () => {
  const later = { session: "s2", at: 60 };

  test("by their work branch, also when the first began on the trunk", () => {
    const turns = [
      turn("a", { at: 0, branch: "main" }),
      turn("b", { at: 1, branch: "login" }),
      turn("c", { ...later, branch: "login", says: "address the review" }),
    ];
    expect(cut(turns)).toBe("a b c");
  });

  test("never by a trunk, a detached head or no branch at all", () => {
    for (const branch of ["main", "master", "develop", "trunk", "HEAD", null]) {
      expect(cut([turn("a", { branch }), turn("b", { ...later, branch })])).toBe("a | b");
    }
  });

  test("not after the branch rested for two weeks", () => {
    const turns = [turn("a", { branch: "login" }), turn("b", { session: "s2", at: 21_000, branch: "login" })];
    expect(cut(turns)).toBe("a | b");
  });

  test("a change of branch between sessions separates", () => {
    const turns = [turn("a", { branch: "login" }), turn("b", { ...later, branch: "cart" })];
    expect(cut(turns)).toBe("a | b");
  });

  test("with the work on the trunk that the new branch is named after", () => {
    const turns = [
      turn("a", { says: "remove the session trailer", edits: ["/home/ada/shop/trailer.ts"] }),
      turn("b", {
        ...later,
        session: "s2",
        at: 30,
        says: "sort the list",
        edits: ["/home/ada/shop/list.ts"],
      }),
      turn("c", { session: "s3", at: 60, branch: "ada/remove-session-trailers", says: "review the branch" }),
    ];
    expect(cut(turns)).toBe("a c | b");
  });

  test("by the pull request that one made and the other opens with", () => {
    const made = [{ number: 12, url: "https://example.org/shop/pull/12", title: null }];
    const turns = [
      turn("a", { branch: "login", pullRequests: made }),
      turn("b", { ...later, says: "address the feedback on https://example.org/shop/pull/12" }),
      turn("c", { session: "s3", at: 90, says: "address the feedback on #13" }),
    ];
    expect(cut(turns)).toBe("a b | c");
  });

  test("by a pull request both worked on, however long it rested", () => {
    const pullRequests = [{ number: 12, url: "https://example.org/shop/pull/12", title: null }];
    const turns = [
      turn("a", { branch: "login", pullRequests }),
      turn("b", { session: "s2", at: 50_000, branch: "login", says: "fix the conflicts", pullRequests }),
    ];
    expect(cut(turns)).toBe("a b");
  });

  test("when the first prompt asks to continue", () => {
    expect(cut([turn("a"), turn("b", { ...later, says: "continue where we left off" })])).toBe("a b");
  });

  test("with another person's or project's never", () => {
    const turns = [
      turn("a", { branch: "login" }),
      turn("b", { ...later, branch: "login", person: "grace" }),
      turn("c", { session: "s3", at: 90, branch: "login", project: "site" }),
    ];
    expect(cut(turns)).toBe("a | b | c");
  });
});

describe("an approved plan that opens a session", () => {
  const plan = { session: "s2", by: "plan", says: "Implement the following plan: # Cart" } as const;

  test("begins a task of its own, also on a branch with open work", () => {
    const turns = [turn("a", { branch: "shop-2" }), turn("b", { ...plan, at: 60, branch: "shop-2" })];
    expect(cut(turns)).toBe("a | b");
  });

  test("takes with it the talk that led to the plan, back to the last change", () => {
    const turns = [
      turn("a", { at: 0, branch: "shop-2", edits: ["/home/ada/shop/list.ts"] }),
      turn("b", { at: 1, branch: "shop-2", says: "how could a cart work?" }),
      turn("c", { at: 2, branch: "shop-2", says: "plan it", tools: { ExitPlanMode: 1 } }),
      turn("d", { ...plan, at: 60, branch: "shop-2" }),
    ];
    expect(cut(turns)).toBe("a | b c d");
  });

  test("joins a session that did nothing but plan", () => {
    const turns = [
      turn("a", {
        at: 0,
        says: "plan a cart",
        tools: { ExitPlanMode: 1 },
        edits: ["/home/ada/.claude/plans/x.md"],
      }),
      turn("b", { ...plan, at: 60 }),
      turn("c", { ...plan, session: "s3", at: 90 }),
    ];
    expect(cut(turns)).toBe("a b | c");
  });
});

describe("the cut", () => {
  const turns = [
    turn("a", { branch: "login" }),
    turn("b", { at: 1, branch: "login", says: "next task: the cart" }),
    turn("c", { session: "s2", at: 5, branch: "login" }),
    turn("d", { session: "s3", at: 3, person: "grace" }),
  ];

  test("does not depend on the order of turns, nor on turns given twice", () => {
    expect(cut([...turns, ...turns].reverse())).toBe(cut(turns));
  });

  test("of one person and project does not depend on the others", () => {
    const alone = cutTasks({ turns: turns.slice(0, 3), sessions: [], opinions: [] });
    const all = cutTasks({ turns, sessions: [], opinions: [] });
    expect(all.filter(({ person }) => person === "ada")).toEqual(alone);
  });

  test("says why", () => {
    const because = cutTasks({ turns, sessions: [], opinions: [] }).map((task) => task.cutBecause);
    expect(because).toEqual([
      ["session s1 opens it"],
      ['split inside session s1: the prompt says "next task"', "session s2 joins: same branch login"],
      ["session s3 opens it"],
    ]);
  });

  test("names sessions, branches and the span of each task", () => {
    const [task] = cutTasks({ turns: turns.slice(0, 1), sessions: [session("s1")], opinions: [] });
    expect(task).toMatchObject({
      anchor: "s1/a",
      sessionIds: ["s1"],
      branches: ["login"],
      firstMs: 0,
      lastMs: 60_000,
      titleFrom: "prompt",
      typeFrom: "rule",
      excluded: false,
    });
  });

  test("takes well under a second for 50,000 turns", () => {
    const many = Array.from({ length: 50_000 }, (_, i) =>
      turn(`u${i}`, { session: `s${i % 4_000}`, at: i, branch: i % 3 === 0 ? "main" : `b${i % 700}` }),
    );
    const from = performance.now();
    expect(cutTasks({ turns: many, sessions: [], opinions: [] }).length).toBeGreaterThan(100);
    // Half a second on a small machine; the bound has to catch quadratic growth on a busy one.
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});

describe("entries of imported records", () => {
  const entry: ImportedEntry = {
    key: "k1",
    day: "2026-03-26",
    position: 2,
    title: "Fix the login form",
    humanMinutes: 60,
    agentMinutes: 10,
    supervisoryMinutes: null,
    tokens: null,
    printedFactor: null,
    printedSupervisoryFactor: null,
    origin: { file: "record.txt", line: 7 },
  };
  const imported = { kind: "imported-entry", entry } as const;

  test("are tasks without turns, on their day", () => {
    const [task] = cutTasks({ turns: [], sessions: [], opinions: opinions(imported) });
    expect(task).toMatchObject({
      anchor: "import/k1",
      title: "Fix the login form",
      titleFrom: "import",
      type: "bugfix",
      typeFrom: "import",
      turnIds: [],
    });
    expect(new Date(task!.firstMs).toISOString().slice(0, 10)).toBe("2026-03-26");
  });

  test("can be corrected like others, and go when the import is undone", () => {
    const anchor = "import/k1";
    const said = opinions(
      imported,
      { kind: "rename", turnId: anchor, title: "Login" },
      { kind: "retype", turnId: anchor, type: "feature" },
      { kind: "exclude", turnId: anchor },
      { kind: "note", turnId: anchor, text: "counted twice" },
    );
    const [task] = cutTasks({ turns: [], sessions: [], opinions: said });
    expect(task).toMatchObject({ title: "Login", type: "feature", excluded: true, notes: ["counted twice"] });
    const undone = cutTasks({
      turns: [],
      sessions: [],
      opinions: opinions(imported, { kind: "undo", seq: 1 }),
    });
    expect(undone).toEqual([]);
  });

  test("hold nothing to merge or move: such a correction waits", () => {
    const merge = { kind: "merge", turnIds: ["import/k1", "s1/a"] } as const;
    const move = { kind: "move", turnIds: ["s1/a"], toTurnId: "import/k1" } as const;
    const tasks = cutTasks({ turns: [turn("a")], sessions: [], opinions: opinions(imported, merge, move) });
    expect(tasks.map(({ turnIds }) => turnIds)).toEqual([["s1/a"], []]);
  });
});
