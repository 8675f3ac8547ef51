/**
 * Where answers and messages go. A short answer to a file or a pipe is written directly: Node's own stream, which a terminal gets,
 * takes as long to be made as a kept record to be found.
 */
import { fstatSync, statSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import { isatty } from "node:tty";

/** The file's number. */
export const standardOutput = 1;

/** An empty pipe takes so much without waiting for its reader. Who waits in a direct write hears no Ctrl-C. */
const pipeBytes = 65_536;

let output: NodeJS.WriteStream | null = null;
let messages: NodeJS.WriteStream | null = null;
let isBegun = false;

/** The stream, where somebody looks at it on a terminal. */
export function terminal(): NodeJS.WriteStream | null {
  return !isPlain() && isatty(standardOutput) ? outputStream() : null;
}

/** Ends when all is written, or when a slow reader has taken what came before. */
export async function writeOut(text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const isDirect = !isBegun && bytes.length <= pipeBytes && isPlain();
  const rest = isDirect ? leftToWrite(bytes) : bytes;
  isBegun = true;
  if (rest.length === 0) return;
  const stream = outputStream();
  if (!stream.write(rest)) await new Promise((ready) => stream.once("drain", ready));
}

/** For who writes by itself. */
export function outputStream(): NodeJS.WriteStream {
  if (output === null) {
    output = process.stdout;
    output.on("error", failed);
  }
  return output;
}

/** For what is no answer. */
export function messageStream(): NodeJS.WriteStream {
  messages ??= process.stderr;
  return messages;
}

/** Calls back when all that was written and said has arrived. */
export function whenWritten(end: () => void): void {
  const whenSaid = () => (messages === null ? end() : messages.write("", end));
  if (output === null) whenSaid();
  else output.write("", whenSaid);
}

/** A file, a pipe, or nothing at all; not a terminal, nor on Windows, which has pipes that only its own calls wait for. */
function isPlain(): boolean {
  if (process.platform === "win32") return false;
  const device = fstatSync(standardOutput);
  return !device.isCharacterDevice() || device.rdev === statSync(devNull).rdev;
}

/** Writes; gives what could not be written without waiting. */
function leftToWrite(bytes: Buffer): Buffer {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(standardOutput, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") return bytes.subarray(at);
      failed(error as NodeJS.ErrnoException);
    }
  }
  return bytes.subarray(bytes.length);
}

function failed(error: NodeJS.ErrnoException): never {
  // `leverage ... | head` closes the pipe early: nobody reads on, so there is nothing left to do.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`leverage: cannot write the answer: ${error.message}\n`);
  process.exit(1);
}
