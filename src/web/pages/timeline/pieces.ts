/** What a place in the drawing is: the piece of work there (a stretch of a lane in which one task was worked on), and words. */
import type { Lane, Timeline } from "./drawing.ts";

export interface Piece {
  readonly lane: number;
  readonly taskId: string;
  readonly title: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The piece at an instant, or the nearest one that lies no further away than `reachMs`. */
export function pieceAt(
  { stretch, unitMs, lanes }: Timeline,
  lane: number,
  atMs: number,
  reachMs: number,
): Piece | null {
  let nearest: Piece | null = null;
  let leastMs = reachMs;
  for (const { taskId, title, spans } of lanes[lane]?.tasks ?? []) {
    for (let i = 0; i < spans.length; i += 2) {
      const fromMs = stretch.fromMs + spans[i]! * unitMs;
      const toMs = stretch.fromMs + spans[i + 1]! * unitMs;
      const awayMs = Math.max(fromMs - atMs, atMs - toMs, 0);
      // Of several that share the instant, the one that began last: it is what was worked on.
      if (awayMs > leastMs || (awayMs === leastMs && nearest !== null && fromMs < nearest.fromMs)) continue;
      leastMs = awayMs;
      nearest = { lane, taskId, title, fromMs, toMs };
    }
  }
  return nearest;
}

/** What a lane shows at an instant, in words; empty where it shows nothing. */
export function wordsAt({ stretch, unitMs }: Timeline, lane: Lane, atMs: number): string {
  const units = (atMs - stretch.fromMs) / unitMs;
  const holds = (list: readonly number[]) => {
    for (let i = 0; i < list.length; i += 2) if (units >= list[i]! && units <= list[i + 1]!) return true;
    return false;
  };
  const { tracks } = lane;
  const beside = lane.subagents.filter(holds).length;
  return [
    holds(tracks.agent)
      ? beside > 0
        ? `agent works, ${beside} subagent${beside > 1 ? "s" : ""}`
        : "agent works"
      : "",
    holds(tracks.approval) ? "waits for approval" : "",
    holds(tracks.question) ? "waits for an answer" : "",
    holds(tracks.plan) ? "waits for a plan's approval" : "",
    holds(tracks.reviewing) ? "person reviews" : "",
    holds(tracks.prompting) ? "person prompts" : "",
    holds(tracks.approving) ? "person approves" : "",
  ]
    .filter((word) => word !== "")
    .join(", ");
}
