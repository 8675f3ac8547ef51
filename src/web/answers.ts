/**
 * What each operation answers, by its name: the types of the client's questions, as the server's schemas have them.
 * Types only: the server checks its answers against the schemas in its tests, so nothing of them is in the bundle.
 */
import type { z } from "zod";
import type { coverageAnswer } from "../answers/coverage.ts";
import type { doctorAnswer } from "../answers/doctor.ts";
import type { calibrationAnswer, estimateAnswer } from "../answers/estimates.ts";
import type { explainAnswer } from "../answers/explain.ts";
import type { recordAnswer } from "../answers/record.ts";
import type { reviewAnswer } from "../answers/review.ts";
import type { correctedAnswer, taskListAnswer, taskShowAnswer } from "../answers/tasks.ts";
import type { timelineAnswer } from "../answers/timeline.ts";
import type { trendsAnswer } from "../answers/trends.ts";
import type { whatIfAnswer } from "../answers/what-if.ts";

/** Operations that only read. */
export interface Answers {
  record: z.output<typeof recordAnswer>;
  explain: z.output<typeof explainAnswer>;
  timeline: z.output<typeof timelineAnswer>;
  trends: z.output<typeof trendsAnswer>;
  calibration: z.output<typeof calibrationAnswer>;
  coverage: z.output<typeof coverageAnswer>;
  doctor: z.output<typeof doctorAnswer>;
  review: z.output<typeof reviewAnswer>;
  "what-if": z.output<typeof whatIfAnswer>;
  "task list": z.output<typeof taskListAnswer>;
  "task show": z.output<typeof taskShowAnswer>;
}

type Corrected = z.output<typeof correctedAnswer>;

/** Operations that append an opinion. */
export interface Changes {
  estimate: z.output<typeof estimateAnswer>;
  supervise: Corrected;
  "task rename": Corrected;
  "task type": Corrected;
  "task merge": Corrected;
  "task split": Corrected;
  "task exclude": Corrected;
  "task include": Corrected;
  "task link": Corrected;
  "task unlink": Corrected;
  "task note": Corrected;
  "task undo": Corrected;
}

/** Fields of an operation's input as a client writes them. */
export type Input = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>
>;
