/** What git says when it cannot read, as a problem a person can act on. */
import type { Problem } from "../../core/events.ts";
import type { GitEnd } from "./run.ts";

/** The problem of an end that was no success; null for success. */
export function problemOf(end: GitEnd, folder: string): Problem | null {
  if (end.failed === "missing") {
    return problem(
      folder,
      "no-git",
      "git is not installed, so commits are known from the logs alone",
      "install git",
    );
  }
  if (end.failed === "slow") {
    const what = "git took too long; the rest of the history is read next time";
    return problem(folder, "slow-repository", what, "run the command again");
  }
  if (end.code === 0) return null;
  const said = end.said.split("\n").find((line) => line.trim() !== "") ?? `git ended with code ${end.code}`;
  const known = knownFailures.find(({ pattern }) => pattern.test(end.said));
  return known === undefined
    ? problem(folder, "broken-repository", `git could not read it: ${said}`, "check it with: git fsck")
    : problem(folder, known.kind, known.what, known.hint(folder));
}

export function problem(folder: string, kind: string, what: string, hint: string): Problem {
  return { at: { file: folder }, kind, what, hint };
}

const knownFailures: readonly {
  readonly pattern: RegExp;
  readonly kind: string;
  readonly what: string;
  readonly hint: (folder: string) => string;
}[] = [
  {
    pattern: /dubious ownership|is owned by someone else/,
    kind: "foreign-repository",
    what: "the repository belongs to another user, so git will not read it",
    hint: (folder) => `if you trust it: git config --global --add safe.directory ${JSON.stringify(folder)}`,
  },
  {
    pattern: /not a git repository/,
    kind: "no-repository",
    what: "the folder is not in a git repository",
    hint: () => "commits of its sessions are known from the logs alone",
  },
  {
    pattern: /Permission denied/,
    kind: "unreadable-repository",
    what: "the repository may not be read",
    hint: () => "check the permissions of its .git folder",
  },
  {
    pattern: /unknown option|unrecognized argument|usage: git/,
    kind: "old-git",
    what: "this git is too old",
    hint: () => "install git 2.31 or newer",
  },
];
