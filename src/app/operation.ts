/**
 * The contract of an operation: one thing a person or program can ask of the ledger. Every way in (command
 * line, and later routes and tools) is derived from it, so that all agree. Adding one is a file beside this
 * and a line in `index.ts`.
 */
import type { z } from "zod";
import type { Source } from "../sources/source.ts";
import type { NotedTable, Store } from "../store/store.ts";
import type { Config } from "./config.ts";

/** Threads that read logs beside the one that writes the ledger. */
export interface ReadingThreads {
  /** The built module that each runs: `digest-worker.ts`. */
  readonly file: URL;
  readonly count: number;
  /** Less than this is read sooner than threads are started. */
  readonly worthBytes: number;
}

/** A look at every row of the ledger. */
export interface LedgerCheck {
  /** What is wrong, one line each; empty: it is sound. */
  readonly damage: readonly string[];
  readonly checkedMs: number;
}

/** What an operation may touch of the world; built once, at the way in. Tests pass their own. */
export interface Effects {
  /** The ledger, opened at first use. */
  store(): Promise<Store>;
  /** Closes the ledger, so that it may be repaired; `store` opens it anew. */
  closeStore(): Promise<void>;
  /** Milliseconds since 1970. */
  clock(): number;
  readonly config: Config;
  readonly configFile: string;
  /** IANA name. */
  readonly timezone: string;
  readonly sources: readonly Source[];
  /** Absent: logs are read by the thread that asks. */
  readonly readingThreads?: ReadingThreads;
  /** Folders to read logs from; empty: wherever each source looks by itself. */
  readonly logPlaces: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  readonly userHome: string;
  /** The ledger's folder. */
  readonly ledgerHome: string;
  /** The ledger itself. */
  readonly ledgerFile: string;
  /** Who gives opinions: the login name. */
  readonly person: string;
  /** True for the bundled sample, whose record is labelled as such. */
  readonly sample: boolean;
  /** Somebody else keeps the ledger up to the logs: views draw on it as it stands. */
  readonly keptUpToDate?: true;
  /**
   * Who corrects a task need not wait for the estimates of all others that follow from it: told after a correction that
   * `bringUpToDate` is to be called soon. Absent: all is done at once.
   */
  settleLater?(): void;
  /** The answer is looked at where the ledger is, and leaves it as nobody's evidence: a record in it carries no seal. */
  readonly unsealed?: true;
  /** Keeps what was made of whole tables until a row of theirs changes; absent: it is made each time. */
  kept?<Value>(name: string, of: readonly NotedTable[], make: () => Promise<Value>): Promise<Value>;
  /** Somebody else looks the ledger through for damage: what was found last, null before the first time. Absent: each who asks. */
  readonly lastCheck?: LedgerCheck | null;
  /** Long work says how far it is; a terminal shows a bar, others nothing. */
  progress(what: string, done: number, total: number): void;
  /** A line for the person that is not the answer itself; goes to stderr. */
  say(line: string): void;
}

export interface Operation<Input extends z.ZodObject = z.ZodObject, Output = unknown> {
  readonly name: string;
  /** One line for help and documentation. */
  readonly about: string;
  readonly input: Input;
  run(input: z.output<Input>, effects: Effects): Promise<Output>;
}

/** An operation as it is written down; its schema is made at first use: most commands' start never needs it. */
type Definition<Input extends z.ZodObject, Output> = Omit<Operation<Input, Output>, "input"> & {
  input(): Input;
};

/** Lets TypeScript infer input and output of an operation. */
export function operation<Input extends z.ZodObject, Output>(
  definition: Definition<Input, Output>,
): Operation<Input, Output> {
  const { name, about, run } = definition;
  const input = atFirstUse(definition.input);
  return {
    name,
    about,
    get input() {
      return input();
    },
    run,
  };
}

/** What `make` gives, made when it is first asked for. */
function atFirstUse<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
