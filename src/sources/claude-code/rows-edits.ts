/** What a tool's result says of files, commits and pull requests. Lines become hashes; no content is kept. */
import type { CommitSeen, FileEdit, PullRequestSeen } from "../../core/events.ts";
import { hashLine } from "../../core/line-hash.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "./fields.ts";

/** The edit in a `toolUseResult` of Edit, MultiEdit, Write or NotebookEdit; null for every other result. */
export function editIn(result: Fields): FileEdit | null {
  const path = textOf(result.filePath) ?? textOf(result.notebook_path);
  if (path === null) return null;
  const hunks = listOf(result.structuredPatch);
  if (hunks.length > 0) return editFromPatch(path, hunks);
  const created = result.type === "create";
  const whole = created ? textOf(result.content) : textOf(result.new_source);
  if (whole === null) return null;
  return { path, added: linesOf(whole).map(hashLine), removed: [], hunks: 1, created };
}

function editFromPatch(path: string, hunks: readonly unknown[]): FileEdit {
  const added: number[] = [];
  const removed: number[] = [];
  for (const hunk of hunks) {
    for (const line of listOf(fieldsOf(hunk)?.lines)) {
      if (typeof line !== "string") continue;
      if (line.startsWith("+")) added.push(hashLine(line.slice(1)));
      else if (line.startsWith("-")) removed.push(hashLine(line.slice(1)));
    }
  }
  return { path, added, removed, hunks: hunks.length, created: false };
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Commits in the output of `git commit`: `[main 1a2b3c4] subject`, `[main (root-commit) 1a2b3c4] subject`. */
export function commitsIn(output: string): CommitSeen[] {
  const commits: CommitSeen[] = [];
  for (const found of output.matchAll(/^\[(\S+|detached HEAD)(?: \([\w-]+\))? ([0-9a-f]{7,40})\] (.+)$/gm)) {
    const branch = found[1]!;
    commits.push({
      sha: found[2]!,
      subject: found[3]!.trim(),
      branch: branch === "detached HEAD" ? null : branch,
    });
  }
  return commits;
}

/** Pull and merge requests whose address stands in a text. */
export function pullRequestsIn(output: string, title: string | null): PullRequestSeen[] {
  const found = new Map<string, PullRequestSeen>();
  for (const match of output.matchAll(/https?:\/\/[^\s/]+\/[^\s"'<>]+?\/(?:pull|merge_requests)\/(\d+)/g)) {
    found.set(match[0], { number: Number(match[1]), url: match[0], title });
  }
  return [...found.values()];
}

/** The pull request of a `pr-link` row. */
export function linkedPullRequest(row: Fields): PullRequestSeen | null {
  const number = numberOf(row.prNumber);
  const url = textOf(row.prUrl);
  return number === null || url === null ? null : { number, url, title: textOf(row.prTitle) };
}
