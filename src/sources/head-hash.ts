/** Tells a log that has grown from one that was replaced, truncated or rewritten, without reading it whole. */
import { createHash } from "node:crypto";
import { closeSync, constants, openSync, readSync } from "node:fs";

/** Enough to hold the first and the last rows read, whose ids and times no other file shares. */
const sampleBytes = 4096;

/**
 * Hash of the beginning of a file's first `bytes` bytes and of their end. Kept beside a read cursor, it stays
 * the same while the file only grows, and changes when the part that was read is no longer the same.
 * Rejects with the system's error where the file cannot be read.
 *
 * Reads synchronously: two blocks that were just read, or soon are, come faster than a promise of them.
 */
export async function headHash(path: string, bytes: number): Promise<string> {
  const head = openHead(path);
  try {
    return head.hash(bytes);
  } finally {
    head.close();
  }
}

/** A file that is held open, so that it can be told even where it is closed or taken away while it is read. */
export interface OpenHead {
  /** As `headHash`. */
  hash(bytes: number): string;
  close(): void;
}

/** @throws the system's error where the file cannot be opened. */
export function openHead(path: string): OpenHead {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { hash: (bytes) => hashOf(file, bytes), close: () => closeSync(file) };
}

function hashOf(file: number, bytes: number): string {
  const size = Math.min(sampleBytes, bytes);
  const sample = Buffer.alloc(size * 2);
  const first = readSync(file, sample, 0, size, 0);
  const last = readSync(file, sample, size, size, bytes - size);
  const hash = createHash("sha256").update(sample);
  // A file that has become too short must not hash like one that ends in zero bytes.
  return hash.update(`${first}+${last}`).digest("hex").slice(0, 32);
}
