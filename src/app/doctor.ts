/** What was found where, what could not be read, and what no log covers. */
import { z } from "zod";
import type { Problem } from "../core/events.ts";
import { CouldNot } from "./errors.ts";
import { operation } from "./operation.ts";
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
  readonly ledger: { readonly folder: string; readonly sound: boolean; readonly damage: readonly string[] };
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
  input: z.object({
    kind: z.string().optional().describe("<KIND> Only problems of this kind"),
    all: z.boolean().default(false).describe("Every problem, not only the first of each kind"),
  }),
  async run({ kind, all }, effects): Promise<DoctorOutput> {
    await refresh(effects);
    const store = await effects.store();
    const files = await store.files();
    const sessions = await store.sessions();
    const problemCounts = await store.problemCounts();
    const damage = await store.integrity();
    const { access } = await import("node:fs/promises");
    const places: PlaceReport[] = [];
    for (const source of effects.sources) {
      for (const folder of placesOf(source, effects)) {
        const below = files.filter((file) => !file.gone && file.path.startsWith(folder));
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
      ledger: { folder: effects.ledgerHome, sound: damage.length === 0, damage },
      places,
      files: {
        known: files.length,
        gone: files.filter((file) => file.gone).length,
        lines: files.reduce((sum, file) => sum + file.readLines, 0),
      },
      sessions: sessions.length,
      turns: (await store.turns()).length,
      agents: agentsOf(sessions),
      problemCounts,
      problems: shown.flat(),
      notCovered,
    };
  },
});

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

/** `2.1.9` before `2.1.10`. */
function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
