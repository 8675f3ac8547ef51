/** What the lines of an exported ledger must hold; see `ledger-lines.ts`. */
import { z } from "zod";
import type { HistoryCommit } from "../core/changes/repository-history.ts";
import type { LogEvent, Problem } from "../core/events.ts";
import type { Opinion } from "../core/types.ts";
import { opinionSchema } from "../store/opinion-schema.ts";
import type { Chunk, StoredFile, StoredRepository } from "../store/store.ts";

export type LedgerLine =
  | { readonly kind: "file"; readonly value: StoredFile }
  | { readonly kind: "chunk"; readonly value: Chunk }
  | { readonly kind: "repository"; readonly value: StoredRepository }
  | { readonly kind: "commit"; readonly value: ExportedCommit }
  | { readonly kind: "problem"; readonly value: Problem }
  | { readonly kind: "opinion"; readonly value: Opinion };

/** A commit of a repository, whose own line says which of them its branches hold. */
export interface ExportedCommit extends Omit<HistoryCommit, "reachable"> {
  readonly repositoryId: string;
}

export const headerSchema = z.object({ leverageLedger: z.int().min(1) });

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
const schemas: Readonly<Record<LedgerLine["kind"], z.ZodType>> = {
  file: storedFile,
  chunk,
  repository,
  commit,
  problem,
  opinion: opinionSchema,
};

/** The line as it was written (a schema's copy would order its keys anew), or what is wrong with it. */
export function parseLedgerLine(text: string): LedgerLine | string {
  const line = jsonOf(text);
  const [kind, ...others] = typeof line === "object" && line !== null ? Object.keys(line) : [];
  if (line === undefined) return "not JSON";
  if (kind === undefined || others.length > 0 || !isKind(kind)) {
    return `not one of ${Object.keys(schemas).join(", ")}`;
  }
  const value: unknown = (line as Record<string, unknown>)[kind];
  const issue = schemas[kind].safeParse(value).error?.issues[0];
  if (issue !== undefined) return `${[kind, ...issue.path.map(String)].join(".")}: ${issue.message}`;
  return { kind, value } as LedgerLine;
}

/** Undefined where the text is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKind(word: string): word is LedgerLine["kind"] {
  return Object.hasOwn(schemas, word);
}
