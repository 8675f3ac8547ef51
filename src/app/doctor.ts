/** What was found where, what could not be read, and what no log covers. */
import { z } from "zod";
import type { Problem } from "../core/events.ts";
import { isWithin } from "../core/places.ts";
import { byVersion } from "../core/records/coverage.ts";
import { LedgerDamaged } from "../store/index.ts";
import { type RepairReport, repairLedger } from "../store/repair.ts";
import { CouldNot } from "./errors.ts";
import { type EstimateAdvice, estimateAdvice, noAdvice } from "./estimate-advice.ts";
import { type Effects, type LedgerCheck, operation } from "./operation.ts";
import { refresh } from "./refresh.ts";
import { placesOf } from "./sync.ts";

export interface PlaceReport {
  readonly source: string;
  readonly folder: string;
  readonly exists: boolean;
  readonly files: number;
  readonly bytes: number;
}

export interface DoctorOutput {
  readonly ledger: {
    readonly folder: string;
    /** What is wrong with it, one line each; empty: it is sound, as far as it was looked at. */
    readonly damage: readonly string[];
    /** When it was last looked through; null: not yet, the server is about to. */
    readonly checkedMs: number | null;
    /** What a repair saved, where one was made. */
    readonly repaired: RepairReport | null;
  };
  readonly places: readonly PlaceReport[];
  readonly files: { readonly known: number; readonly gone: number; readonly lines: number };
  readonly sessions: number;
  readonly turns: number;
  readonly agents: readonly {
    readonly agent: string;
    readonly versions: readonly string[];
    readonly sessions: number;
  }[];
  readonly problemCounts: readonly { readonly kind: string; readonly count: number }[];
  readonly problems: readonly Problem[];
  readonly estimates: EstimateAdvice;
  readonly notCovered: readonly string[];
}

/** What cannot be seen from logs, said wherever a record is shown. */
export const notCovered = [
  "Work with tools whose logs this version does not read (chat windows, other agents) is not in the ledger.",
  "Time spent thinking, in meetings or reviewing outside the agent's window leaves no trace in its logs.",
  "Sessions whose logs were deleted before they were first read are lost.",
] as const;

export const doctor = operation({
  name: "doctor",
  about: "Check the ledger and the logs: what was found, what could not be read, what is not covered",
  input: () =>
    z.object({
      kind: z.string().optional().describe("<KIND> Only problems of this kind"),
      all: z.boolean().default(false).describe("Every problem, not only the first of each kind"),
      repair: z
        .boolean()
        .default(false)
        .describe("Set a damaged ledger aside and save what can be read of it into a new one"),
    }),
  async run({ kind, all, repair }, effects): Promise<DoctorOutput> {
    const before = effects.lastCheck === undefined ? await checkLedger(effects) : effects.lastCheck;
    const isDamaged = before !== null && before.damage.length > 0;
    if (isDamaged && !repair)
      return { ...nothingKnown, ledger: { folder: effects.ledgerHome, ...before, repaired: null } };
    if (isDamaged) await effects.closeStore();
    const repaired = isDamaged ? await repairLedger(effects.ledgerFile, effects.clock()) : null;
    await refresh(effects);
    const check = repaired === null ? before : await checkLedger(effects);
    const store = await effects.store();
    const files = await store.files();
    const sessions = await store.sessions();
    const problemCounts = await store.problemCounts();
    const { access } = await import("node:fs/promises");
    const places: PlaceReport[] = [];
    for (const source of effects.sources) {
      for (const folder of placesOf(source, effects)) {
        const below = files.filter((file) => !file.gone && isWithin(file.path, folder));
        const exists = await access(folder).then(
          () => true,
          () => false,
        );
        places.push({
          source: source.name,
          folder,
          exists,
          files: below.length,
          bytes: below.reduce((sum, file) => sum + file.sizeBytes, 0),
        });
      }
    }
    const wanted = kind === undefined ? problemCounts.map((count) => count.kind) : [kind];
    if (
      kind !== undefined &&
      !problemCounts.some((count) => count.kind === kind) &&
      problemCounts.length > 0
    ) {
      throw new CouldNot(
        `no problem of kind "${kind}"`,
        `kinds met: ${problemCounts.map((c) => c.kind).join(", ")}`,
      );
    }
    const shown = await Promise.all(
      wanted.map((one) =>
        store.problems({ kind: one, ...(all ? {} : { limit: kind === undefined ? 3 : 50 }) }),
      ),
    );
    return {
      ledger: { folder: effects.ledgerHome, ...(check ?? notChecked), repaired },
      places,
      files: {
        known: files.length,
        gone: files.filter((file) => file.gone).length,
        lines: files.reduce((sum, file) => sum + file.readLines, 0),
      },
      sessions: sessions.length,
      turns: await store.countTurns(),
      agents: agentsOf(sessions),
      problemCounts,
      problems: shown.flat(),
      estimates: await estimateAdvice(effects),
      notCovered,
    };
  },
});

const notChecked = { damage: [], checkedMs: null };

/** What is shown of a ledger that cannot be opened. */
const nothingKnown: Omit<DoctorOutput, "ledger"> = {
  places: [],
  files: { known: 0, gone: 0, lines: 0 },
  sessions: 0,
  turns: 0,
  agents: [],
  problemCounts: [],
  problems: [],
  estimates: noAdvice,
  notCovered,
};

/** Damage that keeps the ledger from being opened, too; what else is wrong with it is thrown as it is. */
export async function checkLedger(effects: Pick<Effects, "store" | "clock">): Promise<LedgerCheck> {
  const checkedMs = effects.clock();
  try {
    return { damage: await (await effects.store()).integrity(), checkedMs };
  } catch (error) {
    if (error instanceof LedgerDamaged) return { damage: [error.message], checkedMs };
    throw error;
  }
}

function agentsOf(
  sessions: readonly { readonly agent: string; readonly version: string | null }[],
): DoctorOutput["agents"] {
  const agents = [...new Set(sessions.map((session) => session.agent))].sort();
  return agents.map((agent) => {
    const own = sessions.filter((session) => session.agent === agent);
    const versions = [...new Set(own.map((session) => session.version ?? "unknown"))].sort(byVersion);
    return { agent, versions, sessions: own.length };
  });
}
