/**
 * Whose work it was and in which project, read from a working directory alone: core sees no file system, and
 * the folders of a log are often gone by the time it is read.
 */

/** Path segments, for POSIX and Windows paths alike; the drive letter is a segment of its own. */
function segmentsOf(path: string): string[] {
  return path.split(/[\\/]+/).filter((segment) => segment !== "" && segment !== ".");
}

/** Whether a path is the place itself, a folder or one file, or lies below it. */
export function isWithin(path: string, place: string): boolean {
  const segments = segmentsOf(path);
  return segmentsOf(place).every((segment, i) => segment === segments[i]);
}

/** Index of the segment that names the home folder's owner, or -1 where the path is in nobody's home. */
function ownerIndex(segments: readonly string[]): number {
  // `C:\Users\x`, WSL's `/mnt/c/Users/x` and Git Bash's `/c/Users/x` are the same folder.
  let at = 0;
  if (segments[0] === "mnt" && /^[a-z]$/i.test(segments[1] ?? "")) at = 2;
  else if (/^[a-z]:?$/i.test(segments[0] ?? "")) at = 1;
  const folder = segments[at];
  const owner = segments[at + 1];
  // `/Users/Shared` and `C:\Users\Public` are everybody's.
  const isHome = folder === "home" || /^users$/i.test(folder ?? "");
  return isHome && owner !== undefined && !/^(shared|public)$/i.test(owner) ? at + 1 : -1;
}

/**
 * The person behind a working directory: the owner of the home folder in it (`/Users/x`, `/home/x`,
 * `C:\Users\x`; `/root` is `root`; a path in nobody's home is `unknown`).
 *
 * `map` is the configuration's: its keys are owners (`x`, `unknown`) or folders (`/workspaces/api`, which
 * holds for everything below it); its values are persons. The longest folder wins, then the owner.
 */
export function personOf(cwd: string, map: Readonly<Record<string, string>> = {}): string {
  const segments = segmentsOf(cwd);
  const byFolder = longestFolder(segments, map);
  if (byFolder !== null) return byFolder;
  const index = ownerIndex(segments);
  const owner = index >= 0 ? segments[index]! : segments[0] === "root" ? "root" : "unknown";
  return Object.hasOwn(map, owner) ? map[owner]! : owner;
}

function longestFolder(segments: readonly string[], map: Readonly<Record<string, string>>): string | null {
  let longest = 0;
  let person: string | null = null;
  for (const [key, value] of Object.entries(map)) {
    if (!/[\\/]/.test(key)) continue;
    const folder = segmentsOf(key);
    const holds = folder.length > longest && folder.every((segment, i) => segment === segments[i]);
    if (holds) {
      longest = folder.length;
      person = value;
    }
  }
  return person;
}

/**
 * Short name of the project a working directory belongs to: its last segment, except that the worktrees of
 * one repository share the repository's name, because the same task often runs through several of them:
 *
 * - `<repo>/.claude/worktrees/<name>`, and any other tool's dot folder inside the repository;
 * - `<repo>/.worktrees/<name>` and `<repo>/worktrees/<name>`;
 * - `<anything>/worktrees/<repo>/<branch>`, where tools keep the worktrees of all repositories together
 *   (`~/.cursor/worktrees/...`): two segments after the word tell it from the form above, except that a
 *   hidden `.worktrees` belongs to the repository around it unless it lies in the home folder itself;
 * - `<repo>-worktrees/<name>`, `<repo>.worktrees/<name>`.
 *
 * A name such as `wt-<repo>-<branch>` is left alone: repositories have dashes in their names too, so the path
 * does not say where the name ends, and a wrong guess would mix two projects. The home folder itself is
 * `home` (its last segment is a person), a path with no segment `unknown`.
 */
export function projectOf(cwd: string): string {
  const segments = segmentsOf(cwd).filter((segment) => !/^[a-z]:$/i.test(segment));
  const home = ownerIndex(segmentsOf(cwd)) - (segmentsOf(cwd).length - segments.length);
  if (segments.length === 0) return "unknown";
  if (segments.length - 1 === home || (segments.length === 1 && segments[0] === "root")) return "home";
  return worktreeRepository(segments, home) ?? segments.at(-1)!;
}

function worktreeRepository(segments: readonly string[], home: number): string | null {
  for (let at = 0; at < segments.length - 1; at++) {
    const segment = segments[at]!;
    const suffixed = /^(.+)[-._]worktrees$/.exec(segment);
    if (suffixed) return suffixed[1]!;
    if (segment !== "worktrees" && segment !== ".worktrees") continue;
    const after = segments.length - 1 - at;
    const before = segments[at - 1];
    const insideDotFolder = segment === "worktrees" && before?.startsWith(".") === true;
    const around = insideDotFolder ? at - 2 : at - 1;
    const inHome = around <= home || (around === 0 && segments[0] === "root");
    const ownedByRepository = !inHome && (segment === ".worktrees" || insideDotFolder || after === 1);
    if (ownedByRepository) return segments[around]!;
    return after >= 2 ? segments[at + 1]! : null;
  }
  return null;
}
