import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, weekdayName } from "../../../src/core/days.ts";
import type { LeverageRecord, RecordEntry, Statement } from "../../../src/core/leverage-record.ts";
import { around } from "../../../src/core/periods.ts";
import { buildRecord } from "../../../src/core/records/records.ts";
import type { Estimate, Task, TaskDay } from "../../../src/core/types.ts";
import {
  arbitraryLedger,
  declared,
  drawnDays,
  firstDrawnDay,
  minuteMs,
  modelled,
  recordInput,
  task,
  taskDay,
  tokens,
} from "../fixture-ledger.ts";

const day = "2026-03-26";

/** A day's record of tasks given as hours, agent minutes and what else matters. */
function recordOf(...rows: [hours: number | null, agentMinutes: number, more?: Row][]): LeverageRecord {
  const named = rows.map((row, index) => ({ row, id: String.fromCharCode(97 + index) }));
  return buildRecord(
    recordInput(day, {
      tasks: named.map(({ row: [, , more], id }) =>
        task(id, { title: `Task ${id.toUpperCase()}`, ...more?.task }),
      ),
      taskDays: named.map(({ row: [, minutes, more], id }) => taskDay(id, day, minutes, more?.day)),
      estimates: new Map(
        named.flatMap(({ row: [hours, , more], id }) =>
          hours === null ? [] : [[id, more?.estimate ?? declared(hours * 60)]],
        ),
      ),
    }),
  );
}
interface Row {
  readonly task?: Partial<Task>;
  readonly day?: Partial<TaskDay>;
  readonly estimate?: Estimate;
}

function textsOf(record: LeverageRecord, kind: string): string[] {
  return record.analysis.filter((statement) => statement.kind === kind).map(({ text }) => text);
}

describe("the lead-in", () => {
  test("says what was done, and the factors", () => {
    const supervised = { day: { promptingMs: 5 * minuteMs } };
    const record = recordOf(
      [40, 25, supervised],
      [16, 12, supervised],
      [4, 4, { task: { project: "site" } }],
    );
    expect(textsOf(record, "lead-in")).toEqual([
      "Three tasks in two projects on Thursday: 60 human-equivalent hours for 41 agent minutes and 10 supervisory minutes.",
      "The weighted average leverage factor was 87.8x, the supervisory leverage factor 360.0x.",
    ]);
  });

  test("of one task averages nothing", () => {
    expect(textsOf(recordOf([1, 1]), "lead-in")).toEqual([
      "One task on Thursday: 1 human-equivalent hour for 1 agent minute and 0 supervisory minutes.",
      "The leverage factor was 60.0x.",
    ]);
  });

  test("of an empty period says so", () => {
    expect(recordOf().analysis.map(({ text }) => text)).toEqual(["No work was recorded on Thursday."]);
  });

  test("of a period all of whose work was left out says that", () => {
    const record = recordOf([1, 1, { task: { excluded: true } }]);
    expect(textsOf(record, "lead-in")).toEqual([
      "All work recorded on Thursday was left out by configuration or correction.",
    ]);
  });

  test("without estimates gives no factor", () => {
    expect(textsOf(recordOf([null, 12.5], [null, 30]), "lead-in")).toEqual([
      "Two tasks on Thursday with 43 agent minutes; without an estimate there is no factor yet.",
    ]);
  });

  test("of a running period says that it runs", () => {
    const parts = { tasks: [], taskDays: [], nowMs: Date.parse("2026-03-26T18:00:00Z") };
    const week = { kind: "week", from: "2026-03-23", to: "2026-03-29" } as const;
    const ledger = { ...parts, tasks: [task("a")], taskDays: [taskDay("a", day, 5)] };
    expect(textsOf(buildRecord(recordInput(day, ledger)), "lead-in").at(-1)).toBe(
      "The day was not over when this was counted.",
    );
    expect(textsOf(buildRecord({ ...recordInput(day, ledger), period: week }), "lead-in").at(-1)).toBe(
      "The week was not over: this was counted on Thursday, March 26.",
    );
  });
});

describe("the top tasks", () => {
  test("by name, cut where the factor falls", () => {
    expect(textsOf(recordOf([40, 25], [16, 12], [4, 4], [1, 1]), "top-tasks")).toEqual([
      "“Task A” had the highest factor, 96.0x: 40 hours estimated for 25 agent minutes. “Task B” (80.0x) follows.",
    ]);
  });

  test("share a tie", () => {
    expect(textsOf(recordOf([4, 4], [1, 1], [1, 2]), "top-tasks")).toEqual([
      "“Task A” and “Task B” share the highest factor, 60.0x.",
    ]);
    expect(textsOf(recordOf([4, 4], [1, 1]), "top-tasks")).toEqual([
      "Both tasks share the same factor, 60.0x.",
    ]);
  });

  test("share only what sets them apart from the others", () => {
    const tests = { task: { type: "test", project: "site" } } as const;
    const record = recordOf([9, 5, tests], [8, 5, tests], [7, 5, tests], [6, 20], [5, 20]);
    expect(textsOf(record, "top-tasks")[1]).toBe("All three are test tasks in site.");
    const alike = recordOf([9, 5], [8, 5], [7, 5], [6, 20], [5, 20]);
    expect(textsOf(alike, "top-tasks")).toHaveLength(1);
  });

  test("share size and estimator", () => {
    const byModel = { estimate: modelled(600) };
    const record = recordOf([9, 5, byModel], [8, 6, byModel], [7, 7, byModel], [1, 20], [1, 30], [1, 40]);
    expect(textsOf(record, "top-tasks")[1]).toBe(
      "All three took less agent time than the median task (14 minutes) and were estimated by diff-model.",
    );
  });

  test("long titles are cut at a word", () => {
    const title = "Project management tool: hierarchy, import, model, schema, service, routes and migration";
    expect(textsOf(recordOf([40, 25, { task: { title } }], [1, 20]), "top-tasks")[0]).toContain(
      "“Project management tool: hierarchy, import, model, schema, service …”",
    );
  });
});

describe("what moves the average", () => {
  test("down and up", () => {
    expect(textsOf(recordOf([40, 25], [16, 12], [8, 178]), "drag")).toEqual([
      "No task held the average down more than “Task C” (2.7x): the longest task with 178 agent minutes, 83% of the total, for 13% of the hours. Without it the weighted average would be 90.8x.",
      "No task lifted the average more than “Task A” (96.0x); without it 7.6x would remain.",
    ]);
  });

  test("several drags together", () => {
    const record = recordOf([40, 25], [4, 50], [4, 40], [2, 30]);
    expect(textsOf(record, "drag")[0]).toBe(
      "No task held the average down more than “Task B” (4.8x): the longest task with 50 agent minutes, 34% of the total, for 8% of the hours. Without it the weighted average would be 29.1x, and 96.0x without “Task C” and “Task D” as well.",
    );
  });

  test("nothing much", () => {
    expect(
      textsOf(recordOf(...Array.from({ length: 30 }, (): [number, number] => [1, 1]), [1.01, 1]), "drag"),
    ).toEqual(["No single task carries the average: without “Task \x7f” it would still be 60.0x."]);
  });
});

test("shares of hours and minutes", () => {
  const tests = { task: { type: "test" } } as const;
  const record = recordOf([40, 25], [4, 50, tests], [4, 40, tests], [2, 55]);
  expect(textsOf(record, "shares")).toEqual([
    "The largest of the four tasks, “Task A”, holds 80% of the human-equivalent hours and took 15% of the agent minutes.",
    "Feature work made up 84% of the hours and 47% of the agent minutes (two tasks, 31.5x); test work 16% and 53% (two tasks, 5.3x).",
  ]);
});

test("supervision by component, declared, or under a narrower definition", () => {
  const measured = recordOf([
    2,
    10,
    { day: { promptingMs: minuteMs, reviewingMs: 4 * minuteMs, approvingMs: minuteMs } },
  ]);
  expect(textsOf(measured, "supervision")).toEqual([
    "Of the 6 supervisory minutes, 4 went into reviewing, 1 into prompting and 1 into approvals and answers.",
  ]);
  const partly = recordOf(
    [20, 10, { day: { declaredSupervisoryMs: 5 * minuteMs } }],
    [20, 10, { day: { promptingMs: 5 * minuteMs } }],
  );
  expect(textsOf(partly, "supervision")).toEqual([
    "A supervisory leverage factor of 240.0x is 4 hours of the human estimate for each supervisory minute.",
    "The supervisory minutes of one of the two tasks are declared, not measured.",
  ]);
});

test("tokens, their price and what has none", () => {
  const used = {
    day: {
      tokensByModel: {
        priced: tokens({ outputTokens: 4000, cacheReadTokens: 6000 }),
        odd: tokens({ inputTokens: 10 }),
      },
    },
  };
  expect(textsOf(recordOf([2, 10, used]), "cost")).toEqual([
    "10,010 tokens, 60% of them read from the cache, cost $4.00 at list prices, $2.00 for each human-equivalent hour; 10 of them have no price.",
  ]);
  expect(textsOf(recordOf([2, 10]), "cost")).toEqual([]);
});

test("what stays open", () => {
  const record = recordOf(
    [2, 10, { day: { uncertainMs: 3 * minuteMs } }],
    [2, 10, { estimate: modelled(60) }],
    [null, 20],
  );
  expect(textsOf(record, "reservation")).toEqual([
    expect.stringMatching(
      /^Of the two estimates one was declared and one made by diff-model; the average lies between [\d.]+x and [\d.]+x \(80% interval\)\.$/,
    ),
    "No estimate was registered before the work began: one (2 hours) was declared later and one (1.4 hours) made by models.",
    "The 3.4 human hours add up the means of the estimates; their likely figures add up to 3.",
    "Of the 20 agent minutes, 3 (15%) are uncertain: the logs leave open whether the agent worked or waited.",
    "One task with 50% of all agent minutes has no estimate yet and stands outside the factors.",
  ]);
});

test("several people, each with their own supervision", () => {
  const record = recordOf(
    [2, 10, { day: { promptingMs: minuteMs } }],
    [1, 10, { task: { person: "bob" }, day: { promptingMs: 2 * minuteMs } }],
  );
  expect(textsOf(record, "people")).toEqual([
    "By person: ann one task, 2 hours at 12.0x and 1 supervisory minute; bob one task, 1 hour at 6.0x and 2 supervisory minutes.",
  ]);
});

test("a week says which of its days were best", () => {
  const days = ["2026-03-23", "2026-03-24", "2026-03-26"];
  const record = buildRecord({
    ...recordInput(day, {
      tasks: days.map((_, index) => task(`t${index}`)),
      taskDays: days.map((on, index) => taskDay(`t${index}`, on, 10 * (index + 1))),
      estimates: new Map(days.map((_, index) => [`t${index}`, declared([60, 180, 200][index]!)])),
    }),
    period: { kind: "week", from: "2026-03-23", to: "2026-03-29" },
  });
  expect(textsOf(record, "streak")).toEqual([
    "Three of the seven days have a record.",
    "The highest factor of a day was 9.0x on Tuesday, March 24; the most hours, 3.3, fell on Thursday, March 26.",
  ]);
});

// ---- every sentence of every record -------------------------------------------------------------------------

const words =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const monthNames =
  "January February March April May June July August September October November December".split(" ");

/** All numbers a sentence states, in digits or words, with their decimals. */
function numbersIn(text: string): { value: number; decimals: number; text: string }[] {
  const digits = [...text.matchAll(/\d[\d,]*(\.\d+)?/g)].map(([number, decimals]) => ({
    value: Number(number.replaceAll(",", "")),
    decimals: decimals === undefined ? 0 : decimals.length - 1,
    text: number,
  }));
  const spelled = [...text.toLowerCase().matchAll(/[a-z]+(-[a-z]+)?/g)].flatMap(([word]) => {
    const [first = "", second] = word.split("-");
    const ten = tens.indexOf(first);
    const value =
      ten >= 0 ? (ten + 2) * 10 + (second === undefined ? 0 : words.indexOf(second)) : words.indexOf(word);
    return value < 0 ? [] : [{ value, decimals: 0, text: word }];
  });
  return [...digits, ...spelled];
}

/** Dates come out of the text once the facts are known to hold them; without a year they are of the record's. */
function withoutDates(text: string, { facts }: Statement, year: string): string {
  const days = Object.values(facts).map(String);
  const month = `(${monthNames.join("|")})`;
  const dated = text.replaceAll(
    new RegExp(`(?:(\\w+day), )?${month} (\\d{1,2})(?:, (\\d{4}))?(?!\\d)`, "g"),
    (_, weekday: string | undefined, name: string, date: string, ownYear: string | undefined) => {
      const on = `${ownYear ?? year}-${String(monthNames.indexOf(name) + 1).padStart(2, "0")}-${date.padStart(2, "0")}`;
      expect(days).toContain(on);
      if (weekday !== undefined) expect(weekdayName(on)).toBe(weekday);
      return "DATE";
    },
  );
  return dated
    .replaceAll(new RegExp(`${month} (\\d{4})`, "g"), (_, name: string, ownYear: string) => {
      const of = `${ownYear}-${String(monthNames.indexOf(name) + 1).padStart(2, "0")}-01`;
      expect(days).toContain(of);
      return "MONTH";
    })
    .replaceAll(/(?<=\b(?:in|since|from|with|before,) )20\d\d\b/g, (named) => {
      expect(days.some((one) => one.startsWith(named))).toBe(true);
      return "YEAR";
    });
}

function expectNumbersFromFacts(statement: Statement, year: string): void {
  const text = withoutDates(statement.text.replaceAll(/“[^”]*”/g, "TITLE"), statement, year);
  const facts = Object.values(statement.facts)
    .filter((fact) => typeof fact === "number")
    .map(Math.abs);
  for (const { value, decimals, text: number } of numbersIn(text)) {
    const half = 0.5 * 10 ** -decimals * (1 + 1e-9);
    const found = facts.some((fact) => {
      // Bounds of an interval have two significant digits.
      const rough = 0.5 * 10 ** (Math.floor(Math.log10(Math.max(fact, 1))) - 1) * (1 + 1e-9);
      const tolerance = statement.kind === "reservation" ? Math.max(half, rough) : half;
      return Math.abs(fact - value) <= tolerance;
    });
    expect({ found, number, text, facts }).toMatchObject({ found: true });
  }
}

const drawnRecord = fc
  .tuple(
    arbitraryLedger,
    fc.integer({ min: 0, max: drawnDays - 1 }),
    fc.constantFrom("day", "day", "day", "week", "month", "year", "span"),
    fc.boolean(),
  )
  .map(([ledger, offset, kind, running]) => {
    const on = addDays(firstDrawnDay, offset);
    const period = kind === "span" ? { kind, from: on, to: addDays(on, 11) } : around(on, kind);
    const nowMs = Date.parse(`${running ? on : "2030-01-01"}T12:00:00Z`);
    return { ledger, record: buildRecord({ ...recordInput(on, { ...ledger, nowMs }), period }) };
  });

test("every number in a sentence is a fact beside it, every date and weekday is right", () => {
  fc.assert(
    fc.property(drawnRecord, ({ record }) => {
      for (const statement of record.analysis) {
        for (const fact of Object.values(statement.facts)) expect(fact).not.toBeNaN();
        expect(statement.text).toMatch(/^[A-Z“\d].*\.$/);
        expect(statement.text).not.toMatch(/undefined|null|NaN|Infinity|\s\s| ,|\.\./);
        expectNumbersFromFacts(statement, record.period.from.slice(0, 4));
      }
    }),
    { seed: 26, numRuns: 400 },
  );
});

test("the sentences about tasks hold against the rows", () => {
  fc.assert(
    fc.property(drawnRecord, ({ record }) => {
      for (const statement of record.analysis) expectToHoldInRows(statement, record);
    }),
    { seed: 27, numRuns: 400 },
  );
});

const humanOf = (entry: RecordEntry) => entry.humanMeanMinutes ?? 0;
const average = (entries: readonly RecordEntry[]) =>
  entries.reduce((sum, entry) => sum + humanOf(entry), 0) /
  entries.reduce((sum, entry) => sum + entry.agentMinutes, 0);

function expectToHoldInRows({ kind, text, facts }: Statement, record: LeverageRecord): void {
  const { entries, unestimated } = record;
  const named = entries.find((entry) => entry.taskId === facts["taskId"]);
  const factors = entries.flatMap(({ leverageFactor }) => leverageFactor?.value ?? []);
  if (text.includes("had the highest factor")) {
    expect(named?.leverageFactor?.value).toBe(Math.max(...factors));
    expect(
      factors.filter((value) => value.toFixed(1) === named?.leverageFactor?.value.toFixed(1)),
    ).toHaveLength(1);
  }
  if (text.includes("longest task")) {
    const minutes = [...entries, ...unestimated].map(({ agentMinutes }) => agentMinutes);
    expect(named?.agentMinutes).toBe(Math.max(...minutes));
  }
  if (kind === "drag") {
    const others = entries.filter((entry) => entry !== named);
    expect(facts["averageWithout"]).toBeCloseTo(average(others), 6);
    const effects = entries
      .filter(({ shareOfTask }) => shareOfTask > 0)
      .map((entry) => average(entries.filter((other) => other !== entry)))
      .filter(Number.isFinite);
    const furthest = text.includes("held the average down") ? Math.max(...effects) : Math.min(...effects);
    expect(facts["averageWithout"]).toBeCloseTo(furthest, 6);
    if (typeof facts["averageWithoutAll"] === "number") {
      const left = [facts["taskId"], ...String(facts["otherTaskIds"]).split(" ")];
      expect(facts["averageWithoutAll"]).toBeCloseTo(
        average(entries.filter(({ taskId }) => !left.includes(taskId))),
        6,
      );
    }
  }
  if (typeof facts["largestTasks"] === "number") {
    const hours = entries.map(humanOf).sort((a, b) => b - a);
    const all = hours.reduce((sum, minutes) => sum + minutes, 0);
    const held = hours.slice(0, facts["largestTasks"]).reduce((sum, minutes) => sum + minutes, 0);
    expect(facts["hoursSharePercent"]).toBeCloseTo((held / all) * 100, 6);
    expect(held / all).toBeGreaterThanOrEqual(0.5 - 1e-9);
  }
  if (kind === "top-tasks" && "estimator" in facts) {
    const [top, rest] = [entries.slice(0, 3), entries.slice(3)];
    const distinctive = (of: (entry: RecordEntry) => unknown, value: unknown) => {
      expect(top.every((entry) => of(entry) === value)).toBe(true);
      expect(rest.some((entry) => of(entry) !== value)).toBe(true);
    };
    if (facts["type"] !== null) distinctive((entry) => entry.type, facts["type"]);
    if (facts["project"] !== null) distinctive((entry) => entry.project, facts["project"]);
    if (facts["estimator"] !== null) distinctive((entry) => entry.estimate?.estimator, facts["estimator"]);
    const median = facts["medianAgentMinutes"];
    if (typeof median === "number") expect(top.every((entry) => entry.agentMinutes < median)).toBe(true);
  }
}
