import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import * as any from "../store/arbitraries.ts";

import { by, chunk, file, request, saveAll, session, stores, turn } from "./store-rows.ts";

describe.each(stores)("$name", ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

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

    test("what is remembered stays, whatever changes; all results go with it", async () => {
      expect(await store.remembered("sums")).toBeNull();
      const revision = await store.revision();
      await store.remember("sums", "1");
      await store.remember("sums", "2");
      expect(await store.revision()).toBe(revision);
      await store.setMeta("cursor", "1");
      expect(await store.remembered("sums")).toBe("2");
      await store.dropResults();
      expect([await store.remembered("sums"), await store.meta("cursor")]).toEqual([null, "1"]);
    });

    test("a small value that is given again as it is makes no new revision", async () => {
      await store.setMeta("colour", "green");
      const revision = await store.revision();
      await store.setMeta("colour", "green");
      expect(await store.revision()).toBe(revision);
      await store.setMeta("colour", "blue");
      expect(await store.revision()).toBeGreaterThan(revision);
      expect(await store.meta("colour")).toBe("blue");
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
