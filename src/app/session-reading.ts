/** What is to be read of logs, as it was planned. */
import type { LogFile, ReadCursor } from "../sources/source.ts";
import type { StoredFile } from "../store/store.ts";

/** What is to be read of one log file. */
export interface LogReading {
  readonly file: LogFile;
  /** Name of the source that reads it. */
  readonly source: string;
  /** What the ledger knew of the file when this was planned. */
  readonly known: Pick<StoredFile, "generation" | "readBytes" | "sessionId"> | null;
  readonly from: ReadCursor | null;
  readonly generation: number;
}

/** What is to be read of one session. */
export interface SessionReading {
  readonly sessionId: string;
  readonly logs: readonly LogReading[];
  /** The ledger knows nothing of the session: it is cut as soon as it is read, while its events are at hand. */
  readonly isNew: boolean;
}

export const bytesToRead = ({ logs }: SessionReading): number =>
  logs.reduce((sum, { file, from }) => sum + file.sizeBytes - (from?.bytes ?? 0), 0);
