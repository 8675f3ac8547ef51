/**
 * What a ledger may hold of logs that only ever grow: of each file the first events of its whole text, no more
 * and no less than the ledger says that it has read. So a loss or a doubling shows after every crash, not only in
 * the totals at the end.
 */
import { relative } from "node:path";
import type { LogEvent } from "../../src/core/events.ts";
import { claudeCode } from "../../src/sources/claude-code/index.ts";
import type { Store, StoredFile } from "../../src/store/store.ts";

export class ExpectedFacts {
  readonly #eventsOf: ReadonlyMap<string, readonly LogEvent[]>;

  /** Of all files, read to their ends. */
  readonly events: number;

  private constructor(eventsOf: ReadonlyMap<string, readonly LogEvent[]>) {
    this.#eventsOf = eventsOf;
    this.events = [...eventsOf.values()].reduce((sum, events) => sum + events.length, 0);
  }

  /** Read from a folder with the whole texts. */
  static async read(folder: string): Promise<ExpectedFacts> {
    const eventsOf = new Map<string, readonly LogEvent[]>();
    for (const file of (await claudeCode.discover([folder])).files) {
      const events: LogEvent[] = [];
      for await (const result of claudeCode.read(file, null))
        for (const one of result.events) events.push(one);
      eventsOf.set(relative(folder, file.path), events);
    }
    return new ExpectedFacts(eventsOf);
  }

  /** What is wrong with the ledger's facts, or null; and how much it holds. */
  async compare(store: Store, logs: string): Promise<{ wrong: string | null; events: number }> {
    const held = new Map<string, LogEvent[]>();
    for (const id of await store.chunkIds()) {
      const chunk = await store.chunk(id);
      const events = held.get(chunk.path) ?? [];
      if (events.length === 0) held.set(chunk.path, events);
      for (const event of chunk.events) events.push(event);
    }
    let total = 0;
    for (const file of await store.files()) {
      const events = held.get(file.path) ?? [];
      held.delete(file.path);
      total += events.length;
      const wrong = this.#compareFile(file, events, logs);
      if (wrong !== null) return { wrong: `${relative(logs, file.path)}: ${wrong}`, events: total };
    }
    const [stray] = held.keys();
    return { wrong: stray === undefined ? null : `events of ${stray}, which has no row`, events: total };
  }

  #compareFile(file: StoredFile, events: readonly LogEvent[], logs: string): string | null {
    const path = relative(logs, file.path);
    const expected = this.#eventsOf.get(path) ?? [];
    if (file.generation !== 0) return "was taken for a replaced file, though it only grew";
    const other = events.findIndex((event, i) => textOf(event) !== textOf(expected[i]));
    if (other >= 0) return `event ${other + 1}, from line ${events[other]?.origin.line}, should not be there`;
    const missing = expected
      .slice(events.length)
      .find(({ origin }) => origin.line <= file.readLines && !isHeldBack(file, origin.line));
    return missing === undefined ? null : `line ${missing.origin.line} was read, but its event is lost`;
  }
}

/** Without the path, which differs between the two folders. */
function textOf(event: LogEvent | undefined): string {
  return JSON.stringify(event, (key, value: unknown) => (key === "file" ? "" : value)) ?? "";
}

/** Rows before a file's first time wait in the cursor's state. */
function isHeldBack(file: StoredFile, line: number): boolean {
  const state = JSON.parse(file.state) as { rows?: { untimed?: readonly LogEvent[] } } | null;
  return state?.rows?.untimed?.some((event) => event.origin.line === line) ?? false;
}
