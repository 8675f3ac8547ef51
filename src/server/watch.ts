/** Watches the folders of agent logs and says so, not too often, when something in them changes. */
import { watch } from "chokidar";
import { reasonOf } from "../app/errors.ts";

/** Agents write many lines a second: this long after a change, the ledger is brought up to it. */
const settleMs = 250;

/** Where nothing tells of changes, they are looked for this often. */
const pollMs = 2_000;

export interface WatchOptions {
  /** Look for changes instead of being told: for network folders, which tell nothing. */
  readonly poll: boolean;
  changed(): void;
  say(line: string): void;
}

/** Gives the way to end it. Folders may appear later. Where the system watches no more folders, it polls. */
export function watchLogs(folders: readonly string[], options: WatchOptions): () => Promise<void> {
  const watcher = watch([...folders], {
    ignoreInitial: true,
    ignorePermissionErrors: true,
    usePolling: options.poll,
    interval: pollMs,
  });
  let timer: NodeJS.Timeout | null = null;
  let end = async () => {
    if (timer !== null) clearTimeout(timer);
    await watcher.close();
  };
  // What changed before it watched, nobody told.
  watcher.once("ready", options.changed);
  watcher.on("all", () => {
    // From the first of several changes on, so that a log that never rests is read all the same.
    timer ??= setTimeout(() => {
      timer = null;
      options.changed();
    }, settleMs);
  });
  let hasFailed = options.poll;
  watcher.on("error", (error) => {
    if (hasFailed) return;
    hasFailed = true;
    options.say(`leverage: cannot watch the logs (${reasonOf(error)}); looking for changes instead`);
    const endWatching = end;
    const endPolling = watchLogs(folders, { ...options, poll: true });
    end = async () => {
      await Promise.all([endWatching(), endPolling()]);
    };
  });
  return () => end();
}
