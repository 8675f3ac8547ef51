/** The whole ledger as JSON lines: everything that cannot be rebuilt. */
import { z } from "zod";
import { exportLedger } from "./ledger-lines.ts";
import { operation } from "./operation.ts";
import { refresh } from "./refresh.ts";

export interface ExportOutput {
  /** Each ends in a newline. */
  readonly lines: AsyncIterable<string>;
}

export const exportAll = operation({
  name: "export",
  about: "Print the whole ledger as JSON lines: facts and opinions, from which everything can be rebuilt",
  input: () => z.object({}),
  async run(_input, effects): Promise<ExportOutput> {
    await refresh(effects);
    return { lines: exportLedger(await effects.store()) };
  },
});
