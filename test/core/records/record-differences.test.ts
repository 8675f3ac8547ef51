/** Two records of one period held to each other, value by value. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { absent, isDevelopment, recordDifferences } from "../../../src/core/records/record-differences.ts";
import { buildRecord } from "../../../src/core/records/records.ts";
import { arbitraryLedger, recordInput } from "../fixture-ledger.ts";

const day = "2026-03-26";

/** A record as a file of it reads. */
const asJson = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value));

/** The same with the keys of every object turned round. */
function turned(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(turned);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, turned(item)]),
  );
}

/** Paths of all numbers in a value, as keys into it. */
function numbersIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === "number") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, [...path, key]));
}

function changed(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return (value as number) * 1.001 + 1;
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === key ? changed(item, rest) : item));
  return { ...(value as object), [key]: changed((value as Record<string, unknown>)[key], rest) };
}

describe("a record beside itself", () => {
  test("agrees, whatever the order of its keys and the time it was made", () => {
    fc.assert(
      fc.property(arbitraryLedger, fc.nat(), (ledger, laterMs) => {
        const record = asJson(buildRecord(recordInput(day, ledger)));
        const other = turned({ ...record, generatedMs: Number(record["generatedMs"]) + laterMs });
        const { values, differences } = recordDifferences(record, other);
        expect(differences).toEqual([]);
        expect(values).toBeGreaterThan(30);
      }),
      { numRuns: 40 },
    );
  });

  test("with any one number changed differs in that number, and says what it was and is", () => {
    fc.assert(
      fc.property(arbitraryLedger, fc.nat(), (ledger, choice) => {
        const record = asJson(buildRecord(recordInput(day, ledger)));
        const paths = numbersIn(record).filter(
          (path) => path[0] !== "generatedMs" && !(path[0] === "scope" && path[1] === "problems"),
        );
        const path = paths[choice % paths.length]!;
        const now = changed(record, path);
        const { differences } = recordDifferences(record, now);
        expect(differences).toHaveLength(1);
        const [difference] = differences;
        expect(difference!.path.split(".").at(0)).toBe(path[0]);
        expect(difference!.now).toBeCloseTo(Number(difference!.was) * 1.001 + 1, 6);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what differs", () => {
  test("is told by task, not by place", () => {
    const was = {
      entries: [
        { taskId: "a", agentMinutes: 1 },
        { taskId: "b", agentMinutes: 2 },
      ],
    };
    const now = {
      entries: [
        { taskId: "b", agentMinutes: 2 },
        { taskId: "a", agentMinutes: 3 },
      ],
    };
    expect(recordDifferences(was, now).differences).toEqual([
      { path: "entries.a.agentMinutes", was: 1, now: 3 },
    ]);
  });

  test("is told by day, type and kind, of several by their number", () => {
    const was = {
      analysis: [
        { kind: "drag", text: "one" },
        { kind: "drag", text: "two" },
      ],
    };
    const now = {
      analysis: [
        { kind: "drag", text: "one" },
        { kind: "drag", text: "three" },
      ],
    };
    expect(recordDifferences(was, now).differences).toEqual([
      { path: "analysis.drag#2.text", was: "two", now: "three" },
    ]);
    expect(
      recordDifferences({ history: [{ day, tasks: 1 }] }, { history: [{ day, tasks: 2 }] }).differences,
    ).toEqual([{ path: `history.${day}.tasks`, was: 1, now: 2 }]);
  });

  test("may be that something is not there", () => {
    expect(recordDifferences({ entries: [{ taskId: "a" }] }, { entries: [] }).differences).toEqual([
      { path: "entries.a", was: "(present)", now: absent },
    ]);
    expect(recordDifferences({ totals: { a: null } }, { totals: { a: 1 } }).differences).toEqual([
      { path: "totals.a", was: null, now: 1 },
    ]);
  });

  test("stands with the totals first and the sentences last", () => {
    const of = (n: number) => ({
      analysis: [{ kind: "x", n }],
      entries: [{ taskId: "a", n }],
      totals: { n },
    });
    expect(recordDifferences(of(1), of(2)).differences.map(({ path }) => path)).toEqual([
      "totals.n",
      "entries.a.n",
      "analysis.x.n",
    ]);
  });

  test("may tell what became of the work since, which contradicts nothing", () => {
    const of = (n: number) => ({
      totals: { byOutcome: { merged: { tasks: n } }, survival: { aliveLines: n }, agentMinutes: n },
      entries: [{ taskId: "outcome", outcome: n, commits: n, agentMinutes: n, hoursCount: n }],
      analysis: [
        { kind: "outcome", text: n },
        { kind: "top-tasks", text: n },
      ],
    });
    const { differences } = recordDifferences(of(1), of(2));
    expect(differences.filter(isDevelopment).map(({ path }) => path)).toEqual([
      "totals.byOutcome.merged.tasks",
      "totals.survival.aliveLines",
      "entries.outcome.outcome",
      "entries.outcome.commits",
      "analysis.outcome.text",
    ]);
    const contradictions = differences.filter((one) => !isDevelopment(one));
    expect(contradictions.map(({ path }) => path)).toEqual([
      "totals.agentMinutes",
      "entries.outcome.agentMinutes",
      "entries.outcome.hoursCount",
      "analysis.top-tasks.text",
    ]);
  });

  test("is not the seal, nor a sentence on a period that was still running, nor the last bits of a sum", () => {
    const running = { kind: "lead-in", text: "The day was not over.", facts: { countedOn: day } };
    const was = { seal: { hash: "1" }, analysis: [running], totals: { n: 0.1 + 0.2 } };
    expect(recordDifferences(was, { analysis: [], totals: { n: 0.3 } }).differences).toEqual([]);
  });
});
