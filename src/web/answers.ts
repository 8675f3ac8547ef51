/**
 * What each operation answers, by its name: the types of the client's questions. Types only, so nothing of the
 * server is in the bundle.
 */

import type { Corrected } from "../app/corrections.ts";
import type { EstimateOutput } from "../app/estimate.ts";
import type { ExplainOutput } from "../app/explain.ts";
import type { RecordOutput } from "../app/record.ts";
import type { TaskListOutput, TaskShowOutput } from "../app/task-views.ts";

/** Operations that only read. */
export interface Answers {
  record: RecordOutput;
  explain: ExplainOutput;
  "task list": TaskListOutput;
  "task show": TaskShowOutput;
}

/** Operations that append an opinion. */
export interface Changes {
  estimate: EstimateOutput;
  "task rename": Corrected;
  "task type": Corrected;
  "task merge": Corrected;
  "task split": Corrected;
  "task exclude": Corrected;
  "task include": Corrected;
  "task undo": Corrected;
}

/** Fields of an operation's input as a client writes them. */
export type Input = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>
>;
