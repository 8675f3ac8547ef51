/**
 * Where answers go. A file or a pipe is written to directly: Node's own stream, which a terminal gets, takes as long to be made as
 * a ledger's record to be found.
 */
import { fstatSync, statSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import { isatty } from "node:tty";

/** The file's number. */
export const standardOutput = 1;

let stream: NodeJS.WriteStream | null = null;

/** The stream, where somebody looks at it on a terminal. */
export function terminal(): NodeJS.WriteStream | null {
  return !isPlain() && isatty(standardOutput) ? outputStream() : null;
}

/** Ends when all is written, or when a slow reader has taken what came before. */
export async function writeOut(text: string): Promise<void> {
  if (text === "") return;
  const rest = stream === null && isPlain() ? leftToWrite(Buffer.from(text)) : text;
  if (rest === null) return;
  const output = outputStream();
  if (!output.write(rest)) await new Promise((ready) => output.once("drain", ready));
}

/** Calls back when all that was written and said has arrived. */
export function whenWritten(end: () => void): void {
  const whenShown = () => (process.platform === "win32" ? process.stderr.write("", end) : end());
  if (stream === null) whenShown();
  else stream.write("", whenShown);
}

/** For who writes by itself. */
export function outputStream(): NodeJS.WriteStream {
  if (stream === null) {
    stream = process.stdout;
    stream.on("error", failed);
  }
  return stream;
}

/** A file, a pipe, or nothing at all; not a terminal, nor on Windows, which has pipes that only its own calls wait for. */
function isPlain(): boolean {
  if (process.platform === "win32") return false;
  try {
    const output = fstatSync(standardOutput);
    return !output.isCharacterDevice() || output.rdev === statSync(devNull).rdev;
  } catch {
    // Closed, as by `>&-`: Node's stream knows what to do.
    return false;
  }
}

/** Writes; gives what could not be written without waiting, null: nothing. */
function leftToWrite(bytes: Buffer): Buffer | null {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(standardOutput, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") return bytes.subarray(at);
      failed(error as NodeJS.ErrnoException);
    }
  }
  return null;
}

function failed(error: NodeJS.ErrnoException): never {
  // `leverage ... | head` closes the pipe early: nobody reads on, so there is nothing left to do.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`leverage: cannot write the answer: ${error.message}\n`);
  process.exit(1);
}
