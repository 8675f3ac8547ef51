/** Writes the sample's logs: a newcomer's playground, and the base of tests and benchmarks at any size. */
import { mkdir, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { isDay } from "../core/days.ts";
import { CouldNot, reasonOf, WrongUse } from "./errors.ts";
import { operation } from "./operation.ts";

export interface SampleOutput {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

const units: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

export const sample = operation({
  name: "sample",
  about: "Write a realistic agent home with made-up logs, to try every command on",
  input: () =>
    z.object({
      folder: z.string().describe("<DIR> A new or empty folder"),
      size: z.string().optional().describe("<SIZE> About this much: 100M, 1G; a few megabytes if absent"),
      endDay: z.string().optional().describe("<DAY> The last day of the sample"),
      seed: z
        .number()
        .int()
        .optional()
        .describe("<NUMBER> Another sample; the same number gives the same bytes"),
    }),
  async run({ folder, size, endDay, seed }): Promise<SampleOutput> {
    if (endDay !== undefined && !isDay(endDay))
      throw new WrongUse(`"${endDay}" is not a day`, "write 2026-03-26");
    const target = resolve(folder);
    try {
      await mkdir(target, { recursive: true });
      if ((await readdir(target)).length > 0) {
        throw new WrongUse(`${target} is not empty`, "name a new folder: nothing is overwritten");
      }
      const { writeSample } = await import("./sample/write-sample.ts");
      const { files, bytes } = await writeSample(target, {
        ...(size === undefined ? {} : { bytes: bytesOf(size) }),
        ...(endDay === undefined ? {} : { endDay }),
        ...(seed === undefined ? {} : { seed }),
      });
      return { folder: target, files, bytes };
    } catch (error) {
      if (error instanceof WrongUse) throw error;
      throw new CouldNot(
        `cannot write the sample: ${reasonOf(error)}`,
        "check the folder, its permissions and the free space",
        error,
      );
    }
  },
});

/** @throws WrongUse for anything but a number with k, M or G. */
function bytesOf(size: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg])b?$/i.exec(size.trim());
  const bytes = match === null ? 0 : Number(match[1]) * units[match[2]!.toLowerCase()]!;
  if (bytes <= 0) throw new WrongUse(`"${size}" is not a size`, "write 100M or 1G");
  return bytes;
}
