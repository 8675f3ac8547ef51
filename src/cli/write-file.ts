/** Writing an answer to a file the person names, with errors they can act on. */

import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { CouldNot, reasonOf } from "../app/errors.ts";

/** Writes beside the file first, so that a failure never leaves half an answer. @throws CouldNot */
export async function writeFileWhole(
  file: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const beside = `${file}.${process.pid}.part`;
  try {
    await pipeline(pieces, createWriteStream(beside));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw new CouldNot(
      `cannot write ${file}: ${reasonOf(error)}`,
      "check the folder and its permissions",
      error,
    );
  }
}
