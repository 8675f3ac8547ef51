/** Starts the dashboard's server: its parts put together, and a port to listen on. */
import { randomBytes } from "node:crypto";
import { exportLedger } from "../app/ledger-lines.ts";
import { record } from "../app/record.ts";
import { dayOf } from "../core/days.ts";
import { openStore } from "../store/index.ts";
import { serverApp } from "./app.ts";
import { clientFiles } from "./client.ts";
import { Desk, type Sides } from "./desk.ts";
import { Events } from "./events.ts";
import type { Rules } from "./guard.ts";
import { knownHosts, mustBeSafe, shownHost } from "./hosts.ts";
import { listen } from "./listen.ts";
import { isDefect } from "./problems.ts";
import { inputOf } from "./question.ts";
import { routes } from "./routes.ts";
import type { Side } from "./side.ts";
import type { Remark } from "./threads.ts";
import { keepUpToDate, type UpToDateOptions } from "./up-to-date.ts";

export interface ServeOptions extends UpToDateOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly host: string;
  readonly requireAuth: boolean;
  readonly readOnly: boolean;
  readonly ledgerFile: string;
  readonly timezone: string;
  readonly sample: boolean;
  /** The built client. */
  readonly clientFolder: string;
  clock(): number;
  openSide(role: "writing" | "reading", remark: (said: Remark) => void): Promise<Side>;
}

export interface RunningServer {
  /** To be opened in a browser; with the token where it is needed. */
  readonly address: string;
  readonly token: string;
  /** Listeners of events, for tests. */
  readonly events: Events;
  close(): Promise<void>;
}

/** At most so many times a second do pages hear how far reading has come. */
const progressMs = 250;

/** @throws WrongUse for a host that others can reach without a token; CouldNot where the port is taken. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  mustBeSafe(options.host, options.requireAuth);
  const events = new Events();
  const remark = remarker(events, options);
  const writing = await options.openSide("writing", remark);
  const reading = await options.openSide("reading", remark);
  const ledger = await openStore(options.ledgerFile, { readOnly: true });
  const sides: Sides = { writing, reading, openSlow: () => options.openSide("reading", remark) };
  const desk = new Desk(ledger, sides, () => dayOf(options.clock(), options.timezone));
  const { requireAuth, readOnly } = options;
  const token = randomBytes(32).toString("base64url");
  const rules: Rules = { hosts: knownHosts(options.host), token, requireAuth, readOnly };
  const start = randomBytes(6).toString("base64url");
  const failed = (error: unknown) => {
    if (isDefect(error)) options.say(`leverage: unexpected failure\n${traceOf(error)}`);
  };
  const exportLines = () => linesOf(options.ledgerFile);
  const client = clientFiles(options.clientFolder);
  const app = serverApp({ desk, events, client, rules, sample: options.sample, start, exportLines, failed });
  const ends: (() => unknown)[] = [];
  const end = async () => {
    events.close();
    for (const one of ends) await one();
    await desk.close();
  };
  try {
    const { port, stop } = await listen(app.fetch, options.host, options.port);
    ends.push(stop);
    // The page that is opened first shows the newest record: drawn while the browser still loads the page. Of an empty
    // ledger it would say so on the terminal before anybody asks.
    if ((await ledger.countTurns()) > 0) void drawRecord(desk).catch(() => undefined);
    ends.push(keepUpToDate(desk, events, options));
    const place = `http://${shownHost(options.host)}:${port}/`;
    return {
      address: requireAuth ? `${place}?token=${token}` : place,
      token,
      events,
      close: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** As a page without any wish asks for it; whoever asks meanwhile shares the answer, or learns why there is none. */
async function drawRecord(desk: Desk): Promise<void> {
  const route = routes.find(({ operation }) => operation === record)!;
  await desk.revision();
  await desk.answer(route, { name: record.name, input: inputOf(route, {}), format: null });
}

function remarker(events: Events, options: ServeOptions): (said: Remark) => void {
  let toldMs = 0;
  return (said) => {
    if (said.kind === "say") return options.say(said.line);
    const nowMs = performance.now();
    if (nowMs - toldMs < progressMs) return;
    toldMs = nowMs;
    const { what, done, total } = said;
    events.tell("progress", { what, done, total });
  };
}

/** From one state of the ledger, over a connection that is closed at the end. */
async function* linesOf(ledgerFile: string): AsyncIterable<string> {
  const store = await openStore(ledgerFile, { readOnly: true });
  try {
    yield* exportLedger(store);
  } finally {
    await store.close();
  }
}

const traceOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
