/**
 * Every operation that the server answers, with the schema of its answer: a line each. A schema that disagrees with
 * what the operation gives does not compile. `test/server/contract.test.ts` holds the list to the commands'.
 */
import { z } from "zod";
import type { Agrees } from "../answers/agrees.ts";
import { coverageAnswer } from "../answers/coverage.ts";
import { configAnswer, doctorAnswer, rebuildAnswer } from "../answers/doctor.ts";
import {
  calibrationAnswer,
  estimateAnswer,
  evaluateAnswer,
  planAnswer,
  planAttachAnswer,
  planListAnswer,
} from "../answers/estimates.ts";
import { explainAnswer } from "../answers/explain.ts";
import { importAnswer, verifyAnswer } from "../answers/files.ts";
import { recordAnswer } from "../answers/record.ts";
import { reviewAnswer } from "../answers/review.ts";
import { survivalAnswer } from "../answers/survival.ts";
import { correctedAnswer, taskListAnswer, taskShowAnswer } from "../answers/tasks.ts";
import { timelineAnswer } from "../answers/timeline.ts";
import { trendsAnswer } from "../answers/trends.ts";
import { usageAnswer } from "../answers/usage.ts";
import { whatIfAnswer } from "../answers/what-if.ts";
import { calibration } from "../app/calibration.ts";
import { linkCommit, unlinkCommit } from "../app/commit-corrections.ts";
import { config } from "../app/config-view.ts";
import { exclude, include, merge, move, note, rename, retype, split, undo } from "../app/corrections.ts";
import { coverage } from "../app/coverage.ts";
import { doctor } from "../app/doctor.ts";
import { estimate } from "../app/estimate.ts";
import { evaluate } from "../app/evaluate.ts";
import { explain } from "../app/explain.ts";
import { importRecords } from "../app/import.ts";
import type { Operation } from "../app/operation.ts";
import { plan, planAttach, planList } from "../app/plan.ts";
import { rebuild } from "../app/rebuild.ts";
import { record } from "../app/record.ts";
import { review } from "../app/review.ts";
import { supervise } from "../app/supervise.ts";
import { survival } from "../app/survival.ts";
import { taskList, taskShow } from "../app/task-views.ts";
import { timeline } from "../app/timeline.ts";
import { trends } from "../app/trends.ts";
import { usage } from "../app/usage.ts";
import { verify } from "../app/verify.ts";
import { whatIf } from "../app/what-if.ts";

export interface Route {
  readonly operation: Operation;
  readonly answer: z.ZodType;
  /** `read` is a GET with query parameters. `change` and `check`, which changes nothing, are a POST with a JSON body. */
  readonly kind: "read" | "change" | "check";
  /** The operation's input without what no request may say. */
  readonly input: z.ZodObject;
  /** Said for every request. */
  readonly always: Readonly<Record<string, unknown>>;
  /** Takes seconds on a large ledger: others do not wait for it. */
  readonly slow: boolean;
  /** The answer tells what a look at the whole ledger found. */
  readonly tellsOfCheck: boolean;
}

interface Limits<Input extends z.ZodObject> {
  readonly without?: readonly (keyof z.input<Input> & string)[];
  readonly always?: Partial<z.input<Input>>;
  readonly slow?: true;
  readonly tellsOfCheck?: true;
}

function route<Input extends z.ZodObject, Output, Schema extends z.ZodType>(
  kind: Route["kind"],
  operation: Operation<Input, Output>,
  answer: Schema & Agrees<Output, Schema>,
  { without = [], always = {}, slow, tellsOfCheck }: Limits<Input> = {},
): Route {
  const hidden = new Set<string>([...without, ...Object.keys(always)]);
  const shown = Object.entries(operation.input.shape).filter(([name]) => !hidden.has(name));
  const input = z.strictObject(Object.fromEntries(shown));
  return {
    ...{ kind, operation: operation as unknown as Operation, answer, input, always },
    ...{ slow: slow ?? false, tellsOfCheck: tellsOfCheck ?? false },
  };
}

export const routes: readonly Route[] = [
  route("read", record, recordAnswer),
  route("read", usage, usageAnswer, { slow: true }),
  route("read", explain, explainAnswer),
  route("read", whatIf, whatIfAnswer),
  route("read", review, reviewAnswer),
  route("read", timeline, timelineAnswer),
  route("read", trends, trendsAnswer),
  route("read", coverage, coverageAnswer),
  route("read", survival, survivalAnswer),
  route("read", estimate, estimateAnswer, { without: ["task", "likely", "low", "high", "note", "second"] }),
  route("change", estimate, estimateAnswer, { without: ["blind"] }),
  route("change", plan, planAnswer),
  route("read", planList, planListAnswer),
  route("change", planAttach, planAttachAnswer),
  route("read", calibration, calibrationAnswer),
  route("read", evaluate, evaluateAnswer),
  route("change", supervise, correctedAnswer),
  route("read", taskList, taskListAnswer),
  route("read", taskShow, taskShowAnswer),
  route("change", rename, correctedAnswer),
  route("change", retype, correctedAnswer),
  route("change", merge, correctedAnswer),
  route("change", split, correctedAnswer),
  route("change", move, correctedAnswer),
  route("change", exclude, correctedAnswer),
  route("change", include, correctedAnswer),
  route("change", linkCommit, correctedAnswer),
  route("change", unlinkCommit, correctedAnswer),
  route("change", note, correctedAnswer),
  route("change", undo, correctedAnswer),
  route("change", importRecords, importAnswer, { always: { file: "-" } }),
  route("check", verify, verifyAnswer, { always: { file: "-" } }),
  route("read", doctor, doctorAnswer, { without: ["repair"], tellsOfCheck: true }),
  route("change", rebuild, rebuildAnswer),
  route("read", config, configAnswer, { without: ["init"] }),
];
