/** Folders that do not let the command do what it wants: full, limited, read-only, not ours. Each says if it works here. */
import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const isRoot = process.getuid?.() === 0;
/** The user that owns nothing. */
const nobody = 65_534;

/** Words in front of a command that run it as a user without rights; null where that cannot be done. */
export const asNobody: readonly string[] | null =
  isRoot && runs("setpriv", "--version")
    ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"]
    : isRoot
      ? null
      : [];

/** Words in front of a command after which no file may grow beyond so many KiB, as on a used-up quota. */
export const limited = (kibibytes: number): readonly string[] => [
  "sh",
  "-c",
  // Without the trap the system would end the process instead of refusing the write.
  `trap '' XFSZ; ulimit -f ${kibibytes * 2}; exec "$@"`,
  "sh",
];

export const canLimit: boolean = spawnSync("sh", ["-c", "trap '' XFSZ; ulimit -f 2"]).status === 0;

/** A disk of so many KiB in memory, mounted at the folder; null where mounting is not allowed. */
export function smallDisk(folder: string, kibibytes: number): SmallDisk | null {
  mkdirSync(folder, { recursive: true });
  const done = isRoot && runs("mount", "-t", "tmpfs", "-o", `size=${kibibytes}k`, "tmpfs", folder);
  return done ? new SmallDisk(folder) : null;
}

export class SmallDisk {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  resize(kibibytes: number): void {
    execFileSync("mount", ["-o", `remount,size=${kibibytes}k`, this.folder]);
  }

  readOnly(): void {
    execFileSync("mount", ["-o", "remount,ro", this.folder]);
  }

  writable(): void {
    execFileSync("mount", ["-o", "remount,rw", this.folder]);
  }

  end(): void {
    execFileSync("umount", [this.folder]);
  }
}

/** Everything below it belongs to the user without rights. */
export function giveToNobody(folder: string): void {
  if (!isRoot || !existsSync(folder)) return;
  chownSync(folder, nobody, nobody);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    chownSync(join(folder, name), nobody, nobody);
}

function runs(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}
