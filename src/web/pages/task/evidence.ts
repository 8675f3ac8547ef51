/** What the task page makes of an explanation: who gave an estimate, what a person said, where bars begin and end. */
import type { RecordEntry } from "../../../core/leverage-record.ts";
import type { MinutesRange } from "../../../core/types.ts";
import { taskCells } from "../../../formats/cells.ts";
import * as numbers from "../../../formats/numbers.ts";
import { plainText } from "../../../formats/text.ts";
import type { Answers } from "../../answers.ts";
import type { KeyFigure } from "../../components/key-figures.ts";
import { estimateText } from "../../corrections/typed-estimate.ts";

export type Explained = Answers["explain"];
type Said = Explained["opinions"][number]["body"];

/** What a person said, in a few words. */
export function opinionText(body: Said): string {
  switch (body.kind) {
    case "estimate":
      return `estimated ${estimateText(body.minutes)}`;
    case "blind-estimate":
      return `a blind second opinion: ${estimateText(body.minutes)}`;
    case "plan":
      return `planned with ${estimateText(body.minutes)}`;
    case "plan-attach":
      return "a plan is this task's";
    case "supervision":
      return `declared ${numbers.minutes(body.supervisoryMinutes)} of supervision`;
    case "rename":
      return `renamed to “${plainText(body.title)}”`;
    case "retype":
      return `made it ${body.type}`;
    case "merge":
      return "merged";
    case "split":
      return "split";
    case "move":
      return `moved ${numbers.counted(body.turnIds.length, "prompt")}`;
    case "exclude":
      return "excluded from records";
    case "include":
      return "included in records";
    case "note":
      return `noted “${plainText(body.text)}”`;
    case "commit-link":
      return `linked commit ${body.sha.slice(0, 10)}`;
    case "commit-unlink":
      return `unlinked commit ${body.sha.slice(0, 10)}`;
    case "imported-entry":
      return "imported";
    case "imported-record":
      return "imported with its record";
    case "undo":
      return `took back ${body.seq}`;
  }
}

/** The row of the task log, large. */
export function taskFigures(entry: RecordEntry): readonly KeyFigure[] {
  const cells = taskCells(entry, "plain");
  return [
    { label: "leverage factor", number: "leverageFactor", ...cells.leverage },
    { label: "human estimate", number: "human", ...cells.human },
    { label: "agent time", number: "agent", text: cells.agent, interval: null },
    { label: "supervisory time", number: "supervision", text: cells.supervisory, interval: null },
    {
      label: "supervisory factor",
      number: "supervisoryLeverageFactor",
      ...cells.supervisoryLeverage,
    },
  ];
}

/** Where a range lies on a bar that all the ranges share, in percent of its width. */
export interface Bar {
  readonly from: number;
  readonly width: number;
  readonly likely: number;
}

/** On a logarithmic axis: estimates are wrong by factors. */
export function bars(ranges: readonly MinutesRange[]): readonly Bar[] {
  const ends = ranges
    .flatMap(({ lowMinutes, highMinutes }) => [lowMinutes, highMinutes])
    .filter((m) => m > 0);
  const [least, most] = [Math.log(Math.min(...ends)), Math.log(Math.max(...ends))];
  const at = (minutes: number): number =>
    most > least && minutes > 0 ? (100 * (Math.log(minutes) - least)) / (most - least) : 50;
  return ranges.map(({ lowMinutes, likelyMinutes, highMinutes }) => ({
    from: at(lowMinutes),
    width: Math.max(0, at(highMinutes) - at(lowMinutes)),
    likely: at(likelyMinutes),
  }));
}

/** What was asked; of a note that work in the background has ended, the sentence in it. */
export function promptText(prompt: string): string {
  const summary = /^<task-notification>.*?<summary>(.*?)(?:<\/summary>|$)/s.exec(prompt)?.[1];
  return plainText(summary === undefined ? prompt : `(no prompt) ${summary}`) || "(no words)";
}

/** `file:line` without the folders: the whole path is its tooltip. */
export function placeText(place: string): string {
  return place.slice(place.search(/[^/\\]*$/));
}

/** The line alone: the file is the turn's. */
export const lineOf = (place: string): string => place.slice(place.lastIndexOf(":") + 1);
