/** Times as a person types them. */
import type { MinutesRange } from "../core/types.ts";
import { WrongUse } from "./errors.ts";

/** Working day 8 h, working week 40 h (method section 6). */
const minutesOf: Readonly<Record<string, number>> = { m: 1, min: 1, h: 60, d: 480, w: 2400 };

/** Minutes of `4h`, `90m`, `1h30m`, `1.5h`, `2d`, `1w`. @throws WrongUse for anything else, zero or over ten years. */
export function parseDuration(text: string): number {
  const compact = text.trim().toLowerCase().replace(/\s+/g, "");
  const parts = [...compact.matchAll(/(\d+(?:\.\d+)?)(min|[mhdw])/g)];
  const minutes = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * minutesOf[unit ?? "m"]!, 0);
  const whole = parts.map(([part]) => part).join("") === compact;
  if (whole && minutes > 0 && minutes <= 2400 * 520) return minutes;
  throw new WrongUse(`"${text}" is not a time`, "write 4h, 90m, 1h30m, 2d (8 h a day) or 1w (40 h)");
}

/** An estimate as typed: without `low` or `high` a single number. @throws WrongUse unless low <= likely <= high. */
export function parseRange(likely: string, low: string | undefined, high: string | undefined): MinutesRange {
  const likelyMinutes = parseDuration(likely);
  const lowMinutes = low === undefined ? likelyMinutes : parseDuration(low);
  const highMinutes = high === undefined ? likelyMinutes : parseDuration(high);
  if (lowMinutes <= likelyMinutes && likelyMinutes <= highMinutes)
    return { lowMinutes, likelyMinutes, highMinutes };
  throw new WrongUse("the estimate must lie between --low and --high", "for example 4h --low 2h --high 9h");
}
