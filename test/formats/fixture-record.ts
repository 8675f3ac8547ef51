/**
 * Hand-made records for the formats' tests and for looking at. `fixtureRecord` is a rich day: modelled,
 * declared, imported and missing estimates, uncertain time, a task without time, unpriced models, hostile
 * titles. Totals and factors are computed here from the rows, so that they agree as a real record's do.
 */
import type { Outcome } from "../../src/core/changes/task-work.ts";
import { byOrigin } from "../../src/core/estimates/estimate-origins.ts";
import type {
  DayTotals,
  Factor,
  LeverageRecord,
  RecordEntry,
  RecordSurvival,
  RecordTotals,
  Supervision,
  Usage,
} from "../../src/core/leverage-record.ts";
import { byOutcome, mergedWork } from "../../src/core/records/outcomes.ts";
import type { MinutesRange, WorkType } from "../../src/core/types.ts";

/** A task as a test writes it; all but the title has a default. */
export interface TaskSpec {
  readonly title: string;
  /** Low, likely and high hours; one number: declared; null: no estimate. */
  readonly humanHours?: readonly [number, number, number] | number | null;
  readonly agentMinutes?: number;
  readonly uncertainMinutes?: number;
  /** Prompting, reviewing, approving; one number: declared; null: none known. */
  readonly supervisory?: readonly [number, number, number] | number | null;
  readonly type?: WorkType;
  readonly project?: string;
  readonly tokens?: number;
  readonly usd?: number | null;
  readonly imported?: boolean;
  readonly share?: number;
  readonly outcome?: Outcome;
  readonly commits?: number;
}

const day = "2026-03-26";
const givenMs = Date.UTC(2026, 2, 27, 7, 0);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Standard deviation of the logarithm between the 50th and the 90th percentile, as the mean needs it. */
function meanMinutes({ likelyMinutes, highMinutes }: MinutesRange): number {
  if (likelyMinutes === 0) return 0;
  const logSd = Math.log(highMinutes / likelyMinutes) / 1.2816;
  return likelyMinutes * Math.exp(logSd ** 2 / 2);
}

function factor(range: MinutesRange | null, minutes: number): Factor | null {
  if (range === null || minutes === 0) return null;
  const single = range.lowMinutes === range.highMinutes;
  return {
    value: meanMinutes(range) / minutes,
    low: single ? null : range.lowMinutes / minutes,
    high: single ? null : range.highMinutes / minutes,
  };
}

function humanOf(spec: TaskSpec): MinutesRange | null {
  const human = spec.humanHours === undefined ? 4 : spec.humanHours;
  if (human === null) return null;
  const [low, likely, high] = typeof human === "number" ? [human, human, human] : human;
  return { lowMinutes: low * 60, likelyMinutes: likely * 60, highMinutes: high * 60 };
}

function supervisionOf(spec: TaskSpec): Supervision | null {
  const minutes = spec.supervisory === undefined ? 3 : spec.supervisory;
  if (minutes === null) return null;
  if (typeof minutes === "number") {
    return {
      supervisoryMinutes: minutes,
      promptingMinutes: 0,
      reviewingMinutes: 0,
      approvingMinutes: 0,
      declared: true,
    };
  }
  const [promptingMinutes, reviewingMinutes, approvingMinutes] = minutes;
  return {
    supervisoryMinutes: sum(minutes),
    promptingMinutes,
    reviewingMinutes,
    approvingMinutes,
    declared: false,
  };
}

function usageOf(tokens: number, usd: number | null, kindsKnown: boolean): Usage {
  const part = (share: number) => (kindsKnown ? Math.round(tokens * share) : 0);
  const outputTokens = part(0.01);
  const cacheWrite5mTokens = part(0.04);
  const cacheWrite1hTokens = part(0.02);
  const cacheReadTokens = part(0.92);
  return {
    inputTokens: kindsKnown
      ? tokens - outputTokens - cacheWrite5mTokens - cacheWrite1hTokens - cacheReadTokens
      : 0,
    outputTokens,
    cacheWrite5mTokens,
    cacheWrite1hTokens,
    cacheReadTokens,
    totalTokens: tokens,
    usd,
    unpricedTokens: usd === null ? tokens : 0,
  };
}

function entryOf(spec: TaskSpec, position: number): RecordEntry {
  const human = humanOf(spec);
  const supervision = supervisionOf(spec);
  const agentMinutes = spec.agentMinutes ?? 12;
  const declared = human !== null && human.lowMinutes === human.highMinutes;
  return {
    place: 0,
    taskId: `k${(position + 100).toString(36)}q7`,
    title: spec.title,
    project: spec.project ?? "ledger",
    person: "someone",
    type: spec.type ?? "feature",
    human,
    humanMeanMinutes: human === null ? null : meanMinutes(human),
    estimate:
      human === null
        ? null
        : {
            ...human,
            estimator: declared ? "declared" : "diff-model",
            version: 1,
            givenMs,
            assumption:
              "a senior engineer who knows this codebase, alone and without AI, same accepted outcome",
            warnings: [],
            inputs: {},
            note: null,
          },
    shareOfTask: spec.share ?? 1,
    agentMinutes,
    agentWorkMinutes: agentMinutes * 1.3,
    uncertainAgentMinutes: spec.uncertainMinutes ?? 0,
    supervision,
    usage: usageOf(spec.tokens ?? 1_200_000, spec.usd === undefined ? 1.25 : spec.usd, !spec.imported),
    leverageFactor: factor(human, agentMinutes),
    supervisoryLeverageFactor: factor(human, supervision?.supervisoryMinutes ?? 0),
    days: [day],
    imported: spec.imported ?? false,
    models: spec.usd === null ? ["house-model-7"] : ["claude-opus-4-5"],
    outcome: spec.outcome ?? null,
    commits: spec.commits ?? (spec.outcome === undefined ? 0 : 1),
    hoursCount: true,
  };
}

function totalUsage(entries: readonly RecordEntry[]): Usage {
  const of = (pick: (usage: Usage) => number) => sum(entries.map((entry) => pick(entry.usage)));
  const priced = entries.flatMap(({ usage }) => (usage.usd === null ? [] : [usage.usd]));
  return {
    inputTokens: of((usage) => usage.inputTokens),
    outputTokens: of((usage) => usage.outputTokens),
    cacheWrite5mTokens: of((usage) => usage.cacheWrite5mTokens),
    cacheWrite1hTokens: of((usage) => usage.cacheWrite1hTokens),
    cacheReadTokens: of((usage) => usage.cacheReadTokens),
    totalTokens: of((usage) => usage.totalTokens),
    usd: priced.length === 0 ? null : sum(priced),
    unpricedTokens: of((usage) => usage.unpricedTokens),
  };
}

function totalsOf(entries: readonly RecordEntry[], unestimated: readonly RecordEntry[]): RecordTotals {
  const of = (pick: (entry: RecordEntry) => number) => sum(entries.map(pick));
  const supervision = (pick: (supervision: Supervision) => number) =>
    of((entry) => (entry.supervision === null ? 0 : pick(entry.supervision)));
  const likelyMinutes = of((entry) => entry.human?.likelyMinutes ?? 0);
  const humanMeanMinutes = of((entry) => entry.humanMeanMinutes ?? 0);
  const single = entries.every(({ human }) => human?.lowMinutes === human?.highMinutes);
  const human = {
    lowMinutes: single ? likelyMinutes : humanMeanMinutes * 0.66,
    likelyMinutes,
    highMinutes: single ? likelyMinutes : humanMeanMinutes * 1.48,
  };
  const agentMinutes = of((entry) => entry.agentMinutes);
  const merged = mergedWork(entries, unestimated);
  const supervisoryMinutes = supervision((part) => part.supervisoryMinutes);
  const ratio = (minutes: number): Factor | null =>
    minutes === 0 || entries.length === 0
      ? null
      : {
          value: humanMeanMinutes / minutes,
          low: single ? null : human.lowMinutes / minutes,
          high: single ? null : human.highMinutes / minutes,
        };
  return {
    tasks: entries.length,
    unestimatedTasks: unestimated.length,
    unestimatedAgentMinutes: sum(unestimated.map((entry) => entry.agentMinutes)),
    human,
    humanMeanMinutes,
    byOrigin: byOrigin(entries),
    byOutcome: byOutcome([...entries, ...unestimated]),
    agentMinutes,
    agentWorkMinutes: sum(
      [...entries, ...unestimated].filter(({ imported }) => !imported).map((entry) => entry.agentWorkMinutes),
    ),
    uncertainAgentMinutes: of((entry) => entry.uncertainAgentMinutes),
    agentUnionMinutes: agentMinutes * 0.9,
    supervision: {
      supervisoryMinutes,
      promptingMinutes: supervision((part) => part.promptingMinutes),
      reviewingMinutes: supervision((part) => part.reviewingMinutes),
      approvingMinutes: supervision((part) => part.approvingMinutes),
      declared: entries.some((entry) => entry.supervision?.declared),
    },
    usage: totalUsage([...entries, ...unestimated]),
    leverageFactor: ratio(agentMinutes),
    leverageFactorP10: ratio(agentMinutes)?.low ?? null,
    supervisoryLeverageFactor: ratio(supervisoryMinutes),
    mergedLeverageFactor:
      merged && merged.agentMinutes > 0 ? merged.humanMinutes / merged.agentMinutes : null,
    survival: merged === null ? null : survivalOf(merged.mergedTasks),
  };
}

/** Of tasks that delivered 400 lines each, all but one of them some weeks ago. */
function survivalOf(landedTasks: number): RecordSurvival | null {
  if (landedTasks === 0) return null;
  const older = Math.max(1, landedTasks - 1);
  return {
    deliveredLines: 400 * landedTasks,
    delivered: { source: 280 * landedTasks, tests: 90 * landedTasks, docs: 30 * landedTasks },
    aliveLines: 337 * landedTasks,
    reworkedLines: 41.5 * landedTasks,
    windows: [
      { days: 7, tasks: landedTasks, deliveredLines: 400 * landedTasks, aliveLines: 391 * landedTasks },
      { days: 14, tasks: older, deliveredLines: 400 * older, aliveLines: 366 * older },
      { days: 28, tasks: older, deliveredLines: 400 * older, aliveLines: 349 * older },
    ],
    landedTasks,
    measuredTasks: landedTasks,
    plainFactor: 74.1,
    adjustedFactor: 66.2,
    openTasks: landedTasks - older,
  };
}

function byTypeOf(entries: readonly RecordEntry[]): LeverageRecord["byType"] {
  return [...new Set(entries.map(({ type }) => type))].map((type) => {
    const own = entries.filter((entry) => entry.type === type);
    const humanMeanMinutes = sum(own.map((entry) => entry.humanMeanMinutes ?? 0));
    const agentMinutes = sum(own.map((entry) => entry.agentMinutes));
    return {
      type,
      tasks: own.length,
      humanMeanMinutes,
      agentMinutes,
      leverageFactor: agentMinutes === 0 ? null : humanMeanMinutes / agentMinutes,
    };
  });
}

/** Twenty active days before the record's own, with the gaps that weekends leave. */
function historyOf(totals: RecordTotals): DayTotals[] {
  const factors = [31, 44, 12, 58, 37, 22, 65, 41, 19, 88, 53, 47, 26, 35, 71, 40, 29, 62, 33, 48];
  const days = factors.map((leverageFactor, index) => ({
    day: `2026-03-${String(index + Math.floor(index / 5) + 2).padStart(2, "0")}`,
    tasks: 3 + (index % 5),
    humanMeanMinutes: leverageFactor * 90,
    agentMinutes: 90,
    supervisoryMinutes: 30,
    leverageFactor: index === 7 ? null : leverageFactor,
    supervisoryLeverageFactor: leverageFactor * 3,
    totalTokens: 4_000_000,
  }));
  return [
    ...days,
    {
      day,
      tasks: totals.tasks,
      humanMeanMinutes: totals.humanMeanMinutes,
      agentMinutes: totals.agentMinutes,
      supervisoryMinutes: totals.supervision.supervisoryMinutes,
      leverageFactor: totals.leverageFactor?.value ?? null,
      supervisoryLeverageFactor: totals.supervisoryLeverageFactor?.value ?? null,
      totalTokens: totals.usage.totalTokens,
    },
  ];
}

/** A day's record of these tasks, sorted and totalled; `over` replaces whole fields. */
export function recordOf(specs: readonly TaskSpec[], over: Partial<LeverageRecord> = {}): LeverageRecord {
  const all = specs.map(entryOf);
  const falling = (entry: RecordEntry) => -(entry.leverageFactor?.value ?? -1);
  const entries = all
    .filter(({ human }) => human !== null)
    .sort((a, b) => falling(a) - falling(b))
    .map((entry, index) => ({ ...entry, place: index + 1 }));
  const unestimated = all
    .filter(({ human }) => human === null)
    .sort((a, b) => b.agentMinutes - a.agentMinutes);
  const totals = totalsOf(entries, unestimated);
  return {
    schema: "leverage-record@1",
    title: "Leverage Record: March 26, 2026",
    period: { kind: "day", from: day, to: day },
    timezone: "Europe/Berlin",
    generatedMs: givenMs,
    sample: false,
    definitions: { "agent time": "method v1", supervision: "method v1", "human estimate": "method v1" },
    scope: {
      work: "all",
      people: ["someone"],
      agents: ["claude-code"],
      projects: [...new Set(all.map(({ project }) => project))],
      excluded: { sessions: 2, tasks: 1, agentMinutes: 47.2 },
      problems: 14,
      notSeen: [
        "Work with other tools and models leaves no trace in these logs.",
        "Sessions whose logs were deleted before the ledger read them are missing.",
      ],
    },
    entries,
    unestimated,
    totals,
    byType: byTypeOf(entries),
    analysis: [],
    history: historyOf(totals),
    ...over,
  };
}

/** Titles as a stranger with bad intentions would write them, and the trouble each one makes. */
export const hostileTitles = {
  script: `<script>alert("owned")</script> & <img src=x onerror=alert(1)> fix`,
  table: "Parse a|b|c tables, `code` and *stars* [link](javascript:alert(1))",
  terminal: "\u001b[2J\u001b[31mRepaint\u001b]0;owned\u0007 the\r\nterminal\u009b1m now",
  direction: "Rename \u202eexe.txt\u202c safely",
  formula: '=HYPERLINK("https://evil.example","Click")',
} as const;

export const fixtureTasks: readonly TaskSpec[] = [
  {
    title: "Project hierarchy with import: model, migration, service, routes, frontend and docs",
    humanHours: [14, 40, 120],
    agentMinutes: 25.4,
    supervisory: [2.1, 5.6, 1.2],
    tokens: 9_410_000,
    usd: 11.82,
    outcome: "merged",
    commits: 4,
  },
  {
    title: "Release 2.4: changelog, version bump, tag",
    humanHours: [8, 24, 70],
    agentMinutes: 0.9,
    supervisory: [0.5, 0.4, 0],
    type: "release",
    tokens: 88_000,
    usd: 0.0042,
    outcome: "merged",
  },
  {
    title: hostileTitles.script,
    humanHours: [2, 6, 19],
    agentMinutes: 9.2,
    supervisory: [1, 2.2, 0.4],
    type: "bugfix",
    outcome: "reverted",
  },
  {
    title: hostileTitles.table,
    humanHours: [1.4, 4.5, 14],
    agentMinutes: 14,
    supervisory: [0.6, 3.1, 2],
    type: "test",
    outcome: "unmerged",
    commits: 2,
  },
  {
    title: hostileTitles.terminal,
    humanHours: [0.9, 2.9, 9.2],
    agentMinutes: 12.6,
    supervisory: [0.4, 1, 0],
    type: "chore",
    project: "console",
  },
  {
    title: hostileTitles.direction,
    humanHours: [0.5, 1.5, 4.7],
    agentMinutes: 7.8,
    supervisory: [0.2, 1.4, 0.1],
    type: "refactor",
    project: "console",
    outcome: "abandoned",
  },
  {
    title: hostileTitles.formula,
    humanHours: 2,
    agentMinutes: 8,
    supervisory: 3,
    tokens: 45_000,
    usd: null,
    imported: true,
    type: "feature",
    project: "imported",
  },
  {
    title: "支払いサービスの統合テストを追加する:署名検証、冪等性、すべてのイベント種別、再試行",
    humanHours: [1.3, 4.1, 13],
    agentMinutes: 38,
    uncertainMinutes: 11.5,
    supervisory: [1.4, 9.7, 4.1],
    type: "test",
    project: "payments",
    tokens: 3_100_000,
    usd: null,
  },
  {
    title: "Deployment readiness audit of all repositories: findings, fixes and a report to the team",
    humanHours: 8,
    agentMinutes: 178.4,
    uncertainMinutes: 6.2,
    supervisory: [3.2, 31, 12.5],
    type: "investigation",
    project: "platform",
    tokens: 41_300_000,
    usd: 38.4,
    share: 0.37,
  },
  {
    title: "Merge the waiting dependency updates",
    humanHours: [0.02, 0.06, 0.2],
    agentMinutes: 0.03,
    supervisory: [0, 0.04, 0],
    type: "chore",
    project: "platform",
    tokens: 12_000,
    usd: 0.0002,
  },
  {
    title: "Agree on the retry policy (declared, no agent time)",
    humanHours: 1.25,
    agentMinutes: 0,
    supervisory: null,
    type: "planning",
    tokens: 0,
    usd: null,
  },
  {
    title: "Why do nightly builds fail on the second core?",
    humanHours: null,
    agentMinutes: 41.3,
    supervisory: [2, 11, 0],
    type: "investigation",
    project: "platform",
  },
  {
    title: "Review of the storage proposal",
    humanHours: null,
    agentMinutes: 6.1,
    supervisory: [1, 3, 0],
    type: "review",
  },
];

const statements: LeverageRecord["analysis"] = [
  {
    kind: "lead-in",
    text: "Thirteen tasks, eleven of them with an estimate. The weighted average leverage factor was 26.9x, the fourth highest of 21 recorded days.",
    facts: { tasks: 13 },
  },
  {
    kind: "lead-in",
    text: "One audit of 178 minutes took 61% of the agent time and holds the average down: without it the factor would be 61.0x.",
    facts: { agentMinutes: 178.4 },
  },
  {
    kind: "top-tasks",
    text: "The release (1,600x) topped the chart, before the project hierarchy (94.5x) and a bug fix (39.1x).",
    facts: {},
  },
  { kind: "top-tasks", text: "Two of the three are in the project ledger.", facts: {} },
  {
    kind: "work-types",
    text: "Features took 10% of the agent minutes and made 52% of the human hours.",
    facts: {},
  },
  {
    kind: "comparison",
    text: "The previous active day, 2026-03-25, had a factor of 48.0x; the average of the last 21 active days is 42.1x.",
    facts: {},
  },
];

/** A rich day, hostile titles and all. */
export function fixtureRecord(over: Partial<LeverageRecord> = {}): LeverageRecord {
  return recordOf(fixtureTasks, { analysis: statements, ...over });
}

/** A day as a hand-kept record states it: single figures, everything declared. */
export function importedRecord(): LeverageRecord {
  const rows: [string, number, number, number][] = [
    ["Port of the billing service", 120, 5, 5],
    ["Search index with a rebuild command", 40, 25, 5],
    ["Sign-in tests", 4, 4, 3],
    ["Deprecation notices", 1.5, 4, 3],
    ["Type declarations", 0.5, 3, 2],
    ["Readiness audit", 8, 178, 5],
  ];
  return recordOf(
    rows.map(([title, humanHours, agentMinutes, supervisory]) => {
      return { title, humanHours, agentMinutes, supervisory, imported: true, tokens: 100_000, usd: null };
    }),
  );
}
