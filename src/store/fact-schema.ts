/** What facts must hold that come from outside: from an exported ledger, or from a damaged one. */
import { z } from "zod";
import type { LogEvent } from "../core/events.ts";

const whole = z.int().min(0);
const eventKinds: Readonly<Record<LogEvent["kind"], true>> = {
  prompt: true,
  reply: true,
  result: true,
  progress: true,
  queue: true,
  mark: true,
  mode: true,
  title: true,
  link: true,
  place: true,
};
const storedFile = z.looseObject({
  path: z.string(),
  source: z.string(),
  sessionId: z.string(),
  agentId: z.string().nullable(),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  inode: z.number(),
  headHash: z.string(),
  readBytes: whole,
  readLines: whole,
  state: z.string(),
  gone: z.boolean(),
  generation: whole,
});
const chunk = z.looseObject({
  path: z.string(),
  generation: whole,
  sessionId: z.string(),
  agentId: z.string().nullable(),
  source: z.string(),
  firstLine: z.int().min(1),
  events: z.array(
    z.looseObject({
      kind: z.enum(Object.keys(eventKinds)),
      origin: z.looseObject({ file: z.string(), line: whole }),
      atMs: z.number(),
      uuid: z.string().nullable(),
    }),
  ),
});
const identity = z.looseObject({ name: z.string(), email: z.string().nullable() });
const sha = z.string().regex(/^[0-9a-f]{4,64}$/);
const repository = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  folders: z.array(z.string()),
  stateKey: z.string(),
  filesKey: z.string(),
  refs: z.array(z.looseObject({ name: z.string(), sha })),
  trunk: z.string().nullable(),
  identities: z.array(identity),
  reachable: z.array(sha),
});
const lines = whole.nullable();
/** 32 bits each, as the ledger keeps them. */
const hashes = z.array(whole.max(0xffff_ffff)).nullable();
const files = z.array(
  z.looseObject({
    path: z.string(),
    movedFrom: z.string().nullable(),
    created: z.boolean(),
    addedLines: lines,
    removedLines: lines,
    hunks: lines,
    added: hashes,
    removed: hashes,
  }),
);
const commit = z.looseObject({
  repositoryId: z.string().min(1),
  sha,
  parents: z.array(sha).nullable(),
  author: identity,
  authoredMs: z.number(),
  committedMs: z.number(),
  subject: z.string(),
  mentionedShas: z.array(z.string()),
  mentionedSubjects: z.array(z.string()),
  trailers: z.array(z.string()),
  changeId: z.string().nullable(),
  files: files.nullable(),
  revertedShas: z.array(z.string()).exactOptional(),
  broughtFiles: files.exactOptional(),
  respaced: z.array(z.tuple([whole, whole])).exactOptional(),
});
const problem = z.looseObject({
  at: z.looseObject({ file: z.string(), line: whole.optional() }),
  kind: z.string(),
  what: z.string(),
  hint: z.string(),
});

/** A commit's repository stands beside it in an export; in the ledger it has a column of its own. */
export const factSchemas = { file: storedFile, chunk, repository, commit, problem };
