/** The bundled sample as a ledger to serve: in a folder that is removed at the end. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultConfig } from "../app/config.ts";
import type { Effects } from "../app/operation.ts";
import { writeSample } from "../app/sample/write-sample.ts";
import { fileLedger } from "./effects.ts";

export async function withSample(
  effects: Effects,
): Promise<{ readonly effects: Effects; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "leverage-sample-"));
  const logs = join(folder, "projects");
  await writeSample(folder, {});
  const ledgerHome = join(folder, "ledger");
  const ledgerFile = join(ledgerHome, "ledger.db");
  return {
    effects: {
      ...effects,
      ...fileLedger(ledgerFile),
      config: defaultConfig,
      logPlaces: [logs],
      ledgerHome,
      ledgerFile,
      sample: true,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
