/**
 * Which sessions have to be analysed together, so that a grown log costs no more than its own part of the history.
 *
 * Sessions of one project are cut into tasks together; sessions that hold the same billed message share it; merges
 * and moves by a person bring sessions together that the rules keep apart. Whatever is connected so is a component;
 * no result of one depends on another's sessions. A component may be larger than need be (its sessions were connected
 * once): that costs time and changes nothing.
 */
import type { Opinion } from "../types.ts";

export interface SessionLinks {
  readonly sessionId: string;
  readonly project: string;
  /** Hashes of its billed messages' ids, 53 bits each. */
  readonly messages: Float64Array;
}

export interface ComponentsInput {
  /** All that have turns or requests. */
  readonly sessions: readonly SessionLinks[];
  /** What each session was in at the last analysis, by session id. */
  readonly before: ReadonlyMap<string, string>;
  /** Sessions that are new, changed or gone since then. */
  readonly changed: ReadonlySet<string>;
  /** Opinions in force; only those on which turns go together matter. */
  readonly opinions: readonly Opinion[];
}

export interface Components {
  /** By session id; a component is called by the first of its sessions. */
  readonly of: ReadonlyMap<string, string>;
  /** Those to be analysed anew. */
  readonly stale: ReadonlySet<string>;
  /** Those of the last analysis whose results no longer count. */
  readonly gone: ReadonlySet<string>;
}

/** The components of all sessions, and what of them is to be analysed. */
export function componentsOf({ sessions, before, changed, opinions }: ComponentsInput): Components {
  const groups = new DisjointSets();
  for (const { sessionId, project } of sessions) {
    groups.join(sessionId, `project ${project}`);
    const component = before.get(sessionId);
    if (component !== undefined) groups.join(sessionId, `component ${component}`);
  }
  // A session that is gone leaves its component to be analysed without it.
  for (const [sessionId, component] of before) groups.join(sessionId, `component ${component}`);
  joinByMessages(sessions, changed, groups);
  joinByOpinions(opinions, groups);
  const names = new Map<string, string>();
  for (const { sessionId } of [...sessions].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1))) {
    const group = groups.find(sessionId);
    if (!names.has(group)) names.set(group, sessionId);
  }
  const of = new Map(sessions.map(({ sessionId }) => [sessionId, names.get(groups.find(sessionId))!]));
  const touched = new Set([...changed].map((sessionId) => groups.find(sessionId)));
  // What was apart and is together now: no session of it need have changed.
  const parts = new Map<string, Set<string>>();
  for (const [sessionId, component] of before) {
    const group = groups.find(sessionId);
    parts.set(group, (parts.get(group) ?? new Set()).add(component));
  }
  for (const [group, components] of parts) if (components.size > 1) touched.add(group);
  const stale = new Set([...touched].flatMap((group) => names.get(group) ?? []));
  const gone = new Set(
    [...parts].flatMap(([group, components]) => (touched.has(group) ? [...components] : [])),
  );
  return { of, stale, gone };
}

/** Only what changed can have come to share a message. */
function joinByMessages(
  sessions: readonly SessionLinks[],
  changed: ReadonlySet<string>,
  groups: DisjointSets,
): void {
  const holderOf = new Map<number, string>();
  for (const { sessionId, messages } of sessions) {
    if (!changed.has(sessionId)) continue;
    for (const message of messages) {
      const holder = holderOf.get(message);
      if (holder === undefined) holderOf.set(message, sessionId);
      else groups.join(sessionId, holder);
    }
  }
  if (holderOf.size === 0) return;
  for (const { sessionId, messages } of sessions) {
    if (changed.has(sessionId)) continue;
    for (const message of messages) {
      const holder = holderOf.get(message);
      if (holder !== undefined) groups.join(sessionId, holder);
    }
  }
}

function joinByOpinions(opinions: readonly Opinion[], groups: DisjointSets): void {
  for (const { body } of opinions) {
    const turnIds =
      body.kind === "merge" ? body.turnIds : body.kind === "move" ? [body.toTurnId, ...body.turnIds] : [];
    const [first, ...others] = turnIds.map(sessionOfTurn);
    for (const other of others) groups.join(first!, other);
  }
}

/** A turn's id begins with its session's. */
export const sessionOfTurn = (turnId: string): string => turnId.slice(0, turnId.lastIndexOf("/"));

class DisjointSets {
  readonly #parents = new Map<string, string>();

  find(item: string): string {
    let root = item;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root))
      root = parent;
    // The next search is a step shorter for everything on the way.
    for (let at = item; at !== root; ) {
      const next = this.#parents.get(at)!;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }

  join(a: string, b: string): void {
    const root = this.find(a);
    const other = this.find(b);
    if (root !== other) this.#parents.set(other, root);
  }
}
