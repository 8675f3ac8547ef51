/** Arbitrary facts, opinions and results: any text, any time, any number JSON can carry. */
import fc from "fast-check";
import type { HistoryCommit } from "../../src/core/changes/repository-history.ts";
import { outcomes, type TaskWork } from "../../src/core/changes/task-work.ts";
import type {
  LogEvent,
  Origin,
  Problem,
  ReplyEvent,
  ResultEvent,
  TokenCounts,
} from "../../src/core/events.ts";
import type { CommitLink } from "../../src/core/links/commit-links.ts";
import { linkReasons } from "../../src/core/links/link-evidence.ts";
import {
  type ModelRequest,
  type OpinionBody,
  type Session,
  type SupervisoryInterval,
  type Task,
  type TaskDay,
  type Turn,
  workTypes,
} from "../../src/core/types.ts";
import type { Chunk, StoredFile, StoredRepository, TaskEstimate } from "../../src/store/store.ts";

// "binary" includes lone surrogates and control characters, as a text cut at 600 characters may.
export const text = fc.string({ unit: "binary", maxLength: 12 });
const textOrNull = fc.option(text);
const texts = fc.array(text, { maxLength: 3 });
const count = fc.nat();
/** JSON knows no -0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0);
const numberOrNull = fc.option(number);
/** To the eighth of a millisecond: rows are sorted by time, and SQLite sorts subnormal numbers as 0. */
export const time = fc.integer({ min: -1e13, max: 3e13 }).map((eighths) => eighths / 8);
const pathName = fc.constantFrom("/logs/a.jsonl", "/logs/b.jsonl", "C:\\logs\\ü.jsonl", "");
const origin: fc.Arbitrary<Origin> = fc.record({ file: pathName, line: fc.nat() });

const tokens: fc.Arbitrary<TokenCounts> = fc.record({
  inputTokens: count,
  outputTokens: count,
  cacheWrite5mTokens: count,
  cacheWrite1hTokens: count,
  cacheReadTokens: count,
});
const pullRequest = fc.record({ number: count, url: text, title: textOrNull });
const commit = fc.record({ sha: text, subject: text, branch: textOrNull });
const edit = fc.record({
  path: text,
  added: fc.array(count, { maxLength: 4 }),
  removed: fc.array(count, { maxLength: 4 }),
  hunks: count,
  created: fc.boolean(),
});
const base = { origin, atMs: time, uuid: textOrNull };

const prompt = fc.record({
  kind: fc.constant("prompt" as const),
  ...base,
  by: fc.constantFrom("typed" as const, "slash" as const, "plan" as const, "queued" as const),
  head: text,
  characters: count,
  hash: text,
  references: texts,
  permissionMode: textOrNull,
});
const reply: fc.Arbitrary<ReplyEvent> = fc.record({
  kind: fc.constant("reply" as const),
  ...base,
  messageId: textOrNull,
  model: textOrNull,
  tokens: fc.option(tokens),
  statedUsd: numberOrNull,
  tools: fc.array(
    fc.record({
      id: text,
      name: text,
      command: textOrNull,
      path: textOrNull,
      background: fc.boolean(),
      timeoutMs: numberOrNull,
      sleepMs: numberOrNull,
    }),
    { maxLength: 2 },
  ),
  hasText: fc.boolean(),
  synthetic: fc.boolean(),
});
const result: fc.Arbitrary<ResultEvent> = fc.record({
  kind: fc.constant("result" as const),
  ...base,
  toolId: text,
  durationMs: numberOrNull,
  rejected: fc.boolean(),
  error: fc.boolean(),
  background: fc.boolean(),
  agentId: textOrNull,
  subagent: fc.option(fc.record({ tools: count, answerTokens: count, addedLines: count })),
  edit: fc.option(edit),
  commits: fc.array(commit, { maxLength: 2 }),
  pullRequests: fc.array(pullRequest, { maxLength: 2 }),
});
const progress = fc.record({
  kind: fc.constant("progress" as const),
  ...base,
  of: text,
  toolId: textOrNull,
  elapsedMs: numberOrNull,
  hookEvent: textOrNull,
  inner: fc.option(fc.oneof(reply, result)),
  agentId: textOrNull,
});
const queue = fc.record({
  kind: fc.constant("queue" as const),
  ...base,
  operation: fc.constantFrom("enqueue" as const, "dequeue" as const, "remove" as const, "popAll" as const),
  notification: fc.boolean(),
  characters: count,
});
const mark = fc.record({
  kind: fc.constant("mark" as const),
  ...base,
  mark: fc.constantFrom("turn-duration" as const, "interrupt" as const, "other" as const),
  durationMs: numberOrNull,
  hookEvent: textOrNull,
  toolId: textOrNull,
  retryMs: numberOrNull,
});
const mode = fc.record({ kind: fc.constant("mode" as const), ...base, permissionMode: text });
const title = fc.record({
  kind: fc.constant("title" as const),
  ...base,
  from: fc.constantFrom("summary" as const, "ai-title" as const),
  title: text,
  leafUuid: textOrNull,
});
const link = fc.record({ kind: fc.constant("link" as const), ...base, pullRequest });
const place = fc.record({
  kind: fc.constant("place" as const),
  ...base,
  cwd: text,
  branch: textOrNull,
  version: textOrNull,
  entrypoint: textOrNull,
});

export const event: fc.Arbitrary<LogEvent> = fc.oneof(
  prompt,
  reply,
  result,
  progress,
  queue,
  mark,
  mode,
  title,
  link,
  place,
);

export const chunk: fc.Arbitrary<Chunk> = fc.record({
  path: pathName,
  generation: fc.nat({ max: 2 }),
  sessionId: fc.constantFrom("s1", "s2", "s3"),
  agentId: fc.option(fc.constantFrom("a1", "a2")),
  source: fc.constant("claude-code"),
  firstLine: fc.integer({ min: 1, max: 1000 }),
  events: fc.array(event, { minLength: 1, maxLength: 6 }),
});

export const storedFile: fc.Arbitrary<StoredFile> = fc.record({
  path: pathName,
  source: text,
  sessionId: fc.constantFrom("s1", "s2", "s3"),
  agentId: textOrNull,
  sizeBytes: count,
  modifiedMs: number,
  // Windows has 64-bit file ids, which a JavaScript number rounds.
  inode: fc.oneof(count, fc.constant(2 ** 60)),
  headHash: text,
  readBytes: count,
  readLines: count,
  state: text,
  gone: fc.boolean(),
  generation: fc.nat({ max: 2 }),
});

const plainText = fc.string({ maxLength: 12 });
export const problem: fc.Arbitrary<Problem> = fc
  .record({
    file: pathName,
    line: fc.option(fc.integer({ min: 1 })),
    kind: fc.constantFrom("broken-json", "unknown-row"),
    what: plainText,
    hint: plainText,
  })
  .map(({ file, line, ...rest }) => ({ at: line === null ? { file } : { file, line }, ...rest }));

export const request: fc.Arbitrary<ModelRequest> = fc.record({
  messageId: fc.constantFrom("m1", "m2", "m3", "m4"),
  atMs: time,
  model: text,
  tokens,
  statedUsd: numberOrNull,
  subagent: fc.boolean(),
  origin,
});

/** Ids of turns are given by the caller: they must be unique in a ledger. */
export const turnOf = (id: string, sessionId: string): fc.Arbitrary<Turn> =>
  fc.record({
    id: fc.constant(id),
    sessionId: fc.constant(sessionId),
    agent: text,
    person: fc.constantFrom("jane", "joe"),
    project: fc.constantFrom("ledger", "website"),
    branch: textOrNull,
    startMs: time,
    endMs: time,
    prompt: fc.record({
      uuid: text,
      by: fc.constant("typed" as const),
      head: text,
      characters: count,
      hash: text,
      references: texts,
      origin,
    }),
    agentIntervals: fc.array(fc.record({ fromMs: time, toMs: time }), { maxLength: 3 }),
    subagentIntervals: fc.array(fc.record({ fromMs: time, toMs: time }), { maxLength: 2 }),
    agentWorkMs: number,
    timeFrom: fc.constantFrom("logged" as const, "reconstructed" as const),
    uncertainMs: number,
    waits: fc.array(
      fc.record({ fromMs: time, toMs: time, for: fc.constant("approval" as const), tool: text, origin }),
      { maxLength: 2 },
    ),
    queued: fc.array(fc.record({ atMs: time, characters: count, origin }), { maxLength: 2 }),
    requests: fc.array(request, { maxLength: 3 }),
    edits: fc.array(
      edit.chain((e) => fc.record({ atMs: time, origin }).map((at) => ({ ...e, ...at }))),
      { maxLength: 2 },
    ),
    commits: fc.array(
      commit.chain((c) => fc.record({ atMs: time, origin }).map((at) => ({ ...c, ...at }))),
      { maxLength: 2 },
    ),
    pullRequests: fc.array(pullRequest, { maxLength: 2 }),
    toolCounts: fc.dictionary(text, count, { maxKeys: 3, noNullPrototype: true }),
    lastOrigin: origin,
  });

export const sessionOf = (sessionId: string): fc.Arbitrary<Session> =>
  fc.record({
    sessionId: fc.constant(sessionId),
    agent: text,
    person: fc.constantFrom("jane", "joe"),
    project: fc.constantFrom("ledger", "website"),
    cwd: textOrNull,
    version: textOrNull,
    entrypoint: textOrNull,
    firstMs: time,
    lastMs: time,
    titles: fc.array(fc.record({ from: text, title: text }), { maxLength: 2 }),
    pullRequests: fc.array(pullRequest, { maxLength: 2 }),
    looseRequests: fc.array(request, { maxLength: 2 }),
  });

export const taskOf = (id: string): fc.Arbitrary<Task> =>
  fc.record({
    id: fc.constant(id),
    anchor: text,
    agent: text,
    person: text,
    project: text,
    title: text,
    titleFrom: fc.constantFrom("commits" as const, "prompt" as const),
    type: fc.constantFrom(...workTypes),
    typeFrom: fc.constantFrom("rule" as const, "correction" as const),
    turnIds: texts,
    sessionIds: texts,
    branches: texts,
    firstMs: time,
    lastMs: time,
    excluded: fc.boolean(),
    notes: texts,
    cutBecause: texts,
  });

export const taskDayOf = (taskId: string, day: string): fc.Arbitrary<TaskDay> =>
  fc.record({
    taskId: fc.constant(taskId),
    day: fc.constant(day),
    turns: count,
    agentMs: number,
    agentWorkMs: number,
    uncertainMs: number,
    promptingMs: number,
    reviewingMs: number,
    approvingMs: number,
    declaredSupervisoryMs: numberOrNull,
    tokensByModel: fc.dictionary(text, tokens, { maxKeys: 2, noNullPrototype: true }),
    netLines: count,
    declaredTokens: count,
  });

export const estimateOf = (taskId: string): fc.Arbitrary<TaskEstimate> =>
  fc.record({
    taskId: fc.constant(taskId),
    inForce: fc.boolean(),
    estimate: fc.record({
      estimator: text,
      version: count,
      givenMs: number,
      assumption: text,
      warnings: texts,
      inputs: fc.dictionary(text, fc.oneof(text, count), { maxKeys: 2, noNullPrototype: true }),
      note: textOrNull,
      lowMinutes: number,
      likelyMinutes: number,
      highMinutes: number,
    }),
  });

export const supervisoryInterval: fc.Arbitrary<SupervisoryInterval> = fc.record({
  fromMs: time,
  toMs: time,
  of: fc.constantFrom("prompting" as const, "reviewing" as const, "approving" as const),
  turnId: text,
  away: fc.boolean(),
});

const identity = fc.record({ name: text, email: textOrNull });
export const shaText = fc.string({
  unit: fc.constantFrom(..."0123456789abcdef"),
  minLength: 7,
  maxLength: 64,
});
const lineHash = fc.nat({ max: 0xffff_ffff });
const countOrNull = fc.option(count);

const historyFile = fc.record({
  path: text,
  movedFrom: textOrNull,
  created: fc.boolean(),
  addedLines: countOrNull,
  removedLines: countOrNull,
  hunks: countOrNull,
  added: fc.option(fc.array(lineHash, { maxLength: 4 })),
  removed: fc.option(fc.array(lineHash, { maxLength: 4 })),
});
const commitFields = {
  sha: shaText,
  parents: fc.option(fc.array(shaText, { maxLength: 2 })),
  author: identity,
  authoredMs: time,
  committedMs: time,
  subject: text,
  mentionedShas: fc.array(shaText, { maxLength: 2 }),
  mentionedSubjects: texts,
  trailers: texts,
  changeId: textOrNull,
  reachable: fc.boolean(),
  files: fc.option(fc.array(historyFile, { maxLength: 3 })),
};
const laterFields = {
  revertedShas: fc.array(shaText, { maxLength: 2 }),
  broughtFiles: fc.array(historyFile, { maxLength: 2 }),
  respaced: fc.array(fc.tuple(lineHash, lineHash), { maxLength: 2 }),
};

export const historyCommit: fc.Arbitrary<HistoryCommit> = fc.oneof(
  fc.record(commitFields),
  fc.record({ ...commitFields, ...laterFields }),
);

export const repositoryOf = (id: string): fc.Arbitrary<StoredRepository> =>
  fc.record({
    id: fc.constant(id),
    name: text,
    folders: texts,
    stateKey: text,
    filesKey: text,
    refs: fc.array(fc.record({ name: text, sha: shaText }), { maxLength: 2 }),
    trunk: textOrNull,
    identities: fc.array(identity, { maxLength: 2 }),
    reachable: fc.array(shaText, { maxLength: 3 }),
  });

const reasonsOf = <Reason>(reason: fc.Arbitrary<Reason>) =>
  fc.array(fc.record({ reason, note: text }), { maxLength: 2 });

export const commitLink: fc.Arbitrary<CommitLink> = fc.record({
  sha: shaText,
  turnId: text,
  sessionId: text,
  confidence: number,
  share: numberOrNull,
  reasons: reasonsOf(fc.constantFrom(...linkReasons)),
});

export const taskWorkOf = (taskId: string): fc.Arbitrary<TaskWork> =>
  fc.record({
    taskId: fc.constant(taskId),
    commits: fc.array(
      fc.record({
        sha: shaText,
        repository: textOrNull,
        subject: text,
        authoredMs: time,
        confidence: number,
        share: number,
        files: countOrNull,
        addedLines: countOrNull,
        removedLines: countOrNull,
        reachable: fc.option(fc.boolean()),
        merged: fc.option(fc.boolean()),
        revertedBy: fc.option(shaText),
        reasons: reasonsOf(text),
      }),
      { maxLength: 2 },
    ),
    outcome: fc.option(fc.constantFrom(...outcomes)),
    outcomeBecause: text,
    diff: fc.record({
      from: fc.constantFrom("commits" as const, "edits" as const),
      rows: fc.array(
        fc.record({
          kind: fc.constantFrom("source" as const, "tests" as const),
          language: textOrNull,
          files: count,
          hunks: count,
          addedLines: count,
          removedLines: count,
        }),
        { maxLength: 2 },
      ),
      uncountedFiles: count,
    }),
  });

const id = fc.string({ minLength: 1, maxLength: 8 });
const range = fc.record({ lowMinutes: count, likelyMinutes: count, highMinutes: count });
const hash = fc.string({
  unit: fc.constantFrom(..."0123456789abcdef"),
  minLength: 64,
  maxLength: 64,
});
export const opinionBody: fc.Arbitrary<OpinionBody> = fc.oneof(
  fc.record({ kind: fc.constant("rename" as const), turnId: id, title: text }),
  fc.record({ kind: fc.constant("retype" as const), turnId: id, type: fc.constantFrom(...workTypes) }),
  fc.record({ kind: fc.constant("merge" as const), turnIds: fc.array(id, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constantFrom("exclude" as const, "include" as const), turnId: id }),
  fc.record({ kind: fc.constant("note" as const), turnId: id, text }),
  fc.record({
    kind: fc.constantFrom("commit-link" as const, "commit-unlink" as const),
    turnId: id,
    sha: shaText,
  }),
  fc.record({
    kind: fc.constantFrom("estimate" as const, "blind-estimate" as const),
    turnId: id,
    minutes: range,
    note: textOrNull,
  }),
  fc.record({
    kind: fc.constant("plan" as const),
    title: text,
    minutes: range,
    person: text,
    branch: fc.option(id, { nil: null }),
    project: fc.option(id, { nil: null }),
    note: textOrNull,
    previous: fc.option(hash, { nil: null }),
    hash,
  }),
  fc.record({ kind: fc.constant("plan-attach" as const), turnId: id, plan: hash }),
);
