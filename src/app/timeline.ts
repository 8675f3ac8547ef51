/** Who worked when: lanes of sessions or worktrees on one time axis, and the sums of the stretch that is looked at. */
import { z } from "zod";
import { dayEndMs, dayStartMs, timeOfDayMs } from "../core/days.ts";
import { usdOf } from "../core/prices.ts";
import { commitMarks } from "../core/timeline/commit-marks.ts";
import { type Lane, type LaneKind, laneKinds, lanesOf } from "../core/timeline/lanes.ts";
import { type StretchSums, stretchSums } from "../core/timeline/stretch.ts";
import type { Interval, Session, SupervisoryInterval, Task, Turn } from "../core/types.ts";
import type { Store } from "../store/store.ts";
import { billedOnce } from "./billed-once.ts";
import { WrongUse } from "./errors.ts";
import { countingNumber } from "./fields.ts";
import { type Effects, operation } from "./operation.ts";
import { periodNamed } from "./period.ts";
import { refresh } from "./refresh.ts";
import { scoped } from "./scope.ts";
import { supervisionRules } from "./supervision-rules.ts";

export interface TimelineOutput {
  /** IANA name. */
  readonly timezone: string;
  readonly by: LaneKind;
  readonly stretch: Interval;
  /** From the first to the last session of the ledger; null where it has none. */
  readonly extent: Interval | null;
  /** What the lanes' times are counted in: a millisecond, or what a point of the asked number is wide. */
  readonly unitMs: number;
  readonly lanes: readonly Lane[];
  readonly sums: StretchSums;
}

export const timeline = operation({
  name: "timeline",
  about: "Who worked when: sessions or worktrees side by side, and the sums of a stretch of time",
  input: () =>
    z.object({
      period: z.string().optional().describe("<PERIOD> As in `record`; the newest active day if absent"),
      from: z.string().optional().describe("<TIME> From 09:30 of its first day on, or 2026-03-26T09:30:00Z"),
      to: z.string().optional().describe("<TIME> Up to 17:00 of its last day, or 2026-03-26T17:00:00Z"),
      by: z.enum(laneKinds).default("session").describe("<LANE> What has a lane of its own"),
      project: z.string().optional().describe("<NAME> Only this project's work"),
      person: z.string().optional().describe("<NAME> Only this person's work"),
      maxPoints: countingNumber
        .optional()
        .describe("<N> Join what a chart so many points wide could not show apart"),
      sumsOnly: z.boolean().default(false).describe("The sums without the lanes"),
    }),
  async run(input, effects): Promise<TimelineOutput> {
    await refresh(effects);
    const store = await effects.store();
    const stretch = await stretchOf(input, effects);
    const sessions = await store.sessions();
    const claimed = await store.supervision(stretch);
    const turns = billedOnce(await turnsFor(store, stretch, sessions, claimed), sessions);
    const worked = new Set(turns.map(({ sessionId }) => sessionId));
    const tasks = (await store.tasks())
      .filter(({ sessionIds }) => sessionIds.some((id) => worked.has(id)))
      .map((task) =>
        isWanted(task, input) ? scoped(task, effects.config.scope) : { ...task, excluded: true },
      );
    const taskOf = new Map(
      tasks.flatMap((task) => (task.excluded ? [] : task.turnIds.map((turnId) => [turnId, task] as const))),
    );
    const supervision = claimed.filter(({ turnId }) => taskOf.has(turnId));
    const pointMs = (stretch.toMs - stretch.fromMs) / (input.maxPoints ?? Infinity);
    const unitMs = Math.max(1, Math.floor(pointMs));
    const { prices } = effects.config;
    return {
      timezone: effects.timezone,
      by: input.by,
      stretch,
      extent: extentOf(sessions),
      unitMs,
      lanes: input.sumsOnly
        ? []
        : lanesOf(stretch, {
            by: input.by,
            sessions,
            turns: turns.filter(({ id }) => taskOf.has(id)),
            supervision,
            taskOf,
            commitsOf: commitMarks(tasks, turns, await store.taskWork(tasks.map(({ id }) => id))),
            unitMs,
          }),
      sums: stretchSums(stretch, {
        tasks,
        turns,
        sessions,
        supervision,
        counts: supervisionRules(effects).counts,
        usdOf: (model, tokens) => usdOf(model, tokens, prices),
      }),
    };
  },
});

interface Asked {
  readonly period?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly project?: string | undefined;
  readonly person?: string | undefined;
}

const isWanted = (task: Task, { project, person }: Asked): boolean =>
  (project === undefined || task.project === project) && (person === undefined || task.person === person);

async function stretchOf({ period, from, to }: Asked, effects: Effects): Promise<Interval> {
  const { timezone } = effects;
  const instants = [instantOf(from), instantOf(to)] as const;
  // Two instants say everything: which days there are matters not.
  const days =
    instants[0] !== null && instants[1] !== null
      ? { from: "", to: "" }
      : await periodNamed(effects, period ?? null, "day");
  const fromMs =
    instants[0] ??
    (from === undefined
      ? dayStartMs(days.from, timezone)
      : timeOfDayMs(days.from, minutesOf(from), timezone));
  const toMs =
    instants[1] ??
    (to === undefined ? dayEndMs(days.to, timezone) : timeOfDayMs(days.to, minutesOf(to), timezone));
  if (fromMs >= toMs)
    throw new WrongUse("the stretch ends before it begins", "give --from an earlier time than --to");
  return { fromMs, toMs };
}

/** An instant with its zone, or milliseconds since 1970; null for anything else. */
function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{10,14}$/.test(text)) return Number(text);
  const ms = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** @throws WrongUse for what is no time of day */
function minutesOf(text: string): number {
  const time = /^(\d{1,2}):(\d{2})$/.exec(text);
  const [hours, minutes] = [Number(time?.[1]), Number(time?.[2])];
  if (time === null || minutes > 59 || hours * 60 + minutes > 24 * 60) {
    throw new WrongUse(
      `"${text}" is no time`,
      "write 09:30, or an instant with its zone: 2026-03-26T09:30:00Z",
    );
  }
  return hours * 60 + minutes;
}

/** A turn's logged duration may begin so long before its prompt. */
const longestEarlyStartMs = 60_000;

/** Turns that touch the stretch, that human time in it belongs to, or whose session was billed in it outside its turns. */
async function turnsFor(
  store: Store,
  { fromMs, toMs }: Interval,
  sessions: readonly Session[],
  supervision: readonly SupervisoryInterval[],
): Promise<readonly Turn[]> {
  const turns = new Map<string, Turn>();
  const keep = (more: readonly Turn[]) => {
    for (const turn of more) turns.set(turn.id, turn);
  };
  keep(await store.turns({ fromMs, toMs: toMs + longestEarlyStartMs }));
  const missing = new Set(supervision.flatMap(({ turnId }) => (turns.has(turnId) ? [] : turnId)));
  if (missing.size > 0) keep(await store.turns({ ids: [...missing] }));
  const billed = sessions.filter(({ looseRequests }) =>
    looseRequests.some(({ atMs }) => atMs >= fromMs && atMs < toMs),
  );
  if (billed.length > 0) keep(await store.turns({ sessionIds: billed.map(({ sessionId }) => sessionId) }));
  return [...turns.values()].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
}

function extentOf(sessions: readonly Session[]): Interval | null {
  if (sessions.length === 0) return null;
  const fromMs = sessions.reduce((least, { firstMs }) => Math.min(least, firstMs), Infinity);
  const toMs = sessions.reduce((most, { lastMs }) => Math.max(most, lastMs), -Infinity);
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
}
