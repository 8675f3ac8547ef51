/**
 * The contract of a log format. Adding one is a file beside this, a line in `index.ts`, fixtures under
 * `test/sources/<name>/` and a section in `docs/FORMATS.md`; `test/contracts/sources.test.ts` runs over all.
 */
import type { LogEvent, Origin, Problem } from "../core/events.ts";

/** One log file as found on disk. */
export interface LogFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly inode: number;
  /** From the path; rows may correct it. */
  readonly sessionId: string;
  /** Set for a subagent's own file; `sessionId` is then its parent's. */
  readonly agentId: string | null;
}

/** Where reading stopped; `state` is the source's own memory of the file, JSON-able and small. */
export interface ReadCursor {
  readonly bytes: number;
  readonly lines: number;
  readonly state: unknown;
}

export interface ReadOptions {
  /** The user's own patterns of what must not be kept, masked beside the known shapes of secrets. */
  readonly patterns?: readonly RegExp[];
}

/** What one pass over the new part of a file found. */
export interface ReadResult {
  readonly events: readonly LogEvent[];
  readonly problems: readonly Problem[];
  readonly cursor: ReadCursor;
}

export interface Source {
  readonly name: string;
  readonly about: string;
  /** Folders it looks in when none is given, most specific first. */
  places(environment: Readonly<Record<string, string | undefined>>, home: string): readonly string[];
  /** Log files below the folders; what cannot be opened becomes a problem. */
  discover(places: readonly string[]): Promise<{ files: readonly LogFile[]; problems: readonly Problem[] }>;
  /**
   * Read a file from a cursor (null: from the start) in batches of bounded size. An unfinished last line is
   * left for the next time unless it parses as it stands. Every text handed on is redacted.
   */
  read(file: LogFile, from: ReadCursor | null, options?: ReadOptions): AsyncIterable<ReadResult>;
}

export type { LogEvent, Origin, Problem };
