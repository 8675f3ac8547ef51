/** A store that decodes what views ask for again and again only once, until it is told to forget. */
import type { Store } from "../store/store.ts";

export interface Remembering {
  readonly store: Store;
  /** The same for whatever else was made of the ledger. */
  kept<Value>(name: string, make: () => Promise<Value>): Promise<Value>;
  forget(): void;
}

/**
 * Remembers whole results that most views draw on; turns and requests, which take most of a ledger's room, are read
 * each time. `forget` when the ledger has changed.
 */
export function remembering(store: Store): Remembering {
  const known = new Map<string, Promise<unknown>>();
  const once = <Value>(key: string, load: () => Promise<Value>): Promise<Value> => {
    const before = known.get(key) as Promise<Value> | undefined;
    if (before !== undefined) return before;
    const loading = load();
    known.set(key, loading);
    loading.catch(() => known.delete(key));
    return loading;
  };
  return {
    kept: (name, make) => once(`made: ${name}`, make),
    forget: () => known.clear(),
    store: {
      ...store,
      files: () => once("files", () => store.files()),
      problems: (filter) => once(`problems ${JSON.stringify(filter)}`, () => store.problems(filter)),
      problemCounts: () => once("problem counts", () => store.problemCounts()),
      opinions: () => once("opinions", () => store.opinions()),
      sessions: () => once("sessions", () => store.sessions()),
      tasks: () => once("tasks", () => store.tasks()),
      taskDays: (filter) =>
        filter?.taskIds === undefined
          ? once(`task days ${JSON.stringify(filter)}`, () => store.taskDays(filter))
          : store.taskDays(filter),
      estimates: (ids) =>
        ids === undefined ? once("estimates", () => store.estimates()) : store.estimates(ids),
      taskWork: (ids) =>
        ids === undefined ? once("task work", () => store.taskWork()) : store.taskWork(ids),
      links: () => once("links", () => store.links()),
      repositories: () => once("repositories", () => store.repositories()),
      meta: (key) => once(`meta ${key}`, () => store.meta(key)),
    },
  };
}
