/** Digests sessions in several threads. */
import { Worker } from "node:worker_threads";
import { zoneOfProcess } from "../core/days.ts";
import type { DigestRules, SessionDigest } from "./digest-session.ts";
import { CouldNot } from "./errors.ts";
import { boundGarbage } from "./garbage.ts";
import type { ReadingThreads } from "./operation.ts";
import { bytesToRead, type SessionReading } from "./session-reading.ts";
import { setUntilExit } from "./v8-flags.ts";

// V8 optimizes what has run for a while, in threads of its own. Most of what a command of a second or two optimizes
// has nearly done its work by then; only what runs fifteen times as long is worth the time. Later versions of V8 go by
// other counts, and say aloud that they do not know this one.
if (process.versions.v8.startsWith("11.")) setUntilExit("interrupt-budget", 1_000_000, 67_584);

/** What a thread is told when it starts. */
export interface ThreadRules extends DigestRules {
  /** Days of the process's own zone are told without `Intl`, which would have to be loaded. */
  readonly ownZone: string | null;
}

/** Sessions that a thread has before it: one to work on, and one so that it need not wait for the next. */
const aheadOfThread = 2;

/**
 * Room for a thread's young objects. Four times as much makes it no faster and takes 20 MB more memory each.
 */
const youngMegabytes = 12;

/** Threads that read; they start when this is made, and must be ended. */
export class ReaderThreads {
  private readonly done = new Arrivals<{ readonly from: Worker; readonly digest: SessionDigest }>();
  private readonly workers: readonly Worker[];
  private allDone = false;

  constructor(rules: DigestRules, { file, count }: ReadingThreads) {
    boundGarbage();
    const workerData: ThreadRules = { ...rules, ownZone: zoneOfProcess() };
    this.workers = Array.from({ length: count }, () => {
      const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytes };
      const worker = new Worker(file, { workerData, resourceLimits });
      worker.on("message", (digest: SessionDigest) => this.done.add({ from: worker, digest }));
      worker.on("error", (error: NodeJS.ErrnoException) => this.done.fail(failure(error)));
      worker.on("exit", (code) => this.done.fail(died(`it ended with code ${code}`)));
      return worker;
    });
  }

  /**
   * The sessions' digests as they are done, in no certain order. A thread gets its next session only when a digest
   * of it was taken, so that few digests wait in memory, however slowly they are taken.
   * @throws CouldNot where a thread dies; its own error where it fails.
   */
  async *digests(sessions: readonly SessionReading[]): AsyncGenerator<SessionDigest, void> {
    // Half of the threads begin with the largest, so that at the end none is alone with a long one; the others with the
    // smallest, so that not all have a large one in memory at once.
    const waiting = [...sessions].sort((a, b) => bytesToRead(a) - bytesToRead(b));
    const give = (worker: Worker) => {
      const session = this.workers.indexOf(worker) % 2 === 0 ? waiting.pop() : waiting.shift();
      if (session !== undefined) worker.postMessage(session);
    };
    for (let ahead = 0; ahead < aheadOfThread; ahead++) for (const worker of this.workers) give(worker);
    for (let left = sessions.length; left > 0; left--) {
      const { from, digest } = await this.done.next();
      give(from);
      this.allDone = left === 1;
      yield digest;
    }
  }

  /** Threads that have done their work end by themselves, and keep their compiled code for the next run. */
  end(): void {
    for (const worker of this.workers) {
      if (this.allDone) worker.postMessage(null);
      else worker.terminate();
    }
  }
}

function failure(error: NodeJS.ErrnoException): Error {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY" ? died("it ran out of memory", error) : error;
}

function died(why: string, cause?: unknown): CouldNot {
  return new CouldNot(
    `a thread that read logs died: ${why}`,
    "run leverage again: all that was stored is kept; LEVERAGE_THREADS=0 reads without threads",
    cause,
  );
}

/** Values that come when they come, taken one by one in their order. */
class Arrivals<T> {
  private readonly values: T[] = [];
  private failed: Error | null = null;
  private wake: () => void = () => undefined;

  add(value: T): void {
    this.values.push(value);
    this.wake();
  }

  /** The first failure counts; `next` throws it. */
  fail(error: Error): void {
    this.failed ??= error;
    this.wake();
  }

  async next(): Promise<T> {
    for (;;) {
      if (this.failed !== null) throw this.failed;
      const value = this.values.shift();
      if (value !== undefined) return value;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
