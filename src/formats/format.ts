/**
 * The contract of an output format. Adding one is a file beside this, a line in `index.ts`, and a transcript;
 * `test/contracts/formats.test.ts` runs over all. Numbers are written by `numbers.ts` alone.
 */
import type { LeverageRecord } from "../core/leverage-record.ts";

export interface FormatOptions {
  /** Columns the reader has (terminal); formats for files ignore it. */
  readonly columns: number;
  readonly wide: boolean;
  readonly colour: boolean;
}

export interface Format {
  readonly name: string;
  readonly about: string;
  /** File ending without the dot. */
  readonly extension: string;
  /** The whole text, ending in a newline. */
  print(record: LeverageRecord, options: FormatOptions): Promise<string>;
}
