/**
 * How commits lie in the ledger: their JSON deflated, and the hashes of their lines, which are most of them and do
 * not deflate, as 32-bit numbers behind it.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { HistoryCommit, HistoryFile } from "../core/changes/repository-history.ts";

/** How many of the next hashes are a file's; null where its lines are unknown. */
interface CountedFile extends Omit<HistoryFile, "added" | "removed"> {
  readonly added: number | null;
  readonly removed: number | null;
}

interface CountedCommit extends Omit<HistoryCommit, "files" | "broughtFiles" | "reachable"> {
  readonly files: readonly CountedFile[] | null;
  readonly broughtFiles?: readonly CountedFile[];
}

const lengthBytes = 4;
const hashBytes = 4;

/** Without `reachable`: that is the repository's state, which moves on. */
export function encodeCommits(commits: readonly HistoryCommit[]): Uint8Array {
  const hashes: number[] = [];
  const counted = (lines: readonly number[] | null): number | null => {
    for (const hash of lines ?? []) hashes.push(hash);
    return lines === null ? null : lines.length;
  };
  const fileOf = (file: HistoryFile): CountedFile => ({
    ...file,
    added: counted(file.added),
    removed: counted(file.removed),
  });
  const rows = commits.map(
    ({ reachable: _, files, broughtFiles, ...commit }): CountedCommit => ({
      ...commit,
      files: files?.map(fileOf) ?? null,
      ...(broughtFiles && { broughtFiles: broughtFiles.map(fileOf) }),
    }),
  );
  const json = deflateRawSync(JSON.stringify(rows), { level: 1 });
  const encoded = Buffer.alloc(lengthBytes + json.length + hashes.length * hashBytes);
  encoded.writeUInt32LE(json.length);
  json.copy(encoded, lengthBytes);
  let at = lengthBytes + json.length;
  for (const hash of hashes) at = encoded.writeUInt32LE(hash, at);
  return encoded;
}

/** In the order they were encoded in; none of them is reachable. */
export function decodeCommits(encoded: Uint8Array): readonly HistoryCommit[] {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  let at = lengthBytes + bytes.readUInt32LE();
  const rows = JSON.parse(inflateRawSync(bytes.subarray(lengthBytes, at)).toString()) as CountedCommit[];
  const taken = (count: number | null): readonly number[] | null => {
    if (count === null) return null;
    const hashes: number[] = [];
    for (; hashes.length < count; at += hashBytes) hashes.push(bytes.readUInt32LE(at));
    return hashes;
  };
  const fileOf = (file: CountedFile): HistoryFile => ({
    ...file,
    added: taken(file.added),
    removed: taken(file.removed),
  });
  return rows.map(({ files, broughtFiles, ...commit }) => ({
    ...commit,
    reachable: false,
    files: files?.map(fileOf) ?? null,
    ...(broughtFiles && { broughtFiles: broughtFiles.map(fileOf) }),
  }));
}
