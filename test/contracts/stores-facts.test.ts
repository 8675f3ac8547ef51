import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpinionBody } from "../../src/core/types.ts";
import type { Store } from "../../src/store/store.ts";
import * as any from "../store/arbitraries.ts";
import { historyCommit as commit, storedRepository as repository } from "../store/ledgers.ts";

import { chunk, file, prompt, sample, stores } from "./store-rows.ts";

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

    test("one can be asked for, and whether there is any", async () => {
      expect(await store.hasFiles()).toBe(false);
      await store.saveFile(file("/b"));
      expect(await store.file("/b")).toEqual(file("/b"));
      expect(await store.file("/none")).toBeNull();
      expect(await store.hasFiles()).toBe(true);
    });
  });

  test("marks of files tell what a look at them can, by path", async () => {
    const [a, b] = [
      file("/a", { gone: true, inode: 2 ** 52 }),
      file("/b", { modifiedMs: 1796118924144.404 }),
    ];
    await store.saveFile(b);
    await store.saveFile(a);
    const markOf = ({ path, sizeBytes, modifiedMs, inode, gone }: typeof a) => {
      return { path, sizeBytes, modifiedMs, inode, gone };
    };
    expect(await store.fileMarks()).toEqual([markOf(a), markOf(b)]);
    await store.saveFile({ ...a, gone: false });
    expect((await store.fileMarks())[0]).toMatchObject({ gone: false });
    expect(await store.sessionsWithFiles([a.sessionId, "none"])).toEqual(new Set([a.sessionId]));
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
});
