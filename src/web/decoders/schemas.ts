/**
 * Which of the server's answers the client asks for, by the operation's name, and what it hears by itself: the one list
 * that the client's types and its decoders are made from. Not in the bundle: see `shapes.ts`.
 */
import { coverageAnswer } from "../../answers/coverage.ts";
import { doctorAnswer } from "../../answers/doctor.ts";
import { calibrationAnswer, estimateAnswer } from "../../answers/estimates.ts";
import { eventData } from "../../answers/events.ts";
import { explainAnswer } from "../../answers/explain.ts";
import { recordAnswer } from "../../answers/record.ts";
import { reviewAnswer } from "../../answers/review.ts";
import { correctedAnswer, taskShowAnswer } from "../../answers/tasks.ts";
import { timelineAnswer } from "../../answers/timeline.ts";
import { trendsAnswer } from "../../answers/trends.ts";
import { whatIfAnswer } from "../../answers/what-if.ts";

/** Operations that only read. */
export const reads = {
  record: recordAnswer,
  explain: explainAnswer,
  timeline: timelineAnswer,
  trends: trendsAnswer,
  calibration: calibrationAnswer,
  coverage: coverageAnswer,
  doctor: doctorAnswer,
  review: reviewAnswer,
  "what-if": whatIfAnswer,
  "task show": taskShowAnswer,
};

/** Operations that append an opinion. */
export const changes = {
  estimate: estimateAnswer,
  "task rename": correctedAnswer,
  "task type": correctedAnswer,
  "task merge": correctedAnswer,
  "task split": correctedAnswer,
  "task exclude": correctedAnswer,
  "task include": correctedAnswer,
  "task link": correctedAnswer,
  "task unlink": correctedAnswer,
  "task note": correctedAnswer,
  "task undo": correctedAnswer,
};

export const events = eventData;
