/**
 * The whole ledger as JSON lines, out and in: facts and opinions; results are rebuilt from them.
 *
 * The first line is the header `{"leverageLedger":1}`. Each line after it holds one thing under its kind:
 * `{"file":...}` before its `{"chunk":...}` lines, `{"repository":...}` before its `{"commit":...}` lines, then
 * `{"problem":...}` and `{"opinion":...}` lines. The order depends on the content alone, so ledgers of the same logs
 * and repositories give the same bytes.
 */

import type { Problem } from "../core/events.ts";
import type { Opinion } from "../core/types.ts";
import type { Chunk, Store, StoredFile } from "../store/store.ts";
import { evenChunks } from "./even-chunks.ts";
import { CommitsImport } from "./ledger-lines-commits.ts";
import {
  type ExportedCommit,
  headerSchema,
  jsonOf,
  type LedgerLine,
  parseLedgerLine,
} from "./ledger-lines-schema.ts";
import { sessionsWait } from "./result-keys.ts";

const formatVersion = 1;

/** Lines, each with its newline. What is added to the ledger meanwhile is left out. */
export async function* exportLedger(store: Store): AsyncIterable<string> {
  const { files, chunkIds, repositories, problems, opinions } = await store.transaction(async () => ({
    files: await store.files(),
    chunkIds: await store.chunkIds(),
    repositories: await store.repositories(),
    problems: await store.problems({ factsOnly: true }),
    opinions: await store.opinions(),
  }));
  yield lineOf({ leverageLedger: formatVersion });
  let next = 0;
  for await (const chunk of evenChunks(chunksOf(store, chunkIds))) {
    // Chunks come in the order of their files, some of which have none.
    while (next < files.length && files[next - 1]?.path !== chunk.path) yield lineOf({ file: files[next++] });
    yield lineOf({ chunk });
  }
  for (const file of files.slice(next)) yield lineOf({ file });
  for (const repository of repositories) {
    // The times of git's files mean something on this machine alone.
    yield lineOf({ repository: { ...repository, filesKey: "" } });
    for (const { reachable: _, ...commit } of await store.commits(repository.id)) {
      yield lineOf({ commit: { repositoryId: repository.id, ...commit } });
    }
  }
  for (const problem of problems) yield lineOf({ problem });
  for (const opinion of opinions) yield lineOf({ opinion });
}

async function* chunksOf(store: Store, ids: readonly number[]): AsyncGenerator<Chunk, void> {
  for (const id of ids) yield await store.chunk(id);
}

/** Whether a text begins as an exported ledger does. */
export function isLedgerHeader(text: string): boolean {
  return headerSchema.safeParse(jsonOf(text.split("\n", 1)[0] ?? "")).success;
}

export interface ImportReport {
  /** Lines that brought something new, and lines that the ledger knew already. */
  readonly added: number;
  readonly known: number;
  readonly problems: readonly Problem[];
}

/**
 * Adds what the lines hold and the ledger lacks, in one transaction; a second import adds nothing. A line that
 * cannot be used is a problem with its place (`from` names the file) and keeps no other line out. Sessions
 * with new facts are noted for analysis.
 */
export function importLedger(
  store: Store,
  lines: AsyncIterable<string> | Iterable<string>,
  from: string,
): Promise<ImportReport> {
  return store.transaction(async () => {
    const incoming = new LedgerImport(store, from);
    for await (const line of lines) if (!(await incoming.take(line))) break;
    return await incoming.finish();
  });
}

class LedgerImport {
  readonly #store: Store;
  readonly #from: string;
  readonly #problems: Problem[] = [];
  readonly #changedSessions = new Set<string>();
  /** Each file that a line named, with the row the ledger had before. */
  readonly #files = new Map<string, StoredFile | null>();
  /** Places of the chunks added: a line that stands twice counts once. */
  readonly #chunks = new Set<string>();
  readonly #commits: CommitsImport;
  #opinions: OpinionMerge | null = null;
  #line = 0;
  #added = 0;
  #known = 0;

  constructor(store: Store, from: string) {
    this.#store = store;
    this.#from = from;
    this.#commits = new CommitsImport(store);
  }

  /** False where there is no use in going on. */
  async take(text: string): Promise<boolean> {
    this.#line += 1;
    if (this.#line === 1) return this.#takeHeader(text);
    if (text.trim() === "") return true;
    const line = parseLedgerLine(text);
    if (typeof line === "string") this.#problem(`not a line of an exported ledger: ${line}`);
    else {
      const isNew = await this.#takeThing(line);
      if (isNew === true) this.#added += 1;
      if (isNew === false) this.#known += 1;
    }
    return true;
  }

  async finish(): Promise<ImportReport> {
    if (this.#line === 0) this.#takeHeader("");
    if (this.#changedSessions.size > 0) await sessionsWait(this.#store, this.#changedSessions);
    await this.#commits.finish();
    return { added: this.#added, known: this.#known, problems: this.#problems };
  }

  #takeHeader(text: string): boolean {
    const parsed = headerSchema.safeParse(jsonOf(text));
    if (parsed.success && parsed.data.leverageLedger <= formatVersion) return true;
    if (parsed.success) {
      this.#problem(
        `format ${parsed.data.leverageLedger} is newer than this version of leverage reads (${formatVersion})`,
        "update leverage: npm install --global leverage-ledger@latest",
      );
    } else this.#problem("not an exported ledger: its first line is not the header");
    return false;
  }

  /** Whether the line brought something new; null where it cannot be used. */
  async #takeThing(line: LedgerLine): Promise<boolean | null> {
    switch (line.kind) {
      case "file":
        return await this.#takeFile(line.value);
      case "chunk":
        return await this.#takeChunk(line.value);
      case "repository":
        return await this.#commits.takeRepository(line.value);
      case "commit":
        return await this.#takeCommit(line.value);
      case "problem":
        return (await this.#store.addProblems([line.value])) > 0;
      case "opinion":
        return await this.#takeOpinion(line.value);
    }
  }

  async #takeFile(file: StoredFile): Promise<boolean> {
    const known = await this.#store.file(file.path);
    this.#files.set(file.path, known);
    const further =
      known === null ||
      file.generation > known.generation ||
      (file.generation === known.generation && file.readLines > known.readLines);
    if (!further) return false;
    await this.#store.saveFile(file);
    if (known !== null && known.generation < file.generation) this.#changedSessions.add(known.sessionId);
    return true;
  }

  async #takeChunk(chunk: Chunk): Promise<boolean | null> {
    const known = this.#files.get(chunk.path);
    if (known === undefined) {
      this.#problem(`no line before it names its file ${chunk.path}`);
      return null;
    }
    const fresh = known === null ? chunk : withoutKnown(chunk, known);
    const place = fresh === null ? "" : JSON.stringify([fresh.path, fresh.generation, fresh.firstLine]);
    if (fresh === null || fresh.events.length === 0 || this.#chunks.has(place)) return false;
    this.#chunks.add(place);
    await this.#store.addChunk(fresh);
    this.#changedSessions.add(chunk.sessionId);
    return true;
  }

  async #takeCommit(commit: ExportedCommit): Promise<boolean | null> {
    const isNew = await this.#commits.takeCommit(commit);
    if (isNew === null) this.#problem(`no line before it names its repository ${commit.repositoryId}`);
    return isNew;
  }

  async #takeOpinion(opinion: Opinion): Promise<boolean | null> {
    this.#opinions ??= new OpinionMerge(await this.#store.opinions());
    const { body, seq } = this.#opinions.place(opinion);
    if (body === null) {
      this.#problem("it takes back an opinion that no line before it holds");
      return null;
    }
    if (seq !== null) return false;
    this.#opinions.added(opinion, await this.#store.addOpinion(opinion.by, opinion.atMs, body));
    return true;
  }

  #problem(what: string, hint = "export the ledger again, or correct the line"): void {
    this.#problems.push({
      at: { file: this.#from, line: Math.max(1, this.#line) },
      kind: "broken-ledger-line",
      what,
      hint,
    });
  }
}

/**
 * The part of a chunk that the ledger has not read itself. Two ledgers may have read one log in different
 * pieces, so a chunk may begin before the place that the other reached.
 */
function withoutKnown(chunk: Chunk, known: StoredFile): Chunk | null {
  if (chunk.generation < known.generation) return null;
  if (chunk.generation > known.generation || chunk.firstLine > known.readLines) return chunk;
  const events = chunk.events.filter((event) => event.origin.line > known.readLines);
  return events.length === 0 ? null : { ...chunk, firstLine: known.readLines + 1, events };
}

/** Finds each incoming opinion among the ledger's own, whose numbers may differ. */
class OpinionMerge {
  /** Numbers of the ledger's opinions by content; equal ones are counted off one by one. */
  readonly #seqsOf = new Map<string, number[]>();
  readonly #seqHere = new Map<number, number>();

  constructor(opinions: readonly Opinion[]) {
    for (const opinion of opinions) {
      const key = contentOf(opinion);
      this.#seqsOf.set(key, [...(this.#seqsOf.get(key) ?? []), opinion.seq]);
    }
  }

  /** The body with this ledger's numbers (null: it refers to nothing), and its number here if it is known. */
  place(opinion: Opinion): { readonly body: Opinion["body"] | null; readonly seq: number | null } {
    let body: Opinion["body"] = opinion.body;
    if (body.kind === "undo") {
      const seq = this.#seqHere.get(body.seq);
      if (seq === undefined) return { body: null, seq: null };
      body = { ...body, seq };
    }
    const seq = this.#seqsOf.get(contentOf({ ...opinion, body }))?.shift() ?? null;
    if (seq !== null) this.#seqHere.set(opinion.seq, seq);
    return { body, seq };
  }

  added(opinion: Opinion, here: Opinion): void {
    this.#seqHere.set(opinion.seq, here.seq);
  }
}

function contentOf({ atMs, by, body }: Omit<Opinion, "seq">): string {
  return JSON.stringify([atMs, by, body]);
}

/** Some readers, Node's among them, take U+2028 and U+2029 for line ends. */
function lineOf(value: unknown): string {
  const text = JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  return `${text}\n`;
}
