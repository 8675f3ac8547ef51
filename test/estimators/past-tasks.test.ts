import { expect, test } from "vitest";
import { PastTasks, type TaskTraits } from "../../src/estimators/past-tasks.ts";

const traits = (part: Partial<TaskTraits>): TaskTraits => ({
  id: "x",
  type: "review",
  project: "shop",
  text: "review",
  lines: 0,
  ...part,
});

const minutesOf = (past: PastTasks, asked: TaskTraits): number => Math.exp(past.expect(asked)!.logMinutes);

test("before the first task there is nothing to expect", () => {
  expect(new PastTasks().expect(traits({}))).toBeNull();
});

test("without a shared word the type's level is expected, drawn to the level of all where it has few", () => {
  const past = new PastTasks();
  for (let i = 0; i < 50; i++) past.remember(traits({ type: "review", text: "aa" }), 30);
  for (let i = 0; i < 50; i++) past.remember(traits({ type: "feature", text: "bb" }), 480);
  expect(minutesOf(past, traits({ type: "review", text: "cc" }))).toBeCloseTo(34, 0);
  expect(minutesOf(past, traits({ type: "docs", text: "cc" }))).toBeCloseTo(120, 0);
});

test("of tasks with the same words, those of the same type, project and size count more, and newer ones", () => {
  const asked = traits({ type: "docs", project: "shop", text: "write the manual", lines: 100 });
  const like = (part: Partial<TaskTraits>) => {
    const past = new PastTasks();
    past.remember({ ...asked, ...part }, 600);
    past.remember({ ...asked, type: "chore", project: "other", lines: 5 }, 6);
    return minutesOf(past, asked);
  };
  const same = like({});
  expect(like({ type: "chore" })).toBeLessThan(same);
  expect(like({ project: "other" })).toBeLessThan(same);
  expect(like({ lines: 5 })).toBeLessThan(same);

  const [old, recent] = [new PastTasks(), new PastTasks()];
  for (const past of [old, recent]) {
    past.remember(asked, past === old ? 600 : 6);
    for (let i = 0; i < 2000; i++) past.remember(traits({ text: `unrelated${i}` }), 60);
    past.remember(asked, past === old ? 6 : 600);
  }
  expect(minutesOf(old, asked)).toBeLessThan(minutesOf(recent, asked));
});

test("5,000 tasks are remembered and asked for one by one in well under a second", () => {
  const words = ["fix", "add", "login", "parser", "totals", "page", "report", "export", "crash", "slow"];
  const past = new PastTasks();
  const startedMs = performance.now();
  for (let i = 0; i < 5000; i++) {
    const text = `${words[i % 10]} the ${words[(i * 7) % 10]} of ${words[(i * 3) % 9]} ${i % 400}`;
    past.expect(traits({ text }));
    past.remember(traits({ text, type: i % 3 === 0 ? "bugfix" : "feature" }), 10 + (i % 100));
  }
  // Generous: the machine may be busy.
  expect(performance.now() - startedMs).toBeLessThan(2000);
});
