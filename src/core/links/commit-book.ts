/**
 * The links of all histories together, and what people said of them. Evidence is found per repository, before tasks
 * are cut; a person speaks of a task and a commit, and wins for ever, whatever becomes of both.
 */
import type { HistoryCommit, RepositoryHistory } from "../changes/repository-history.ts";
import type { Opinion } from "../types.ts";
import type { CommitLink } from "./commit-links.ts";
import { copiesIn, listAt } from "./history-index.ts";

/** A history and the links of its commits, which no other of the same book holds. */
export interface LinkedHistory {
  readonly id: string;
  /** Equal where repository and commits are. */
  readonly state: string;
  readonly history: RepositoryHistory;
  readonly links: readonly CommitLink[];
}

interface Correction {
  readonly turnId: string;
  readonly shas: readonly string[];
  readonly linked: boolean;
}

/** A commit this likely the task's own, and with at least this part of its lines, may name it. */
const sureEnough = 0.9;
const mostly = 0.5;

export class CommitBook {
  readonly #commits = new Map<string, HistoryCommit>();
  readonly #byTurn = new Map<string, CommitLink[]>();
  readonly #corrections = new Map<string, (Correction & { readonly seq: number })[]>();

  /** `inLogs`: links of commits that no history has; `inForce` as `opinionsInForce` has it. */
  constructor(
    histories: readonly LinkedHistory[],
    inLogs: readonly CommitLink[],
    inForce: readonly Opinion[],
  ) {
    for (const link of [...histories.flatMap(({ links }) => links), ...inLogs]) {
      listAt(this.#byTurn, link.turnId).push(link);
    }
    for (const { history, links } of histories) {
      const linked = new Set(links.map(({ sha }) => sha));
      for (const commit of history.commits) if (linked.has(commit.sha)) this.#commits.set(commit.sha, commit);
    }
    const said = inForce.flatMap(({ seq, body }) =>
      body.kind === "commit-link" || body.kind === "commit-unlink" ? [{ seq, ...body }] : [],
    );
    if (said.length === 0) return;
    const standFor = copiesIn(histories.flatMap(({ history }) => history.commits));
    for (const { seq, kind, turnId, sha } of said) {
      const correction = { seq, turnId, shas: standFor(sha), linked: kind === "commit-link" };
      listAt(this.#corrections, turnId).push(correction);
    }
  }

  /** Subjects of the commits that the turns surely made, oldest first. */
  subjectsOf(turnIds: readonly string[]): readonly string[] {
    const links = this.linksOf(turnIds);
    const shareOf = (sha: string): number =>
      links.reduce((sum, link) => sum + (link.sha === sha ? (link.share ?? 1) : 0), 0);
    const sure = links.filter(({ sha, confidence }) => confidence >= sureEnough && shareOf(sha) >= mostly);
    const commits = [...new Set(sure.map(({ sha }) => sha))].flatMap((sha) => this.#commits.get(sha) ?? []);
    return commits.sort((a, b) => a.authoredMs - b.authoredMs).map(({ subject }) => subject);
  }

  /** The links of one task, given by its turns. */
  linksOf(turnIds: readonly string[]): readonly CommitLink[] {
    const found = turnIds.flatMap((id) => this.#byTurn.get(id) ?? []);
    const corrections = turnIds.flatMap((id) => this.#corrections.get(id) ?? []);
    return corrections.sort((a, b) => a.seq - b.seq).reduce<readonly CommitLink[]>(corrected, found);
  }
}

function corrected(
  links: readonly CommitLink[],
  { turnId, shas, linked }: Correction,
): readonly CommitLink[] {
  const rest = links.filter(({ sha }) => !shas.includes(sha));
  if (!linked) return rest;
  const said = { reason: "correction" as const, note: "said by a person" };
  const made = shas.flatMap((sha): readonly CommitLink[] => {
    const known = links.filter((link) => link.sha === sha);
    if (known.length > 0) {
      return known.map((link) => ({ ...link, confidence: 1, reasons: [said, ...link.reasons] }));
    }
    const sessionId = turnId.slice(0, turnId.lastIndexOf("/"));
    return [{ sha, turnId, sessionId, confidence: 1, share: null, reasons: [said] }];
  });
  return [...rest, ...made];
}
