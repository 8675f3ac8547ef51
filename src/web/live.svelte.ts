/**
 * The ledger's changes as they happen: the server tells of them by server-sent events, and whatever is shown asks again.
 * Nothing else moves, so scroll position, selection and typing stay.
 */
interface Hello {
  readonly revision: number;
  readonly readOnly: boolean;
  readonly sample: boolean;
  readonly version: string;
}

interface Progress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

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
  progress: Progress | null = $state.raw(null);
  /** Why the ledger could not be brought up to date. */
  failure: { readonly detail: string; readonly hint: string } | null = $state.raw(null);

  listen(): void {
    const events = new EventSource("api/v1/events");
    events.addEventListener("error", () => {
      this.connected = false;
    });
    on<Hello>(events, "hello", ({ revision, readOnly, sample }) => {
      this.connected = true;
      this.readOnly = readOnly;
      this.sample = sample;
      // After a new start the server may count from elsewhere.
      if (this.#revision !== null && this.#revision !== revision) this.news++;
      this.#revision = revision;
    });
    on<{ revision: number }>(events, "changed", ({ revision }) => {
      this.saw(revision);
      this.progress = null;
      this.failure = null;
    });
    on<Progress>(events, "progress", (progress) => {
      this.progress = progress.done < progress.total ? progress : null;
    });
    on<{ detail: string; hint: string }>(events, "failed", (failure) => {
      this.failure = failure;
      this.progress = null;
    });
  }

  /** The ledger has come so far, by an event or by an answer; news of an earlier state that come late change nothing. */
  saw(revision: number): void {
    if (this.#revision !== null && revision > this.#revision) this.news++;
    this.#revision = Math.max(revision, this.#revision ?? 0);
  }
}

function on<Told>(events: EventSource, name: string, hear: (told: Told) => void): void {
  events.addEventListener(name, ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as Told));
}

export const live = new Live();
