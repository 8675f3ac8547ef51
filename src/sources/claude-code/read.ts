/** Reads the new lines of Claude Code's logs and hands on redacted facts. */
import type { LogEvent, Origin, Problem } from "../../core/events.ts";
import { type BriefRows, BriefRowsReaders } from "../brief-rows.ts";
import { type JsonObject, type ParsedLine, parseLine } from "../json-line.ts";
import { type Line, type LineBatch, type LineLimits, type LinePosition, readLines } from "../lines.ts";
import { EventRedactor } from "../redact-events.ts";
import type { LogFile, ReadCursor, ReadOptions, ReadResult } from "../source.ts";
import { unreadable } from "./discover.ts";
import { isEnough, isNeedless, lineRules, neededKeys } from "./line-rules.ts";
import { newRowState, type RowState, readRow } from "./rows.ts";

const readLimits: LineLimits = {
  windowBytes: 256 << 10,
  longLineBytes: 16 << 20,
  // Nobody types a megabyte: of lines this long the numbers matter, and the heads of their texts.
  longLine: {
    untouchedBytes: 512,
    keepBytes: (text) => (isNeedless(text) ? 0 : 64 << 10),
    arrayBudgetBytes: 8 << 20,
    maxBytes: 32 << 20,
  },
};

/** Results are handed over after about this much of the log, all texts of one redacted at once. */
const resultBytes = 4 << 20;

/** The cursor's `state`: what this source has to remember of a file between two reads. */
interface FileMemory {
  /** The text after the last newline was taken as a whole row: what follows on that line is read as its rest. */
  readonly insideLine: boolean;
  readonly rows: RowState;
}

const readers = new BriefRowsReaders(neededKeys);

/** As the source's contract has it. */
export async function* read(
  file: LogFile,
  from: ReadCursor | null,
  options: ReadOptions = {},
): AsyncGenerator<ReadResult, void> {
  const brief = readers.borrow();
  const reader = new LogReader(file, from, brief);
  const redactor = new EventRedactor(options.patterns);
  let handedOver = reader.bytes;
  try {
    const limits = brief === null ? readLimits : { ...readLimits, window: brief.window };
    for (const batch of readLines(file.path, reader.position(), limits)) {
      reader.take(batch);
      if (reader.bytes - handedOver < resultBytes) continue;
      handedOver = reader.bytes;
      yield await redacted(reader.handOver(), redactor);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    reader.problems.push(unreadable("unreadable-file", file.path, error));
  } finally {
    readers.giveBack(brief);
  }
  yield await redacted(reader.handOver(), redactor);
}

async function redacted(result: ReadResult, redactor: EventRedactor): Promise<ReadResult> {
  await redactor.redact([...result.events, ...result.problems, result.cursor]);
  return result;
}

/** Turns batches of lines into events and keeps count of where it is. */
class LogReader {
  /** Position after the last line that was taken. */
  bytes: number;
  problems: Problem[] = [];

  private events: LogEvent[] = [];
  private readonly file: LogFile;
  private readonly brief: BriefRows | null;
  private readonly rows: RowState;
  private lines: number;
  private insideLine: boolean;

  constructor(file: LogFile, from: ReadCursor | null, brief: BriefRows | null) {
    const memory = from?.state as FileMemory | null | undefined;
    this.file = file;
    this.rows = memory?.rows === undefined ? newRowState(file.agentId) : structuredClone(memory.rows);
    this.brief = brief;
    this.bytes = from?.bytes ?? 0;
    this.lines = from?.lines ?? 0;
    this.insideLine = memory?.insideLine ?? false;
  }

  position(): LinePosition {
    return { bytes: this.bytes, lineNumber: this.insideLine ? this.lines : this.lines + 1 };
  }

  take(batch: LineBatch): void {
    this.brief?.take(batch);
    for (const [index, line] of batch.lines.entries()) {
      const found = this.brief?.row(index) ?? null;
      if (found !== null && (!found.isCut || isEnough(found.row, this.rows)))
        this.takeRow(found.row, { file: this.file.path, line: line.number });
      else this.takeLine(line, parseLine(line.bytes, lineRules));
    }
    const last = batch.lines.at(-1);
    if (last !== undefined) {
      this.bytes = batch.bytes;
      this.lines = last.number;
      this.insideLine = false;
    }
    if (batch.rest !== null) this.takeRest(batch.rest);
  }

  /** What was found since the last time. */
  handOver(): ReadResult {
    const { events, problems } = this;
    this.events = [];
    this.problems = [];
    const state: FileMemory = { insideLine: this.insideLine, rows: structuredClone(this.rows) };
    return { events, problems, cursor: { bytes: this.bytes, lines: this.lines, state } };
  }

  /** The text after the last newline: taken if it is whole rows, else left for the next time. */
  private takeRest(rest: Line): void {
    if (rest.gaveUp) return;
    const parsed = parseLine(rest.bytes, lineRules);
    if (!parsed.whole || parsed.objects.length === 0) return;
    this.takeLine(rest, parsed);
    this.bytes += rest.longBytes ?? rest.bytes.length;
    this.lines = rest.number;
    this.insideLine = true;
  }

  private takeLine(line: Line, parsed: ParsedLine): void {
    const at: Origin = { file: this.file.path, line: line.number };
    if (line.gaveUp) {
      this.problems.push(tooLong(at, line.longBytes ?? 0));
      return;
    }
    if (line.longBytes !== null) this.problems.push(shortened(at, line.longBytes));
    for (const problem of parsed.problems) this.problems.push({ at, ...problem });
    for (const object of parsed.objects) this.takeRow(object, at);
  }

  private takeRow(row: JsonObject, at: Origin): void {
    try {
      const found = readRow(row, at, this.rows);
      for (const event of found.events) this.events.push(event);
      for (const { what, ...problem } of found.problems) {
        this.problems.push({ ...problem, what: withoutTexts(what) });
      }
    } catch (error) {
      // No shape of row is known to do this; if one does, the rest of the log still counts.
      this.problems.push({
        at,
        kind: "unreadable-row",
        what: `a row of an unexpected shape (${error instanceof Error ? error.name : "unknown error"})`,
        hint: "The row was left out. Please report it: every row should be read, or named as unknown.",
      });
    }
  }
}

/** A problem quotes the unknown name of a kind; what is too long or too wordy for one could be anybody's text. */
function withoutTexts(what: string): string {
  return what.replace(/'(.*)'/s, (quoted, word: string) =>
    /^[\w.:+-]{1,40}$/.test(word) ? quoted : "'...'",
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function shortened(at: Origin, bytes: number): Problem {
  return {
    at,
    kind: "long-line",
    what: `a line of ${megabytes(bytes)}: its long texts were skipped, its numbers are counted`,
    hint: "Nothing to do, unless a prompt or an edit of that size should count in full.",
  };
}

function tooLong(at: Origin, bytes: number): Problem {
  return {
    at,
    kind: "line-too-long",
    what: `a line of ${megabytes(bytes)} that is no single long text`,
    hint: "The line was left out. All other lines count.",
  };
}
