/** For each number of a task or a record: its definition, its parts, and the log lines under them. */
import { z } from "zod";
import { opinionsInForce } from "../core/corrections.ts";
import { dayEndMs, dayStartMs } from "../core/days.ts";
import { definitions, type NumberName } from "../core/definitions.ts";
import { lengthMs } from "../core/intervals.ts";
import type { LeverageRecord, RecordEntry } from "../core/leverage-record.ts";
import type { SupervisionRules } from "../core/method.ts";
import { parsePeriod } from "../core/periods.ts";
import { superviseTurns } from "../core/supervision.ts";
import type { Estimate, Opinion, SupervisoryInterval, Task, Turn } from "../core/types.ts";
import { supervisionRules } from "./analyse.ts";
import { findTask } from "./find-task.ts";
import { type Effects, operation } from "./operation.ts";
import { newestDay, periodNamed } from "./period.ts";
import { drawRecord } from "./record.ts";
import { refresh } from "./refresh.ts";

const minuteMs = 60_000;

/** One number, with what it was added up from. */
export interface ExplainedNumber {
  readonly name: NumberName;
  readonly value: number | null;
  readonly unit: "minutes" | "factor" | "tokens" | "USD";
  readonly definition: string;
  /** The arithmetic with its figures: `412.0 human minutes / 25.3 agent minutes`. */
  readonly formula: string;
  readonly parts: readonly { readonly label: string; readonly value: number }[];
}

/** The supervisory minutes had the caps been others. */
export interface Sensitivity {
  readonly gapCapMinutes: number;
  readonly waitCapMinutes: number;
  readonly inForce: boolean;
  readonly supervisoryMinutes: number;
  readonly supervisoryLeverageFactor: number | null;
}

/** A turn as evidence: where it stands in the logs and what was measured in it. */
export interface TurnEvidence {
  readonly number: number;
  readonly turnId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly prompt: string;
  /** `file:line` of the prompt, and of the turn's last row. */
  readonly from: string;
  readonly to: string;
  readonly agentMinutes: number;
  readonly agentWorkMinutes: number;
  readonly wallClockMinutes: number;
  readonly timeFrom: Turn["timeFrom"];
  readonly uncertainMinutes: number;
  readonly waits: readonly {
    readonly for: string;
    readonly tool: string;
    readonly minutes: number;
    readonly at: string;
  }[];
  readonly supervision: readonly { readonly of: string; readonly minutes: number; readonly away: boolean }[];
  readonly edits: readonly {
    readonly path: string;
    readonly added: number;
    readonly removed: number;
    readonly at: string;
  }[];
  readonly commits: readonly { readonly sha: string; readonly subject: string; readonly at: string }[];
  readonly requests: number;
}

export interface ExplainOutput {
  readonly what: "task" | "record";
  readonly title: string;
  readonly numbers: readonly ExplainedNumber[];
  readonly sensitivity: readonly Sensitivity[];
  /** A task's own; empty for a record, whose parts are its tasks. */
  readonly turns: readonly TurnEvidence[];
  readonly estimates: readonly Estimate[];
  /** Why the task was cut so, and what people said on it. */
  readonly cutBecause: readonly string[];
  readonly opinions: readonly Opinion[];
  readonly notes: readonly string[];
  readonly record: LeverageRecord;
}

export const explain = operation({
  name: "explain",
  about: "For each number of a task or a record: its definition, its parts, the log lines, the sensitivity",
  input: z.object({
    what: z
      .string()
      .default("record")
      .describe("<WHAT> A task's id, a period, or `record` for the newest active day"),
  }),
  async run({ what }, effects): Promise<ExplainOutput> {
    await refresh(effects);
    const today = await newestDay(effects);
    if (what === "record" || parsePeriod(what, "day", today, today) !== null) {
      const period = await periodNamed(effects, what === "record" ? null : what, "day");
      return explainRecord(
        effects,
        await drawRecord(effects, { period, person: null, rules: supervisionRules(effects) }),
      );
    }
    return explainTask(effects, await findTask(await effects.store(), what));
  },
});

async function explainRecord(effects: Effects, record: LeverageRecord): Promise<ExplainOutput> {
  const { totals, entries, unestimated, period, timezone } = record;
  const store = await effects.store();
  const tasks = new Map((await store.tasks()).map((task) => [task.id, task]));
  const turnIds = new Set(entries.flatMap((entry) => tasks.get(entry.taskId)?.turnIds ?? []));
  const within = { fromMs: dayStartMs(period.from, timezone), toMs: dayEndMs(period.to, timezone) };
  return {
    what: "record",
    title: record.title,
    numbers: [
      ...numbersOf(totals.humanMeanMinutes, totals, entries),
      number("agentUnion", totals.agentUnionMinutes, "minutes", "union over all tasks and sessions", []),
      tokensOf(totals.usage, [...entries, ...unestimated]),
      costOf(totals.usage, [...entries, ...unestimated]),
    ],
    sensitivity: sensitivityOf(effects, await store.turns(), turnIds, within, totals.humanMeanMinutes),
    turns: [],
    estimates: [],
    cutBecause: [],
    opinions: [],
    notes: [],
    record,
  };
}

async function explainTask(effects: Effects, task: Task): Promise<ExplainOutput> {
  const store = await effects.store();
  const days = await store.taskDays({ taskIds: [task.id] });
  const from = days[0]?.day ?? (await newestDay(effects));
  const period = { kind: "span", from, to: days.at(-1)?.day ?? from } as const;
  const record = await drawRecord(effects, { period, person: null, rules: supervisionRules(effects) });
  const entry = [...record.entries, ...record.unestimated].find((one) => one.taskId === task.id) ?? null;
  const allTurns = await store.turns();
  const own = new Set(task.turnIds);
  const turns = allTurns.filter((turn) => own.has(turn.id));
  const supervision = (await store.supervision()).filter((stretch) => own.has(stretch.turnId));
  const estimates = await store.estimates([task.id]);
  const said = opinionsInForce(await store.opinions()).filter((opinion) => concerns(opinion, task));
  const always = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  return {
    what: "task",
    title: task.title,
    numbers: entry === null ? [] : taskNumbers(entry, turns),
    sensitivity:
      entry === null || own.size === 0
        ? []
        : sensitivityOf(effects, allTurns, own, always, entry.human?.likelyMinutes ?? 0),
    turns: turns.map((turn, i) => evidenceOf(turn, i + 1, supervision)),
    estimates: [...estimates]
      .sort((a, b) => Number(b.inForce) - Number(a.inForce))
      .map((one) => one.estimate),
    cutBecause: task.cutBecause,
    opinions: said,
    notes: task.notes,
    record,
  };
}

function concerns({ body }: Opinion, task: Task): boolean {
  if ("turnIds" in body) return body.turnIds.some((id) => task.turnIds.includes(id));
  return "turnId" in body && (body.turnId === task.anchor || task.turnIds.includes(body.turnId));
}

function number(
  name: NumberName,
  value: number | null,
  unit: ExplainedNumber["unit"],
  formula: string,
  parts: ExplainedNumber["parts"],
): ExplainedNumber {
  return { name, value, unit, definition: definitions[name], formula, parts };
}

const shown = (value: number): string => value.toFixed(1);

type Measured = Pick<
  RecordEntry,
  | "agentMinutes"
  | "agentWorkMinutes"
  | "uncertainAgentMinutes"
  | "supervision"
  | "leverageFactor"
  | "supervisoryLeverageFactor"
>;

/** The numbers that a row and a total have in common; `parts` are the rows of a total. */
function numbersOf(
  humanMinutes: number | null,
  sums: Measured,
  parts: readonly RecordEntry[],
): readonly ExplainedNumber[] {
  const partsBy = (of: (entry: RecordEntry) => number | null) =>
    parts.flatMap((entry) => {
      const value = of(entry);
      return value === null ? [] : [{ label: `${entry.taskId} ${entry.title}`, value }];
    });
  const supervised = sums.supervision?.supervisoryMinutes ?? null;
  const human = humanMinutes === null ? "no estimate" : `${shown(humanMinutes)} human minutes`;
  return [
    number(
      "human",
      humanMinutes,
      "minutes",
      parts.length > 0 ? "sum of the tasks' means" : "the estimate in force",
      partsBy((e) => e.humanMeanMinutes),
    ),
    number(
      "agent",
      sums.agentMinutes,
      "minutes",
      parts.length > 0 ? "sum over the tasks" : "union over the turns",
      partsBy((e) => e.agentMinutes),
    ),
    number(
      "agentWork",
      sums.agentWorkMinutes,
      "minutes",
      "sum over all agents",
      partsBy((e) => e.agentWorkMinutes),
    ),
    number(
      "uncertain",
      sums.uncertainAgentMinutes,
      "minutes",
      "sum over the turns",
      partsBy((e) => e.uncertainAgentMinutes),
    ),
    number(
      "supervision",
      supervised,
      "minutes",
      supervisionFormula(sums.supervision),
      partsBy((e) => e.supervision?.supervisoryMinutes ?? null),
    ),
    number(
      "leverageFactor",
      sums.leverageFactor?.value ?? null,
      "factor",
      `${human} / ${shown(sums.agentMinutes)} agent minutes`,
      partsBy((e) => e.leverageFactor?.value ?? null),
    ),
    number(
      "supervisoryLeverageFactor",
      sums.supervisoryLeverageFactor?.value ?? null,
      "factor",
      `${human} / ${supervised === null ? "no" : shown(supervised)} supervisory minutes`,
      partsBy((e) => e.supervisoryLeverageFactor?.value ?? null),
    ),
  ];
}

function supervisionFormula(supervision: RecordEntry["supervision"]): string {
  if (supervision === null) return "none is known";
  if (supervision.declared) return "declared by a person";
  const { promptingMinutes, reviewingMinutes, approvingMinutes } = supervision;
  return `${shown(promptingMinutes)} prompting + ${shown(reviewingMinutes)} reviewing + ${shown(approvingMinutes)} approving`;
}

function taskNumbers(entry: RecordEntry, turns: readonly Turn[]): readonly ExplainedNumber[] {
  const byTurn = turns.map((turn, i) => ({
    label: `turn ${i + 1}`,
    value: lengthMs(turn.agentIntervals) / minuteMs,
  }));
  const own = numbersOf(entry.human?.likelyMinutes ?? null, entry, []).map((one) =>
    one.name === "agent" ? { ...one, parts: byTurn } : one,
  );
  return [...own, tokensOf(entry.usage, []), costOf(entry.usage, [])];
}

function tokensOf(usage: RecordEntry["usage"], parts: readonly RecordEntry[]): ExplainedNumber {
  const { inputTokens, outputTokens, cacheWrite5mTokens, cacheWrite1hTokens, cacheReadTokens } = usage;
  const formula = `${inputTokens} input + ${outputTokens} output + ${cacheWrite5mTokens} cache writes (5 min) + ${cacheWrite1hTokens} cache writes (1 h) + ${cacheReadTokens} cache reads`;
  return number(
    "tokens",
    usage.totalTokens,
    "tokens",
    formula,
    parts.map((e) => ({ label: `${e.taskId} ${e.title}`, value: e.usage.totalTokens })),
  );
}

function costOf(usage: RecordEntry["usage"], parts: readonly RecordEntry[]): ExplainedNumber {
  const formula =
    usage.unpricedTokens > 0
      ? `priced tokens only; ${usage.unpricedTokens} tokens have no known price`
      : "tokens of each model at its price";
  return number(
    "cost",
    usage.usd,
    "USD",
    formula,
    parts.flatMap((e) =>
      e.usage.usd === null ? [] : [{ label: `${e.taskId} ${e.title}`, value: e.usage.usd }],
    ),
  );
}

/** Half, once and twice each cap, one at a time. */
function sensitivityOf(
  effects: Effects,
  turns: readonly Turn[],
  counted: ReadonlySet<string>,
  within: { readonly fromMs: number; readonly toMs: number },
  humanMinutes: number,
): readonly Sensitivity[] {
  const rules = supervisionRules(effects);
  const variants: readonly (readonly [number, number])[] = [
    [0.5, 1],
    [2, 1],
    [1, 0.5],
    [1, 2],
    [0.5, 0.5],
    [2, 2],
  ];
  return [[1, 1] as const, ...variants].map(([gap, wait]) => {
    const tried: SupervisionRules = {
      ...rules,
      gapCapMs: rules.gapCapMs * gap,
      waitCapMs: rules.waitCapMs * wait,
    };
    const supervisoryMs = superviseTurns(turns, tried)
      .filter(
        (stretch) => counted.has(stretch.turnId) && (rules.counts === "all" || stretch.of === "prompting"),
      )
      .reduce(
        (sum, { fromMs, toMs }) =>
          sum + Math.max(0, Math.min(toMs, within.toMs) - Math.max(fromMs, within.fromMs)),
        0,
      );
    const supervisoryMinutes = supervisoryMs / minuteMs;
    return {
      gapCapMinutes: tried.gapCapMs / minuteMs,
      waitCapMinutes: tried.waitCapMs / minuteMs,
      inForce: gap === 1 && wait === 1,
      supervisoryMinutes,
      supervisoryLeverageFactor:
        supervisoryMinutes > 0 && humanMinutes > 0 ? humanMinutes / supervisoryMinutes : null,
    };
  });
}

const at = (origin: { readonly file: string; readonly line: number }): string =>
  `${origin.file}:${origin.line}`;

function evidenceOf(turn: Turn, place: number, supervision: readonly SupervisoryInterval[]): TurnEvidence {
  return {
    number: place,
    turnId: turn.id,
    startMs: turn.startMs,
    endMs: turn.endMs,
    prompt: turn.prompt.head,
    from: at(turn.prompt.origin),
    to: at(turn.lastOrigin),
    agentMinutes: lengthMs(turn.agentIntervals) / minuteMs,
    agentWorkMinutes: turn.agentWorkMs / minuteMs,
    wallClockMinutes: (turn.endMs - turn.startMs) / minuteMs,
    timeFrom: turn.timeFrom,
    uncertainMinutes: turn.uncertainMs / minuteMs,
    waits: turn.waits.map((wait) => ({
      for: wait.for,
      tool: wait.tool,
      minutes: (wait.toMs - wait.fromMs) / minuteMs,
      at: at(wait.origin),
    })),
    supervision: supervision
      .filter((stretch) => stretch.turnId === turn.id)
      .map(({ of, away, fromMs, toMs }) => ({ of, away, minutes: (toMs - fromMs) / minuteMs })),
    edits: turn.edits.map((edit) => ({
      path: edit.path,
      added: edit.added.length,
      removed: edit.removed.length,
      at: at(edit.origin),
    })),
    commits: turn.commits.map((commit) => ({
      sha: commit.sha,
      subject: commit.subject,
      at: at(commit.origin),
    })),
    requests: turn.requests.length,
  };
}
