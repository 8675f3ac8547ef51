/**
 * Supervisory time (method section 3): what a person spent on prompting, reviewing and approving, as one human
 * across all sessions. Watching the agent work is not counted.
 *
 * - From the end of a turn to the next prompt a human sent. The end of that gap, as long as typing the prompt
 *   takes, is *prompting*; what comes before is *reviewing*. Longer gaps than the cap are away time: the person's
 *   median gap stands for them, at their end (at least the typing).
 * - A dialog's wait is *approving*; beyond the cap the person's median wait stands for it, at the dialog's end.
 * - The first prompt of a session, and prompts typed while the agent worked, cost their typing alone.
 * - A gap that ends with a prompt nobody sent (a notification, another agent's message) is no supervision.
 *
 * Where gaps and waits of several sessions overlap, a moment belongs to the one that ends first: the human was
 * busy with the session whose prompt comes next.
 */
import { grouped } from "../grouped.ts";
import { lengthOf, medianOf } from "../intervals.ts";
import type { SupervisionRules } from "../method.ts";
import type { Interval, SupervisoryInterval, Turn } from "../types.ts";

/** A stretch that some turn claims of its person. Its end is the moment of the prompt or of the answer. */
export interface Claim extends Interval {
  readonly of: "prompt" | "dialog";
  /** From here on the human types; before that they review. */
  readonly typingFromMs: number;
  readonly turnId: string;
  readonly away: boolean;
}

/** What a person's claims are made of: a gap or wait and the typing at its end. */
export interface Stretch extends Interval {
  readonly typingMs: number;
  readonly turnId: string;
}

/** What the turns of one session ask of its person, whatever else the person did meanwhile. */
export interface Attention {
  /** Between the end of a turn and the next prompt. */
  readonly gaps: readonly Stretch[];
  /** Of dialogs. */
  readonly waits: readonly Stretch[];
  /** Prompts that no gap leads up to. */
  readonly typed: readonly Stretch[];
}

/** The intervals of each person are disjoint and ascending; one person's follow another's. */
export function superviseTurns(turns: readonly Turn[], rules: SupervisionRules): SupervisoryInterval[] {
  return attentionOfPeople(turns, rules).flatMap((sessions) => superviseSessions(sessions, rules));
}

/** What the sessions of each person ask of them, one list a person. It hangs on how typing counts, not on the caps. */
export function attentionOfPeople(
  turns: readonly Turn[],
  rules: SupervisionRules,
): readonly (readonly Attention[])[] {
  return [...grouped(turns, (turn) => turn.person).values()].map((own) =>
    [...grouped(own, (turn) => turn.sessionId).values()].map((session) => attentionOf(session, rules)),
  );
}

/** The supervision of one person, by what each of their sessions asks of them; disjoint and ascending. */
export function superviseSessions(
  sessions: readonly Attention[],
  rules: SupervisionRules,
): SupervisoryInterval[] {
  return shared(claimsOf(sessions, rules));
}

function claimsOf(sessions: readonly Attention[], rules: SupervisionRules): readonly Claim[] {
  return [
    ...sessions.flatMap(({ typed }) => typed.map((stretch) => claim(stretch, "prompt", false))),
    ...capped(
      sessions.flatMap(({ gaps }) => gaps),
      rules.gapCapMs,
      "prompt",
    ),
    ...capped(
      sessions.flatMap(({ waits }) => waits),
      rules.waitCapMs,
      "dialog",
    ),
  ];
}

/** What the turns of one session, in any order, ask of its person. */
export function attentionOf(turns: readonly Turn[], rules: SupervisionRules): Attention {
  const gaps: Stretch[] = [];
  const waits: Stretch[] = [];
  const typed: Stretch[] = [];
  let endMs: number | null = null;
  for (const turn of [...turns].sort((a, b) => a.startMs - b.startMs)) {
    if (isHuman(turn)) {
      const typingMs = isTyped(turn) ? typingTime(turn.prompt.characters, rules) : 0;
      if (endMs === null) typed.push(ending(turn.startMs, typingMs, typingMs, turn.id));
      else gaps.push({ fromMs: endMs, toMs: turn.startMs, typingMs, turnId: turn.id });
    }
    endMs = Math.max(endMs ?? turn.endMs, turn.endMs);
    for (const { fromMs, toMs } of turn.waits) waits.push({ fromMs, toMs, typingMs: 0, turnId: turn.id });
    for (const { atMs, characters } of turn.queued) {
      const typingMs = typingTime(characters, rules);
      typed.push(ending(atMs, typingMs, typingMs, turn.id));
    }
  }
  return { gaps, waits, typed };
}

/** Did a human send it? An approved plan is sent by a human who typed nothing. */
function isHuman(turn: Turn): boolean {
  return turn.prompt.by === "plan" || isTyped(turn);
}

function isTyped({ prompt }: Turn): boolean {
  return prompt.by === "typed" || prompt.by === "slash" || prompt.by === "queued";
}

function typingTime(characters: number, rules: SupervisionRules): number {
  const ms = Math.round((characters / rules.typingCharactersPerSecond) * 1_000);
  return Math.min(rules.typingMaxMs, Math.max(rules.typingMinMs, ms));
}

function ending(toMs: number, ms: number, typingMs: number, turnId: string): Stretch {
  return { fromMs: toMs - ms, toMs, typingMs, turnId };
}

function capped(stretches: readonly Stretch[], capMs: number, of: Claim["of"]): Claim[] {
  const lengths = stretches.map(lengthOf).filter((ms) => ms > 0 && ms <= capMs);
  return stretches.map(cappedClaim(of, capMs, medianOf(lengths)));
}

/**
 * Stretches up to the cap count in full; their median stands for each longer one. Without a single stretch inside the
 * cap only the typing is known.
 */
export function cappedClaim(
  of: Claim["of"],
  capMs: number,
  medianMs: number | null,
): (stretch: Stretch) => Claim {
  const awayMs = Math.round(medianMs ?? 0);
  return (stretch) => {
    if (lengthOf(stretch) <= capMs) return claim(stretch, of, false);
    const standInMs = Math.max(awayMs, stretch.typingMs);
    return claim(ending(stretch.toMs, standInMs, stretch.typingMs, stretch.turnId), of, true);
  };
}

function claim({ fromMs, toMs, typingMs, turnId }: Stretch, of: Claim["of"], away: boolean): Claim {
  return { fromMs, toMs, of, typingFromMs: Math.max(fromMs, toMs - typingMs), turnId, away };
}

/**
 * Gives every moment to the claim on it that ends first. Claims are taken in order of their ends, so what is
 * taken already lies at the end of the list `taken` and each of its stretches is looked at once.
 */
export function shared(claims: readonly Claim[]): SupervisoryInterval[] {
  const sorted = claims.filter((one) => one.toMs > one.fromMs);
  sorted.sort((a, b) => a.toMs - b.toMs || a.fromMs - b.fromMs);
  const taken: Interval[] = [];
  const result: SupervisoryInterval[] = [];
  for (const one of sorted) {
    let freeUntilMs = one.toMs;
    let takenFromMs = one.fromMs;
    for (let last = taken.at(-1); last !== undefined && last.toMs >= one.fromMs; last = taken.at(-1)) {
      addParts(one, last.toMs, freeUntilMs, result);
      freeUntilMs = Math.min(freeUntilMs, last.fromMs);
      takenFromMs = Math.min(takenFromMs, last.fromMs);
      taken.pop();
    }
    addParts(one, one.fromMs, freeUntilMs, result);
    taken.push({ fromMs: takenFromMs, toMs: one.toMs });
  }
  return result.sort((a, b) => a.fromMs - b.fromMs);
}

/** A free stretch of a claim by component; nothing where it is empty. */
function addParts(one: Claim, fromMs: number, toMs: number, into: SupervisoryInterval[]): void {
  const { turnId, away } = one;
  const typingFromMs = one.of === "dialog" ? toMs : Math.min(Math.max(one.typingFromMs, fromMs), toMs);
  const first = one.of === "dialog" ? "approving" : "reviewing";
  if (fromMs < typingFromMs) into.push({ fromMs, toMs: typingFromMs, of: first, turnId, away });
  if (typingFromMs < toMs) into.push({ fromMs: typingFromMs, toMs, of: "prompting", turnId, away });
}
