/** Drops all results and makes them again from facts and opinions. */

import { z } from "zod";
import { wishesKey } from "./history-signs.ts";
import { operation } from "./operation.ts";
import { bringUpToDate } from "./refresh.ts";
import { tasksKey, turnsKey } from "./result-keys.ts";
import { sync } from "./sync.ts";

export interface RebuildOutput {
  readonly sessions: number;
  readonly turns: number;
  readonly tasks: number;
}

export const rebuild = operation({
  name: "rebuild",
  about: "Make all results anew from the ledger's facts and opinions; loses nothing",
  input: () => z.object({}),
  async run(_input, effects): Promise<RebuildOutput> {
    await sync(effects);
    const store = await effects.store();
    await store.transaction(async () => {
      await store.dropResults();
      await store.setMeta(turnsKey, "");
      await store.setMeta(tasksKey, "");
      await store.setMeta(wishesKey, "");
    });
    await bringUpToDate(effects);
    return {
      sessions: (await store.sessions()).length,
      turns: (await store.turns()).length,
      tasks: (await store.tasks()).length,
    };
  },
});
