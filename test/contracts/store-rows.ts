/** What the suites of every store share: the stores, and rows to put into them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll } from "vitest";
import type { TaskWork } from "../../src/core/changes/task-work.ts";
import type { LogEvent } from "../../src/core/events.ts";
import type {
  ModelRequest,
  Session,
  SupervisoryInterval,
  Task,
  TaskDay,
  Turn,
} from "../../src/core/types.ts";
import { openStore } from "../../src/store/index.ts";
import type { Chunk, Store, StoredFile, TaskEstimate } from "../../src/store/store.ts";
import * as any from "../store/arbitraries.ts";

let folder: string;
let opened = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leverage-stores-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

export const stores = [
  // A folder for each ledger: the journal beside it is one ledger's.
  { name: "SQLite file", open: () => openStore(join(folder, String(opened++), "ledger.db")) },
  { name: "SQLite in memory", open: () => openStore(":memory:") },
];

interface TaskResults {
  readonly tasks: readonly Task[];
  readonly days: readonly TaskDay[];
  readonly estimates: readonly TaskEstimate[];
  readonly supervision: readonly SupervisoryInterval[];
  readonly work: readonly TaskWork[];
}

export async function saveAll(
  store: Store,
  { tasks, days, estimates, supervision, work }: TaskResults,
): Promise<void> {
  await store.removeTasks((await store.tasks()).map(({ id }) => id));
  const of = <One extends { readonly taskId: string }>(all: readonly One[], id: string) =>
    all.filter(({ taskId }) => taskId === id);
  for (const task of tasks) {
    await store.saveTask(task, "made");
    await store.replaceDays(task.id, of(days, task.id));
    await store.replaceEstimates(task.id, of(estimates, task.id));
    await store.replaceWork(task.id, of(work, task.id)[0] ?? null);
  }
  await store.saveSupervision("jane", supervision, () => "s1");
}

export const file = (path: string, more: Partial<StoredFile> = {}): StoredFile => ({
  path,
  source: "claude-code",
  sessionId: "s1",
  agentId: null,
  sizeBytes: 100,
  modifiedMs: 1,
  inode: 1,
  headHash: "abc",
  readBytes: 100,
  readLines: 10,
  state: "{}",
  gone: false,
  generation: 0,
  ...more,
});
export const prompt = (uuid: string, path = "/a", line = 1): LogEvent => ({
  kind: "prompt",
  origin: { file: path, line },
  atMs: 1,
  uuid,
  by: "typed",
  head: "do it",
  characters: 5,
  hash: "h",
  references: [],
  permissionMode: null,
});
export const chunk = (more: Partial<Chunk> = {}): Chunk => ({
  path: "/a",
  generation: 0,
  sessionId: "s1",
  agentId: null,
  source: "claude-code",
  firstLine: 1,
  events: [prompt("u1")],
  ...more,
});
export const session = (sessionId: string, more: Partial<Session> = {}): Session => ({
  sessionId,
  agent: "claude-code",
  person: "jane",
  project: "ledger",
  cwd: null,
  version: null,
  entrypoint: null,
  firstMs: 0,
  lastMs: 0,
  titles: [],
  pullRequests: [],
  looseRequests: [],
  ...more,
});
export const turn = (id: string, sessionId: string, more: Partial<Turn> = {}): Turn => ({
  id,
  sessionId,
  agent: "claude-code",
  person: "jane",
  project: "ledger",
  branch: null,
  startMs: 0,
  endMs: 10,
  prompt: {
    uuid: id,
    by: "typed",
    head: "",
    characters: 0,
    hash: "",
    references: [],
    origin: { file: "/a", line: 1 },
  },
  agentIntervals: [],
  subagentIntervals: [],
  agentWorkMs: 0,
  timeFrom: "logged",
  uncertainMs: 0,
  waits: [],
  queued: [],
  requests: [],
  edits: [],
  commits: [],
  pullRequests: [],
  toolCounts: {},
  lastOrigin: { file: "/a", line: 2 },
  ...more,
});
export const request = (
  messageId: string,
  outputTokens: number,
  more: Partial<ModelRequest> = {},
): ModelRequest => ({
  messageId,
  atMs: 5,
  model: "some-model",
  tokens: { inputTokens: 1, outputTokens, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, cacheReadTokens: 0 },
  statedUsd: null,
  subagent: false,
  origin: { file: "/a", line: 1 },
  ...more,
});
export const sample = <T>(arbitrary: fc.Arbitrary<T>): T => fc.sample(arbitrary, { numRuns: 1, seed: 7 })[0]!;
export const task = (id: string, more: Partial<Task> = {}): Task => ({ ...sample(any.taskOf(id)), ...more });
export const day = (taskId: string, name: string): TaskDay => sample(any.taskDayOf(taskId, name));

export const by =
  <Item>(textOf: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0;
