/** How the stretches of a session lie in the ledger: rows of values, turn ids without the session's, which begins them. */
import type { Segment, SessionSegments, TurnMark } from "../core/tasks/task-segments.ts";

type MarkRow = readonly [id: string | readonly [string], startMs: number, line: number, ...shas: string[]];

type SegmentRow = readonly [
  turns: readonly MarkRow[],
  opensSession: 0 | 1,
  because: string,
  endMs: number,
  carriesOutPlan: 0 | 1,
  continues: 0 | 1,
  subject: string | null,
  beginsOnBranch: 0 | 1,
  branch: string | null,
  pullRequests: Segment["pullRequests"],
  words: string | null,
  planFrom: number | null,
];

/** Of one session, person by person. */
export function encodeSegments(sessions: readonly SessionSegments[]): string {
  return JSON.stringify(sessions.map(({ person, segments }) => [person, segments.map(rowOf)]));
}

function rowOf(segment: Segment): SegmentRow {
  return [
    segment.turns.map(markRow),
    segment.opensSession ? 1 : 0,
    segment.because,
    segment.endMs,
    segment.carriesOutPlan ? 1 : 0,
    segment.continues ? 1 : 0,
    segment.subject,
    segment.beginsOnBranch ? 1 : 0,
    segment.branch,
    segment.pullRequests,
    segment.words?.join(" ") ?? null,
    segment.planFrom,
  ];
}

function markRow({ id, sessionId, startMs, line, shas }: TurnMark): MarkRow {
  const own = `${sessionId}/`;
  return [id.startsWith(own) ? id.slice(own.length) : [id], startMs, line, ...shas];
}

export function decodeSegments(sessionId: string, encoded: string): readonly SessionSegments[] {
  const people = JSON.parse(encoded) as readonly (readonly [string, readonly SegmentRow[]])[];
  return people.map(([person, rows]) => ({
    sessionId,
    person,
    segments: rows.map((row) => segmentOf(sessionId, row)),
  }));
}

function segmentOf(sessionId: string, row: SegmentRow): Segment {
  return {
    turns: row[0].map(([id, startMs, line, ...shas]) => ({
      id: typeof id === "string" ? `${sessionId}/${id}` : id[0],
      ...{ sessionId, startMs, line, shas },
    })),
    opensSession: row[1] === 1,
    because: row[2],
    endMs: row[3],
    carriesOutPlan: row[4] === 1,
    continues: row[5] === 1,
    subject: row[6],
    beginsOnBranch: row[7] === 1,
    branch: row[8],
    pullRequests: row[9],
    words: row[10]?.split(" ") ?? null,
    planFrom: row[11],
  };
}
