/** Writing an answer to a file the person names, with errors they can act on. */
import { createWriteStream, fstatSync } from "node:fs";
import { lstat, realpath, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { CouldNot, reasonOf } from "../app/errors.ts";
import { outputStream, standardOutput } from "./standard-output.ts";

/**
 * Writes the pieces to the file. A regular file, or one yet to be, is written beside first, so that a failure
 * never leaves half an answer; a link stays and what it leads to is replaced; a pipe or a device is written to.
 * Returns whether the file is this process's own standard output, where nothing else should be said.
 * @throws CouldNot
 */
export async function writeFileWhole(
  file: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<{ readonly isOutput: boolean }> {
  try {
    const target = await stat(file).catch(() => null);
    const output = fstatSync(standardOutput);
    if (target !== null && target.dev === output.dev && target.ino === output.ino) {
      await pipeline(pieces, outputStream(), { end: false });
      return { isOutput: true };
    }
    if (target?.isFile() === true) await replace(await realpath(file), pieces);
    else if (target === null && !(await exists(file))) await replace(file, pieces);
    else await pipeline(pieces, createWriteStream(file));
    return { isOutput: false };
  } catch (error) {
    throw new CouldNot(
      `cannot write ${file}: ${reasonOf(error)}`,
      "check the folder and its permissions",
      error,
    );
  }
}

/** True for a link that leads nowhere yet, too. */
const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

async function replace(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const beside = `${file}.${process.pid}.part`;
  try {
    await pipeline(pieces, createWriteStream(beside));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
