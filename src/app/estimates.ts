/** Puts estimates on tasks: every estimator's opinion is kept, one is in force. */
import { estimateInForce } from "../core/estimates.ts";
import type { Estimate, Opinion, Task, TaskDay, Turn } from "../core/types.ts";
import type { PastTask } from "../estimators/estimator.ts";
import { estimators } from "../estimators/index.ts";
