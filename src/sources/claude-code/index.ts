/** Claude Code's logs as a source of events: finds the files, reads their new lines, hands on redacted facts. */
import type { LogEvent, Origin, Problem } from "../../core/events.ts";
import { type JsonObject, type LineRules, parseLine } from "../json-line.ts";
import { type Line, type LineBatch, type LineLimits, readLines } from "../lines.ts";
import { StringCutter, type StringLimits } from "../long-strings.ts";
import { EventRedactor } from "../redact-events.ts";
import type { LogFile, ReadCursor, ReadOptions, ReadResult, Source } from "../source.ts";
import { claudePlaces, discoverLogs, unreadable } from "./discover.ts";
import { newRowState, type RowState, readRow } from "./rows.ts";

export const claudeCode: Source = {
  name: "claude-code",
  about: "Claude Code: sessions and subagents under ~/.claude/projects, versions 1 and 2",
  places: claudePlaces,
  async discover(places) {
    return discoverLogs(places);
  },
  read,
};

/** Texts that no number needs, and that make up half of the logs: left out of lines before they are parsed. */
const needless = new Map(
  [
    "originalFile",
    "oldString",
    "newString",
    "old_string",
    "new_string",
    "planContent",
    "signature",
    "thinking",
    "data",
    "base64",
    "fullOutput",
    "output",
    "result",
  ].map((key) => [key, 0]),
);

/** For every line. */
const lineLimits: StringLimits = {
  untouchedBytes: 512,
  byKey: needless,
  otherwise: Number.POSITIVE_INFINITY,
  arrayBudgetBytes: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
};

const readLimits: LineLimits = {
  windowBytes: 1 << 20,
  longLineBytes: 16 << 20,
  // Nobody types a megabyte: of lines this long the numbers matter, and the heads of their texts.
  longLine: {
    untouchedBytes: 512,
    byKey: needless,
    otherwise: 64 << 10,
    arrayBudgetBytes: 8 << 20,
    maxBytes: 32 << 20,
  },
};

/** The cursor's `state`: what this source has to remember of a file between two reads. */
interface FileMemory {
  /** The text after the last newline was taken as a whole row: what follows on that line is read as its rest. */
  readonly insideLine: boolean;
  readonly rows: RowState;
}

async function* read(
  file: LogFile,
  from: ReadCursor | null,
  options: ReadOptions = {},
): AsyncGenerator<ReadResult, void> {
  const reader = new LogReader(file, from);
  const redactor = new EventRedactor(options.patterns);
  try {
    for await (const batch of readLines(file.path, reader.position(), readLimits)) {
      const { events, problems } = reader.take(batch);
      await redactor.redact(events);
      await redactor.redact(problems);
      const cursor = reader.cursor();
      await redactor.redact([cursor]);
      yield { events, problems, cursor };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    yield {
      events: [],
      problems: [unreadable("unreadable-file", file.path, error)],
      cursor: from ?? reader.cursor(),
    };
  }
}

/** Turns batches of lines into events and keeps count of where it is. */
class LogReader {
  private readonly file: LogFile;
  private readonly rules: LineRules;
  private readonly rows: RowState;
  private bytes: number;
  private lines: number;
  private insideLine: boolean;

  constructor(file: LogFile, from: ReadCursor | null) {
    const memory = from?.state as FileMemory | null | undefined;
    const cutter = new StringCutter(lineLimits);
    this.file = file;
    this.rules = {
      shorten: (bytes, start, end) =>
        end - start > lineLimits.untouchedBytes
          ? cutter.shorten(bytes, start, end)
          : bytes.subarray(start, end),
      isRow: (value: JsonObject) => typeof value.sessionId === "string" && typeof value.type === "string",
    };
    this.rows = memory?.rows === undefined ? newRowState(file.agentId) : structuredClone(memory.rows);
    this.bytes = from?.bytes ?? 0;
    this.lines = from?.lines ?? 0;
    this.insideLine = memory?.insideLine ?? false;
  }

  position(): { readonly bytes: number; readonly lineNumber: number } {
    return { bytes: this.bytes, lineNumber: this.insideLine ? this.lines : this.lines + 1 };
  }

  cursor(): ReadCursor {
    const memory: FileMemory = { insideLine: this.insideLine, rows: structuredClone(this.rows) };
    return { bytes: this.bytes, lines: this.lines, state: memory };
  }

  take(batch: LineBatch): { events: LogEvent[]; problems: Problem[] } {
    const events: LogEvent[] = [];
    const problems: Problem[] = [];
    for (const line of batch.lines) this.readLine(line, events, problems);
    const last = batch.lines.at(-1);
    if (last !== undefined) {
      this.bytes = batch.bytes;
      this.lines = last.number;
      this.insideLine = false;
    }
    if (batch.rest !== null) this.readRest(batch.rest, events, problems);
    return { events, problems };
  }

  /** The text after the last newline: taken if it is whole rows, else left for the next time. */
  private readRest(rest: Line, events: LogEvent[], problems: Problem[]): void {
    if (rest.gaveUp) return;
    const parsed = parseLine(rest.bytes, this.rules);
    if (!parsed.whole || parsed.objects.length === 0) return;
    this.readLine(rest, events, problems);
    this.bytes += rest.longBytes ?? rest.bytes.length;
    this.lines = rest.number;
    this.insideLine = true;
  }

  private readLine(line: Line, events: LogEvent[], problems: Problem[]): void {
    const at: Origin = { file: this.file.path, line: line.number };
    if (line.gaveUp) {
      problems.push(tooLong(at, line.longBytes ?? 0));
      return;
    }
    const parsed = parseLine(line.bytes, this.rules);
    for (const problem of parsed.problems) problems.push({ at, ...problem });
    if (line.longBytes !== null) problems.push(shortened(at, line.longBytes));
    for (const object of parsed.objects) this.readObject(object, at, events, problems);
  }

  private readObject(object: JsonObject, at: Origin, events: LogEvent[], problems: Problem[]): void {
    try {
      const found = readRow(object, at, this.rows);
      events.push(...found.events);
      problems.push(...found.problems);
    } catch (error) {
      // No shape of row is known to do this; if one does, the rest of the log still counts.
      problems.push({
        at,
        kind: "unreadable-row",
        what: `a row of an unexpected shape (${error instanceof Error ? error.name : "unknown error"})`,
        hint: "The row was left out. Please report it: leverage should read every row or name its type.",
      });
    }
  }
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
