/** Calendar days on an axis. */
import type { Day } from "../core/types.ts";

/** A day has no hours: its place on a time axis is the same in every zone. */
export function startOfDay(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}
