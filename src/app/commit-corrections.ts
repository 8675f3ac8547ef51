/** Corrections of links: a person says that a task made a commit, or that it had no part in it. */
import { z } from "zod";
import type { CommitOfWork } from "../core/changes/task-work.ts";
import type { Task } from "../core/types.ts";
import type { Store } from "../store/store.ts";
import { correct, mustHavePrompts } from "./corrections.ts";
import { WrongUse } from "./errors.ts";
import { findTask } from "./find-task.ts";
import { operation } from "./operation.ts";
import { refresh } from "./refresh.ts";

const taskField = z.string().describe("<ID> The task's id, as records and `task list` show it");

/** Fewer digits are the same by chance too often; git asks for as many. */
const fewestDigits = 4;
const shaField = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]*$/, "a sha has only the digits 0 to 9 and a to f")
  .min(fewestDigits, `a sha is named by at least ${fewestDigits} digits`)
  .max(64, "a sha has at most 64 digits");

interface NamedCommit {
  readonly sha: string;
  readonly subject: string;
}

export const linkCommit = operation({
  name: "task link",
  about: "Say that a task made a commit, or had a part in it",
  input: () =>
    z.object({
      task: taskField,
      sha: shaField.describe("<SHA> The commit, in full or its first digits"),
    }),
  async run({ task: id, sha }, effects) {
    await refresh(effects);
    const store = await effects.store();
    const task = await findTask(store, id);
    mustHavePrompts(task, "an imported row stands for itself and has no commits");
    const commit = theOne(sha, await commitsNamed(store, sha), {
      what: `no commit begins with "${sha}"`,
      hint: "commits are known from the logs and, since the first session, from the repositories that sessions ran in",
    });
    return correct(
      effects,
      { kind: "commit-link", turnId: task.anchor, sha: commit.sha },
      `linked ${nameOf(commit)} to "${task.title}"`,
      [task.anchor],
    );
  },
});

export const unlinkCommit = operation({
  name: "task unlink",
  about: "Say that a task had no part in a commit",
  input: () =>
    z.object({
      task: taskField,
      sha: shaField.describe("<SHA> One of the task's commits, in full or its first digits"),
    }),
  async run({ task: id, sha }, effects) {
    await refresh(effects);
    const store = await effects.store();
    const task = await findTask(store, id);
    const own = (await store.taskWork([task.id]))[0]?.commits ?? [];
    const commit = theOne(
      sha,
      own.filter((one) => one.sha.startsWith(sha)),
      { what: `task ${task.id} has no commit "${sha}"`, hint: commitsOf(task, own) },
    );
    return correct(
      effects,
      { kind: "commit-unlink", turnId: task.anchor, sha: commit.sha },
      `unlinked ${nameOf(commit)} from "${task.title}"`,
      [task.anchor],
    );
  },
});

/** Commits that repositories or logs know by these first digits; in a log a sha stands as short as it was printed. */
async function commitsNamed(store: Store, sha: string): Promise<readonly NamedCommit[]> {
  const found = new Map<string, NamedCommit>();
  for (const { id } of await store.repositories()) {
    for (const commit of await store.commits(id))
      if (commit.sha.startsWith(sha)) found.set(commit.sha, commit);
  }
  if (found.size > 0) return [...found.values()];
  for (const { commits } of await store.turns()) {
    for (const commit of commits) {
      if (commit.sha.startsWith(sha) || sha.startsWith(commit.sha)) found.set(commit.sha, commit);
    }
  }
  return [...found.values()];
}

/** @throws WrongUse where none or several are meant. */
function theOne(
  sha: string,
  found: readonly NamedCommit[],
  none: { readonly what: string; readonly hint: string },
): NamedCommit {
  const [only, ...others] = found;
  if (only === undefined) throw new WrongUse(none.what, none.hint);
  if (others.length === 0) return only;
  const candidates = found.slice(0, 3).map(nameOf).join(" or ");
  const more = found.length > 3 ? ` or ${found.length - 3} others` : "";
  throw new WrongUse(`"${sha}" may mean ${candidates}${more}`, "type more of its digits");
}

function commitsOf(task: Task, commits: readonly CommitOfWork[]): string {
  if (commits.length === 0) return `no commit is linked to "${task.title}"`;
  const shown = commits.slice(-3).map(nameOf).join(", ");
  return commits.length > 3 ? `the newest of its ${commits.length}: ${shown}` : `it has ${shown}`;
}

const nameOf = ({ sha, subject }: NamedCommit): string => `${sha.slice(0, 10)} "${subject}"`;
