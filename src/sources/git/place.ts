/** Finds the repository a folder belongs to and what has to be known of it before its history is read. */
import { existsSync, realpathSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { Identity } from "../../core/changes/repository-history.ts";
import type { Problem } from "../../core/events.ts";
import { problem, problemOf } from "./problems.ts";
import { askGit, type GitOptions } from "./run.ts";

export interface GitRepository {
  /** The folder all its worktrees share: two folders with one id are one repository. */
  readonly id: string;
  /** Of the remote, else of the folder. */
  readonly name: string;
  /** The folder that was asked for. */
  readonly folder: string;
  /** Working folders, all worktrees. */
  readonly folders: readonly string[];
  /** The branch that is checked out, as a full ref. */
  readonly branch: string | null;
  /** The commits that are checked out, in any worktree; a branch need not hold them. */
  readonly heads: readonly string[];
  /** Commits whose parents are missing in a shallow clone. */
  readonly shallowShas: readonly string[];
  /** A clone that would have to fetch the contents of files. */
  readonly partial: boolean;
  readonly identities: readonly Identity[];
  /** What makes its history less than whole. */
  readonly problems: readonly Problem[];
}

export interface FoundRepository {
  readonly repository: GitRepository | null;
  readonly problems: readonly Problem[];
}

/** The repository that holds a folder, or the problem that keeps it from being read. */
export async function findRepository(
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FoundRepository> {
  if (!isAbsolute(folder) || !isFolder(folder)) {
    const what = "the folder is not on this machine";
    const hint = "commits of its sessions are known from the logs alone";
    return { repository: null, problems: [problem(folder, "missing-repository", what, hint)] };
  }
  const git: GitOptions = { folder, environment, limitMs: 30_000 };
  const answer = await askGit(
    ["rev-parse", "--path-format=absolute", "--git-common-dir", "--is-bare-repository"],
    git,
  );
  const failure = problemOf(answer, folder);
  if (failure !== null) return { repository: null, problems: [failure] };
  const [common = "", bare = ""] = answer.output.split("\n");
  return { repository: await describe(git, realpathSync(common), bare === "true"), problems: [] };
}

async function describe(git: GitOptions, common: string, bare: boolean): Promise<GitRepository> {
  const settings = await readSettings(git);
  const trees = await worktrees(git);
  const folders = trees.flatMap(({ folder }) => folder ?? []);
  const shallow = join(common, "shallow");
  const shallowShas = existsSync(shallow)
    ? (await readFile(shallow, "utf8")).split("\n").filter((line) => line !== "")
    : [];
  const partial = settings.some(({ key }) => /^remote\..*\.promisor$|^extensions\.partialclone$/.test(key));
  const branch = await askGit(["symbolic-ref", "--quiet", "HEAD"], git);
  return {
    id: common,
    name: nameOf(settings, common, bare),
    folder: git.folder,
    folders,
    branch: branch.code === 0 ? branch.output.trim() : null,
    heads: trees.flatMap(({ head }) => head ?? []),
    shallowShas,
    partial,
    identities: identitiesOf(settings),
    problems: shortcomings(git.folder, common, {
      bare: bare && folders.length === 0,
      shallow: shallowShas.length > 0,
      partial,
    }),
  };
}

interface Setting {
  readonly key: string;
  readonly value: string;
}

async function readSettings(git: GitOptions): Promise<readonly Setting[]> {
  const wanted = "^(user\\.(name|email)|remote\\..*\\.(url|promisor)|extensions\\.partialclone)$";
  const { output } = await askGit(["config", "-z", "--get-regexp", wanted], git);
  return output.split("\0").flatMap((entry) => {
    const [key = "", ...value] = entry.split("\n");
    return key === "" ? [] : [{ key, value: value.join("\n") }];
  });
}

/** The worktrees with their folders, where those are there, and the commits checked out. */
async function worktrees(
  git: GitOptions,
): Promise<readonly { readonly folder: string | null; readonly head: string | null }[]> {
  const { output } = await askGit(["worktree", "list", "--porcelain"], git);
  return output.split("\n\n").map((entry) => {
    const path = /^worktree (.+)$/m.exec(entry)?.[1];
    const isThere = path !== undefined && !/^bare$/m.test(entry) && isFolder(path);
    // Before the first commit it is all zeros.
    const head = /^HEAD (?!0+$)([0-9a-f]{40,64})$/m.exec(entry)?.[1] ?? null;
    return { folder: isThere ? path : null, head };
  });
}

function nameOf(settings: readonly Setting[], common: string, bare: boolean): string {
  const remote =
    settings.find(({ key }) => key === "remote.origin.url") ??
    settings.find(({ key }) => key.endsWith(".url"));
  const fromRemote = remote?.value
    .replace(/[/\\]+$/, "")
    .split(/[/\\:]/)
    .at(-1)
    ?.replace(/\.git$/, "");
  const folder = bare || basename(common) !== ".git" ? common : dirname(common);
  return fromRemote || basename(folder).replace(/\.git$/, "");
}

function identitiesOf(settings: readonly Setting[]): readonly Identity[] {
  const last = (key: string): string | undefined =>
    settings.findLast((setting) => setting.key === key)?.value;
  const name = last("user.name");
  const email = last("user.email");
  return name === undefined && email === undefined ? [] : [{ name: name ?? "", email: email ?? null }];
}

function shortcomings(
  folder: string,
  common: string,
  is: { readonly bare: boolean; readonly shallow: boolean; readonly partial: boolean },
): readonly Problem[] {
  const found: Problem[] = [];
  if (is.bare) {
    const what = "a bare repository has no working folder: edits are matched to it by the names of its files";
    found.push(problem(folder, "bare-repository", what, "nothing to do; its commits are read"));
  }
  if (is.shallow) {
    const what = "a shallow clone lacks older commits; what its oldest ones changed is unknown and left out";
    found.push(problem(folder, "shallow-repository", what, "fetch the rest: git fetch --unshallow"));
  }
  if (is.partial) {
    const what = "a partial clone lacks the contents of files, so only their names are known";
    found.push(
      problem(folder, "partial-repository", what, "clone it without --filter to have its lines compared"),
    );
  }
  const lock = ["index.lock", "HEAD.lock", "packed-refs.lock", "shallow.lock"].find((name) =>
    existsSync(join(common, name)),
  );
  if (lock !== undefined) {
    const what = `${lock}: another git command is at work there or died; what it has not finished is not seen`;
    found.push(
      problem(folder, "locked-repository", what, `if no git is running, remove ${join(common, lock)}`),
    );
  }
  return found;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
