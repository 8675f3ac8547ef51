/** What a key decides about the tasks at hand: a correction, or why there is none. */
import {
  type Action,
  confirmCut,
  excludeTasks,
  type Item,
  includeTasks,
  judgeCommit,
  mergeInto,
  mergeTasks,
  oldestOf,
} from "../../corrections/actions.ts";

export interface Decision {
  readonly action: Action;
  /** The focus goes to the first task after these, or stays where it is. */
  readonly dealtWith: readonly Item[];
  /** The task that may still need something, and keeps the focus. */
  readonly stayAt: Item | null;
}

export type Decided = Decision | { readonly instead: string };

/** @param all also tasks that the list does not show */
export function merging(all: readonly Item[], chosen: readonly Item[], current: Item | null): Decided {
  if (chosen.length > 1) {
    const kept = oldestOf(chosen);
    return { action: mergeTasks(chosen), dealtWith: chosen.filter((task) => task !== kept), stayAt: kept };
  }
  const doubt = current?.doubts.find((one) => one.about === "cut" && one.other !== null);
  if (current === null || doubt?.about !== "cut" || doubt.other === null) {
    return { instead: "Select two tasks or more to merge them" };
  }
  const { other } = doubt;
  const inList = all.filter(({ id }) => id === other.id || id === current.id);
  return { action: mergeInto(other, inList, [other, current]), dealtWith: [current], stayAt: null };
}

/** Of several commits in question, the first: the next press is about the next. */
export function judging(current: Item | null, linked: boolean): Decided {
  const doubt = current?.doubts.find(({ about }) => about === "commit");
  if (current === null || doubt?.about !== "commit") return { instead: "No commit is in question here" };
  return {
    action: judgeCommit(current, doubt, linked),
    dealtWith: [current],
    stayAt: current.doubts.length > 1 ? current : null,
  };
}

/** Out of the records; where all chosen ones are out already, back in. */
export function excluding(chosen: readonly Item[]): Decided {
  const out = chosen.filter(({ excluded }) => !excluded);
  const action = out.length > 0 ? excludeTasks(out) : includeTasks(chosen);
  return { action, dealtWith: chosen, stayAt: null };
}

export function confirming(chosen: readonly Item[]): Decided {
  const [only] = chosen;
  const needsMore = chosen.length === 1 && only!.doubts.some(({ about }) => about !== "cut");
  return { action: confirmCut(chosen), dealtWith: chosen, stayAt: needsMore ? only! : null };
}
