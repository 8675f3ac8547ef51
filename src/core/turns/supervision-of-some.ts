/**
 * The supervision of some turns of a long history, under whatever caps. What does not hang on caps is put in order once;
 * of all else only what lies beside the turns in question is looked at.
 */
import { lengthOf, medianOfAscending, union } from "../intervals.ts";
import type { SupervisionRules } from "../method.ts";
import { lastAtMost } from "../sorted.ts";
import type { Interval, SupervisoryInterval } from "../types.ts";
import { type Attention, type Claim, cappedClaim, type Stretch, shared } from "./supervision.ts";

/** Everything of one kind that a person's sessions ask of them. */
interface Kind {
  readonly of: Claim["of"];
  readonly capMs: (rules: SupervisionRules) => number;
  /** By their ends. */
  readonly stretches: readonly Stretch[];
  /** Above zero, ascending. */
  readonly lengths: Float64Array;
  readonly longestTypingMs: number;
}

/** One person's attention, to be asked for the part of some turns. */
export class PersonsAttention {
  readonly #kinds: readonly Kind[];

  constructor(sessions: readonly Attention[]) {
    this.#kinds = [
      kindOf(
        "prompt",
        () => Infinity,
        sessions.flatMap(({ typed }) => typed),
      ),
      kindOf(
        "prompt",
        ({ gapCapMs }) => gapCapMs,
        sessions.flatMap(({ gaps }) => gaps),
      ),
      kindOf(
        "dialog",
        ({ waitCapMs }) => waitCapMs,
        sessions.flatMap(({ waits }) => waits),
      ),
    ];
  }

  /** As the supervision of all turns has it, under any rules; ascending. */
  of(turnIds: ReadonlySet<string>): (rules: SupervisionRules) => readonly SupervisoryInterval[] {
    const own = this.#kinds.map(({ stretches }) => stretches.filter(({ turnId }) => turnIds.has(turnId)));
    if (own.every((stretches) => stretches.length === 0)) return () => [];
    return (rules) => {
      const claimsOf = this.#kinds.map((kind) => claiming(kind, rules));
      const around = union(own.flatMap((stretches, i) => stretches.map(claimsOf[i]!.claim)));
      const beside = this.#kinds.flatMap((kind, i) => claimsBeside(kind, claimsOf[i]!, around));
      return shared(beside).filter(({ turnId }) => turnIds.has(turnId));
    };
  }
}

function kindOf(of: Kind["of"], capMs: Kind["capMs"], all: readonly Stretch[]): Kind {
  return {
    of,
    capMs,
    stretches: [...all].sort((a, b) => a.toMs - b.toMs),
    lengths: Float64Array.from(all.map(lengthOf).filter((ms) => ms > 0)).sort(),
    longestTypingMs: all.reduce((longest, { typingMs }) => Math.max(longest, typingMs), 0),
  };
}

interface Claiming {
  readonly claim: (stretch: Stretch) => Claim;
  /** No claim is longer. */
  readonly longestMs: number;
}

function claiming({ of, capMs, lengths, longestTypingMs }: Kind, rules: SupervisionRules): Claiming {
  const cap = capMs(rules);
  const within = lengths.subarray(0, lastAtMost(lengths, cap, Number) + 1);
  const medianMs = medianOfAscending(within);
  return {
    claim: cappedClaim(of, cap, medianMs),
    longestMs: Math.max(within.at(-1) ?? 0, Math.round(medianMs ?? 0), longestTypingMs),
  };
}

/** `around` is disjoint and ascending. */
function claimsBeside(
  { stretches }: Kind,
  { claim, longestMs }: Claiming,
  around: readonly Interval[],
): readonly Claim[] {
  const found: Claim[] = [];
  let next = 0;
  for (const { fromMs, toMs } of around) {
    // A claim ends where its stretch does.
    next = Math.max(next, lastAtMost(stretches, fromMs, (stretch) => stretch.toMs) + 1);
    for (; next < stretches.length && stretches[next]!.toMs < toMs + longestMs; next++) {
      const one = claim(stretches[next]!);
      if (touches(one, around)) found.push(one);
    }
  }
  return found;
}

function touches({ fromMs, toMs }: Interval, around: readonly Interval[]): boolean {
  const next = around[lastAtMost(around, fromMs, (one) => one.toMs) + 1];
  return next !== undefined && next.fromMs < toMs;
}
