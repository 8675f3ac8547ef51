/** Server-sent events: what happens in the ledger, told to every page that is open. */
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { EventData, EventName } from "../answers/events.ts";

/** Proxies and browsers give up lines on which nothing is said for long. */
const keepAliveMs = 20_000;

/** A page that takes in nothing of so many messages is not there any more. */
const mostUnread = 200;

interface Listener {
  write(text: string): Promise<unknown>;
  end(): void;
  unread: number;
}

export class Events {
  readonly #listeners = new Set<Listener>();
  readonly #keepAlive = setInterval(() => this.#toAll(": still here\n\n"), keepAliveMs).unref();

  get listeners(): number {
    return this.#listeners.size;
  }

  tell<Name extends EventName>(event: Name, data: EventData<Name>): void {
    this.#toAll(message(event, data));
  }

  /** Answers with a stream that lasts until the page goes or the server ends. */
  stream(c: Context, hello: EventData<"hello">): Response {
    const response = streamSSE(c, async (stream) => {
      await new Promise<void>((end) => {
        const listener = { write: (text: string) => stream.write(text), end, unread: 0 };
        stream.onAbort(() => this.#drop(listener));
        this.#listeners.add(listener);
        void this.#send(listener, message("hello", hello));
      });
    });
    response.headers.set("Cache-Control", "no-store");
    return response;
  }

  close(): void {
    clearInterval(this.#keepAlive);
    for (const listener of this.#listeners) this.#drop(listener);
  }

  #toAll(text: string): void {
    for (const listener of this.#listeners) void this.#send(listener, text);
  }

  async #send(listener: Listener, text: string): Promise<void> {
    listener.unread += 1;
    if (listener.unread > mostUnread) return this.#drop(listener);
    await listener.write(text);
    listener.unread -= 1;
  }

  #drop(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.end();
  }
}

const message = <Name extends EventName>(event: Name, data: EventData<Name>): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
