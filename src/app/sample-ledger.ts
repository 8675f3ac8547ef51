/** The newcomer's first record: the bundled sample's logs, read into a ledger that is gone afterwards. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../store/index.ts";
import { defaultConfig } from "./config.ts";
import type { Effects } from "./operation.ts";
import { writeSample } from "./sample/write-sample.ts";

/** Runs `work` on effects whose ledger holds the sample and nothing else; leaves nothing behind. */
export async function onSample<Answer>(
  effects: Effects,
  work: (sample: Effects) => Promise<Answer>,
): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), "leverage-sample-"));
  const store = await openStore(":memory:");
  try {
    await writeSample(folder, {});
    return await work({
      ...effects,
      store: async () => store,
      config: defaultConfig,
      logPlaces: [folder],
      sample: true,
    });
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
