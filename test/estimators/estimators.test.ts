import { expect, test } from "vitest";
import type { FileKind } from "../../src/core/changes/file-kinds.ts";
import { netDiff, type TimedEdit, writtenLines } from "../../src/core/changes/net-diff.ts";
import { estimateInForce, meanMinutes } from "../../src/core/estimates/estimates.ts";
import { logSdOfRange } from "../../src/core/estimates/log-normal.ts";
import type { CommitSeen } from "../../src/core/events.ts";
import type { Estimate, Opinion, OpinionBody, Task, Turn, WorkType } from "../../src/core/types.ts";
import { diffModelV1, medianMinutesOf } from "../../src/estimators/diff-model.ts";
import type { PastOfTask, SaidOfTask, WorkOfTask } from "../../src/estimators/estimator.ts";
import { pastEstimates, saidEstimates, workEstimates } from "../../src/estimators/index.ts";
import { PastTasks } from "../../src/estimators/past-tasks.ts";
import { taskTraits } from "../../src/estimators/similar-tasks.ts";

const origin = { file: "log.jsonl", line: 1 };

function task(id: string, type: WorkType = "feature"): Task {
  return {
    id,
    anchor: `s/${id}`,
    person: "ann",
    agent: "claude-code",
    project: "shop",
    title: id,
    titleFrom: "prompt",
    type,
    typeFrom: "rule",
    turnIds: [`s/${id}`, `s/${id}-2`],
    sessionIds: ["s"],
    branches: [],
    firstMs: 0,
    lastMs: 1,
    excluded: false,
    notes: [],
    cutBecause: [],
  };
}

/** A turn as far as estimators look at one. */
function turnWith(commits: readonly { subject: string; atMs: number }[]): Turn {
  const seen: readonly (CommitSeen & { atMs: number; origin: typeof origin })[] = commits.map(
    (commit, i) => ({
      sha: `${i}abcdef`,
      branch: null,
      origin,
      ...commit,
    }),
  );
  return {
    id: "s/t",
    sessionId: "s",
    agent: "claude-code",
    person: "ann",
    project: "shop",
    branch: null,
    startMs: 0,
    endMs: 1,
    prompt: { uuid: "t", by: "typed", head: "", characters: 0, hash: "", references: [], origin },
    agentIntervals: [],
    subagentIntervals: [],
    agentWorkMs: 0,
    timeFrom: "logged",
    uncertainMs: 0,
    waits: [],
    queued: [],
    requests: [],
    edits: [],
    commits: seen,
    pullRequests: [],
    toolCounts: {},
    lastOrigin: origin,
  };
}

let nextLine = 0;
/** An edit that adds lines never seen before. */
function adding(lines: number, atMs = 0, path = "src/a.ts"): TimedEdit {
  const added = Array.from({ length: lines }, () => nextLine++);
  return { path, added, removed: [], hunks: 1, created: false, atMs };
}

function diffOf(...edits: TimedEdit[]) {
  return netDiff(edits, (path) => {
    const kind: FileKind = path.endsWith(".test.ts") ? "tests" : "source";
    return { kind, language: "TypeScript", shortPath: path };
  });
}

type Given = SaidOfTask & WorkOfTask & Omit<PastOfTask, "traits">;

function input(part: Partial<Given>): Given {
  return {
    task: task("t"),
    turns: [],
    diff: diffOf(),
    opinions: [],
    past: new PastTasks(),
    lastMs: 1000,
    ...part,
  };
}

/** Every estimate of a task, best-ranked first. */
function estimateTask(given: Given): readonly Estimate[] {
  const traits = taskTraits(given.task, given.turns[0]?.prompt.head ?? "", writtenLines(given.diff));
  return [...saidEstimates(given), ...workEstimates(given), ...pastEstimates({ ...given, traits })];
}

const opinion = (seq: number, body: OpinionBody): Opinion => ({ seq, atMs: seq * 10, by: "ann", body });

const declaring = (seq: number, turnId: string, low: number, likely: number, high: number): Opinion =>
  opinion(seq, {
    kind: "estimate",
    turnId,
    minutes: { lowMinutes: low, likelyMinutes: likely, highMinutes: high },
    note: null,
  });

test.each([
  // exp(1.555 + 0.521 ln 11 + 0.335 ln 2 + 0.104 ln 2), by hand
  [{ lines: 10, files: 1, hunks: 1 }, 22.3896],
  // exp(1.555 + 0.521 ln 2 + 0.335 ln 2 + 0.104 ln 2) = exp(1.555) x 2^0.96
  [{ lines: 1, files: 1, hunks: 1 }, 9.2112],
  // exp(1.555 + 0.521 ln 121 + 0.335 ln 5 + 0.104 ln 11)
  [{ lines: 120, files: 4, hunks: 10 }, 126.7415],
])("diff model v1 for %o is %f minutes", (size, minutes) => {
  expect(medianMinutesOf(size)).toBeCloseTo(minutes, 3);
});

test("the diff model gives median and 80 % interval, its inputs and its assumption", () => {
  const [only, ...others] = estimateTask(
    input({ diff: diffOf(adding(8), adding(2), adding(30, 0, "a.test.ts")) }),
  );
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    estimator: "diff-model",
    version: 1,
    givenMs: 1000,
    warnings: [],
    inputs: {
      lines: 10,
      files: 1,
      hunks: 2,
      parts: 1,
      logSd: 0.9,
      "lines in TypeScript": 10,
      "tests lines": 30,
    },
  });
  expect(only!.assumption).toContain("alone and without AI");
  expect(only!.likelyMinutes).toBe(medianMinutesOf({ lines: 10, files: 1, hunks: 2 }));
  expect(only!.highMinutes / only!.likelyMinutes).toBeCloseTo(3.17, 2);
  expect(only!.likelyMinutes / only!.lowMinutes).toBeCloseTo(3.17, 2);
});

test("without a source diff and without history there is no estimate yet", () => {
  expect(estimateTask(input({ diff: diffOf(adding(30, 0, "a.test.ts")) }))).toEqual([]);
});

test("beyond the fitted range the diff model says so", () => {
  const [estimate] = estimateTask(input({ diff: diffOf(adding(121)) }));
  expect(estimate!.warnings).toEqual([
    "121 changed lines are beyond the fitted range (Python fixes of up to 120 lines)",
  ]);
});

test("far beyond it, without commits to sum over, it asks for a declared estimate", () => {
  const turns = [turnWith([{ subject: "All of it", atMs: 50 }])];
  const [estimate] = estimateTask(input({ turns, diff: diffOf(adding(400, 10)) }));
  expect(estimate!.warnings).toEqual([
    "400 changed lines are beyond the fitted range (Python fixes of up to 120 lines), far out of range: declare an estimate for this task",
  ]);
  expect(estimate!.likelyMinutes).toBeCloseTo(medianMinutesOf({ lines: 400, files: 1, hunks: 1 }), 9);
});

test("a large task with several commits is summed over them, what is not committed last", () => {
  const turns = [
    turnWith([
      { subject: "First", atMs: 15 },
      { subject: "First", atMs: 16 },
      { subject: "Second", atMs: 25 },
      { subject: "Empty", atMs: 26 },
    ]),
  ];
  const diff = diffOf(adding(100, 10), adding(150, 20), adding(50, 30));
  const [estimate] = estimateTask(input({ turns, diff }));
  expect(estimate!.inputs).toMatchObject({ lines: 300, parts: 3 });
  expect(estimate!.warnings[0]).toContain("summed over 3 parts");
  const means = [100, 150, 50].map(
    (lines) => medianMinutesOf({ lines, files: 1, hunks: 1 }) * Math.exp(0.405),
  );
  expect(meanMinutes(estimate!)).toBeCloseTo(means[0]! + means[1]! + means[2]!, 8);
  // Parts err together in part: narrower than one alone, wider than independent ones would be.
  const logSd = logSdOfRange(estimate!);
  expect(logSd).toBeLessThan(diffModelV1.logSd);
  expect(logSd).toBeGreaterThan(0.6);
});

test("between the fitted range and far beyond it, one diff turns into a sum without a jump", () => {
  const turns = [1, 2, 3, 4].map((i) => turnWith([{ subject: `Part ${i}`, atMs: i * 10 }]));
  const minutes = (lines: number) => {
    const parts = Array.from({ length: 5 }, (_, i) => adding(lines / 5, i * 10 + 5));
    return estimateTask(input({ turns, diff: diffOf(...parts) }))[0]!.likelyMinutes;
  };
  const one = (lines: number) => medianMinutesOf({ lines, files: 1, hunks: 5 });
  expect(minutes(120)).toBe(one(120));
  expect(minutes(200)).toBeGreaterThan(one(200) * 1.2);
  expect(minutes(200)).toBeLessThan(minutes(285));
  // Five lines more are 1.8 % more, not 1.8 times as much.
  for (let lines = 115; lines < 400; lines += 5) {
    expect(minutes(lines + 5) / minutes(lines)).toBeGreaterThan(1);
    expect(minutes(lines + 5) / minutes(lines)).toBeLessThan(1.1);
  }
});

test("a declared estimate is in force, the model's is kept beside it", () => {
  const opinions = [
    declaring(1, "s/t", 60, 120, 400),
    declaring(2, "s/t-2", 180, 180, 180),
    declaring(3, "s/other", 1, 1, 1),
    opinion(4, { kind: "note", turnId: "s/t", text: "a note is no estimate" }),
  ];
  const estimates = estimateTask(input({ opinions, diff: diffOf(adding(10)) }));
  expect(estimates.map((one) => [one.estimator, one.likelyMinutes])).toEqual([
    ["declared", 120],
    ["declared", 180],
    ["diff-model", medianMinutesOf({ lines: 10, files: 1, hunks: 1 })],
  ]);
  expect(estimates[0]).toMatchObject({
    lowMinutes: 60,
    highMinutes: 400,
    givenMs: 10,
    inputs: { by: "ann", opinion: 1 },
  });
  expect(estimateInForce(estimates)).toBe(estimates[1]);
});

test("an imported row is a declared estimate, and a later one replaces it", () => {
  const imported = opinion(1, {
    kind: "imported-entry",
    entry: {
      key: "k1",
      day: "2026-03-26",
      position: 1,
      title: "Checkout",
      humanMinutes: 2400,
      agentMinutes: 25,
      supervisoryMinutes: 5,
      tokens: null,
      printedFactor: "96.0x",
      printedSupervisoryFactor: null,
      origin,
    },
  });
  const importedTask: Task = { ...task("t"), anchor: "import/k1", turnIds: [] };
  const [first] = estimateTask(input({ task: importedTask, opinions: [imported] }));
  expect(first).toMatchObject({
    estimator: "declared",
    lowMinutes: 2400,
    likelyMinutes: 2400,
    highMinutes: 2400,
    note: "imported from a record of 2026-03-26",
  });
  const both = estimateTask(
    input({ task: importedTask, opinions: [imported, declaring(2, "import/k1", 900, 900, 900)] }),
  );
  expect(estimateInForce(both)?.likelyMinutes).toBe(900);
});

const review = { ...task("t", "review"), title: "Review the parser" };

/** Past reviews (and whatever else is said) of the same person. */
function past(...tasks: readonly (readonly [title: string, type: WorkType, minutes: number])[]): PastTasks {
  const memory = new PastTasks();
  for (const [title, type, minutes] of tasks) {
    memory.remember({ id: title, type, project: "shop", text: title, lines: 0 }, minutes);
  }
  return memory;
}

const reviews = [
  ["Review the checkout", "review", 30],
  ["Review the parser of dates", "review", 240],
  ["Review invoices", "review", 45],
] as const;

test("work without a diff is told from the person's own tasks like it, widely", () => {
  const [estimate, ...others] = estimateTask(input({ task: review, past: past(...reviews) }));
  expect(others).toEqual([]);
  expect(estimate).toMatchObject({
    estimator: "similar-tasks",
    inputs: { type: "review", "tasks of the type": 3, "most like": "Review the parser of dates" },
  });
  // Drawn from the type's level (69 minutes) towards the one review that was about a parser.
  expect(estimate!.likelyMinutes).toBeGreaterThan(90);
  expect(estimate!.likelyMinutes).toBeLessThan(240);
  expect(estimate!.highMinutes / estimate!.likelyMinutes).toBeGreaterThan(4);
});

test("fewer than three past tasks of the type say nothing", () => {
  const few = past(...reviews.slice(1), ["Add a parser", "feature", 60]);
  expect(estimateTask(input({ task: review, past: few }))).toEqual([]);
});

test("beside a diff, similar tasks are a second voice and not in force", () => {
  const both = estimateTask(input({ task: review, past: past(...reviews), diff: diffOf(adding(10)) }));
  expect(both.map((one) => one.estimator)).toEqual(["diff-model", "similar-tasks"]);
  expect(estimateInForce(both)).toBe(both[0]);
});
