/**
 * How the bytes of events are made smaller. Brotli's second lowest quality takes 28 ms for the 12 MB of events that the shared
 * corpus' first set holds and leaves 2.7 MB, where zlib's lowest took 71 ms and left 2.9; both give them back in 20.
 */
import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants, inflateRawSync, inflateSync } from "node:zlib";

/** What zlib wrote for earlier versions never begins like this: with these last three bits it gives up. */
const mark = 0xb7;
const checksumBytes = 8;
const headBytes = 1 + checksumBytes;

const params = {
  [constants.BROTLI_PARAM_QUALITY]: 0,
  // Looking further back costs more time than it saves room.
  [constants.BROTLI_PARAM_LGWIN]: 18,
};

/** With a checksum, so that a flipped bit is never taken for another fact. */
export function compressed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const small = brotliCompressSync(bytes, { params });
  const all = new Uint8Array(headBytes + small.length);
  all[0] = mark;
  all.set(checksumOf(small), 1);
  all.set(small, headBytes);
  return all;
}

/** @throws where the bytes are not as they were written. */
export function expanded(all: Uint8Array): Buffer {
  if (all[0] !== mark) return ofEarlierVersions(all);
  const small = all.subarray(headBytes);
  if (!checksumOf(small).equals(all.subarray(1, headBytes))) throw new Error("its checksum is another");
  return brotliDecompressSync(small);
}

/** The first of them wrote no checksum; their bytes do not begin as zlib's do with one. */
function ofEarlierVersions(all: Uint8Array): Buffer {
  return all[0] === 0x78 ? inflateSync(all) : inflateRawSync(all);
}

const checksumOf = (bytes: Uint8Array): Buffer =>
  createHash("sha1").update(bytes).digest().subarray(0, checksumBytes);
