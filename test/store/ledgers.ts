/** Ledgers with something in them, for tests of files rather than methods. */
import type { HistoryCommit } from "../../src/core/changes/repository-history.ts";
import { openStore } from "../../src/store/index.ts";
import type { Chunk, Store, StoredFile, StoredRepository } from "../../src/store/store.ts";

export const logFile = (path: string, more: Partial<StoredFile> = {}): StoredFile => ({
  path,
  source: "claude-code",
  sessionId: path,
  agentId: null,
  sizeBytes: 1,
  modifiedMs: 1,
  inode: 1,
  headHash: "hash",
  readBytes: 1,
  readLines: 1,
  state: "null",
  gone: false,
  generation: 0,
  ...more,
});

export const logChunk = (path: string, more: Partial<Chunk> = {}): Chunk => ({
  path,
  generation: 0,
  sessionId: path,
  agentId: null,
  source: "claude-code",
  firstLine: 1,
  events: [
    {
      kind: "mode",
      origin: { file: path, line: 1 },
      atMs: 1,
      uuid: `uuid of ${path}`,
      permissionMode: "plan",
    },
  ],
  ...more,
});

export const storedRepository = (id: string, more: Partial<StoredRepository> = {}): StoredRepository => ({
  id,
  name: "ledger",
  folders: ["/code/ledger"],
  stateKey: "state",
  filesKey: "files",
  refs: [{ name: "refs/heads/main", sha: "a1a1a1a1" }],
  trunk: "refs/heads/main",
  identities: [{ name: "Jane", email: "jane@example.org" }],
  reachable: [],
  ...more,
});
export const historyCommit = (sha: string, more: Partial<HistoryCommit> = {}): HistoryCommit => ({
  sha,
  parents: [],
  author: { name: "Jane", email: null },
  authoredMs: 1,
  committedMs: 1,
  subject: "Add totals",
  mentionedShas: [],
  mentionedSubjects: [],
  trailers: [],
  changeId: null,
  reachable: false,
  files: null,
  ...more,
});
export async function fill(store: Store, logs = 40): Promise<void> {
  await store.transaction(async () => {
    for (let i = 0; i < logs; i++) {
      await store.saveFile(logFile(`/logs/${i}.jsonl`));
      await store.addChunk(logChunk(`/logs/${i}.jsonl`));
    }
  });
  const problem = { at: { file: "/logs/1.jsonl", line: 2 }, kind: "broken-json", what: "x", hint: "y" };
  await store.addProblems([problem]);
  await store.addOpinion("jane", 1, { kind: "split", turnId: "t" });
}

/** A closed ledger at `path`. */
export async function filledLedger(path: string, logs?: number): Promise<string> {
  const store = await openStore(path);
  await fill(store, logs);
  await store.close();
  return path;
}
