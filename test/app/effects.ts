/** Effects for tests: a ledger in memory or in a folder, a clock that stands still, nobody to talk to. */
import { defaultConfig } from "../../src/app/config.ts";
import type { Effects } from "../../src/app/operation.ts";
import { sources } from "../../src/sources/index.ts";
import type { Store } from "../../src/store/store.ts";

export function testEffects(store: Store, logs: string, more: Partial<Effects> = {}): Effects {
  return {
    store: async () => store,
    closeStore: async () => undefined,
    clock: () => Date.parse("2026-06-12T20:00:00Z"),
    config: defaultConfig,
    configFile: "config.toml",
    timezone: "UTC",
    sources,
    logPlaces: [logs],
    environment: {},
    userHome: logs,
    ledgerFile: ":memory:",
    ledgerHome: logs,
    person: "sample",
    sample: false,
    progress: () => undefined,
    say: () => undefined,
    ...more,
  };
}
