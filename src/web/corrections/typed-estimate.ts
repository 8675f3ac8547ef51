/**
 * An estimate as it is typed in one field: `4h`, or the range that the work would stay in with 80 % probability,
 * `2h-6h` (likely is the middle of it, as a share: 3.5h), or all three, `2h-4h-9h`. Times as on the command line.
 */
import { parseDuration } from "../../app/durations.ts";
import { WrongUse } from "../../app/errors.ts";
import type { MinutesRange } from "../../core/types.ts";
import * as numbers from "../../formats/numbers.ts";

export type TypedEstimate =
  | { readonly kind: "nothing" }
  | { readonly kind: "wrong"; readonly hint: string }
  | { readonly kind: "minutes"; readonly minutes: MinutesRange };

export const estimateForms = "4h, 90m, 1h30m, 2d; with a range 2h-6h, or 2h-4h-9h";

export function typedEstimate(text: string): TypedEstimate {
  const parts = text.split(/\s*(?:-|–|\.\.|\bto\b)\s*/).map((part) => part.trim());
  if (parts.join("") === "") return { kind: "nothing" };
  const unit = /[a-z]+$/i.exec(parts.at(-1) ?? "")?.[0] ?? "";
  try {
    // `2-6h` are hours both.
    const minutes = parts.map((part) => parseDuration(/\d$/.test(part) ? part + unit : part));
    const [low = 0, second = low, third] = minutes;
    if (minutes.length > 3) return { kind: "wrong", hint: `Write ${estimateForms}.` };
    const high = third ?? second;
    const likely = third === undefined ? middleOf(low, high) : second;
    if (low > likely || likely > high) return { kind: "wrong", hint: "The smaller time comes first." };
    return { kind: "minutes", minutes: { lowMinutes: low, likelyMinutes: likely, highMinutes: high } };
  } catch (error) {
    if (error instanceof WrongUse) return { kind: "wrong", hint: `Write ${estimateForms}.` };
    throw error;
  }
}

/** Times are wrong by factors, not by differences: the middle of 2h and 8h is 4h. To whole minutes, for people. */
function middleOf(low: number, high: number): number {
  return low === high ? low : Math.min(high, Math.max(low, Math.round(Math.sqrt(low * high))));
}

/** Fields of the operation `estimate`. */
export function estimateFields({ lowMinutes, likelyMinutes, highMinutes }: MinutesRange) {
  const likely = { likely: `${likelyMinutes}m` };
  return lowMinutes === highMinutes ? likely : { ...likely, low: `${lowMinutes}m`, high: `${highMinutes}m` };
}

/** `4h`, `3.5h (2-6h)`. */
export function estimateText(minutes: MinutesRange): string {
  return numbers.estimate(minutes);
}
