/** The same kind of task, estimated very differently, is pointed out with all its estimates. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DeclaredTask,
  estimatedUnlike,
  unlikeRatio,
} from "../../../src/core/estimates/alike-estimates.ts";
import { buildRecord } from "../../../src/core/records/records.ts";
import { readRecords } from "../../../src/formats/import.ts";
import { declared, modelled, recordInput, task, taskDay } from "../fixture-ledger.ts";

let next = 0;
const said = (title: string, hours: number, more: Partial<DeclaredTask> = {}): DeclaredTask => ({
  taskId: `t${next++}`,
  title,
  person: "ann",
  project: "shop",
  type: "review",
  minutes: hours * 60,
  ...more,
});
const hoursOf = (tasks: readonly DeclaredTask[]) =>
  estimatedUnlike(tasks).map((group) => group.tasks.map(({ minutes }) => minutes / 60));

describe("alike tasks with unlike estimates", () => {
  test("are found by the head of their titles, whatever came of them", () => {
    const tasks = [
      said("Release readiness check: 12 services looked at, report", 24),
      said("Release readiness check (12 services, 9 fixed and pushed)", 20),
      said("Full release readiness checks: 12 services, 31 problems, 3000 lines of tests", 6),
      said("Release notes", 1),
    ];
    expect(hoursOf(tasks)).toEqual([[24, 20, 6]]);
    expect(estimatedUnlike(tasks)[0]!.ratio).toBe(4);
  });

  test("are found by most of their words", () => {
    expect(hoursOf([said("Upgrade the payment SDK", 2), said("Payment SDK upgrade to 15.x", 8)])).toEqual([
      [8, 2],
    ]);
  });

  test("are not those of other people, nor of another project and type", () => {
    const title = "Upgrade the payment SDK";
    expect(hoursOf([said(title, 2), said(title, 8, { person: "bob" })])).toEqual([]);
    expect(hoursOf([said(title, 2), said(title, 8, { project: "site" })])).toHaveLength(1);
    expect(hoursOf([said(title, 2), said(title, 8, { type: "chore" })])).toHaveLength(1);
    expect(hoursOf([said(title, 2), said(title, 8, { project: "site", type: "chore" })])).toEqual([]);
  });

  test("are not those with a word or a component in common", () => {
    const differ = [
      said("Auth service: add a login form", 16),
      said("Auth service: rotate the key", 1),
      said("Component library test suite (122 tests)", 4),
      said("Payment webhook test suite (19 tests)", 40),
      said("Fix it", 1),
      said("Fix them", 8),
      said("2026", 1),
      said("2027", 8),
    ];
    expect(hoursOf(differ)).toEqual([]);
  });

  test("are none while their estimates lie near each other", () => {
    expect(hoursOf([said("Weekly dependency updates", 2), said("Weekly dependency updates", 5)])).toEqual([]);
    expect(hoursOf([said("Weekly dependency updates", 2), said("Weekly dependency updates", 5.1)])).toEqual([
      [5.1, 2],
    ]);
  });

  test("do not make a chain of titles, each like the next, one group", () => {
    const words = "audit repo login queue parser docs deploy cache".split(" ");
    const chain = words.slice(3).map((_, i) => said(words.slice(i, i + 4).join(" "), i % 2 === 0 ? 1 : 8));
    for (const group of estimatedUnlike(chain)) expect(group.tasks.length).toBeLessThan(chain.length);
  });

  test("are found whatever the order, each in one group and every group far enough apart", () => {
    const word = fc.constantFrom("audit", "repo", "login", "queue", "parser", "tests", "docs", "deploy");
    const anyTask = fc.record({
      words: fc.array(word, { minLength: 1, maxLength: 6 }),
      hours: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(anyTask, { maxLength: 14 }), (specs) => {
        const tasks = specs.map(({ words, hours }) => said(words.join(" "), hours));
        const groups = estimatedUnlike(tasks);
        const found = groups.flatMap((group) => group.tasks.map(({ taskId }) => taskId));
        expect(new Set(found).size).toBe(found.length);
        for (const { ratio } of groups) expect(ratio).toBeGreaterThan(unlikeRatio);
        expect(estimatedUnlike(tasks.toReversed())).toEqual(groups);
        // A title of its own words twice over is never overlooked, however many others there are.
        const again = said("quarterly ledger reconciliation", 1);
        const twice = [...tasks, again, { ...again, taskId: "again", minutes: 600 }];
        expect(estimatedUnlike(twice)).toHaveLength(groups.length + 1);
      }),
    );
  });
});

const published = join(
  import.meta.dirname,
  "..",
  "..",
  "..",
  "..",
  "shared",
  "records",
  "leverage-record-2026-03-26.txt",
);

/** Needs the published record, which is no part of the project: skipped where it is absent. */
describe.skipIf(!existsSync(published))("the published record of March 26, 2026", () => {
  test("gave a deployment readiness audit 40 hours twice and then 8: that alone is pointed out", () => {
    const { records } = readRecords(readFileSync(published, "utf8"), published);
    const tasks = records
      .flatMap(({ entries }) => entries)
      .map(({ key, title, humanMinutes }) => said(title, humanMinutes / 60, { taskId: key }));
    expect(tasks).toHaveLength(32);
    expect(hoursOf(tasks)).toEqual([[40, 40, 8]]);
  });
});

describe("the record", () => {
  const day = "2026-03-26";
  const titled = (id: string, more = {}) => task(id, { title: "Deployment readiness audit", ...more });
  const textsOf = (...hours: (number | null)[]) => {
    const ids = hours.map((_, i) => `t${i}`);
    return buildRecord(
      recordInput(day, {
        tasks: ids.map((id) => titled(id)),
        taskDays: ids.map((id, i) => taskDay(id, i === 0 ? "2026-03-20" : day, 10)),
        estimates: new Map(
          hours.map((one, i) => [ids[i]!, one === null ? modelled(600) : declared(one * 60)]),
        ),
      }),
    ).analysis.filter(({ text }) => text.startsWith("Tasks of like titles"));
  };

  test("names both, with the day of what lies before it, and its figures", () => {
    const [statement, ...others] = textsOf(40, 8);
    expect(others).toEqual([]);
    expect(statement).toEqual({
      kind: "reservation",
      text: "Tasks of like titles were estimated up to 5.0x apart: “Deployment readiness audit” (March 20) at 40 hours and “Deployment readiness audit” at 8 hours.",
      facts: {
        tasks: 2,
        ratio: 5,
        highestHours: 40,
        lowestHours: 8,
        "hours of t0": 40,
        "hours of t1": 8,
      },
    });
  });

  test("names the two largest and the two smallest of many", () => {
    expect(textsOf(8, 40, 36, 30, 10, 9)[0]!.text).toMatch(
      /at 40 hours, .* at 36 hours, .* at 9 hours and .* at 8 hours, with two more tasks between\.$/,
    );
  });

  test("says nothing of models' estimates, and nothing that none of its own tasks is part of", () => {
    expect(textsOf(40, null)).toEqual([]);
    expect(textsOf(40)).toEqual([]);
  });
});
