/** Small ledgers for tests: each builder fills in what a test does not care about. */
import fc from "fast-check";
import { addDays } from "../../src/core/days.ts";
import type { TokenCounts } from "../../src/core/events.ts";
import type { PeriodFigures } from "../../src/core/records/history.ts";
import type { RecordInput } from "../../src/core/records/records.ts";
import { zeroTokens } from "../../src/core/tokens.ts";
import type { Estimate, ModelRequest, Session, Task, TaskDay, Turn } from "../../src/core/types.ts";
import { workTypes } from "../../src/core/types.ts";

export const minuteMs = 60_000;

export function task(id: string, more: Partial<Task> = {}): Task {
  return {
    id,
    anchor: `session/${id}`,
    agent: "claude-code",
    person: "ann",
    project: "shop",
    title: `Task ${id}`,
    titleFrom: "prompt",
    type: "feature",
    typeFrom: "rule",
    turnIds: [`session/${id}`],
    sessionIds: ["session"],
    branches: [],
    firstMs: 0,
    lastMs: 0,
    excluded: false,
    notes: [],
    cutBecause: [],
    ...more,
  };
}

export function taskDay(
  taskId: string,
  day: string,
  agentMinutes: number,
  more: Partial<TaskDay> = {},
): TaskDay {
  return {
    taskId,
    day,
    turns: 1,
    agentMs: agentMinutes * minuteMs,
    agentWorkMs: agentMinutes * minuteMs,
    uncertainMs: 0,
    promptingMs: 0,
    reviewingMs: 0,
    approvingMs: 0,
    declaredSupervisoryMs: null,
    tokensByModel: {},
    netLines: 0,
    declaredTokens: 0,
    ...more,
  };
}

export function declared(
  likelyMinutes: number,
  lowMinutes = likelyMinutes,
  highMinutes = likelyMinutes,
): Estimate {
  return {
    lowMinutes,
    likelyMinutes,
    highMinutes,
    estimator: "declared",
    version: 1,
    givenMs: 0,
    assumption: "",
    warnings: [],
    inputs: {},
    note: null,
  };
}

export function modelled(likelyMinutes: number): Estimate {
  return { ...declared(likelyMinutes, likelyMinutes / 3, likelyMinutes * 3), estimator: "diff-model" };
}

export function tokens(more: Partial<TokenCounts>): TokenCounts {
  return { ...zeroTokens, ...more };
}

export function turn(id: string, startMs: number, endMs: number, more: Partial<Turn> = {}): Turn {
  const origin = { file: "log.jsonl", line: 1 };
  return {
    id,
    sessionId: id.split("/")[0]!,
    agent: "claude-code",
    person: "ann",
    project: "shop",
    branch: null,
    startMs,
    endMs,
    prompt: { uuid: id, by: "typed", head: "", characters: 10, hash: "", references: [], origin },
    agentIntervals: endMs > startMs ? [{ fromMs: startMs, toMs: endMs }] : [],
    subagentIntervals: [],
    agentWorkMs: endMs - startMs,
    timeFrom: "logged",
    uncertainMs: 0,
    waits: [],
    queued: [],
    requests: [],
    edits: [],
    commits: [],
    pullRequests: [],
    toolCounts: {},
    lastOrigin: origin,
    ...more,
  };
}

export function session(sessionId: string, more: Partial<Session> = {}): Session {
  return {
    sessionId,
    agent: "claude-code",
    person: "ann",
    project: "shop",
    cwd: "/home/ann/shop",
    version: null,
    entrypoint: null,
    firstMs: 0,
    lastMs: 0,
    titles: [],
    pullRequests: [],
    looseRequests: [],
    ...more,
  };
}

export function request(
  messageId: string,
  atMs: number,
  model: string,
  counts: Partial<TokenCounts>,
): ModelRequest {
  return {
    messageId,
    atMs,
    model,
    tokens: tokens(counts),
    statedUsd: null,
    subagent: false,
    origin: { file: "log.jsonl", line: 1 },
  };
}

export function recordInput(
  from: string,
  parts: Pick<RecordInput, "tasks" | "taskDays"> & Partial<RecordInput>,
): RecordInput {
  return {
    period: { kind: "day", from, to: from },
    timezone: "UTC",
    nowMs: Date.parse("2030-01-01T12:00:00Z"),
    sample: false,
    estimates: new Map(),
    work: [],
    survivals: new Map(),
    countedWork: "all",
    agentUnionMsByDay: new Map(),
    undistributedTokensByDay: new Map(),
    usdOf: (model, counts) => (model === "priced" ? counts.outputTokens / 1000 : null),
    supervisionCounts: "all",
    definitions: { supervision: "method v1" },
    scope: { problems: 0, notSeen: [] },
    ...parts,
  };
}

/** What `arbitraryLedger` draws: enough for a record of any period within its ninety days. */
export type DrawnLedger = Pick<
  RecordInput,
  "tasks" | "taskDays" | "estimates" | "agentUnionMsByDay" | "undistributedTokensByDay"
>;

export const firstDrawnDay = "2025-12-01";
export const drawnDays = 90;

/** Ledgers of up to forty tasks over ninety days: several people, imports, gaps, ties, missing estimates. */
export const arbitraryLedger: fc.Arbitrary<DrawnLedger> = fc
  .array(arbitraryTask(), { minLength: 1, maxLength: 40 })
  .map((drawn) => {
    const named = drawn.map((one, index) => ({ ...one, id: `t${index}` }));
    const taskDays = named.flatMap(({ id, days }) => days.map((day) => ({ ...day, taskId: id })));
    const union = new Map<string, number>();
    for (const { day, agentMs } of taskDays) union.set(day, Math.max(union.get(day) ?? 0, agentMs));
    return {
      tasks: named.map(({ id, about }) => task(id, { ...about, anchor: `session/${id}` })),
      taskDays,
      estimates: new Map(named.flatMap(({ id, estimate }) => (estimate === null ? [] : [[id, estimate]]))),
      agentUnionMsByDay: union,
      undistributedTokensByDay: new Map(),
    };
  });

function arbitraryTask() {
  const imported = fc.boolean();
  // Few distinct sizes, so that equal figures are common.
  const estimate = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(30, 60, 90, 240, 2400).map((minutes) => declared(minutes)) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 6000 }).map(modelled) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const about = fc.record({
    person: fc.constantFrom("ann", "ann", "bob"),
    project: fc.constantFrom("shop", "shop", "site", ""),
    type: fc.constantFrom(...workTypes),
    excluded: fc.constantFrom(false, false, false, false, true),
  });
  return fc
    .tuple(
      imported,
      estimate,
      about,
      fc.uniqueArray(arbitraryDay(), { selector: ({ day }) => day, minLength: 1, maxLength: 4 }),
    )
    .map(([isImported, given, rest, days]) => ({
      estimate: given,
      about: isImported ? { ...rest, turnIds: [], sessionIds: [], agent: "import" } : rest,
      days: isImported ? [asImported(days[0]!)] : days,
    }));
}

function arbitraryDay() {
  const someMs = fc.constantFrom(0, minuteMs, 3 * minuteMs, 5 * minuteMs, 754_321);
  return fc
    .record({
      offset: fc.integer({ min: 0, max: drawnDays - 1 }),
      turns: fc.integer({ min: 0, max: 3 }),
      agentMinutes: fc.constantFrom(0, 1, 5, 8, 12, 12.345, 178),
      parallelMs: someMs,
      uncertain: fc.boolean(),
      promptingMs: someMs,
      reviewingMs: someMs,
      approvingMs: someMs,
      declaredSupervisoryMs: fc.option(someMs, { freq: 4 }),
      netLines: fc.constantFrom(0, 0, 10, 35),
      outputTokens: fc.integer({ min: 0, max: 100_000 }),
      model: fc.constantFrom("priced", "unheard-of"),
    })
    .map(({ offset, agentMinutes, parallelMs, uncertain, outputTokens, model, ...rest }) =>
      taskDay("", addDays(firstDrawnDay, offset), agentMinutes, {
        ...rest,
        agentMs: Math.round(agentMinutes * minuteMs),
        agentWorkMs: Math.round(agentMinutes * minuteMs) + parallelMs,
        uncertainMs: uncertain ? Math.round(agentMinutes * minuteMs * 0.4) : 0,
        tokensByModel: { [model]: tokens({ outputTokens, cacheReadTokens: outputTokens * 3 }) },
      }),
    );
}

function asImported(day: TaskDay): TaskDay {
  return {
    ...day,
    turns: 0,
    agentWorkMs: day.agentMs,
    uncertainMs: 0,
    promptingMs: 0,
    reviewingMs: 0,
    approvingMs: 0,
    netLines: 0,
    tokensByModel: {},
    declaredTokens: day.netLines * 1000,
  };
}

/** One recorded day's figures, as a comparison sees them. */
export function dayOfFigures(day: string, more: Partial<PeriodFigures> = {}): PeriodFigures {
  return {
    from: day,
    to: day,
    tasks: 1,
    humanMeanMinutes: 60,
    supervisedHumanMinutes: 0,
    agentMinutes: 0,
    supervisoryMinutes: 0,
    totalTokens: 0,
    leverageFactor: null,
    supervisoryLeverageFactor: null,
    ...more,
  };
}
