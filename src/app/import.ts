/**
 * Takes in hand-kept records, or a whole ledger that `export` wrote. Everything imported is an opinion or a
 * fact of its own; a second import of the same file adds nothing.
 */
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Problem } from "../core/events.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import { describeImport, opinionsOf, type ReadResult, readRecords } from "../formats/import.ts";
import { analyse } from "./analyse.ts";
import { CouldNot, reasonOf } from "./errors.ts";
import { importLedger, isLedgerHeader } from "./ledger-lines.ts";
import { type Effects, operation } from "./operation.ts";
import { redacted } from "./redacted.ts";
import { bringUpToDate } from "./refresh.ts";

export interface ImportOutput {
  readonly kind: "records" | "ledger";
  /** What was understood, line by line, for a person. */
  readonly description: readonly string[];
  readonly added: number;
  readonly known: number;
  readonly dryRun: boolean;
  readonly problems: readonly Problem[];
  readonly records: ReadResult["records"];
}

export const importRecords = operation({
  name: "import",
  about: "Take in a hand-kept leverage record (text, Markdown, HTML, CSV, JSON) or an exported ledger",
  input: () =>
    z.object({
      file: z.string().describe("<FILE> The file, or - for standard input"),
      dryRun: z.boolean().default(false).describe("Show what was understood and change nothing"),
      /** The content, where `file` is `-`. */
      text: z.string().optional(),
    }),
  async run({ file, dryRun, text }, effects): Promise<ImportOutput> {
    if (isLedgerHeader(text ?? (await firstLine(file)))) return importWhole(file, text, dryRun, effects);
    const content = text ?? (await readFile(file, "utf8").catch((error: Error) => cannotRead(file, error)));
    const result = readRecords(content, file === "-" ? "standard input" : file);
    const store = await effects.store();
    const known = opinionsInForce(await store.opinions()).flatMap(({ body }) =>
      body.kind === "imported-entry"
        ? [body.entry.key]
        : body.kind === "imported-record"
          ? [body.record.key]
          : [],
    );
    const bodies = opinionsOf(result.records, new Set(known));
    const entries = result.records.reduce((sum, record) => sum + record.entries.length, 0);
    const added = bodies.filter((body) => body.kind === "imported-entry").length;
    if (!dryRun && bodies.length > 0) {
      const clean = await Promise.all(bodies.map((body) => redacted(body, effects)));
      await store.transaction(async () => {
        for (const body of clean) await store.addOpinion(effects.person, effects.clock(), body);
      });
      await analyse(effects);
    }
    const { problems, records } = result;
    const answer = await redacted({ description: describeImport(result), problems, records }, effects);
    return { kind: "records", added, known: entries - added, dryRun, ...answer };
  },
});

async function importWhole(
  file: string,
  text: string | undefined,
  dryRun: boolean,
  effects: Effects,
): Promise<ImportOutput> {
  const nothing = {
    kind: "ledger",
    description: [],
    added: 0,
    known: 0,
    dryRun,
    problems: [],
    records: [],
  } as const;
  if (dryRun)
    return {
      ...nothing,
      description: [`${file} is a whole ledger; without --dry-run it is added to this one`],
    };
  const report = await importLedger(
    await effects.store(),
    text === undefined ? linesOf(file) : text.split("\n"),
    file,
  );
  await bringUpToDate(effects);
  const { problems } = await redacted({ problems: report.problems }, effects);
  return { ...nothing, ...report, problems, description: problems.map(problemText) };
}

function problemText({ at, what, hint }: Problem): string {
  return `${at.file}${at.line === undefined ? "" : `:${at.line}`}: ${what} (${hint})`;
}

/** Opened at the first line that is asked for: readline drops what it reads before that. */
async function* linesOf(file: string): AsyncIterable<string> {
  yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}

/** The beginning of a file's first line; enough to tell an exported ledger from a record. */
async function firstLine(file: string): Promise<string> {
  const handle = await open(file).catch((error: Error) => cannotRead(file, error));
  try {
    const { buffer, bytesRead } = await handle
      .read(Buffer.alloc(4096), 0, 4096, 0)
      .catch((error: Error) => cannotRead(file, error));
    return buffer.toString("utf8", 0, bytesRead).split("\n")[0] ?? "";
  } finally {
    await handle.close();
  }
}

function cannotRead(file: string, error: Error): never {
  throw new CouldNot(
    `cannot read ${file}: ${reasonOf(error)}`,
    "check the name and its permissions, or pipe the text in with -",
    error,
  );
}
