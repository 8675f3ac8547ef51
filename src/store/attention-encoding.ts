/** How attention and supervision lie in the ledger: each turn's id once, then rows of numbers. */
import type { Attention, Stretch } from "../core/turns/supervision.ts";
import type { SupervisoryInterval } from "../core/types.ts";

/** Gives each turn its number, in the order of asking. */
class TurnNumbers {
  readonly ids: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(turnId: string): number {
    let number = this.#numbers.get(turnId);
    if (number === undefined) {
      number = this.ids.push(turnId) - 1;
      this.#numbers.set(turnId, number);
    }
    return number;
  }
}

type StretchRow = readonly [turn: number, fromMs: number, toMs: number, typingMs: number];

export function encodeAttention({ gaps, waits, typed }: Attention): string {
  const numbers = new TurnNumbers();
  const rows = [gaps, waits, typed].map((stretches) =>
    stretches.map(
      ({ turnId, fromMs, toMs, typingMs }): StretchRow => [numbers.of(turnId), fromMs, toMs, typingMs],
    ),
  );
  return JSON.stringify([numbers.ids, ...rows]);
}

export function decodeAttention(encoded: string): Attention {
  const [ids, gaps, waits, typed] = JSON.parse(encoded) as readonly [
    string[],
    StretchRow[],
    StretchRow[],
    StretchRow[],
  ];
  const stretch = ([turn, fromMs, toMs, typingMs]: StretchRow): Stretch => {
    return { fromMs, toMs, typingMs, turnId: ids[turn]! };
  };
  return { gaps: gaps.map(stretch), waits: waits.map(stretch), typed: typed.map(stretch) };
}

const kinds: readonly SupervisoryInterval["of"][] = ["prompting", "reviewing", "approving"];

type IntervalRow = readonly [turn: number, fromMs: number, toMs: number, kind: number, away: 0 | 1];

export function encodeSupervision(intervals: readonly SupervisoryInterval[]): string {
  const numbers = new TurnNumbers();
  const rows = intervals.map(({ turnId, fromMs, toMs, of, away }): IntervalRow => {
    return [numbers.of(turnId), fromMs, toMs, kinds.indexOf(of), away ? 1 : 0];
  });
  return JSON.stringify([numbers.ids, rows]);
}

export function decodeSupervision(encoded: string): readonly SupervisoryInterval[] {
  const [ids, rows] = JSON.parse(encoded) as readonly [string[], IntervalRow[]];
  return rows.map(([turn, fromMs, toMs, kind, away]) => {
    return { fromMs, toMs, of: kinds[kind]!, turnId: ids[turn]!, away: away === 1 };
  });
}
