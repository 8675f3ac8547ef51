/** The repositories that working directories lie in, as far as both are on this machine. */
import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { projectOf } from "../core/places.ts";

/**
 * Finds the nearest folder around a working directory that is a repository's. Of a directory that is gone (a
 * worktree that was removed) only a folder of the same project counts: further up lies somebody else's repository,
 * if any. Folders around many directories are looked at once; make a new finder for each run.
 */
export function repositoryFinder(): (cwd: string) => string | null {
  const known = new Map<string, string | null>();
  const around = (folder: string): string | null => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const outer = dirname(folder);
    const found = isRepository(folder) ? folder : outer === folder ? null : around(outer);
    known.set(folder, found);
    return found;
  };
  return (cwd) => {
    const found = isAbsolute(cwd) ? around(cwd) : null;
    const isOther = found !== null && basename(found) !== projectOf(cwd);
    return isOther && !existsSync(cwd) ? null : found;
  };
}

/** With a working folder, or bare. */
function isRepository(folder: string): boolean {
  return (
    existsSync(join(folder, ".git")) ||
    ["HEAD", "objects", "refs"].every((name) => existsSync(join(folder, name)))
  );
}
