/** Shows and checks the configuration. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { explainConfig } from "./config.ts";
import { defaultConfigText } from "./config-template.ts";
import { CouldNot, reasonOf } from "./errors.ts";
import { operation } from "./operation.ts";

export interface ConfigOutput {
  readonly file: string;
  readonly rows: ReturnType<typeof explainConfig>;
  /** True where a new file was written. */
  readonly written: boolean;
}

export const config = operation({
  name: "config",
  about: "Show the configuration in force, and where each value comes from; errors in it are named by line",
  input: () =>
    z.object({
      init: z.boolean().default(false).describe("Write a commented configuration file to begin with"),
    }),
  async run({ init }, effects): Promise<ConfigOutput> {
    const file = effects.configFile;
    if (init) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, defaultConfigText(), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST")
          throw new CouldNot(`${file} is already there`, "edit it; leverage config checks it");
        throw new CouldNot(
          `cannot write ${file}: ${reasonOf(error)}`,
          "check the folder's permissions",
          error,
        );
      });
    }
    return { file, rows: explainConfig(effects.config), written: init };
  },
});
