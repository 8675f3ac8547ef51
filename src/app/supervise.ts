/** Declared supervisory minutes: a person's own count instead of the measured one, marked as declared. */
import { z } from "zod";
import { isDay } from "../core/days.ts";
import { type Corrected, correct } from "./corrections.ts";
import { parseDuration } from "./durations.ts";
import { WrongUse } from "./errors.ts";
import { findTask } from "./find-task.ts";
import { operation } from "./operation.ts";
import { refresh } from "./refresh.ts";

export const supervise = operation({
  name: "supervise",
  about: "Declare the minutes you spent supervising a task, in place of the measured ones",
  input: () =>
    z.object({
      task: z.string().describe("<ID> The task's id"),
      minutes: z.string().describe("<TIME> 5m, 1h"),
      day: z.string().optional().describe("<DAY> Only for that day of the task (2026-03-26)"),
    }),
  async run({ task: id, minutes, day }, effects): Promise<Corrected> {
    if (day !== undefined && !isDay(day)) throw new WrongUse(`"${day}" is not a day`, "write 2026-03-26");
    await refresh(effects);
    const task = await findTask(await effects.store(), id);
    const supervisoryMinutes = parseDuration(minutes);
    return correct(
      effects,
      { kind: "supervision", turnId: task.anchor, day: day ?? null, supervisoryMinutes },
      `declared ${supervisoryMinutes} supervisory minutes for "${task.title}"`,
      [task.anchor],
    );
  },
});
