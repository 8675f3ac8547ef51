/**
 * Which of the paths in the logs lie in a repository, and where in it. The logs may come from another machine or
 * from a working folder that is gone, so folders are recognised by the files that the history knows.
 */
import { projectOf } from "../places.ts";
import type { RepositoryHistory } from "./repository-history.ts";

/** Working folders of a repository, as the logs name them. */
export interface RepositoryPaths {
  /** The path in the repository; null for paths elsewhere. */
  relative(path: string): string | null;
  /** Does the folder lie in the repository? */
  holds(folder: string): boolean;
}

/** Where agents check out worktrees inside a repository. */
const innerWorktree = /^(?:\.[^/]+\/)?\.?worktrees\/[^/]+\//;

/**
 * Of each working directory, the folder around it (or itself) below which most edited paths are files of the
 * history is the repository's, if its name is the repository's or if half of those paths are such files.
 */
export function repositoryPaths(
  history: RepositoryHistory,
  folders: Iterable<string>,
  editedPaths: Iterable<string>,
): RepositoryPaths {
  const known = new Set(history.commits.flatMap((commit) => (commit.files ?? []).map(({ path }) => path)));
  const edited = [...new Set([...editedPaths].map(slashed))];
  const roots = new Set(history.folders.map(folderPath));
  for (const folder of new Set([...folders].map(folderPath))) {
    if ([...roots].some((root) => folder.startsWith(root))) continue;
    const root = bestRoot(folder, edited, known, history.name);
    if (root !== null) roots.add(root);
  }
  // The longest first: a worktree inside the repository is a root of its own.
  const ordered = [...roots].sort((a, b) => b.length - a.length);
  const rootOf = (path: string): string | undefined => ordered.find((root) => path.startsWith(root));
  return {
    relative: (path) => {
      const root = rootOf(slashed(path));
      return root === undefined ? null : slashed(path).slice(root.length).replace(innerWorktree, "");
    },
    holds: (folder) => rootOf(folderPath(folder)) !== undefined,
  };
}

function bestRoot(
  folder: string,
  edited: readonly string[],
  known: ReadonlySet<string>,
  name: string,
): string | null {
  let best: string | null = null;
  let most = 0;
  for (const root of foldersAround(folder)) {
    const below = edited.filter((path) => path.startsWith(root));
    const files = below.filter((path) =>
      known.has(path.slice(root.length).replace(innerWorktree, "")),
    ).length;
    const named = projectOf(root) === name;
    const accepted = files > 0 && (named || files * 2 >= below.length);
    if (accepted && files > most) {
      best = root;
      most = files;
    } else if (most === 0 && below.length === 0 && named) {
      best ??= root;
    }
  }
  return best;
}

/** The folder itself, then those around it; the outermost are nobody's repository. */
function foldersAround(folder: string): readonly string[] {
  const found: string[] = [];
  for (let at = folder.length - 1; at > 0; at = folder.lastIndexOf("/", at - 1)) {
    found.push(folder.slice(0, at + 1));
  }
  return found;
}

const slashed = (path: string): string => path.replaceAll("\\", "/");
const folderPath = (folder: string): string => `${slashed(folder).replace(/\/+$/, "")}/`;
