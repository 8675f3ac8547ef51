import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { segmentsOf } from "../../src/core/tasks/task-segments.ts";
import type { Attention } from "../../src/core/turns/supervision.ts";
import type { SupervisoryInterval } from "../../src/core/types.ts";
import type { Store, StoredPart, TaskEvidence } from "../../src/store/store.ts";
import * as any from "../store/arbitraries.ts";
import { historyCommit as commit, storedRepository as repository } from "../store/ledgers.ts";

import { chunk, day, file, sample, saveAll, session, stores, task, turn } from "./store-rows.ts";

describe.each(stores)("$name", ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  describe("parts", () => {
    const part = (anchor: string, ...turnIds: string[]): StoredPart => ({
      ...{ anchor, key: `key of ${anchor}`, stamp: "1", firstMs: 5, turnIds, agent: '{"jane":[]}' },
      detail: JSON.stringify({ task: { anchor, turnIds } }),
    });

    test("belong to components, and turns to the part that was added last", async () => {
      await store.saveComponent({ name: "a", members: { m: "1" } });
      await store.saveComponent({ name: "a", members: { m: "2" } });
      await store.addParts("a", [part("t1", "t1", "t2"), part("t3", "t3")]);
      expect(await store.components()).toEqual([{ name: "a", members: { m: "2" } }]);
      expect(await store.partKeys(["a", "b"])).toEqual([
        { anchor: "t1", component: "a", key: "key of t1" },
        { anchor: "t3", component: "a", key: "key of t3" },
      ]);
      expect(await store.anchorsOf(["t2", "t3", "none"])).toEqual(
        new Map(Object.entries({ t2: "t1", t3: "t3" })),
      );
      await store.addParts("b", [part("t0", "t0", "t2")]);
      await store.moveParts(["t3"], "b");
      await store.removeParts(["t1"]);
      await store.removeComponents(["a"]);
      expect(await store.anchorsOf(["t1", "t2"])).toEqual(new Map([["t2", "t0"]]));
      expect((await store.partKeys(["b"])).map(({ anchor }) => anchor).sort()).toEqual(["t0", "t3"]);
      expect((await store.partMarks()).find(({ anchor }) => anchor === "t3")).toEqual({
        ...{ anchor: "t3", firstMs: 5 },
      });
      expect(await store.partDetails(["t3"])).toEqual([part("t3", "t3").detail]);
      expect(await store.agentTimes(["t3"])).toEqual(new Map([["t3", '{"jane":[]}']]));
    });

    test("are to be made where their task is not made from them alone", async () => {
      await store.addParts("a", [part("t1", "t1"), part("t2", "t2"), part("t3", "t3")]);
      await store.saveTask(task("one", { anchor: "t1", firstMs: 5 }), "rules 1");
      await store.saveTask(task("two", { anchor: "t2", firstMs: 5 }), "rules 1 and more");
      await store.saveTask(task("other", { anchor: "t4", firstMs: 5 }), "rules 1");
      expect(await store.partsToMake("rules")).toEqual([
        { anchor: "t2", stamp: "1", firstMs: 5, taskId: "two", madeFrom: "rules 1 and more" },
        { anchor: "t3", stamp: "1", firstMs: 5, taskId: null, madeFrom: null },
      ]);
      expect(await store.partsToMake("rules", ["t1"])).toHaveLength(3);
      expect(await store.partsToMake("")).toHaveLength(3);
      expect((await store.tasksWithoutPart()).map(({ id }) => id)).toEqual(["other"]);
    });

    test("attention tells of whom a session asks something else", async () => {
      const gap = { fromMs: 1, toMs: 5, typingMs: 2, turnId: "s/t" };
      const asked: Attention = { gaps: [gap], waits: [], typed: [{ ...gap, turnId: "s/u" }] };
      const nothing: Attention = { gaps: [], waits: [], typed: [] };
      expect(await store.saveAttention("s", new Map([["jane", asked]]))).toEqual(["jane"]);
      expect(await store.saveAttention("s", new Map([["jane", asked]]))).toEqual([]);
      expect(await store.saveAttention("s", new Map([["joe", nothing]]))).toEqual(["jane", "joe"]);
      await store.saveAttention("r", new Map([["jane", asked]]));
      expect(await store.attention()).toEqual([
        { person: "jane", attention: asked },
        { person: "joe", attention: nothing },
      ]);
      expect(await store.attention("jane")).toHaveLength(1);
    });

    test("a session's stretches are kept with it", async () => {
      const turns = [turn("s1/a", "s1"), turn("odd", "s1", { startMs: 5, branch: "work/1" })];
      await store.saveSession({ session: session("s1"), turns });
      expect(await store.segments(["s1", "none"])).toEqual(segmentsOf(turns));
    });
  });

  describe("tasks", () => {
    const results = {
      tasks: [task("late", { firstMs: 20 }), task("early", { firstMs: 10 })],
      days: [day("late", "2026-03-02"), day("early", "2026-03-02"), day("early", "2026-03-01")],
      estimates: [
        sample(any.estimateOf("early")),
        sample(any.estimateOf("late")),
        sample(any.estimateOf("early")),
      ],
      supervision: [
        { fromMs: 30, toMs: 40, of: "reviewing", turnId: "t", away: false },
        { fromMs: 10, toMs: 20, of: "prompting", turnId: "t", away: false },
      ],
      work: [sample(any.taskWorkOf("late")), sample(any.taskWorkOf("early"))],
    } as const;

    test("and what belongs to them come in order and can be filtered", async () => {
      expect(await store.newestDay()).toBeNull();
      await saveAll(store, results);
      expect(await store.newestDay()).toBe("2026-03-02");
      expect(await store.tasks()).toEqual([results.tasks[1], results.tasks[0]]);
      const days = async (filter?: Parameters<Store["taskDays"]>[0]) =>
        (await store.taskDays(filter)).map((d) => `${d.day} ${d.taskId}`);
      expect(await days()).toEqual(["2026-03-01 early", "2026-03-02 early", "2026-03-02 late"]);
      expect(await days({ from: "2026-03-02" })).toEqual(["2026-03-02 early", "2026-03-02 late"]);
      expect(await days({ to: "2026-03-01" })).toEqual(["2026-03-01 early"]);
      expect(await days({ taskIds: ["late"], from: "2026-01-01", to: "2026-12-31" })).toEqual([
        "2026-03-02 late",
      ]);
      expect(await store.estimates()).toEqual([
        results.estimates[0],
        results.estimates[2],
        results.estimates[1],
      ]);
      expect(await store.estimates(["late"])).toEqual([results.estimates[1]]);
      expect(await store.taskWork()).toEqual([results.work[1], results.work[0]]);
      expect(await store.taskWork(["late", "none"])).toEqual([results.work[0]]);
      expect(await store.supervision()).toEqual([results.supervision[1], results.supervision[0]]);
      expect(await store.supervision({ fromMs: 20, toMs: 31 })).toEqual([results.supervision[0]]);
    });

    test("are replaced one by one, and what belongs to a task goes with it", async () => {
      await saveAll(store, results);
      await store.saveTask(task("late", { firstMs: 20, title: "Another" }), "other");
      expect(await store.taskMarks()).toEqual(
        expect.arrayContaining([{ id: "late", anchor: task("late").anchor, firstMs: 20, madeFrom: "other" }]),
      );
      expect((await store.tasks(["late"])).map(({ title }) => title)).toEqual(["Another"]);
      expect(await store.taskDays({ taskIds: ["late"] })).toHaveLength(1);
      await store.replaceDays("late", []);
      await store.replaceEstimates("late", []);
      await store.replaceWork("late", null);
      expect(await store.taskDays({ taskIds: ["late"] })).toEqual([]);
      expect(await store.estimates(["late"])).toEqual([]);
      expect(await store.taskWork(["late"])).toEqual([]);
      expect(await store.daysOfTasks(["early"])).toHaveLength(2);
      expect(await store.tasksOfDays(["2026-03-02"])).toEqual(["early"]);
      await store.removeTasks(["early"]);
      expect((await store.tasks()).map(({ id }) => id)).toEqual(["late"]);
      expect([await store.taskDays(), await store.estimates(), await store.taskWork()]).toEqual([[], [], []]);
    });

    test("come whole where they are more than are read at once, and some are gone", async () => {
      const ids = Array.from({ length: 2_500 }, (_, i) => `t${String(i).padStart(4, "0")}`);
      await store.transaction(async () => {
        for (const id of ids) await store.saveTask(task(id, { firstMs: 1 }), "made");
        await store.removeTasks(ids.filter((_, i) => i % 3 === 0));
      });
      const left = ids.filter((_, i) => i % 3 !== 0);
      expect((await store.tasks()).map(({ id }) => id)).toEqual(left);
    });

    test("supervision is one person's, and tells whose turns have another", async () => {
      const [late, early] = results.supervision;
      const sessionOf = (turnId: string) => turnId;
      const other = { ...early, turnId: "u" };
      const save = (person: string, ...all: readonly SupervisoryInterval[]) =>
        store.saveSupervision(person, all, sessionOf);
      expect(await save("jane", late, other)).toEqual([
        { turnId: "t", before: [], now: [late] },
        { turnId: "u", before: [], now: [other] },
      ]);
      expect(await save("joe", { ...late, turnId: "v" })).toHaveLength(1);
      expect(await save("jane", late, other)).toEqual([]);
      expect(await save("jane", late)).toEqual([{ turnId: "u", before: [other], now: [] }]);
      expect(await store.supervision({ sessionIds: ["t"] })).toEqual([late]);
      expect(await store.supervision()).toHaveLength(2);
    });

    test("evidence comes by task, person and whether somebody declared an estimate", async () => {
      await saveAll(store, results);
      const one: TaskEvidence = {
        ...{ taskId: "late", person: "jane", firstMs: 1, lastMs: 2, minutes: 3, declared: false },
        ...{ type: "docs", project: "shop", lines: 4, words: "a few words", said: [] },
      };
      await store.saveEvidence(one);
      await store.saveEvidence({ ...one, taskId: "early", person: "joe", declared: true });
      await store.saveEvidence({ ...one, minutes: 9 });
      expect(await store.evidence({ person: "jane" })).toEqual([{ ...one, minutes: 9 }]);
      expect((await store.evidence({ declared: true })).map(({ taskId }) => taskId)).toEqual(["early"]);
      expect(await store.declaredTaskIds()).toEqual(["early"]);
      expect(await store.evidence({ taskIds: ["none"] })).toEqual([]);
      expect(await store.peopleOf((await store.evidence()).map(({ taskId }) => taskId))).toContain("jane");
      expect(await store.peopleOf(["none"])).toEqual([]);
      await store.removeTasks(["late"]);
      expect(await store.evidence()).toHaveLength(1);
    });

    test("days of agents are replaced by day, for everybody and for each person", async () => {
      await store.replaceAgentDays(
        ["2026-03-01", "2026-03-02"],
        [
          [null, new Map([["2026-03-01", 5]])],
          ["jane", new Map([["2026-03-02", 3]])],
        ],
      );
      await store.replaceAgentDays(["2026-03-01"], [[null, new Map([["2026-03-01", 7]])]]);
      expect(await store.agentDays(null)).toEqual(new Map([["2026-03-01", 7]]));
      expect(await store.agentDays("jane")).toEqual(new Map([["2026-03-02", 3]]));
    });

    test("note which of their rows changed", async () => {
      const since = async (mark: number | null) => {
        const { mark: now, keys } = await store.changesSince(mark);
        const named = keys && Object.fromEntries([...keys].map(([table, of]) => [table, [...of].sort()]));
        return { now, named };
      };
      const { now: atFirst, named } = await since(null);
      expect(named).toBeNull();
      await store.saveTask(task("t1"), "made");
      await store.saveTask(task("t2"), "made");
      const { now: saved, named: both } = await since(atFirst);
      expect(both).toEqual({ task: ["t1", "t2"] });
      expect((await since(saved)).named).toEqual({});
      await store.saveTask(task("t1", { title: "other" }), "made");
      await store.replaceDays("t2", [day("t2", "2026-03-01")]);
      await store.replaceEstimates("t1", [sample(any.estimateOf("t1"))]);
      await store.replaceWork("t2", sample(any.taskWorkOf("t2")));
      await store.saveSession({ session: session("s1"), turns: [] });
      await store.saveAttention("s2", new Map([["ada", { gaps: [], waits: [], typed: [] }]]));
      const { now: changed, named: some } = await since(saved);
      expect(some).toEqual({
        ...{ task: ["t1"], task_day: ["t2"], estimate: ["t1"], task_work: ["t2"] },
        ...{ session: ["s1"], attention: ["s2"] },
      });
      // What belongs to a task goes with it.
      await store.removeTasks(["t2"]);
      expect((await since(changed)).named).toEqual({ task: ["t2"], task_day: ["t2"], task_work: ["t2"] });
      expect((await since(changed + 1_000)).named).toBeNull();
    });

    test("of more changes than are noted none are told", async () => {
      const { mark } = await store.changesSince(null);
      await store.transaction(async () => {
        for (let i = 0; i <= 10_000; i++) await store.saveTask(task(`t${i}`), "made");
      });
      expect((await store.changesSince(mark)).keys).toBeNull();
      expect((await store.changesSince(mark + 1)).keys?.get("task")?.size).toBe(10_000);
    });

    test("dropping results keeps facts, opinions and named values", async () => {
      await store.saveFile(file("/a"));
      await store.addChunk(chunk());
      await store.addOpinion("jane", 1, { kind: "split", turnId: "t" });
      await store.saveSession({ session: session("s1"), turns: [turn("s1/a", "s1")] });
      await saveAll(store, results);
      await store.setMeta("key", "value");
      await store.saveRepository(repository("r1"));
      await store.addCommits("r1", [commit("a1")]);
      await store.saveLinks({ repositoryId: "r1", key: "key", links: [], candidates: {} });
      await store.dropResults();
      for (const empty of [
        store.sessions(),
        store.turns(),
        store.requests(),
        store.tasks(),
        store.taskDays(),
        store.taskWork(),
        store.links(),
      ]) {
        expect(await empty).toEqual([]);
      }
      expect(await store.chunksOfSession("s1")).toEqual([chunk()]);
      expect(await store.opinions()).toHaveLength(1);
      expect(await store.repositories()).toEqual([repository("r1")]);
      expect(await store.commits("r1")).toHaveLength(1);
      expect(await store.meta("key")).toBe("value");
    });
  });
});
