/** What the desk keeps, when it gives it up, and whom it asks. */
import { beforeEach, describe, expect, it } from "vitest";
import { Desk } from "../../src/server/desk.ts";
import { routes } from "../../src/server/routes.ts";
import type { Question, Reply, Side } from "../../src/server/side.ts";

let changes: number;
let revision: number;
let day: string;
let asked: string[];
let text: (question: Question) => string;
let checks: number;
let refreshes: (() => void)[];
let desk: Desk;

beforeEach(() => {
  changes = 1;
  revision = 1;
  day = "2026-03-20";
  asked = [];
  refreshes = [];
  checks = 0;
  text = ({ name }) => `answer to ${name}`;
  const side = (role: string): Side => ({
    async answer(question): Promise<Reply> {
      asked.push(`${role}: ${question.name}${JSON.stringify(question.input)}`);
      return { kind: "answer", bytes: new TextEncoder().encode(text(question)) };
    },
    refresh: () => new Promise((done) => refreshes.push(() => done(null))),
    settle: async () => null,
    check: async () => {
      checks += 1;
      return { damage: [], checkedMs: checks };
    },
    close: async () => undefined,
  });
  desk = new Desk(
    { changes: async () => changes, revision: async () => revision, close: async () => undefined },
    { writing: side("writing"), reading: side("reading"), openSlow: async () => side("slow") },
    () => day,
  );
});

const ledgerChanges = () => {
  changes += 1;
  revision += 1;
};

const routeOf = (name: string) => routes.find(({ operation }) => operation.name === name)!;
const ask = async (name: string, input: Record<string, unknown> = {}) => {
  await desk.revision();
  return desk.answer(routeOf(name), { name, input, format: null });
};

describe("damage", () => {
  it("is looked for when somebody asks, and told with the next revision", async () => {
    const told: unknown[] = [];
    text = ({ lastCheck }) => {
      told.push(lastCheck);
      return "doctor's answer";
    };
    const before = await desk.revision();
    await ask("doctor");
    await new Promise((settled) => setImmediate(settled));
    expect(await desk.revision()).toBe(before + 1);
    await ask("doctor");
    await ask("doctor");
    expect(told).toEqual([null, { damage: [], checkedMs: 1 }]);
    ledgerChanges();
    await ask("doctor");
    await desk.close();
    expect(checks).toBe(1);
  });
});

describe("an answer", () => {
  it("is kept until the ledger changes", async () => {
    await ask("record");
    await ask("record");
    expect(asked).toEqual(["reading: record{}"]);
    ledgerChanges();
    await ask("record");
    expect(asked).toHaveLength(2);
  });

  it("stays where somebody only kept in the ledger what they had drawn", async () => {
    const before = await desk.revision();
    await ask("record");
    changes += 1;
    await ask("record");
    expect(asked).toHaveLength(1);
    expect(await desk.revision()).toBe(before);
  });

  it("is another one on another day: today has changed", async () => {
    const before = await desk.revision();
    await ask("record", { period: "today" });
    day = "2026-03-21";
    await ask("record", { period: "today" });
    expect(asked).toHaveLength(2);
    expect(await desk.revision()).toBe(before + 1);
  });

  it("is one for all who ask at once, and another to another question", async () => {
    await desk.revision();
    await Promise.all([ask("record"), ask("record"), ask("record", { week: true })]);
    expect(asked).toEqual(["reading: record{}", 'reading: record{"week":true}']);
  });

  it("that is a problem is not kept", async () => {
    text = () => {
      throw new Error("not now");
    };
    await expect(ask("record")).rejects.toThrow("not now");
    text = () => "now";
    expect(await ask("record")).toEqual({ kind: "answer", bytes: new TextEncoder().encode("now") });
  });

  it("of a slow view does not hold up others; a change goes to the side that writes, each time", async () => {
    await ask("usage");
    await ask("task undo");
    await ask("task undo");
    expect(asked).toEqual(["slow: usage{}", "writing: task undo{}", "writing: task undo{}"]);
  });

  it("is given up, the oldest first, where all together take too much room", async () => {
    text = () => "x".repeat(7_000_000);
    for (const person of ["ada", "bob", "cleo"]) await ask("record", { person });
    await ask("record", { person: "cleo" });
    await ask("record", { person: "bob" });
    expect(asked).toHaveLength(3);
    await ask("record", { person: "ada" });
    expect(asked).toHaveLength(4);
  });

  it("that is too large by itself takes no other's room", async () => {
    await ask("task list");
    text = () => "x".repeat(17_000_000);
    await ask("record");
    await ask("record");
    await ask("task list");
    expect(asked).toEqual(["reading: task list{}", "reading: record{}", "reading: record{}"]);
  });
});

describe("a refresh", () => {
  it("asked for during another is done once more afterwards, however often it was asked for", async () => {
    const all = [desk.refresh(), desk.refresh(), desk.refresh()];
    expect([refreshes.length, desk.atWork]).toEqual([1, true]);
    refreshes[0]!();
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(refreshes).toHaveLength(2);
    refreshes[1]!();
    expect(await Promise.all(all)).toEqual([null, null, null]);
    expect([refreshes.length, desk.atWork]).toEqual([2, false]);
  });
});
