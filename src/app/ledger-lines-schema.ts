/** What the lines of an exported ledger must hold; see `ledger-lines.ts`. */
import { z } from "zod";
import type { HistoryCommit } from "../core/changes/repository-history.ts";
import type { Problem } from "../core/events.ts";
import type { Opinion } from "../core/types.ts";
import { factSchemas } from "../store/fact-schema.ts";
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

const schemas: Readonly<Record<LedgerLine["kind"], z.ZodType>> = {
  ...factSchemas,
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
