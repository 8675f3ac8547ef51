/**
 * A ledger of any size for measuring: the sample's own turns, dealt out to as many sessions as are wanted and spread
 * over working days. Sessions and turns are stored as an analysis would; tasks, days and estimates are made of them by the
 * first command on the ledger, so that every figure of a view is one it can have.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effects } from "../src/app/operation.ts";
import { refresh } from "../src/app/refresh.ts";
import { turnRulesOf, turnsKey } from "../src/app/result-keys.ts";
import { writeSample } from "../src/app/sample/write-sample.ts";
import type { Interval, Session, Turn } from "../src/core/types.ts";
import { openStore } from "../src/store/index.ts";
import type { StoredFile } from "../src/store/store.ts";

export interface LedgerSize {
  readonly sessions: number;
  readonly turnsEach: number;
  readonly sessionsADay: number;
}

/** 50,000 turns, which the program cuts into more than 5,000 tasks. */
export const largeLedger: LedgerSize = { sessions: 2_500, turnsEach: 20, sessionsADay: 5 };

/** An empty ledger would show the sample instead of itself. */
const readLog: StoredFile = {
  ...{ path: "/home/sample/log.jsonl", source: "claude-code", sessionId: "bench-0", agentId: null },
  ...{ sizeBytes: 0, modifiedMs: 0, inode: 0, headHash: "", readBytes: 0, readLines: 0 },
  ...{ state: "null", gone: true, generation: 0 },
};

const dayMs = 24 * 60 * 60_000;
const lastDay = "2026-03-20";

/** Fills the empty ledger of `effects`, whose clock should stand at the end of the sample. */
export async function fillLedger(effects: Effects, size: LedgerSize): Promise<void> {
  const templates = await sampleTurns(effects);
  const store = await effects.store();
  await store.setMeta(turnsKey, turnRulesOf(effects));
  await store.saveFile(readLog);
  await store.transaction(async () => {
    for (let number = 0; number < size.sessions; number++) {
      await store.saveSession(sessionOf(number, size, templates));
    }
  });
}

/** Turns that a person began, of a sample read into a ledger of its own. */
async function sampleTurns(effects: Effects): Promise<readonly Turn[]> {
  const folder = await mkdtemp(join(tmpdir(), "leverage-large-"));
  const store = await openStore(":memory:");
  try {
    await writeSample(folder, { endDay: lastDay });
    await refresh({ ...effects, store: async () => store, logPlaces: [folder] });
    return (await store.turns()).filter((turn) => turn.prompt.by === "typed");
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function sessionOf(number: number, size: LedgerSize, templates: readonly Turn[]) {
  const days = Math.ceil(size.sessions / size.sessionsADay);
  const day = Math.floor(number / size.sessionsADay);
  const hour = 8 + 2 * (number % size.sessionsADay);
  const firstMs = Date.parse(`${lastDay}T00:00:00Z`) - (days - 1 - day) * dayMs + hour * 60 * 60_000;
  const sessionId = `bench-${number}`;
  const turns: Turn[] = [];
  let atMs = firstMs;
  for (let place = 0; place < size.turnsEach; place++) {
    const template = templates[(number * size.turnsEach + place) % templates.length]!;
    const turn = movedTo(template, sessionId, place, atMs);
    turns.push(turn);
    atMs = turn.endMs + 90_000;
  }
  const { agent, person, project } = turns[0]!;
  const session: Session = {
    ...{ sessionId, agent, person, project, firstMs },
    cwd: `/home/sample/${project}`,
    version: "2.1.0",
    entrypoint: "cli",
    lastMs: atMs,
    titles: [],
    pullRequests: [],
    looseRequests: [],
  };
  return { session, turns: turns.map((turn) => ({ ...turn, project, branch: `work/${number}` })) };
}

/** The same turn at another time in another session. */
function movedTo(turn: Turn, sessionId: string, place: number, startMs: number): Turn {
  const byMs = startMs - turn.startMs;
  const uuid = `${place}-${turn.prompt.uuid}`;
  const later = <T extends Interval>(one: T): T => ({
    ...one,
    fromMs: one.fromMs + byMs,
    toMs: one.toMs + byMs,
  });
  const after = <T extends { readonly atMs: number }>(one: T): T => ({ ...one, atMs: one.atMs + byMs });
  return {
    ...turn,
    id: `${sessionId}/${uuid}`,
    sessionId,
    startMs,
    endMs: turn.endMs + byMs,
    prompt: { ...turn.prompt, uuid },
    agentIntervals: turn.agentIntervals.map(later),
    subagentIntervals: turn.subagentIntervals.map(later),
    waits: turn.waits.map(later),
    queued: turn.queued.map(after),
    requests: turn.requests.map((request) => ({
      ...after(request),
      messageId: `${sessionId}-${place}-${request.messageId}`,
    })),
    edits: turn.edits.map(after),
    commits: turn.commits.map(after),
    pullRequests: [],
  };
}
