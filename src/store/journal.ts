/**
 * The opinions' second copy: `opinions.jsonl` beside the ledger, one JSON line an opinion, appended once its
 * transaction is committed. Logs can be read again; what a person said cannot, so it outlives the ledger.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Problem } from "../core/events.ts";
import type { Opinion } from "../core/types.ts";
import { LedgerError, reasonOf } from "./errors.ts";

const newline = 0x0a;

export class OpinionJournal {
  readonly path: string;
  readonly #ledgerPath: string;

  constructor(ledgerPath: string) {
    this.path = join(dirname(ledgerPath), "opinions.jsonl");
    this.#ledgerPath = ledgerPath;
  }

  /** @throws LedgerError where the file cannot be written. */
  append(opinions: readonly Opinion[]): void {
    if (opinions.length === 0) return;
    const lines = opinions.map((opinion) => `${JSON.stringify(opinion)}\n`).join("");
    try {
      const file = openSync(this.path, "a+", 0o600);
      try {
        writeSync(file, endsInsideLine(file) ? `\n${lines}` : lines);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw new LedgerError(
        this.#ledgerPath,
        `holds what you said, but its copy ${this.path} cannot be written: ${reasonOf(error)}`,
        "make room or give yourself the right to write there; the next run brings the copy up to date",
        error,
      );
    }
  }

  /** Number of whole lines: cheap to compare with the ledger at every opening. */
  count(): number {
    if (!existsSync(this.path)) return 0;
    const bytes = readFileSync(this.path);
    let lines = 0;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines += 1;
    return lines;
  }

  /** Every opinion that can be read, by number; each line that cannot is a problem. */
  async read(): Promise<{ readonly opinions: readonly Opinion[]; readonly problems: readonly Problem[] }> {
    if (!existsSync(this.path)) return { opinions: [], problems: [] };
    const { opinionSchema } = await import("./opinion-schema.ts");
    const opinions: Opinion[] = [];
    const problems: Problem[] = [];
    for (const [index, line] of readFileSync(this.path, "utf8").split("\n").entries()) {
      if (line.trim() === "") continue;
      const value = jsonOrNull(line);
      // Kept as it was written: the schema's copy would order its keys anew.
      if (opinionSchema.safeParse(value).success) opinions.push(value as Opinion);
      else problems.push(brokenLine(this.path, index + 1));
    }
    return { opinions: opinions.sort((a, b) => a.seq - b.seq), problems };
  }
}

/** A crash may have left half a line: the next one must not be glued to it. */
function endsInsideLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== newline;
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function brokenLine(file: string, line: number): Problem {
  return {
    at: { file, line },
    kind: "broken-opinion",
    what: "not an opinion as leverage writes them",
    hint: "correct the line from a backup, or delete it, and run leverage again",
  };
}
