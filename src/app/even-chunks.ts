/**
 * The events of a ledger in pieces whose bounds depend on the logs alone: the ledger's own chunks end where each
 * run happened to stop reading, these where a stretch of lines ends. So ledgers of the same logs have one export,
 * however often reading was interrupted.
 */
import type { LogEvent } from "../core/events.ts";
import type { Chunk } from "../store/store.ts";

/** Few enough to hold in memory whatever the size of the log. */
const stretchLines = 1000;

interface Piece extends Chunk {
  readonly events: LogEvent[];
}

/** @param chunks By file, generation and line. */
export async function* evenChunks(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
  let piece: Piece | undefined;
  let lastLine = 0;
  for await (const chunk of chunks) {
    const goesOn: boolean = piece !== undefined && isSameFile(piece, chunk);
    if (!goesOn) lastLine = 0;
    // What was read before a file named its session stays under the name it had.
    let renamed: boolean = goesOn && !isSameSession(piece!, chunk);
    for (const event of chunk.events) {
      // Rows before the first one with a time are handed over with it, behind their own line.
      const line = Math.max(lastLine, event.origin.line, 1);
      const stretch = stretchOf(line);
      if (lastLine === 0 || renamed || stretch > stretchOf(lastLine)) {
        if (piece !== undefined) yield piece;
        piece = { ...chunk, firstLine: renamed ? chunk.firstLine : stretch * stretchLines + 1, events: [] };
      }
      renamed = false;
      lastLine = line;
      piece!.events.push(event);
    }
  }
  if (piece !== undefined) yield piece;
}

const stretchOf = (line: number): number => Math.floor((line - 1) / stretchLines);

function isSameFile(a: Chunk, b: Chunk): boolean {
  return a.path === b.path && a.generation === b.generation;
}

function isSameSession(a: Chunk, b: Chunk): boolean {
  return a.sessionId === b.sessionId && a.agentId === b.agentId && a.source === b.source;
}
