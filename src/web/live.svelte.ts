/**
 * The ledger's changes as they happen: the server tells of them by server-sent events, and whatever is shown asks again.
 * Nothing else moves, so scroll position, selection and typing stay.
 */
import type { Events } from "./answers.ts";
import { faultIn } from "./decoders/decode.ts";
import { shapes } from "./decoders/first-shapes.ts";

class Live {
  /** Rises with each news of the ledger: every question is asked anew. */
  news = $state(0);
  /** The ledger's, as far as this page knows. */
  #revision: number | null = null;
  /** Null until the first contact. */
  connected: boolean | null = $state(null);
  readOnly = $state(false);
  sample = $state(false);
  /** While logs are read. */
  progress: Events["progress"] | null = $state.raw(null);
  /** Why the ledger could not be brought up to date. */
  failure: Events["failed"] | null = $state.raw(null);

  listen(): void {
    const events = new EventSource("api/v1/events");
    events.addEventListener("error", () => {
      this.connected = false;
    });
    this.#hear(events, "hello", ({ revision, readOnly, sample }) => {
      this.connected = true;
      this.readOnly = readOnly;
      this.sample = sample;
      // After a new start the server may count from elsewhere.
      if (this.#revision !== null && this.#revision !== revision) this.news++;
      this.#revision = revision;
    });
    this.#hear(events, "changed", ({ revision }) => {
      this.saw(revision);
      this.progress = null;
      this.failure = null;
    });
    this.#hear(events, "progress", (progress) => {
      this.progress = progress.done < progress.total ? progress : null;
    });
    this.#hear(events, "failed", (failure) => {
      this.failure = failure;
      this.progress = null;
    });
  }

  #hear<Name extends keyof Events>(
    events: EventSource,
    name: Name,
    hear: (told: Events[Name]) => void,
  ): void {
    events.addEventListener(name, ({ data }: MessageEvent<string>) => {
      const told: unknown = JSON.parse(data);
      const fault = faultIn(shapes.events[name], told);
      if (fault === null) return hear(told as Events[Name]);
      this.failure = {
        detail: `This page cannot read what the server tells: event ${name}${fault.place}`,
        hint: `Expected ${fault.expected}, came ${fault.came}. Load the page again: server and page may be of different versions.`,
      };
    });
  }

  /** The ledger has come so far, by an event or by an answer; news of an earlier state that come late change nothing. */
  saw(revision: number): void {
    if (this.#revision !== null && revision > this.#revision) this.news++;
    this.#revision = Math.max(revision, this.#revision ?? 0);
  }
}

export const live = new Live();
