/** Listens to a server's events as a page does. */
import { get, type IncomingMessage } from "node:http";

export interface Told {
  readonly event: string;
  readonly data: unknown;
}

export class EventStream {
  readonly told: Told[] = [];
  readonly #response: IncomingMessage;
  readonly #waiting = new Set<() => void>();
  #text = "";
  ended = false;

  static open(port: number): Promise<EventStream> {
    return new Promise((opened, failed) => {
      get({ port, host: "127.0.0.1", path: "/api/v1/events", agent: false }, (response) =>
        opened(new EventStream(response)),
      ).on("error", failed);
    });
  }

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding("utf8");
    response.on("data", (part: string) => this.#take(part));
    // The server's end of the line is gone, too, when it closes all connections.
    response.on("error", () => this.#end());
    response.on("close", () => this.#end());
  }

  get type(): string | undefined {
    return this.#response.headers["content-type"];
  }

  /** The next event of that name that was not waited for yet. */
  async next(event: string): Promise<unknown> {
    for (;;) {
      const place = this.told.findIndex((one) => one.event === event);
      if (place >= 0) return this.told.splice(0, place + 1).at(-1)?.data;
      if (this.ended) throw new Error(`the stream ended without "${event}"`);
      await new Promise<void>((resume) => this.#waiting.add(resume));
    }
  }

  close(): void {
    this.#response.destroy();
  }

  #take(part: string): void {
    const pieces = (this.#text + part).split("\n\n");
    this.#text = pieces.pop() ?? "";
    for (const piece of pieces) {
      const match = /^event: (\w+)\ndata: ([^\n]*)$/.exec(piece);
      if (match !== null) this.told.push({ event: match[1]!, data: JSON.parse(match[2]!) });
    }
    this.#wake();
  }

  #end(): void {
    this.ended = true;
    this.#wake();
  }

  #wake(): void {
    for (const resume of this.#waiting) resume();
    this.#waiting.clear();
  }
}
