/** Keeps the ledger up to the logs, and pages up to the ledger. */
import type { Desk } from "./desk.ts";
import type { Events } from "./events.ts";
import { problemOf } from "./problems.ts";
import { watchLogs } from "./watch.ts";

/** How often the desk looks whether somebody else changed the ledger; see `Store.changes`. */
const lookMs = 500;

export interface UpToDateOptions {
  /** Log folders. */
  readonly places: readonly string[];
  /** Look for changes of logs instead of being told. */
  readonly poll: boolean;
  say(line: string): void;
}

/** Reads logs as they grow, and tells pages of every change, whoever made it. Gives the way to end it. */
export function keepUpToDate(desk: Desk, events: Events, options: UpToDateOptions): () => Promise<void> {
  let told: number | null = null;
  let isOver = false;
  let lastFailure = "";
  const fail = ({ detail, hint }: { readonly detail: string; readonly hint: string }) => {
    // What fails twice a second is said once.
    if (isOver || detail === lastFailure) return;
    lastFailure = detail;
    options.say(`leverage: ${detail}\n  ${hint}`);
    events.tell("failed", { detail, hint });
  };
  const tellChanges = async () => {
    // Half of what is being read is no news yet.
    if (desk.atWork || isOver) return;
    const revision = await desk.revision();
    if (told !== null && revision !== told) events.tell("changed", { revision });
    told = revision;
  };
  const refresh = async () => {
    const problem = await desk.refresh();
    if (problem === null) lastFailure = "";
    else fail(problem);
    await tellChanges();
  };
  const begin = async () => {
    // Pages opened while the logs are first read have seen the ledger as it was before.
    told = await desk.revision();
    await refresh();
  };
  const safely = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => fail(problemOf(error)));
  };
  safely(begin)();
  const looking = setInterval(safely(tellChanges), lookMs);
  const stopWatching = watchLogs(options.places, { ...options, changed: safely(refresh) });
  return async () => {
    isOver = true;
    clearInterval(looking);
    await stopWatching();
  };
}
