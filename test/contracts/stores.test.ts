/**
 * What every store promises (`src/store/store.ts`), against a real database: an SQLite file and one in memory.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TaskWork } from "../../src/core/changes/task-work.ts";
import type { LogEvent } from "../../src/core/events.ts";
import type { SessionUsage } from "../../src/core/records/session-usage.ts";
import { segmentsOf } from "../../src/core/tasks/task-segments.ts";
import { zeroTokens } from "../../src/core/tokens.ts";
import type { Attention } from "../../src/core/turns/supervision.ts";
import type {
  ModelRequest,
  OpinionBody,
  Session,
  SupervisoryInterval,
  Task,
  TaskDay,
  Turn,
} from "../../src/core/types.ts";
import { openStore } from "../../src/store/index.ts";
import type {
  Chunk,
  Store,
  StoredFile,
  StoredPart,
  TaskEstimate,
  TaskEvidence,
} from "../../src/store/store.ts";
import * as any from "../store/arbitraries.ts";
import { historyCommit as commit, storedRepository as repository } from "../store/ledgers.ts";

let folder: string;
let opened = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leverage-stores-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const stores = [
  // A folder for each ledger: the journal beside it is one ledger's.
  { name: "SQLite file", open: () => openStore(join(folder, String(opened++), "ledger.db")) },
  { name: "SQLite in memory", open: () => openStore(":memory:") },
];

interface TaskResults {
  readonly tasks: readonly Task[];
  readonly days: readonly TaskDay[];
  readonly estimates: readonly TaskEstimate[];
  readonly supervision: readonly SupervisoryInterval[];
  readonly work: readonly TaskWork[];
}

async function saveAll(
  store: Store,
  { tasks, days, estimates, supervision, work }: TaskResults,
): Promise<void> {
  await store.removeTasks((await store.tasks()).map(({ id }) => id));
  const of = <One extends { readonly taskId: string }>(all: readonly One[], id: string) =>
    all.filter(({ taskId }) => taskId === id);
  for (const task of tasks) {
    await store.saveTask(task, "made");
    await store.replaceDays(task.id, of(days, task.id));
    await store.replaceEstimates(task.id, of(estimates, task.id));
    await store.replaceWork(task.id, of(work, task.id)[0] ?? null);
  }
  await store.saveSupervision("jane", supervision, () => "s1");
}

const file = (path: string, more: Partial<StoredFile> = {}): StoredFile => ({
  path,
  source: "claude-code",
  sessionId: "s1",
  agentId: null,
  sizeBytes: 100,
  modifiedMs: 1,
  inode: 1,
  headHash: "abc",
  readBytes: 100,
  readLines: 10,
  state: "{}",
  gone: false,
  generation: 0,
  ...more,
});
const prompt = (uuid: string, path = "/a", line = 1): LogEvent => ({
  kind: "prompt",
  origin: { file: path, line },
  atMs: 1,
  uuid,
  by: "typed",
  head: "do it",
  characters: 5,
  hash: "h",
  references: [],
  permissionMode: null,
});
const chunk = (more: Partial<Chunk> = {}): Chunk => ({
  path: "/a",
  generation: 0,
  sessionId: "s1",
  agentId: null,
  source: "claude-code",
  firstLine: 1,
  events: [prompt("u1")],
  ...more,
});
const session = (sessionId: string, more: Partial<Session> = {}): Session => ({
  sessionId,
  agent: "claude-code",
  person: "jane",
  project: "ledger",
  cwd: null,
  version: null,
  entrypoint: null,
  firstMs: 0,
  lastMs: 0,
  titles: [],
  pullRequests: [],
  looseRequests: [],
  ...more,
});
const turn = (id: string, sessionId: string, more: Partial<Turn> = {}): Turn => ({
  id,
  sessionId,
  agent: "claude-code",
  person: "jane",
  project: "ledger",
  branch: null,
  startMs: 0,
  endMs: 10,
  prompt: {
    uuid: id,
    by: "typed",
    head: "",
    characters: 0,
    hash: "",
    references: [],
    origin: { file: "/a", line: 1 },
  },
  agentIntervals: [],
  subagentIntervals: [],
  agentWorkMs: 0,
  timeFrom: "logged",
  uncertainMs: 0,
  waits: [],
  queued: [],
  requests: [],
  edits: [],
  commits: [],
  pullRequests: [],
  toolCounts: {},
  lastOrigin: { file: "/a", line: 2 },
  ...more,
});
const request = (
  messageId: string,
  outputTokens: number,
  more: Partial<ModelRequest> = {},
): ModelRequest => ({
  messageId,
  atMs: 5,
  model: "some-model",
  tokens: { inputTokens: 1, outputTokens, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, cacheReadTokens: 0 },
  statedUsd: null,
  subagent: false,
  origin: { file: "/a", line: 1 },
  ...more,
});
const sample = <T>(arbitrary: fc.Arbitrary<T>): T => fc.sample(arbitrary, { numRuns: 1, seed: 7 })[0]!;
const task = (id: string, more: Partial<Task> = {}): Task => ({ ...sample(any.taskOf(id)), ...more });
const day = (taskId: string, name: string): TaskDay => sample(any.taskDayOf(taskId, name));

const by =
  <Item>(textOf: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0;

describe.each(stores)("$name", ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  describe("files", () => {
    test("are saved by path, newest row wins, and come by path", async () => {
      await store.saveFile(file("/b"));
      await store.saveFile(file("/a"));
      await store.saveFile(file("/b", { readLines: 20 }));
      expect(await store.files()).toEqual([file("/a"), file("/b", { readLines: 20 })]);
    });

    test("one can be asked for", async () => {
      await store.saveFile(file("/b"));
      expect(await store.file("/b")).toEqual(file("/b"));
      expect(await store.file("/none")).toBeNull();
    });
  });

  describe("chunks", () => {
    test("of a session come by file and line, whenever they were added", async () => {
      await store.transaction(async () => {
        // The file's row may come last.
        await store.addChunk(chunk({ firstLine: 11 }));
        await store.addChunk(chunk({ path: "/a/sub", agentId: "x" }));
        await store.addChunk(chunk({ path: "/other", sessionId: "s2" }));
        await store.addChunk(chunk({ firstLine: 1 }));
        for (const path of ["/a", "/a/sub", "/other"]) await store.saveFile(file(path));
      });
      const found = await store.chunksOfSession("s1");
      expect(found.map((c) => [c.path, c.firstLine])).toEqual([
        ["/a", 1],
        ["/a", 11],
        ["/a/sub", 1],
      ]);
      expect(await store.sessionIds()).toEqual(["s1", "s2"]);
      expect(await store.chunksOfSession("none")).toEqual([]);
    });

    test("of a replaced file stay beside the new ones", async () => {
      await store.saveFile(file("/a"));
      await store.addChunk(chunk());
      await store.saveFile(file("/a", { generation: 1, sessionId: "s2" }));
      await store.addChunk(chunk({ generation: 1, sessionId: "s2", events: [prompt("u2")] }));
      expect(await store.chunksOfSession("s1")).toMatchObject([{ generation: 0 }]);
      expect(await store.sessionIds()).toEqual(["s1", "s2"]);
      const all = await Promise.all((await store.chunkIds()).map((id) => store.chunk(id)));
      expect(all.map((c) => c.generation)).toEqual([0, 1]);
    });

    test("need their file's row in the same transaction", async () => {
      await expect(store.addChunk(chunk())).rejects.toThrow(/foreign key/i);
      expect(await store.chunkIds()).toEqual([]);
    });

    test("cannot be added twice from one line", async () => {
      await store.saveFile(file("/a"));
      await store.addChunk(chunk());
      await expect(store.addChunk(chunk())).rejects.toThrow(/unique/i);
      await store.addChunk(chunk({ generation: 1 }));
      await store.addChunk(chunk({ firstLine: 2 }));
    });

    test("without events are not kept", async () => {
      await store.saveFile(file("/a"));
      await store.addChunk(chunk({ events: [] }));
      expect(await store.chunkIds()).toEqual([]);
    });
  });

  test("sessions that share prompts are found", async () => {
    for (const [path, sessionId, uuids] of [
      ["/a", "s1", ["u1", "u2"]],
      ["/b", "s2", ["u2", "u3"]],
      ["/c", "s3", ["u3"]],
      ["/d", "s4", ["u1"]],
    ] as const) {
      await store.saveFile(file(path, { sessionId }));
      await store.addChunk(chunk({ path, sessionId, events: uuids.map((uuid) => prompt(uuid, path)) }));
    }
    expect(await store.sessionsSharingPrompts("s1")).toEqual(["s2", "s4"]);
    expect(await store.sessionsSharingPrompts("s3")).toEqual(["s2"]);
    expect(await store.sessionsSharingPrompts("none")).toEqual([]);
  });

  describe("problems", () => {
    const problem = (line: number | undefined, kind: string) => ({
      at: line === undefined ? { file: "/a" } : { file: "/a", line },
      kind,
      what: "it is broken",
      hint: "mend it",
    });

    test("come by place, can be filtered, and are counted by kind", async () => {
      await store.addProblems([problem(9, "broken-json"), problem(undefined, "unreadable-file")]);
      await store.addProblems([problem(3, "broken-json")]);
      expect(await store.problems()).toEqual([
        problem(undefined, "unreadable-file"),
        problem(3, "broken-json"),
        problem(9, "broken-json"),
      ]);
      expect(await store.problems({ kind: "broken-json", limit: 1 })).toEqual([problem(3, "broken-json")]);
      expect(await store.problemCounts()).toEqual([
        { kind: "broken-json", count: 2 },
        { kind: "unreadable-file", count: 1 },
      ]);
    });

    test("that are known are not added again", async () => {
      expect(
        await store.addProblems([problem(undefined, "unreadable-file"), problem(1, "broken-json")]),
      ).toBe(2);
      expect(await store.addProblems([problem(2, "broken-json"), problem(1, "broken-json")])).toBe(1);
      expect(await store.problems()).toHaveLength(3);
    });
  });

  test("opinions are numbered from 1 and come in order", async () => {
    const bodies: OpinionBody[] = [
      { kind: "rename", turnId: "t", title: "Better" },
      { kind: "undo", seq: 1 },
    ];
    const given = [];
    for (const [i, body] of bodies.entries()) given.push(await store.addOpinion("jane", i, body));
    expect(given).toEqual([
      { seq: 1, atMs: 0, by: "jane", body: bodies[0] },
      { seq: 2, atMs: 1, by: "jane", body: bodies[1] },
    ]);
    expect(await store.opinions()).toEqual(given);
  });

  describe("sessions and turns", () => {
    test("are replaced by session", async () => {
      await store.saveSession({ session: session("s1"), turns: [turn("s1/a", "s1"), turn("s1/b", "s1")] });
      await store.saveSession({ session: session("s2"), turns: [turn("s2/a", "s2")] });
      await store.saveSession({ session: session("s1", { project: "new" }), turns: [turn("s1/c", "s1")] });
      expect((await store.turns()).map((t) => t.id)).toEqual(["s1/c", "s2/a"]);
      expect((await store.sessions()).map((s) => s.project)).toEqual(["new", "ledger"]);
      await store.removeSession("s1");
      expect((await store.turns()).map((t) => t.id)).toEqual(["s2/a"]);
    });

    test("take the problems of their cutting with them; those of reading stay", async () => {
      const problem = (line: number) => ({ at: { file: "/a", line }, kind: "k", what: "w", hint: "h" });
      await store.addProblems([problem(1)]);
      await store.saveSession({ session: session("s1"), turns: [], problems: [problem(1), problem(2)] });
      await store.saveSession({ session: session("s2"), turns: [], problems: [problem(3)] });
      expect(await store.problems()).toEqual([problem(1), problem(2), problem(3)]);
      expect(await store.problems({ factsOnly: true })).toEqual([problem(1)]);
      expect(await store.problemCounts()).toEqual([{ kind: "k", count: 3 }]);
      await store.saveSession({ session: session("s1"), turns: [] });
      await store.removeSession("s2");
      expect(await store.problems()).toEqual([problem(1)]);
    });

    test("turns come by time and can be filtered", async () => {
      await store.saveSession({
        session: session("s1", { firstMs: 50 }),
        turns: [
          turn("s1/late", "s1", { startMs: 100, endMs: 200 }),
          turn("s1/early", "s1", { startMs: 50, endMs: 60 }),
        ],
      });
      await store.saveSession({
        session: session("s2"),
        turns: [turn("s2/a", "s2", { startMs: 60, endMs: 100 })],
      });
      const ids = async (filter?: Parameters<Store["turns"]>[0]) =>
        (await store.turns(filter)).map((t) => t.id);
      expect(await ids()).toEqual(["s1/early", "s2/a", "s1/late"]);
      expect(await ids({ sessionIds: ["s1"] })).toEqual(["s1/early", "s1/late"]);
      expect(await ids({ ids: ["s2/a", "s1/late", "none"] })).toEqual(["s2/a", "s1/late"]);
      expect(await ids({ ids: [] })).toEqual([]);
      // Half-open, like every interval: what ends at 60 does not touch [60, 100).
      expect(await ids({ fromMs: 60, toMs: 100 })).toEqual(["s2/a"]);
      expect(await ids({ sessionIds: ["s1"], fromMs: 60 })).toEqual(["s1/late"]);
      expect((await store.sessions()).map((s) => s.sessionId)).toEqual(["s2", "s1"]);
    });
  });

  describe("requests", () => {
    test("count once over all sessions: largest output, in the session that began first", async () => {
      await store.saveSession({
        session: session("younger", { firstMs: 20, project: "fork" }),
        turns: [
          turn("younger/a", "younger", { project: "fork", requests: [request("m1", 90), request("m2", 3)] }),
        ],
      });
      await store.saveSession({
        session: session("older", { firstMs: 10, looseRequests: [request("m3", 4, { atMs: 1 })] }),
        turns: [turn("older/a", "older", { requests: [request("m1", 70)] })],
      });
      const rows = await store.requests();
      expect(rows.map((r) => [r.messageId, r.tokens.outputTokens, r.sessionId, r.turnId, r.project])).toEqual(
        [
          ["m3", 4, "older", null, "ledger"],
          ["m1", 90, "older", "older/a", "ledger"],
          ["m2", 3, "younger", "younger/a", "fork"],
        ],
      );
    });

    test("a tie in time goes to the smaller session id", async () => {
      for (const id of ["b", "a", "c"]) {
        await store.saveSession({
          session: session(id),
          turns: [turn(`${id}/t`, id, { requests: [request("m", 5)] })],
        });
      }
      expect(await store.requests()).toMatchObject([{ messageId: "m", sessionId: "a", turnId: "a/t" }]);
    });
  });

  test("what counts in sessions is replaced by session, and goes with the results", async () => {
    const tokens = { ...zeroTokens, outputTokens: 5 };
    const of = (sessionId: string, firstMs: number): SessionUsage => ({
      sessionId,
      days: [{ day: "2026-03-01", model: "m", firstMs, tokens }],
      turns: [{ turnId: null, model: "m", firstMs, tokens }],
    });
    await store.saveUsage(of("s2", 1), { messages: Float64Array.of(7), lost: ["m1"] });
    await store.saveUsage(of("s1", 2), { messages: Float64Array.of(), lost: ["m2"] });
    await store.saveUsage(of("s1", 3), { messages: Float64Array.of(8, 9), lost: [] });
    expect(await store.usageOfDays()).toEqual([
      { sessionId: "s1", ...of("s1", 3).days[0] },
      { sessionId: "s2", ...of("s2", 1).days[0] },
    ]);
    expect(await store.usageOfTurns()).toEqual([
      { sessionId: "s1", ...of("s1", 3).turns[0] },
      { sessionId: "s2", ...of("s2", 1).turns[0] },
    ]);
    expect(await store.messagesCounted(["s1", "none"])).toEqual([Float64Array.of(8, 9)]);
    expect(await store.messagesLost(["s1", "s2"])).toEqual(new Map([["s2", new Set(["m1"])]]));
    await store.removeUsages(["s2"]);
    expect(await store.usageOfDays()).toHaveLength(1);
    await store.dropResults();
    expect(await store.usageOfTurns()).toEqual([]);
  });

  test("a session is to be counted until its usage is saved, and again once it changed or went", async () => {
    const count = (sessionId: string) =>
      store.saveUsage({ sessionId, days: [], turns: [] }, { messages: Float64Array.of(), lost: [] });
    for (const id of ["s1", "s2", "s3"]) await store.saveSession({ session: session(id), turns: [] });
    expect(await store.sessionsToCount()).toEqual(["s1", "s2", "s3"]);
    for (const id of ["s1", "s2"]) await count(id);
    expect(await store.sessionsToCount()).toEqual(["s3"]);
    await store.saveSession({ session: session("s1"), turns: [] });
    await store.removeSession("s2");
    expect(await store.sessionsToCount()).toEqual(["s1", "s2", "s3"]);
    await store.removeUsages(["s2"]);
    for (const id of ["s1", "s3"]) await count(id);
    expect(await store.sessionsToCount()).toEqual([]);
  });

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
      await saveAll(store, results);
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

  describe("histories", () => {
    test("of repositories come by id, the newest state of each", async () => {
      await store.saveRepository(repository("r2"));
      await store.saveRepository(repository("r1"));
      await store.saveRepository(repository("r2", { stateKey: "later" }));
      expect(await store.repositories()).toEqual([repository("r1"), repository("r2", { stateKey: "later" })]);
    });

    test("hold commits in the order they were made, of one sha the newest row", async () => {
      await store.saveRepository(repository("r1", { reachable: ["a1", "b2"] }));
      await store.saveRepository(repository("r2"));
      await store.addCommits("r1", [commit("b2", { committedMs: 20 }), commit("a1", { committedMs: 10 })]);
      await store.addCommits("r2", [commit("c3")]);
      await store.addCommits("r1", [commit("a1", { committedMs: 10, subject: "Read again" })]);
      expect(await store.commits("r1")).toEqual([
        commit("a1", { committedMs: 10, subject: "Read again", reachable: true }),
        commit("b2", { committedMs: 20, reachable: true }),
      ]);
      expect(await store.commits("none")).toEqual([]);
    });

    test("say which commits are reachable now, whatever was true when they were read", async () => {
      await store.saveRepository(repository("r1", { reachable: ["a1"] }));
      await store.addCommits("r1", [commit("a1", { reachable: true }), commit("b2", { reachable: true })]);
      const reachable = async () => (await store.commits("r1")).filter((one) => one.reachable);
      expect(await reachable()).toMatchObject([{ sha: "a1" }]);
      await store.saveRepository(repository("r1", { reachable: ["b2"] }));
      expect(await reachable()).toMatchObject([{ sha: "b2" }]);
    });

    test("need their repository in the same transaction", async () => {
      await expect(store.addCommits("r1", [commit("a1")])).rejects.toThrow(/foreign key/i);
      await store.transaction(async () => {
        await store.addCommits("r1", [commit("a1")]);
        await store.saveRepository(repository("r1"));
      });
      expect(await store.commits("r1")).toHaveLength(1);
    });

    test("of thousands of commits come back whole", async () => {
      await store.saveRepository(repository("r1"));
      const commits = Array.from({ length: 1001 }, (_, i) => commit(`c${i}`, { committedMs: i }));
      await store.addCommits("r1", commits);
      expect(await store.commits("r1")).toEqual(commits);
    });
  });

  test("links are replaced by repository and come by its id", async () => {
    const link = sample(any.commitLink);
    const none = { repositoryId: "", key: "k2", links: [], candidates: {} };
    const one = { repositoryId: "r2", key: "k3", links: [link], candidates: { s1: ["1", "shown"] as const } };
    await store.saveLinks({ ...one, key: "k1", links: [link, link] });
    await store.saveLinks(none);
    await store.saveLinks(one);
    expect(await store.links()).toEqual([none, one]);
  });

  test("outcomes are known by what they were told from", async () => {
    const told = { outcome: "merged", because: "on main" } as const;
    const one = { ...told, reachable: true, merged: true, landedAs: "a1", revertedBy: null };
    const outcomes = { commits: new Map([["a1", one]]), tasks: new Map([["t", told]]) };
    await store.saveOutcomes("r1", "k1", outcomes);
    expect(await store.outcomes("r1", "k1")).toEqual(outcomes);
    expect([await store.outcomes("r1", "k2"), await store.outcomes("r2", "k1")]).toEqual([null, null]);
    await store.saveOutcomes("r1", "k2", { commits: new Map(), tasks: new Map() });
    expect(await store.outcomes("r1", "k1")).toBeNull();
    await store.dropResults();
    expect(await store.outcomes("r1", "k2")).toBeNull();
  });

  test("named values", async () => {
    expect(await store.meta("cursor")).toBeNull();
    await store.setMeta("cursor", "1");
    await store.setMeta("cursor", "2");
    expect(await store.meta("cursor")).toBe("2");
  });

  describe("what is kept", () => {
    test("is there until the ledger changes, and is no change itself", async () => {
      await store.setMeta("cursor", "1");
      const revision = await store.revision();
      await store.keep("answer", revision, "forty-two 1");
      expect([await store.kept("answer"), await store.kept("another")]).toEqual(["forty-two 1", null]);
      expect(await store.revision()).toBe(revision);
      await store.saveFile(file("/a"));
      expect(await store.revision()).toBeGreaterThan(revision);
      expect(await store.kept("answer")).toBeNull();
    });

    test("was not made of a ledger that has changed meanwhile", async () => {
      const revision = await store.revision();
      await store.setMeta("cursor", "1");
      await store.keep("answer", revision, "old");
      expect(await store.kept("answer")).toBeNull();
    });

    test("does not pile up, and hides no named value", async () => {
      await store.setMeta("kept", "a value");
      await store.keep("first", await store.revision(), "1");
      await store.setMeta("cursor", "1");
      await store.keep("second", await store.revision(), "2");
      expect([await store.kept("first"), await store.kept("second")]).toEqual([null, "2"]);
      expect(await store.meta("kept")).toBe("a value");
    });

    test("a transaction that changes nothing, or fails, is no new revision", async () => {
      const revision = await store.revision();
      await store.transaction(() => store.files());
      await store
        .transaction(async () => {
          await store.setMeta("cursor", "1");
          throw new Error("no");
        })
        .catch(() => null);
      expect(await store.revision()).toBe(revision);
    });
  });

  describe("transactions", () => {
    test("give the work's value and keep its writes", async () => {
      const value = await store.transaction(async () => {
        await store.setMeta("a", "1");
        return await store.meta("a");
      });
      expect(value).toBe("1");
      expect(await store.meta("a")).toBe("1");
    });

    test("that fail leave nothing", async () => {
      const failing = store.transaction(async () => {
        await store.saveFile(file("/a"));
        await store.addChunk(chunk());
        await store.addOpinion("jane", 1, { kind: "split", turnId: "t" });
        await store.saveSession({ session: session("s1"), turns: [] });
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await store.files()).toEqual([]);
      expect(await store.chunkIds()).toEqual([]);
      expect(await store.opinions()).toEqual([]);
      expect(await store.sessions()).toEqual([]);
    });

    test("inside one another are one", async () => {
      await expect(
        store.transaction(async () => {
          await store.transaction(() => store.setMeta("inner", "1"));
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
      expect(await store.meta("inner")).toBeNull();
    });

    test("are undone when something inside failed, even if the caller went on", async () => {
      await store.saveFile(file("/a"));
      await store.addChunk(chunk());
      const going = store.transaction(async () => {
        await store.setMeta("a", "1");
        await store.addChunk(chunk()).catch(() => "went on");
        await store.setMeta("b", "1");
      });
      await expect(going).rejects.toThrow(/unique/i);
      expect(await store.meta("a")).toBeNull();
    });

    test("are undone when one inside failed, even if the caller went on", async () => {
      const going = store.transaction(async () => {
        const inner = store.transaction(async () => {
          await store.setMeta("a", "1");
          throw new Error("inner");
        });
        await inner.catch(() => "went on");
      });
      await expect(going).rejects.toThrow("inner");
      expect(await store.meta("a")).toBeNull();
    });

    test("keep out what is called from elsewhere until they end", async () => {
      const seen: string[] = [];
      let goOn = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const first = store.transaction(async () => {
        await store.setMeta("a", "half");
        await gate;
        await store.setMeta("a", "whole");
      });
      const elsewhere = store.meta("a").then((value) => seen.push(`read ${value}`));
      const second = store.transaction(async () => {
        seen.push(`second sees ${await store.meta("a")}`);
      });
      goOn();
      await Promise.all([first, elsewhere, second]);
      expect(seen.sort()).toEqual(["read whole", "second sees whole"]);
    });

    test("refuse a call that was not awaited inside", async () => {
      let late: Promise<unknown> = Promise.resolve();
      let goOn = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      await store.transaction(async () => {
        late = gate.then(() => store.setMeta("late", "1"));
      });
      goOn();
      await expect(late).rejects.toThrow(/outlived its transaction/);
    });

    test("many at once all count", async () => {
      await store.setMeta("n", "0");
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.transaction(async () => {
            await store.setMeta("n", String(Number(await store.meta("n")) + 1));
          }),
        ),
      );
      expect(await store.meta("n")).toBe("20");
    });
  });

  test("a ledger in use is sound", async () => {
    await store.saveFile(file("/a"));
    await store.addChunk(chunk());
    await store.addOpinion("jane", 1, { kind: "split", turnId: "t" });
    await store.saveSession({
      session: session("s1"),
      turns: [turn("s1/a", "s1", { requests: [request("m", 1)] })],
    });
    expect(await store.integrity()).toEqual([]);
  });

  describe("what is saved is loaded", () => {
    const once = { numRuns: 40 };

    test("files and chunks", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(any.storedFile, { selector: (f) => f.path, maxLength: 4 }),
          fc.uniqueArray(any.chunk, {
            selector: (c) => `${c.path} ${c.generation} ${c.firstLine}`,
            maxLength: 4,
          }),
          async (files, chunks) => {
            const ledger = await openStore(":memory:");
            const known = new Map(files.map((f) => [f.path, f]));
            for (const c of chunks) if (!known.has(c.path)) known.set(c.path, file(c.path));
            await ledger.transaction(async () => {
              for (const c of chunks) await ledger.addChunk(c);
              for (const f of known.values()) await ledger.saveFile(f);
            });
            expect(await ledger.files()).toEqual(
              [...known.values()].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))),
            );
            const loaded = await Promise.all((await ledger.chunkIds()).map((id) => ledger.chunk(id)));
            expect(new Set(loaded.map((c) => JSON.stringify(c)))).toEqual(
              new Set(chunks.map((c) => JSON.stringify(c))),
            );
            expect(loaded).toEqual(expect.arrayContaining([...chunks]));
            await ledger.close();
          },
        ),
        once,
      );
    });

    test("opinions and problems", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(any.text, any.time, any.opinionBody), { maxLength: 4 }),
          fc.uniqueArray(any.problem, {
            selector: (p) => JSON.stringify([p.at.file, p.at.line, p.kind, p.what]),
            maxLength: 4,
          }),
          async (said, problems) => {
            const ledger = await openStore(":memory:");
            for (const [by, atMs, body] of said) await ledger.addOpinion(by, atMs, body);
            await ledger.addProblems(problems);
            expect(await ledger.opinions()).toEqual(
              said.map(([by, atMs, body], i) => ({ seq: i + 1, atMs, by, body })),
            );
            expect(await ledger.problems()).toHaveLength(problems.length);
            expect(await ledger.problems()).toEqual(expect.arrayContaining([...problems]));
            await ledger.close();
          },
        ),
        once,
      );
    });

    test("sessions and turns", async () => {
      const results = fc.record({
        session: any.sessionOf("s1"),
        turns: fc.tuple(any.turnOf("s1/a", "s1"), any.turnOf("s1/b", "s1")),
      });
      await fc.assert(
        fc.asyncProperty(results, async (saved) => {
          await store.saveSession(saved);
          expect(await store.sessions()).toEqual([saved.session]);
          const byStart = [...saved.turns].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
          expect(await store.turns()).toEqual(byStart);
        }),
        once,
      );
    });

    test("tasks, days, estimates and supervision", async () => {
      const results = fc.record({
        tasks: fc.tuple(any.taskOf("t1"), any.taskOf("t2")),
        days: fc.tuple(any.taskDayOf("t1", "2026-01-01"), any.taskDayOf("t2", "2026-01-02")),
        estimates: fc.tuple(any.estimateOf("t2"), any.estimateOf("t1")),
        supervision: fc.array(any.supervisoryInterval, { maxLength: 3 }),
        work: fc.tuple(any.taskWorkOf("t1"), any.taskWorkOf("t2")),
      });
      await fc.assert(
        fc.asyncProperty(results, async (saved) => {
          await saveAll(store, saved);
          expect(await store.tasks()).toEqual(
            [...saved.tasks].sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1)),
          );
          expect(await store.taskDays()).toEqual(saved.days);
          expect(await store.estimates()).toEqual(saved.estimates.toSorted(by(({ taskId }) => taskId)));
          const byTime = saved.supervision.toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
          expect((await store.supervision()).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual(
            byTime.map(({ fromMs, toMs }) => [fromMs, toMs]),
          );
          expect((await store.supervision()).toSorted(by(JSON.stringify))).toEqual(
            saved.supervision.toSorted(by(JSON.stringify)),
          );
          expect(await store.taskWork()).toEqual(saved.work);
        }),
        once,
      );
    });

    test("repositories, commits and links", async () => {
      const saved = fc.record({
        repository: any.repositoryOf("r1"),
        commits: fc.uniqueArray(any.historyCommit, { selector: ({ sha }) => sha, maxLength: 4 }),
        links: fc.array(any.commitLink, { maxLength: 3 }),
        key: any.shaText,
      });
      await fc.assert(
        fc.asyncProperty(saved, async ({ repository: one, commits, links, key }) => {
          const ledger = await openStore(":memory:");
          await ledger.saveRepository(one);
          await ledger.addCommits("r1", commits);
          await ledger.saveLinks({ repositoryId: "r1", key, links, candidates: {} });
          expect(await ledger.repositories()).toEqual([one]);
          const reachable = new Set(one.reachable);
          const loaded = await ledger.commits("r1");
          expect(loaded).toHaveLength(commits.length);
          expect(loaded).toEqual(
            expect.arrayContaining(commits.map((c) => ({ ...c, reachable: reachable.has(c.sha) }))),
          );
          expect(await ledger.links()).toEqual([{ repositoryId: "r1", key, links, candidates: {} }]);
          await ledger.close();
        }),
        once,
      );
    });
  });
});
