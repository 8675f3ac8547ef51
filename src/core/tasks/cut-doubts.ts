/**
 * Where the rules' cut should be looked at by a person: sessions joined by words alone, without a common branch, pull
 * request or plan; a split by nothing but a commit and a request that sounds fresh; and long sessions in which the
 * rules found nothing to go by, though most of these hold several tasks (method section 4). A prompt that announces
 * something new leaves no doubt. From how many prompts on a session is long is judgement.
 */
import type { Task } from "../types.ts";

export interface CutDoubt {
  /** A question for a person. */
  readonly why: string;
  /** The prompt (1 is the first) at which a split would undo the join. */
  readonly prompt: number | null;
  /** The task itself was split off; a merge with the one before it would undo that. */
  readonly splitOff: boolean;
}

const longSessionPrompts = 20;

/** As `task-joins.ts` writes it. */
const wordyJoin =
  /^session (\S+) joins: (it opens with .+|its first prompt asks to continue|branch .+ is named after its work)/;
/** As `task-segments.ts` has it. */
const weakSplit = /^split inside session \S+: (a new request after a commit on the trunk)$/;

export function cutDoubts(task: Pick<Task, "turnIds" | "sessionIds" | "cutBecause">): readonly CutDoubt[] {
  const doubts = task.cutBecause.flatMap((because): CutDoubt[] => {
    const split = weakSplit.exec(because);
    if (split !== null) return [{ why: `split off: ${split[1]}`, prompt: null, splitOff: true }];
    const join = wordyJoin.exec(because);
    if (join === null) return [];
    const at = task.turnIds.findIndex((turnId) => turnId.startsWith(join[1]!));
    return [{ why: `a session was joined: ${join[2]}`, prompt: at > 0 ? at + 1 : null, splitOff: false }];
  });
  const prompts = task.turnIds.length;
  if (task.sessionIds.length === 1 && prompts >= longSessionPrompts) {
    doubts.push({ why: `${prompts} prompts of one session in one task`, prompt: null, splitOff: false });
  }
  return doubts;
}
