import { describe, expect, test } from "vitest";
import { assignTaskIds, resolveTask, taskId } from "../../../src/core/tasks/task-ids.ts";
import { cutTasks } from "../../../src/core/tasks/tasks.ts";
import { opinions, turn } from "../make-turn.ts";

describe("task ids", () => {
  test("are five letters nobody mistakes, and never change", () => {
    expect(taskId("s1/a")).toMatch(/^[2-9a-hjkmnp-z]{5}$/);
    // Printed ids are kept in notes and scripts: a change of the hash would break them.
    expect([taskId("s1/a"), taskId("s1/b"), taskId("import/k1")]).toEqual(["fwk6a", "9fepy", "xm4df"]);
    expect(taskId("s1/a", 8).startsWith(taskId("s1/a"))).toBe(true);
  });

  test("of two equal ones the later gets a letter more", () => {
    const seen = new Map<string, string>();
    let pair: readonly string[] = [];
    for (let i = 0; pair.length === 0; i++) {
      const other = seen.get(taskId(`s/${i}`));
      if (other !== undefined) pair = [other, `s/${i}`];
      seen.set(taskId(`s/${i}`), `s/${i}`);
    }
    const [first, second] = assignTaskIds(pair);
    expect(first).toBe(taskId(pair[0]!));
    expect(second).toBe(taskId(pair[1]!, 6));
    expect(assignTaskIds(pair.toReversed())[1]).toBe(taskId(pair[0]!, 6));
  });
});

describe("resolving what a person typed", () => {
  const turns = [turn("a"), turn("b", { session: "s2", at: 9 }), turn("c", { session: "s3", at: 99 })];
  const apart = cutTasks({ turns, sessions: [], opinions: [] });
  const merged = cutTasks({
    turns,
    sessions: [],
    opinions: opinions({ kind: "merge", turnIds: ["s1/a", "s2/b"] }),
  });

  test("the id, its beginning, in any case", () => {
    const wanted = apart[1]!;
    for (const typed of [wanted.id, wanted.id.slice(0, 3), ` ${wanted.id.toUpperCase()} `]) {
      expect(resolveTask(typed, apart)).toEqual({ kind: "found", task: wanted });
    }
  });

  test("an id printed before its task was merged finds the merged task", () => {
    expect(merged).toHaveLength(2);
    expect(resolveTask(apart[1]!.id, merged)).toEqual({ kind: "found", task: merged[0] });
  });

  test("several fit: the candidates", () => {
    const [one, two] = apart;
    const twins = [
      { ...one!, id: "abcde" },
      { ...two!, id: "abcfg" },
    ];
    expect(resolveTask("abc", twins)).toEqual({ kind: "ambiguous", candidates: twins });
  });

  test("none fits, or too little was typed: the nearest", () => {
    const tasks = [{ ...apart[0]!, id: "abcde" }];
    expect(resolveTask("abcdf", tasks)).toEqual({ kind: "unknown", nearest: tasks });
    expect(resolveTask("zzzzz", tasks)).toEqual({ kind: "unknown", nearest: [] });
    expect(resolveTask("ab", tasks)).toMatchObject({ kind: "unknown" });
    expect(resolveTask("", tasks)).toMatchObject({ kind: "unknown" });
  });
});
