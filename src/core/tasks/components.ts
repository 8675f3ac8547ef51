/**
 * What has to be analysed together, so that a grown log costs no more than its own part of the history.
 *
 * Sessions of one project are cut into tasks together; sessions that hold the same billed message share it; a
 * repository's commits are shared out among the sessions that worked in it; merges and moves by a person bring together
 * what the rules keep apart. Whatever is connected so is a component; no result of one depends on another. A component
 * may be larger than need be (its members were connected once): that costs time and changes nothing.
 */

import { sharersOf } from "./shared-messages.ts";

/** A session or a repository. */
export interface Member {
  /** No two members have the same. */
  readonly id: string;
  /** Names of what it has to do with: members with a name in common are connected, as are members named so. */
  readonly connections: readonly string[];
  /** Hashes of a session's billed messages' ids. */
  readonly messages: Float64Array;
}

export interface ComponentsInput {
  /** All there are. */
  readonly members: readonly Member[];
  /** The component each was in at the last analysis, by the member's id. */
  readonly before: ReadonlyMap<string, string>;
  /** Members that are new, changed or gone since then. */
  readonly changed: ReadonlySet<string>;
  /** Members' ids that a person connected. */
  readonly together: readonly (readonly string[])[];
}

export interface Components {
  /** By the member's id; a component is called by the first of its members. */
  readonly of: ReadonlyMap<string, string>;
  /** Those to be analysed anew. */
  readonly stale: ReadonlySet<string>;
  /** Those of the last analysis whose results no longer count. */
  readonly gone: ReadonlySet<string>;
}

/** The components of all members, and what of them is to be analysed. */
export function componentsOf({ members, before, changed, together }: ComponentsInput): Components {
  const groups = new DisjointSets();
  for (const { id, connections } of members) for (const name of connections) groups.join(id, name);
  // Who is gone leaves the others of its component to be analysed without it.
  for (const [id, component] of before) groups.join(id, `component ${component}`);
  // Only what changed can have come to share a message.
  for (const [first, ...others] of sharersOf(
    changed,
    new Map(members.map(({ id, messages }) => [id, messages])),
  ))
    for (const other of others) groups.join(first!, other);
  for (const [first, ...others] of together) for (const other of others) groups.join(first!, other);
  const names = new Map<string, string>();
  for (const { id } of [...members].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const group = groups.find(id);
    if (!names.has(group)) names.set(group, id);
  }
  const of = new Map(members.map(({ id }) => [id, names.get(groups.find(id))!]));
  const parts = new Map<string, Set<string>>();
  for (const [id, component] of before) {
    const group = groups.find(id);
    parts.set(group, (parts.get(group) ?? new Set()).add(component));
  }
  const touched = new Set([...changed].map((id) => groups.find(id)));
  // What was apart and is together now: no member of it need have changed.
  for (const [group, components] of parts) if (components.size > 1) touched.add(group);
  const stale = new Set([...touched].flatMap((group) => names.get(group) ?? []));
  const gone = new Set([...touched].flatMap((group) => [...(parts.get(group) ?? [])]));
  return { of, stale, gone };
}

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
