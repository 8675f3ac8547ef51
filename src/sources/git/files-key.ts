/** Whether anything can have changed in a repository, told from git's own files: asking git itself takes processes. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every change of a branch, a tag, a checked-out commit or a setting moves one of these. */
const files = ["HEAD", "packed-refs", "shallow", "config", "reftable/tables.list", "worktrees"];

/**
 * A text that is equal as long as nothing was committed, fetched, checked out or set; empty where the repository is
 * gone. `common` is `GitRepository.id`.
 */
export function gitFilesKey(common: string): string {
  const head = stampOf(join(common, "HEAD"));
  if (head === null) return "";
  const worktrees = namesIn(join(common, "worktrees"));
  const stamps = [
    ...files.map((name) => stampOf(join(common, name))),
    ...worktrees.map((name) => stampOf(join(common, "worktrees", name, "HEAD"))),
    ...foldersBelow(join(common, "refs")).map(stampOf),
  ];
  return stamps.map((stamp) => stamp ?? "-").join(" ");
}

function stampOf(path: string): string | null {
  const stat = orNull(() => statSync(path));
  return stat === null ? null : `${stat.mtimeMs}/${stat.size}/${stat.ino}`;
}

/** Git writes a ref as a new file beside it and renames that: the folder's time moves. */
function foldersBelow(folder: string): readonly string[] {
  const inner = entriesOf(folder).filter((entry) => entry.isDirectory());
  return [folder, ...inner.flatMap(({ name }) => foldersBelow(join(folder, name)))];
}

const namesIn = (folder: string): readonly string[] => entriesOf(folder).map(({ name }) => name);

function entriesOf(folder: string) {
  const entries = orNull(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Git's files come and go while it works, and some may not be read: git itself will say why. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
