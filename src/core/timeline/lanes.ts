/**
 * The lanes of the timeline: what happened in each session or worktree between two instants, as flat lists of numbers,
 * so that a thousand sessions make a small answer. A coarser unit than the millisecond joins what a chart could not show
 * apart; what stands beside a lane as its sums is always exact.
 */
import { lengthMs, union, within } from "../intervals.ts";
import { addTokens, totalTokens, zeroTokens } from "../tokens.ts";
import type { Interval, Session, SupervisoryInterval, Task, Turn, Wait } from "../types.ts";
import { clipped } from "./stretch.ts";

export const laneKinds = ["session", "worktree"] as const;
export type LaneKind = (typeof laneKinds)[number];

/** What a lane shows, in the order it is drawn: later ones lie on top. */
export const tracks = [
  "agent",
  "subagents",
  "approval",
  "question",
  "plan",
  "reviewing",
  "prompting",
  "approving",
] as const;
export type Track = (typeof tracks)[number];

export interface CommitMark {
  readonly atMs: number;
  /** Its first digits. */
  readonly sha: string;
  readonly subject: string;
  readonly taskId: string | null;
}

/** When a task was worked on in a lane, by its agents or by the person at its turns. */
export interface TaskSpans {
  readonly taskId: string;
  readonly title: string;
  readonly spans: readonly number[];
}

export interface Lane {
  /** The session's id, or the worktree's folder. */
  readonly id: string;
  /** The session's title, or the last part of the folder; empty where neither is known. */
  readonly title: string;
  readonly project: string;
  readonly person: string;
  readonly agent: string;
  readonly branches: readonly string[];
  readonly sessions: number;
  readonly turns: number;
  /** Of the lane within the stretch, exact; agents of one lane side by side count once. */
  readonly agentMinutes: number;
  readonly agentWorkMinutes: number;
  readonly waitMinutes: number;
  readonly supervisoryMinutes: number;
  readonly tokens: number;
  /**
   * `from, to, from, to ...` in units after the stretch's beginning, disjoint and ascending. Subagents are such lists
   * one above the other where they run side by side.
   */
  readonly tracks: Readonly<Record<Exclude<Track, "subagents">, readonly number[]>>;
  readonly subagents: readonly (readonly number[])[];
  readonly tasks: readonly TaskSpans[];
  readonly commits: readonly CommitMark[];
}

export interface LanesInput {
  readonly by: LaneKind;
  /** Those of the turns at least. */
  readonly sessions: readonly Session[];
  /** Turns in scope that touch the stretch. */
  readonly turns: readonly Turn[];
  /** Of these turns. */
  readonly supervision: readonly SupervisoryInterval[];
  /** The turns' tasks, by turn. */
  readonly taskOf: ReadonlyMap<string, Pick<Task, "id" | "title">>;
  /** Of these turns' tasks, by turn. */
  readonly commitsOf: ReadonlyMap<string, readonly CommitMark[]>;
  /** What times are counted in: 1 is exact; in a coarser unit everything takes one at least. */
  readonly unitMs: number;
}

/** Lanes in the order of their first turn; sessions without anything in the stretch have none. */
export function lanesOf(stretch: Interval, input: LanesInput): Lane[] {
  const sessionOf = new Map(input.sessions.map((session) => [session.sessionId, session]));
  const keyOf = ({ sessionId }: Turn) =>
    input.by === "session" ? sessionId : (sessionOf.get(sessionId)?.cwd ?? sessionId);
  const groups = new Map<string, Turn[]>();
  for (const turn of input.turns) {
    const key = keyOf(turn);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [turn]);
    else group.push(turn);
  }
  const supervisionOf = new Map<string, SupervisoryInterval[]>();
  for (const one of input.supervision) {
    const list = supervisionOf.get(one.turnId);
    if (list === undefined) supervisionOf.set(one.turnId, [one]);
    else list.push(one);
  }
  return [...groups]
    .map(([id, turns]) => {
      const sessions = new Set(turns.map(({ sessionId }) => sessionId));
      const first = sessionOf.get(turns[0]!.sessionId);
      const title =
        input.by === "session" ? (first?.titles[0]?.title ?? turns[0]!.prompt.head) : lastPart(id);
      const supervision = turns.flatMap((turn) => supervisionOf.get(turn.id) ?? []);
      return laneOf(stretch, input, { id, title, sessions: sessions.size, turns, supervision });
    })
    .filter(hasSomething);
}

interface LaneParts extends Pick<Lane, "id" | "title" | "sessions"> {
  readonly turns: readonly Turn[];
  readonly supervision: readonly SupervisoryInterval[];
}

function laneOf(stretch: Interval, { taskOf, commitsOf, unitMs }: LanesInput, parts: LaneParts): Lane {
  const { id, title, sessions, turns, supervision } = parts;
  const { project, person, agent } = turns[0]!;
  const agentIntervals = within(union(turns.flatMap((turn) => turn.agentIntervals)), [stretch]);
  const waits = turns.flatMap((turn) => turn.waits);
  const flat = (intervals: readonly Interval[]) => flatten(clipped(intervals, stretch), stretch, unitMs);
  const waitsFor = (what: Wait["for"]) => flat(waits.filter((wait) => wait.for === what));
  const spentOn = (of: SupervisoryInterval["of"]) => flat(supervision.filter((one) => one.of === of));
  return {
    id,
    title,
    project,
    person,
    agent,
    branches: [...new Set(turns.flatMap(({ branch }) => branch ?? []))],
    sessions,
    turns: turns.length,
    agentMinutes: lengthMs(agentIntervals) / 60_000,
    agentWorkMinutes: workMsWithin(turns, stretch) / 60_000,
    waitMinutes: lengthMs(within(union(waits), [stretch])) / 60_000,
    supervisoryMinutes: lengthMs(clipped(supervision, stretch)) / 60_000,
    tokens: tokensWithin(turns, stretch),
    tracks: {
      agent: flatten(agentIntervals, stretch, unitMs),
      approval: waitsFor("approval"),
      question: waitsFor("question"),
      plan: waitsFor("plan"),
      reviewing: spentOn("reviewing"),
      prompting: spentOn("prompting"),
      approving: spentOn("approving"),
    },
    subagents: rowsOf(
      clipped(
        turns.flatMap((turn) => turn.subagentIntervals),
        stretch,
      ),
    ).map((row) => flatten(row, stretch, unitMs)),
    tasks: tasksIn(parts, taskOf)
      .map(({ task, intervals }) => ({ taskId: task.id, title: task.title, spans: flat(intervals) }))
      .filter(({ spans }) => spans.length > 0),
    commits: turns
      .flatMap((turn) => commitsOf.get(turn.id) ?? [])
      .filter(({ atMs }) => atMs >= stretch.fromMs && atMs < stretch.toMs)
      .sort((a, b) => a.atMs - b.atMs),
  };
}

/** Each task with all that happened at its turns, in the order of its first turn. */
function tasksIn({ turns, supervision }: LaneParts, taskOf: LanesInput["taskOf"]) {
  const tasks = new Map<string, { task: Pick<Task, "id" | "title">; intervals: Interval[] }>();
  const keep = (turnId: string, intervals: readonly Interval[]) => {
    const task = taskOf.get(turnId);
    if (task === undefined) return;
    const known = tasks.get(task.id);
    if (known === undefined) tasks.set(task.id, { task, intervals: [...intervals] });
    else known.intervals.push(...intervals);
  };
  for (const { id, startMs, endMs, agentIntervals } of turns) {
    keep(id, [{ fromMs: startMs, toMs: endMs }, ...agentIntervals]);
  }
  for (const { turnId, fromMs, toMs } of supervision) keep(turnId, [{ fromMs, toMs }]);
  return [...tasks.values()];
}

/** In proportion to the turn's agent time in the stretch, as task days share it out. */
function workMsWithin(turns: readonly Turn[], stretch: Interval): number {
  let workMs = 0;
  for (const { agentIntervals, agentWorkMs } of turns) {
    const ms = lengthMs(agentIntervals);
    if (ms > 0) workMs += (agentWorkMs * lengthMs(clipped(agentIntervals, stretch))) / ms;
  }
  return workMs;
}

function tokensWithin(turns: readonly Turn[], { fromMs, toMs }: Interval): number {
  let tokens = zeroTokens;
  for (const { requests } of turns)
    for (const request of requests)
      if (request.atMs >= fromMs && request.atMs < toMs) tokens = addTokens(tokens, request.tokens);
  return totalTokens(tokens);
}

function hasSomething({ tracks: shown, subagents, commits, tokens }: Lane): boolean {
  return (
    Object.values(shown).some((list) => list.length > 0) || subagents.length + commits.length + tokens > 0
  );
}

/** Each interval in the first row that is free: rows say how many ran side by side. */
function rowsOf(intervals: readonly Interval[]): Interval[][] {
  const rows: Interval[][] = [];
  for (const interval of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    const free = rows.find((row) => row.at(-1)!.toMs <= interval.fromMs);
    if (free === undefined) rows.push([interval]);
    else free.push(interval);
  }
  return rows;
}

/** Widened to whole units; what then touches is joined. */
function flatten(intervals: readonly Interval[], stretch: Interval, unitMs: number): number[] {
  const flat: number[] = [];
  for (const { fromMs, toMs } of union(intervals)) {
    const from = Math.floor((fromMs - stretch.fromMs) / unitMs);
    const to = Math.max(from + 1, Math.ceil((toMs - stretch.fromMs) / unitMs));
    const last = flat.at(-1);
    if (last !== undefined && from <= last) flat[flat.length - 1] = to;
    else flat.push(from, to);
  }
  return flat;
}

/** Of a POSIX or Windows path. */
function lastPart(folder: string): string {
  return folder.split(/[\\/]+/).findLast((part) => part !== "") ?? folder;
}
