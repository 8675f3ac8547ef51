/** Which tasks the inbox shows, and where the person is in it. */
import type { Item } from "../../corrections/actions.ts";

export const filters = ["all", "estimate", "cut", "commit"] as const;
export type Filter = (typeof filters)[number];

export const filterNames: Readonly<Record<Filter, string>> = {
  all: "Everything",
  estimate: "No estimate",
  cut: "Cut",
  commit: "Commits",
};

const hasDoubt = (item: Item, filter: Filter): boolean =>
  filter === "all" ? item.doubts.length > 0 : item.doubts.some(({ about }) => about === filter);

/** @param settledToo also those that nothing is unsure about. */
export function inboxOf(items: readonly Item[], filter: Filter, settledToo: boolean): readonly Item[] {
  if (settledToo && filter === "all") return items;
  return items.filter((item) => hasDoubt(item, filter));
}

export function countsOf(items: readonly Item[]): Readonly<Record<Filter, number>> {
  const count = (filter: Filter) => items.filter((item) => hasDoubt(item, filter)).length;
  return { all: count("all"), estimate: count("estimate"), cut: count("cut"), commit: count("commit") };
}

/**
 * Where to go on when the list has changed: to the task one was at; where that is gone, to the one that took its place,
 * or the last.
 */
export function goOnAt(items: readonly Item[], at: string | null, place: number): Item | null {
  return items.find(({ id }) => id === at) ?? items[place] ?? items.at(-1) ?? null;
}

/** The task so many steps further; the first or last where there is none. */
export function stepFrom(items: readonly Item[], at: string | null, step: number): Item | null {
  const place = items.findIndex(({ id }) => id === at);
  return items[Math.min(Math.max(place + step, 0), items.length - 1)] ?? null;
}

/** The selected tasks in the order of the list; where none is, the one at hand. */
export function chosenOf(
  items: readonly Item[],
  selected: ReadonlySet<string>,
  at: Item | null,
): readonly Item[] {
  const chosen = items.filter(({ id }) => selected.has(id));
  return chosen.length > 0 ? chosen : at === null ? [] : [at];
}

/** Where to stand after several were dealt with: at the first that follows and was not among them. */
export function goOnAfter(items: readonly Item[], dealtWith: readonly Item[]): Item | null {
  const ids = new Set(dealtWith.map(({ id }) => id));
  const last = items.findLastIndex(({ id }) => ids.has(id));
  const following = items.slice(last + 1).find(({ id }) => !ids.has(id));
  return following ?? items.findLast(({ id }) => !ids.has(id)) ?? null;
}

/** The prompt at which a split would undo the join in question; null where none is. */
export function suggestedSplit({ doubts }: Item): number | null {
  return (
    doubts.flatMap((doubt) => (doubt.about === "cut" && doubt.prompt !== null ? [doubt.prompt] : []))[0] ??
    null
  );
}
