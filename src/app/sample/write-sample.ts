/** The sample on disk. */
import { diskFiles } from "./disk.ts";
import { type GenerateOptions, generateSample, type SampleResult } from "./generate.ts";

export type { SampleResult, SampleTruth, TaskTruth, TurnTruth } from "./generate.ts";
export { defaultEndDay, defaultSeed } from "./generate.ts";

export type SampleOptions = Partial<GenerateOptions>;

/**
 * Write a realistic agent home below a folder: `projects/<project>/<session>.jsonl` and subagents' own files.
 * The same options give the same bytes. Returns what was written and what is true of it by construction; the
 * truth itself is not written, so that no reader can look it up.
 * @throws the file system's error where the folder cannot be written.
 */
export async function writeSample(folder: string, options: SampleOptions = {}): Promise<SampleResult> {
  return generateSample({ ...options, files: options.files ?? diskFiles(folder) });
}
