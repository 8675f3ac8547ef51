/** A turn as evidence: where it stands in the logs and what was measured in it. */
import { lengthMs } from "../core/intervals.ts";
import type { SupervisoryInterval, Turn } from "../core/types.ts";

const minuteMs = 60_000;

export interface TurnEvidence {
  readonly number: number;
  readonly turnId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly prompt: string;
  /** `file:line` of the prompt, and of the turn's last row. */
  readonly from: string;
  readonly to: string;
  readonly agentMinutes: number;
  readonly agentWorkMinutes: number;
  readonly wallClockMinutes: number;
  readonly timeFrom: Turn["timeFrom"];
  readonly uncertainMinutes: number;
  readonly waits: readonly {
    readonly for: string;
    readonly tool: string;
    readonly minutes: number;
    readonly at: string;
  }[];
  readonly supervision: readonly { readonly of: string; readonly minutes: number; readonly away: boolean }[];
  readonly edits: readonly {
    readonly path: string;
    readonly added: number;
    readonly removed: number;
    readonly at: string;
  }[];
  readonly commits: readonly { readonly sha: string; readonly subject: string; readonly at: string }[];
  readonly requests: number;
}

const at = (origin: { readonly file: string; readonly line: number }): string =>
  `${origin.file}:${origin.line}`;

export function evidenceOf(
  turn: Turn,
  place: number,
  supervision: readonly SupervisoryInterval[],
): TurnEvidence {
  return {
    number: place,
    turnId: turn.id,
    startMs: turn.startMs,
    endMs: turn.endMs,
    prompt: turn.prompt.head,
    from: at(turn.prompt.origin),
    to: at(turn.lastOrigin),
    agentMinutes: lengthMs(turn.agentIntervals) / minuteMs,
    agentWorkMinutes: turn.agentWorkMs / minuteMs,
    wallClockMinutes: (turn.endMs - turn.startMs) / minuteMs,
    timeFrom: turn.timeFrom,
    uncertainMinutes: turn.uncertainMs / minuteMs,
    waits: turn.waits.map((wait) => ({
      for: wait.for,
      tool: wait.tool,
      minutes: (wait.toMs - wait.fromMs) / minuteMs,
      at: at(wait.origin),
    })),
    supervision: supervision
      .filter((stretch) => stretch.turnId === turn.id)
      .map(({ of, away, fromMs, toMs }) => ({ of, away, minutes: (toMs - fromMs) / minuteMs })),
    edits: turn.edits.map((edit) => ({
      path: edit.path,
      added: edit.added.length,
      removed: edit.removed.length,
      at: at(edit.origin),
    })),
    commits: turn.commits.map((commit) => ({
      sha: commit.sha,
      subject: commit.subject,
      at: at(commit.origin),
    })),
    requests: turn.requests.length,
  };
}
