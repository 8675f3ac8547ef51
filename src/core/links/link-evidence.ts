/** What speaks for a session having made a commit; collected by the rules, weighed in `commit-links.ts`. */

import type { LineOwners } from "../changes/line-owners.ts";
import type { Turn } from "../types.ts";
import { type Change, type HistoryIndex, listAt } from "./history-index.ts";
import type { SessionWork } from "./session-work.ts";

export const linkReasons = [
  /** The log shows the commit's sha in the output of the command that made it. */
  "commit-output",
  /** The log shows a commit with this subject, whose sha was since rewritten. */
  "same-subject",
  /** The commit's message names the session, or a commit that the session made. */
  "named-in-message",
  /** The commit was made while the session's turn ran a commit command. */
  "commit-command",
  /** The session opened the pull request that was merged with this commit. */
  "pull-request",
  /** Lines that the session wrote are the commit's lines. */
  "lines",
  /** The person who ran the session committed files that it had edited before. */
  "files-and-time",
  /** The person went on with the session's files. */
  "follow-up",
  /** The person committed other code right after the session. */
  "soon-after",
  /** A person said so. */
  "correction",
] as const;
export type LinkReason = (typeof linkReasons)[number];

export interface Evidence {
  readonly reason: LinkReason;
  /** Probability that the link is right if there were only this evidence. */
  readonly confidence: number;
  /** For a person: what exactly was found. */
  readonly note: string;
  /** The turns it was found in, each with its part of the commit's lines (0 to 1); null where it tells nothing of lines. */
  readonly turns: ReadonlyMap<string, number | null>;
}

/** Everything a rule may look at. */
export interface LinkQuestion {
  readonly index: HistoryIndex;
  readonly work: readonly SessionWork[];
  readonly lines: LineOwners;
  /** Was the change made by the person whose session it is? */
  isOwn(change: Change, session: SessionWork): boolean;
  /** The turn in this repository that the change's author started last before making it; null for strangers. */
  turnBefore(change: Change): { readonly turn: Turn; readonly session: SessionWork } | null;
}

/** The evidence found so far. */
export class EvidenceBoard {
  private readonly found = new Map<Change, Map<SessionWork, Evidence[]>>();

  add(change: Change, session: SessionWork, evidence: Evidence): void {
    const sessions = this.found.get(change) ?? new Map<SessionWork, Evidence[]>();
    this.found.set(change, sessions);
    listAt(sessions, session).push(evidence);
  }

  of(change: Change): ReadonlyMap<SessionWork, readonly Evidence[]> {
    return this.found.get(change) ?? new Map();
  }

  /** Independent pieces of evidence: the link is wrong only if all of them mislead. */
  confidence(change: Change, session: SessionWork): number {
    return confidenceOf(this.of(change).get(session) ?? []);
  }

  /** The sessions linked to the change with at least this confidence. */
  linked(change: Change, least: number): readonly SessionWork[] {
    return [...this.of(change).keys()].filter((session) => this.confidence(change, session) >= least);
  }
}

export function confidenceOf(evidence: readonly Evidence[]): number {
  return 1 - evidence.reduce((doubt, { confidence }) => doubt * (1 - confidence), 1);
}

/** A turn that stands for its session where the evidence says nothing of lines. */
export function turnAlone({ id }: Turn): ReadonlyMap<string, null> {
  return new Map([[id, null]]);
}
