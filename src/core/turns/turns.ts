/**
 * A session's log to its turns (method sections 1 and 2): the cut, the agent time, and everything else that is
 * known of a turn, each fact in one turn only.
 */

import type {
  LogEvent,
  MarkEvent,
  PlaceEvent,
  Problem,
  PullRequestSeen,
  SessionLog,
  TitleEvent,
} from "../events.ts";
import type { ModelRequest, Session, Turn } from "../types.ts";
import { type TurnRuns, type TurnTime, turnRuns, turnTime } from "./agent-time.ts";
import { habitsOf } from "./habits.ts";
import { RequestCounter } from "./model-requests.ts";
import { ownLog } from "./own-log.ts";
import { subagentsOfTurns } from "./subagent-runs.ts";
import { startsToolsEarly } from "./tool-runs.ts";
import { cutSession, queuedPrompts, type RawTurn } from "./turn-cut.ts";
import type { SessionTraits } from "./waits.ts";

export interface CutOptions {
  /** The person behind a working directory. */
  readonly personOf: (cwd: string | null) => string;
  /** The short name of the project a working directory belongs to. */
  readonly projectOf: (cwd: string | null) => string;
  /** Rows that belong to another session: a fork or resume repeats its parent's history. */
  readonly ignoreUuids?: ReadonlySet<string>;
  /** False reconstructs every turn, as if the agent had logged no durations; for evaluation. */
  readonly useLoggedDurations?: boolean;
}

export interface CutResult {
  readonly session: Session;
  readonly turns: readonly Turn[];
  readonly problems: readonly Problem[];
}

export function cutTurns(log: SessionLog, options: CutOptions): CutResult {
  const own = ownLog(log, options.ignoreUuids);
  const { turns: raws, loose } = cutSession(own.events);
  const subagents = subagentsOfTurns(own, raws);
  const startsEarly = startsToolsEarly(own.events);
  const runs = raws.map((raw, index) => turnRuns(raw, subagents[index] ?? [], startsEarly));
  const habits = habitsOf(
    runs.flatMap((turn) => [...turn.main, ...turn.subagents.flatMap((stream) => stream.runs)]),
  );
  const progressVersions = versionsWithProgress(own.events);
  const requests = countRequests(own, runs, loose);
  const places = own.events.filter((event) => event.kind === "place");
  const problems: Problem[] = [];
  const ids = new Set<string>();
  const turns = runs.map((turn, index) => {
    const { logged } = turn.raw;
    const believed = logged !== null && isPossible(turn.raw, logged, problems);
    const useLogged = believed && options.useLoggedDurations !== false;
    const place = placeAt(places, turn.raw);
    const writesProgress = progressVersions.has(place?.version ?? "");
    const traits: SessionTraits = { habits, writesProgress, interactive: place?.entrypoint !== "sdk-cli" };
    const time = turnTime(turn, traits, useLogged ? logged.durationMs : null);
    const described = describe(own, turn, place, options);
    return { ...described, id: unusedId(ids, described.id), ...time, requests: requests.of(index) };
  });
  return { session: describeSession(own, places, requests.of(-1), turns, options), turns, problems };
}

/**
 * A logged duration longer than the time since the prompt comes from a damaged row, a wrong clock or a row that
 * stands in the wrong place; the turn is then reconstructed.
 */
function isPossible(raw: RawTurn, logged: MarkEvent, problems: Problem[]): boolean {
  const durationMs = logged.durationMs ?? -1;
  const spanMs = raw.endMs - raw.startMs;
  if (durationMs >= 0 && durationMs <= spanMs + longestEarlyStartMs) return true;
  problems.push({
    at: logged.origin,
    kind: "impossible-duration",
    what: `a turn of ${Math.round(spanMs / 1_000)} s is said to have taken ${Math.round(durationMs / 1_000)} s`,
    hint: "The turn's time was reconstructed from its rows instead.",
  });
  return false;
}

/** What the clocks of the rows and of the duration may differ by. */
const longestEarlyStartMs = 60_000;

/** Versions of the session that write `bash_progress` rows: those in which one was seen, and 2.1.12 to 2.1.63. */
function versionsWithProgress(events: readonly LogEvent[]): ReadonlySet<string> {
  const versions = new Set<string>();
  let version = "";
  for (const event of events) {
    if (event.kind === "place") {
      version = event.version ?? "";
      const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
      if (major === 2 && minor === 1 && patch >= 12 && patch <= 63) versions.add(version);
    } else if (event.kind === "progress" && event.of === "bash") versions.add(version);
  }
  return versions;
}

/** Requests by turn; -1 for those outside every turn. */
function countRequests(
  log: SessionLog,
  turns: readonly TurnRuns[],
  loose: readonly LogEvent[],
): RequestCounter {
  const requests = new RequestCounter();
  requests.addAll(loose, false, -1);
  for (const [index, turn] of turns.entries()) {
    requests.addAll(turn.raw.events, false, index);
    for (const stream of turn.subagents) requests.addAll(stream.events, true, index);
  }
  // Subagents of no turn at all: their counts are still paid for.
  for (const stream of log.subagents) requests.addAll(stream.events, true, -1);
  return requests;
}

/** Where the session stood when the turn began. */
function placeAt(places: readonly PlaceEvent[], raw: RawTurn): PlaceEvent | null {
  let found = places[0] ?? null;
  for (const place of places) {
    const earlier = place.atMs <= raw.startMs && place.origin.line <= raw.first.origin.line;
    if (earlier || place.origin.line === raw.first.origin.line) found = place;
  }
  return found;
}

/** Rows glued together on one line may share their id, or have none and share their place. */
function unusedId(used: Set<string>, id: string): string {
  let own = id;
  for (let copy = 2; used.has(own); copy += 1) own = `${id}#${copy}`;
  used.add(own);
  return own;
}

type Described = Omit<Turn, keyof TurnTime | "requests">;

function describe(log: SessionLog, turn: TurnRuns, place: PlaceEvent | null, options: CutOptions): Described {
  const { raw } = turn;
  const { prompt, first } = raw;
  const uuid = first.uuid ?? `${first.origin.file}:${first.origin.line}`;
  const cwd = place?.cwd ?? null;
  const sources = [raw.events, ...turn.subagents.map((stream) => stream.events)];
  return {
    id: `${log.sessionId}/${uuid}`,
    sessionId: log.sessionId,
    agent: log.agent,
    person: options.personOf(cwd),
    project: options.projectOf(cwd),
    branch: place?.branch ?? null,
    startMs: raw.startMs,
    endMs: raw.endMs,
    prompt: {
      uuid,
      by: prompt?.by ?? "notification",
      head: prompt?.head ?? "",
      characters: prompt?.characters ?? 0,
      hash: prompt?.hash ?? "",
      references: prompt?.references ?? [],
      origin: first.origin,
    },
    queued: queuedPrompts(raw).map(({ atMs, characters, origin }) => ({ atMs, characters, origin })),
    ...outcomes(sources),
    toolCounts: toolCounts(sources),
    lastOrigin: raw.events.at(-1)?.origin ?? first.origin,
  };
}

/** What the turn left behind: edits, commits and pull requests, a repeated row counted once. */
function outcomes(
  sources: readonly (readonly LogEvent[])[],
): Pick<Turn, "edits" | "commits" | "pullRequests"> {
  const edits: Turn["edits"][number][] = [];
  const commits = new Map<string, Turn["commits"][number]>();
  const pullRequests = new Map<string, PullRequestSeen>();
  for (const events of sources) {
    for (const event of events) {
      if (event.kind === "link") addPullRequest(pullRequests, event.pullRequest);
      if (event.kind !== "result") continue;
      const { atMs, origin } = event;
      if (event.edit !== null) edits.push({ ...event.edit, atMs, origin });
      for (const commit of event.commits)
        if (!commits.has(commit.sha)) commits.set(commit.sha, { ...commit, atMs, origin });
      for (const seen of event.pullRequests) addPullRequest(pullRequests, seen);
    }
  }
  return { edits, commits: [...commits.values()], pullRequests: [...pullRequests.values()] };
}

function addPullRequest(known: Map<string, PullRequestSeen>, seen: PullRequestSeen): void {
  const title = seen.title ?? known.get(seen.url)?.title ?? null;
  known.set(seen.url, { ...seen, title });
}

function toolCounts(sources: readonly (readonly LogEvent[])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const events of sources) {
    for (const event of events) {
      if (event.kind !== "reply") continue;
      for (const call of event.tools) {
        count(call.name);
        for (const head of call.command?.split(" && ") ?? []) count(`${call.name}:${head}`);
      }
    }
  }
  return counts;
}

const titleTrust: readonly TitleEvent["from"][] = ["custom-title", "ai-title", "summary", "agent-name"];

function describeSession(
  log: SessionLog,
  places: readonly PlaceEvent[],
  looseRequests: readonly ModelRequest[],
  turns: readonly Turn[],
  options: CutOptions,
): Session {
  const cwd = places[0]?.cwd ?? null;
  let firstMs = log.events[0]?.atMs ?? 0;
  let lastMs = firstMs;
  for (const { atMs } of log.events) {
    firstMs = Math.min(firstMs, atMs);
    lastMs = Math.max(lastMs, atMs);
  }
  const pullRequests = new Map<string, PullRequestSeen>();
  for (const event of log.events) if (event.kind === "link") addPullRequest(pullRequests, event.pullRequest);
  for (const turn of turns) for (const seen of turn.pullRequests) addPullRequest(pullRequests, seen);
  return {
    sessionId: log.sessionId,
    agent: log.agent,
    person: options.personOf(cwd),
    project: options.projectOf(cwd),
    cwd,
    version: places.at(-1)?.version ?? null,
    entrypoint: places.find((place) => place.entrypoint !== null)?.entrypoint ?? null,
    firstMs,
    lastMs,
    titles: titlesOf(log.events),
    pullRequests: [...pullRequests.values()],
    looseRequests,
  };
}

/** Titles in falling order of trust, the newest first. Summaries of other sessions are left out. */
function titlesOf(events: readonly LogEvent[]): Session["titles"] {
  const stated = events.filter((event) => event.kind === "title");
  const refersToRows = stated.some(({ leafUuid }) => leafUuid !== null);
  const rows = new Set(refersToRows ? events.map((event) => event.uuid) : []);
  const titles = new Map<string, { from: TitleEvent["from"]; title: string }>();
  for (const event of stated) {
    if (event.leafUuid !== null && !rows.has(event.leafUuid)) continue;
    const key = `${event.from} ${event.title}`;
    titles.delete(key);
    titles.set(key, { from: event.from, title: event.title });
  }
  return [...titles.values()]
    .reverse()
    .sort((a, b) => titleTrust.indexOf(a.from) - titleTrust.indexOf(b.from));
}
