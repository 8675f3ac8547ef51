/** Turns and sessions for tests of the cut: everything that does not matter to it has a quiet default. */
import type { Opinion, OpinionBody, Session, Turn } from "../../src/core/types.ts";

export interface Sketch {
  readonly session?: string;
  readonly at?: number;
  readonly says?: string;
  readonly by?: Turn["prompt"]["by"];
  readonly branch?: string | null;
  readonly person?: string;
  readonly project?: string;
  readonly edits?: readonly string[];
  readonly created?: readonly string[];
  /** Subjects; made on the turn's branch. */
  readonly commits?: readonly string[];
  readonly pullRequests?: Turn["pullRequests"];
  readonly tools?: Readonly<Record<string, number>>;
}

/** A turn that begins `at` minutes after the start of time and takes one minute. */
export function turn(uuid: string, sketch: Sketch = {}): Turn {
  const { session = "s1", at = 0, says = "add a login page", branch = "main" } = sketch;
  const origin = { file: `/logs/${session}.jsonl`, line: at + 1 };
  const startMs = at * 60_000;
  const edit = { added: [1], removed: [], hunks: 1, atMs: startMs, origin };
  return {
    id: `${session}/${uuid}`,
    sessionId: session,
    agent: "claude-code",
    person: sketch.person ?? "ada",
    project: sketch.project ?? "shop",
    branch,
    startMs,
    endMs: startMs + 60_000,
    prompt: {
      uuid,
      by: sketch.by ?? "typed",
      head: says,
      characters: says.length,
      hash: "0".repeat(16),
      references: [],
      origin,
    },
    agentIntervals: [{ fromMs: startMs, toMs: startMs + 60_000 }],
    subagentIntervals: [],
    agentWorkMs: 60_000,
    timeFrom: "logged",
    uncertainMs: 0,
    waits: [],
    queued: [],
    requests: [],
    edits: [
      ...(sketch.edits ?? []).map((path) => ({ ...edit, path, created: false })),
      ...(sketch.created ?? []).map((path) => ({ ...edit, path, created: true })),
    ],
    commits: (sketch.commits ?? []).map((subject) => ({
      sha: "abc1234",
      subject,
      branch,
      atMs: startMs,
      origin,
    })),
    pullRequests: sketch.pullRequests ?? [],
    toolCounts: sketch.tools ?? {},
    lastOrigin: origin,
  };
}

export function session(sessionId: string, more: Partial<Session> = {}): Session {
  return {
    sessionId,
    agent: "claude-code",
    person: "ada",
    project: "shop",
    cwd: "/home/ada/shop",
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

/** Opinions numbered from 1. */
export function opinions(...bodies: readonly OpinionBody[]): readonly Opinion[] {
  return bodies.map((body, i) => ({ seq: i + 1, atMs: i, by: "ada", body }));
}
