/**
 * Records that were drawn before. A record hangs on the ledger, the configuration and today's date alone; the ledger
 * keeps it until anything in it changes, and the same question costs no more than reading the answer.
 */
import { dayOf } from "../core/days.ts";
import type { LeverageRecord } from "../core/leverage-record.ts";
import type { Effects } from "./operation.ts";
import { textOf } from "./result-keys.ts";
import { version } from "./version.ts";

export interface KeepingRecords {
  /** As if it were made now; null where none is kept. */
  readonly known: LeverageRecord | null;
  keep(record: LeverageRecord): Promise<void>;
}

/** @param asked What else the record hangs on, as data. */
export async function keepingRecords(effects: Effects, asked: object): Promise<KeepingRecords> {
  const store = await effects.store();
  const { config, timezone, sample } = effects;
  const today = dayOf(effects.clock(), timezone);
  const name = `record ${textOf(version, asked, { ...config, setAt: null }, timezone, sample, today)}`;
  const revision = await store.revision();
  const text = await store.kept(name);
  const before = text === null ? null : recordIn(text);
  return {
    known: before && { ...before, generatedMs: effects.clock() },
    keep: async (record) => {
      // Who only looks may not write.
      if (effects.keptUpToDate !== true) await store.keep(name, revision, JSON.stringify(record));
    },
  };
}

/** Null where the text is damaged: the record is drawn anew, and kept in its place. */
function recordIn(text: string): LeverageRecord | null {
  try {
    return JSON.parse(text) as LeverageRecord;
  } catch {
    return null;
  }
}
