/**
 * All commands by name, in the order help shows them. Each is loaded only when it is asked for: start-up
 * time counts. A name of two words is a subcommand.
 */
import type { Command } from "./command.ts";

type Load = () => Promise<{ readonly default: Command }>;

export const commands: Readonly<Record<string, Load>> = {
  record: () => import("./commands/record.ts"),
  usage: () => import("./commands/usage.ts"),
  timeline: () => import("./commands/timeline.ts"),
  trends: () => import("./commands/trends.ts"),
  explain: () => import("./commands/explain.ts"),
  "what-if": () => import("./commands/what-if.ts"),
  survival: () => import("./commands/survival.ts"),
  review: () => import("./commands/review.ts"),
  estimate: () => import("./commands/estimate.ts"),
  plan: () => import("./commands/plan.ts"),
  "plan list": () => import("./commands/plan-list.ts"),
  "plan attach": () => import("./commands/plan-attach.ts"),
  calibration: () => import("./commands/calibration.ts"),
  eval: () => import("./commands/eval.ts"),
  supervise: () => import("./commands/supervise.ts"),
  "task list": () => import("./commands/task-list.ts"),
  "task show": () => import("./commands/task-show.ts"),
  "task rename": () => import("./commands/task-rename.ts"),
  "task type": () => import("./commands/task-type.ts"),
  "task merge": () => import("./commands/task-merge.ts"),
  "task split": () => import("./commands/task-split.ts"),
  "task move": () => import("./commands/task-move.ts"),
  "task exclude": () => import("./commands/task-exclude.ts"),
  "task include": () => import("./commands/task-include.ts"),
  "task link": () => import("./commands/task-link.ts"),
  "task unlink": () => import("./commands/task-unlink.ts"),
  "task note": () => import("./commands/task-note.ts"),
  "task undo": () => import("./commands/task-undo.ts"),
  import: () => import("./commands/import.ts"),
  export: () => import("./commands/export.ts"),
  verify: () => import("./commands/verify.ts"),
  coverage: () => import("./commands/coverage.ts"),
  doctor: () => import("./commands/doctor.ts"),
  rebuild: () => import("./commands/rebuild.ts"),
  config: () => import("./commands/config.ts"),
  serve: () => import("./commands/serve.ts"),
  sample: () => import("./commands/sample.ts"),
  completion: () => import("./commands/completion.ts"),
};

/** Used where no command is named: `leverage`, `leverage 2026-03-26`, `leverage --week`. */
export const defaultCommand = "record";

/** First words of commands with subcommands. */
export const groups: Readonly<Record<string, string>> = {
  task: "List tasks and correct how they were cut; every correction can be undone",
};

/** Options that every command takes. */
export const globalOptions = [
  {
    option: "--logs",
    value: "DIR",
    about: "Read logs below this folder instead of the usual places (repeatable)",
  },
  { option: "--timezone", value: "ZONE", about: "Days begin at midnight in this IANA time zone" },
  { option: "--json", value: null, about: "Print the answer as JSON" },
] as const;
