/** What a task left behind, in words: its commits with the reasons, what became of them, its diff by kind. */
import { sureConfidence } from "../app/review.ts";
import { reworkDays, type TaskSurvival } from "../core/changes/survival.ts";
import type { CommitOfWork, TaskWork } from "../core/changes/task-work.ts";
import * as numbers from "../formats/numbers.ts";
import { plainText, plainTitle, shorten, wrapSetIn } from "../formats/text.ts";
import { table } from "./table.ts";

/** `merged: on main as 1a2b3c4`. */
export function outcomeText({ outcome, outcomeBecause }: TaskWork): string {
  return plainText(`${outcome ?? "unknown"}: ${outcomeBecause}`);
}

function sizeText({ files, addedLines, removedLines }: CommitOfWork): string {
  if (files === null) return "size unknown";
  const lines = addedLines === null ? "" : `, +${numbers.count(addedLines)} -${numbers.count(removedLines)}`;
  return `${numbers.counted(files, "file")}${lines}`;
}

/** What became of one commit, where that is worth a word. */
function fateText({ repository, reachable, merged, revertedBy }: CommitOfWork): string {
  if (repository === null) return "known from the log alone";
  if (revertedBy !== null) return `${repository}, reverted by ${revertedBy.slice(0, 10)}`;
  if (merged === true) return `${repository}, merged`;
  return reachable === false ? `${repository}, on no branch any more` : repository;
}

function commitLines(commit: CommitOfWork, columns: number): string[] {
  const { sha, subject, authoredMs, confidence, share, reasons } = commit;
  const day = new Date(authoredMs).toISOString().slice(0, 10);
  const part = share < 0.995 ? `, ${numbers.percent(share)} of its lines` : "";
  const doubt = confidence < sureConfidence ? ", please check" : "";
  return [
    shorten(`${sha.slice(0, 10)}  ${plainTitle(subject)}`, columns),
    `  ${day}, ${sizeText(commit)}${part}; ${plainText(fateText(commit))}`,
    `  ${numbers.percent(confidence)} sure${doubt}: ${plainText(reasons.map(({ note }) => note).join("; "))}`,
  ].flatMap((line) => wrapSetIn(line, columns));
}

/** Newest last, as they were made; and how to set them right. */
export function showCommits({ taskId, commits }: TaskWork, columns: number): string[] {
  if (commits.length === 0) return [];
  const first = commits[0]!.sha.slice(0, 10);
  const remedy = `Not its commit? leverage task unlink ${taskId} ${first}. One is missing? leverage task link ${taskId} SHA`;
  return [...commits.flatMap((commit) => commitLines(commit, columns)), ...wrapSetIn(remedy, columns)];
}

/** Tests, docs and what nobody writes by hand stand beside the source, which alone the estimate counts. */
export function showDiff({ diff }: TaskWork, columns: number): string[] {
  if (diff.rows.length === 0) return [];
  const rows = diff.rows.map(({ kind, language, files, hunks, addedLines, removedLines }) => [
    kind,
    language ?? numbers.dash,
    ...[files, hunks, addedLines, removedLines].map(numbers.count),
  ]);
  const figures = ["Files", "Hunks", "Added", "Removed"].map((head) => ({ head, right: true }));
  return [
    table([{ head: "Kind" }, { head: "Language", flexible: true }, ...figures], rows, columns),
    ...(diff.uncountedFiles === 0
      ? []
      : [`and ${numbers.counted(diff.uncountedFiles, "file")} of which only the name is known`]),
  ];
}

/** How much of what was delivered is there after some time and now, and who reworked the rest. */
export function showSurvival(survival: TaskSurvival, columns: number): string[] {
  const { deliveredLines, delivered, windows, aliveLines, reworkedLines, reworkedBy, asOfMs } = survival;
  const share = (lines: number) => numbers.percent(lines / deliveredLines);
  const kinds = Object.entries(delivered)
    .filter(([, lines]) => lines > 0)
    .map(([kind, lines]) => `${kind} ${numbers.count(lines)}`);
  const looks = windows.map(({ days, aliveLines: alive }) =>
    alive === null ? `after ${days} days not known yet` : `${share(alive)} there after ${days} days`,
  );
  const now = `${share(aliveLines)} now (${new Date(asOfMs).toISOString().slice(0, 10)}, the trunk's newest commit)`;
  const by = reworkedBy.map(({ taskId, lines }) => `${taskId ?? "others"} ${numbers.count(lines)}`);
  return [
    `${numbers.counted(Math.round(deliveredLines), "line")} delivered to the trunk: ${kinds.join(", ")}`,
    [...looks, now].join(", "),
    reworkedLines < 0.5
      ? `none reworked within ${reworkDays} days`
      : `${share(reworkedLines)} reworked within ${reworkDays} days, by ${by.join(", ")}`,
  ].flatMap((line) => wrapSetIn(line, columns));
}

/** In one line: `source +120 -14 in 3 files, tests +80 -0 in 1 file`. */
export function diffText({ diff }: TaskWork): string {
  const kinds = [...new Set(diff.rows.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const own = diff.rows.filter((row) => row.kind === kind);
      const sum = (of: (row: (typeof own)[number]) => number) =>
        own.reduce((total, row) => total + of(row), 0);
      const lines = `+${numbers.count(sum((row) => row.addedLines))} -${numbers.count(sum((row) => row.removedLines))}`;
      return `${kind} ${lines} in ${numbers.counted(
        sum((row) => row.files),
        "file",
      )}`;
    })
    .join(", ");
}
