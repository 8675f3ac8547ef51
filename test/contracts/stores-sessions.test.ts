import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SessionUsage } from "../../src/core/records/session-usage.ts";
import { zeroTokens } from "../../src/core/tokens.ts";
import { packUsageAhead } from "../../src/store/packing.ts";
import type { Store } from "../../src/store/store.ts";

import { request, session, stores, turn } from "./store-rows.ts";

describe.each(stores)("$name", ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

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

    test("tell their span and what they have in common, of all or of some", async () => {
      await store.saveSession({ session: session("s2", { firstMs: 1, lastMs: 2.5 }), turns: [] });
      await store.saveSession({ session: session("s1", { firstMs: 3, lastMs: 4 }), turns: [] });
      expect(await store.sessionSpans()).toEqual(
        expect.arrayContaining([
          { sessionId: "s1", firstMs: 3, lastMs: 4 },
          { sessionId: "s2", firstMs: 1, lastMs: 2.5 },
        ]),
      );
      const traced = async (ids?: readonly string[]) =>
        (await store.traces(ids)).map(({ sessionId }) => sessionId);
      expect(await traced()).toEqual(["s1", "s2"]);
      expect(await traced(["s2", "none"])).toEqual(["s2"]);
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

  test("usage told ahead is shown once it was compared, until its session is cut and counted", async () => {
    const ahead = (id: string) => packUsageAhead(id, [request(`m of ${id}`, 5)], "UTC");
    const shown = async () => (await store.usageOfDays()).map(({ sessionId }) => sessionId);
    for (const id of ["s2", "s1"]) await store.saveUsageAhead(ahead(id));
    expect([await shown(), await store.sessionsToCount()]).toEqual([[], ["s1", "s2"]]);
    expect((await store.messages()).get("s1")).toHaveLength(1);
    await store.usagesAheadCompared();
    await store.saveUsageAhead(ahead("s3"));
    expect([await shown(), await store.sessionsToCount()]).toEqual([["s1", "s2"], ["s3"]]);
    expect(await store.usagesAhead()).toEqual(["s1", "s2", "s3"]);

    for (const id of ["s1", "s3"]) await store.saveSession({ session: session(id), turns: [] });
    expect(await store.usagesAhead()).toEqual(["s2"]);
    expect([await shown(), await store.sessionsToCount()]).toEqual([
      ["s1", "s2"],
      ["s1", "s3"],
    ]);
    await store.removeSession("s2");
    expect([await shown(), await store.usagesAhead()]).toEqual([["s1"], []]);
    await store.saveUsageAhead(ahead("s4"));
    await store.dropResults();
    expect([await shown(), await store.usagesAhead()]).toEqual([[], []]);
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
});
