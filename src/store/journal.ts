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

/** Every method throws a LedgerError where the file cannot be used. */
export class OpinionJournal {
  readonly path: string;
  readonly #ledgerPath: string;

  constructor(ledgerPath: string) {
    this.path = join(dirname(ledgerPath), "opinions.jsonl");
    this.#ledgerPath = ledgerPath;
  }

  append(opinions: readonly Opinion[]): void {
    if (opinions.length === 0) return;
    const lines = opinions.map((opinion) => `${JSON.stringify(opinion)}\n`).join("");
    this.#named(() => {
      const file = openSync(this.path, "a+", 0o600);
      try {
        writeSync(file, endsInsideLine(file) ? `\n${lines}` : lines);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    });
  }

  /** The numbers of its opinions, unchecked: cheap enough to compare with the ledger's at every opening. */
  seqs(): ReadonlySet<number> {
    const seqs = new Set<number>();
    for (const line of this.#lines()) {
      const value = jsonOrNull(line);
      if (typeof value === "object" && value !== null && "seq" in value && typeof value.seq === "number") {
        seqs.add(value.seq);
      }
    }
    return seqs;
  }

  /** Every opinion that can be read, by number; each line that cannot is a problem. */
  async read(): Promise<{ readonly opinions: readonly Opinion[]; readonly problems: readonly Problem[] }> {
    const { opinionSchema } = await import("./opinion-schema.ts");
    const opinions: Opinion[] = [];
    const problems: Problem[] = [];
    for (const [index, line] of this.#lines().entries()) {
      if (line.trim() === "") continue;
      const value = jsonOrNull(line);
      // Kept as it was written: the schema's copy would order its keys anew.
      if (opinionSchema.safeParse(value).success) opinions.push(value as Opinion);
      else problems.push(brokenLine(this.path, index + 1));
    }
    return { opinions: opinions.sort((a, b) => a.seq - b.seq), problems };
  }

  #lines(): readonly string[] {
    return this.#named(() => (existsSync(this.path) ? readFileSync(this.path, "utf8").split("\n") : []));
  }

  /** @throws LedgerError where the file cannot be used. */
  #named<T>(use: () => T): T {
    try {
      return use();
    } catch (error) {
      throw new LedgerError(
        this.#ledgerPath,
        `cannot keep its copy of what you said, ${this.path}: ${reasonOf(error)}`,
        "make room or give yourself the right to read and write it; the next run brings it up to date",
        error,
      );
    }
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
