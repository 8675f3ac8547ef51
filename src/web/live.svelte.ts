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
  /** The ledger's; every question is asked anew when it changes. */
  revision: number | null = $state(null);
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
      this.revision = revision;
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

  /** The ledger has come so far; news of an earlier state that come late change nothing. */
  saw(revision: number): void {
    if (this.revision === null || revision > this.revision) this.revision = revision;
  }
}

function on<Told>(events: EventSource, name: string, hear: (told: Told) => void): void {
  events.addEventListener(name, ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as Told));
}

export const live = new Live();
