/** Builds the effects of a command-line run: configuration, ledger, clock, messages. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { availableParallelism, homedir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { homeFolder, loadConfig } from "../app/config.ts";
import { WrongUse } from "../app/errors.ts";
import type { Effects } from "../app/operation.ts";
import { isTimezone, processRunsIn } from "../core/days.ts";
import { sources } from "../sources/index.ts";
import type { OpenOptions } from "../store/index.ts";
import type { Store } from "../store/store.ts";
import { machineZone } from "./machine-zone.ts";
import { progressLine } from "./progress.ts";
import { messageStream } from "./standard-output.ts";

export interface GlobalOptions {
  readonly logs?: readonly string[];
  readonly timezone?: string;
}

export interface RunEffects extends Effects {
  /** Closes the ledger if it was opened. */
  close(): Promise<void>;
}

/** @throws WrongUse for an unknown time zone or a configuration with errors. */
export async function buildEffects(options: GlobalOptions): Promise<RunEffects> {
  const environment = process.env;
  const userHome = homedir();
  const home = homeFolder(environment, process.platform, userHome);
  const configFile = join(home, "config.toml");
  const { config, problems } = await loadConfig(configFile);
  const first = problems[0];
  if (first !== undefined) {
    throw new WrongUse(
      `${first.at.file}${first.at.line === undefined ? "" : `:${first.at.line}`}: ${first.what}`,
      first.hint,
    );
  }
  const own = machineZone(environment);
  processRunsIn(own);
  const timezone = options.timezone ?? config.timezone ?? own;
  if (timezone !== own && !isTimezone(timezone)) {
    throw new WrongUse(`unknown time zone "${timezone}"`, "use an IANA name such as Europe/Berlin or UTC");
  }
  const asked = (options.logs ?? []).map((folder) => resolve(folder));
  for (const folder of asked) {
    if (!existsSync(folder))
      throw new WrongUse(`--logs: there is no ${folder}`, "name a folder with agent logs in it");
  }
  const ledgerHome =
    environment["LEVERAGE_HOME"] === undefined && asked.length > 0 ? sideLedger(home, asked) : home;
  const progress = progressLine(messageStream);
  const ledgerFile = join(ledgerHome, "ledger.db");
  const ledger = fileLedger(ledgerFile);
  return {
    ...ledger,
    clock: clockOf(environment),
    config,
    configFile,
    timezone,
    sources,
    ...readingThreads(environment),
    logPlaces: asked.length > 0 ? asked : config.logs,
    environment,
    userHome,
    ledgerHome,
    ledgerFile,
    person: environment["USER"] ?? environment["USERNAME"] ?? userInfo().username,
    sample: false,
    progress: progress.show,
    say: (line) => {
      progress.clear();
      messageStream().write(`${line}\n`);
    },
    close: async () => {
      progress.clear();
      await ledger.closeStore();
    },
  };
}

/** A ledger's file, opened at first use. */
export function fileLedger(
  ledgerFile: string,
  options: OpenOptions = {},
): Pick<Effects, "store" | "closeStore"> {
  let opened: Promise<Store> | null = null;
  const open = async (): Promise<Store> => {
    const { openStore } = await import("../store/index.ts");
    // A ledger that could not be opened may be repaired and opened again.
    return openStore(ledgerFile, options).catch((error: unknown) => {
      opened = null;
      throw error;
    });
  };
  return {
    store: () => {
      opened ??= open();
      return opened;
    },
    closeStore: async () => {
      const ledger = opened;
      opened = null;
      if (ledger !== null) await (await ledger).close();
    },
  };
}

/** Started for more than this: a thread takes some 0.1 s to start, and then reads 80 MB a second. */
const worthThreadsBytes = 12e6;
/** Each takes some 40 MB; more threads would take more memory than a command should. */
const mostThreads = 2;

/** One thread a core, or `$LEVERAGE_THREADS`; none where that is less than two or the sources run unbuilt. */
function readingThreads(environment: NodeJS.ProcessEnv): Pick<Effects, "readingThreads"> {
  const asked = environment["LEVERAGE_THREADS"];
  const count = /^\d+$/.test(asked ?? "") ? Number(asked) : Math.min(availableParallelism(), mostThreads);
  const file = new URL("./digest-worker.js", import.meta.url);
  if (count < 2 || !existsSync(file)) return {};
  return { readingThreads: { file, count, worthBytes: worthThreadsBytes } };
}

/**
 * Logs named with `--logs` have a ledger of their own, so that a look at somebody else's logs never mixes
 * with one's own record. `$LEVERAGE_HOME` names another.
 */
function sideLedger(home: string, folders: readonly string[]): string {
  const name = createHash("sha256")
    .update([...folders].sort().join("\n"))
    .digest("hex")
    .slice(0, 12);
  return join(home, "ledgers", name);
}

/** `$SOURCE_DATE_EPOCH` (seconds), as the reproducible-builds convention has it, stands still; else the machine's. */
export function clockOf(environment: Effects["environment"]): () => number {
  const fixed = environment["SOURCE_DATE_EPOCH"];
  if (fixed === undefined || !/^\d+$/.test(fixed)) return () => Date.now();
  return () => Number(fixed) * 1000;
}
