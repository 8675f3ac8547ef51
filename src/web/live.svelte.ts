/**
 * The ledger's changes as they happen: the server tells of them by server-sent events, and whatever is shown asks again.
 * Nothing else moves, so scroll position, selection and typing stay.
 */
class Live {
  /** Rises whenever the ledger may have changed. */
  version = $state(0);
  /** Null until the first contact. */
  connected: boolean | null = $state(null);

  listen(): void {
    const events = new EventSource("api/v1/events");
    events.addEventListener("open", () => {
      // What changed while the line was down was not told.
      if (this.connected === false) this.changed();
      this.connected = true;
    });
    events.addEventListener("error", () => {
      this.connected = false;
    });
    events.addEventListener("changed", () => this.changed());
  }

  changed(): void {
    this.version++;
  }
}

export const live = new Live();
