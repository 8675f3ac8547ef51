/** Starts the dashboard's server: its parts put together, and a port to listen on. */
import { randomBytes } from "node:crypto";
import { hostname, networkInterfaces } from "node:os";
import { createAdaptorServer } from "@hono/node-server";
import type { ProblemAnswer } from "../answers/problem.ts";
import { CouldNot, WrongUse } from "../app/errors.ts";
import { exportLedger } from "../app/ledger-lines.ts";
import { dayOf } from "../core/days.ts";
import { openStore } from "../store/index.ts";
import { serverApp } from "./app.ts";
import { clientFiles } from "./client.ts";
import { Desk, type Sides } from "./desk.ts";
import { Events } from "./events.ts";
import type { Rules } from "./guard.ts";
import { isDefect } from "./problems.ts";
import type { Side } from "./side.ts";
import type { Remark } from "./threads.ts";
import { watchLogs } from "./watch.ts";

export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly host: string;
  readonly requireAuth: boolean;
  readonly readOnly: boolean;
  /** Look for changes of logs instead of being told. */
  readonly poll: boolean;
  readonly ledgerFile: string;
  readonly timezone: string;
  readonly sample: boolean;
  /** Log folders. */
  readonly places: readonly string[];
  /** The built client. */
  readonly clientFolder: string;
  clock(): number;
  say(line: string): void;
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

/** How often the desk looks whether somebody else changed the ledger; see `Store.changes`. */
const lookMs = 500;
/** At most so many times a second do pages hear how far reading has come. */
const progressMs = 250;

const loopback = ["localhost", "127.0.0.1", "::1"];

/** @throws WrongUse for a host that others can reach without a token; CouldNot where the port is taken. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  mustBeSafe(options);
  const events = new Events();
  const remark = remarker(events, options);
  const writing = await options.openSide("writing", remark);
  const reading = await options.openSide("reading", remark);
  const ledger = await openStore(options.ledgerFile, { readOnly: true });
  const sides: Sides = { writing, reading, openSlow: () => options.openSide("reading", remark) };
  const desk = new Desk(ledger, sides, () => dayOf(options.clock(), options.timezone));
  const rules = rulesOf(options);
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
    const { port, stop } = await listen(app.fetch, options);
    ends.push(stop);
    ends.push(keepUpToDate(desk, events, options));
    const name = isLoopback(options.host) ? options.host : shownHost(options.host);
    const place = `http://${name.includes(":") ? `[${name}]` : name}:${port}/`;
    return {
      address: options.requireAuth ? `${place}?token=${rules.token}` : place,
      token: rules.token,
      events,
      close: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function mustBeSafe({ host, requireAuth }: ServeOptions): void {
  if (isLoopback(host) || requireAuth) return;
  throw new WrongUse(
    `--host ${host} lets everybody on the network read the record and change it`,
    "add --require-auth, so that a token is needed, or leave out --host: then only this machine reaches it",
  );
}

const isLoopback = (host: string): boolean => loopback.includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);

const isWildcard = (host: string): boolean => host === "0.0.0.0" || host === "::";

/** An address that others can type, for one that stands for all of this machine's. */
const shownHost = (host: string): string => (isWildcard(host) ? hostname() : host);

function rulesOf({ host, requireAuth, readOnly }: ServeOptions): Rules {
  const own = isWildcard(host)
    ? [
        hostname(),
        ...Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address)),
      ]
    : [host];
  const names = [...loopback, ...own].map((name) => (name.includes(":") ? `[${name}]` : name).toLowerCase());
  return { hosts: new Set(names), token: randomBytes(32).toString("base64url"), requireAuth, readOnly };
}

interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: ServeOptions,
): Promise<Listening> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  return new Promise((listening, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => failed(notListening(error, host, port)));
    server.listen(port, host, () => {
      const bound = server.address();
      listening({
        port: typeof bound === "object" && bound !== null ? bound.port : port,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
  });
}

function notListening(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new CouldNot(
      `port ${port} is taken`,
      `another \`leverage serve\` may be running: see http://${host}:${port}, or choose a port with --port`,
      error,
    );
  }
  if (error.code === "EACCES") {
    return new CouldNot(
      `port ${port} is not for everybody to use`,
      "choose one above 1023 with --port",
      error,
    );
  }
  return new CouldNot(`cannot listen on ${host}: ${error.message}`, "check --host and --port", error);
}

/** Reads logs as they grow, and tells pages of every change, whoever made it. Gives the way to end it. */
function keepUpToDate(desk: Desk, events: Events, options: ServeOptions): () => Promise<void> {
  let told = 0;
  let isOver = false;
  const tellChanges = async () => {
    // Half of what is being read is no news yet.
    if (desk.atWork || isOver) return;
    const revision = await desk.revision();
    if (told !== 0 && revision !== told) events.tell("changed", { revision });
    told = revision;
  };
  const refresh = async () => {
    const problem = await desk.refresh();
    if (problem !== null && !isOver) tellFailure(problem, events, options);
    await tellChanges();
  };
  void refresh();
  const looking = setInterval(() => void tellChanges(), lookMs);
  let watching = watchLogs(options.places, {
    poll: options.poll,
    changed: () => void refresh(),
    failed: (error) => {
      if (options.poll) return;
      options.say(
        `leverage: cannot watch the logs (${traceOf(error).split("\n")[0]}); looking for changes instead`,
      );
      const ended = watching();
      watching = watchLogs(options.places, {
        poll: true,
        changed: () => void refresh(),
        failed: () => undefined,
      });
      void ended;
    },
  });
  return async () => {
    isOver = true;
    clearInterval(looking);
    await watching();
  };
}

function tellFailure({ detail, hint }: ProblemAnswer, events: Events, options: ServeOptions): void {
  options.say(`leverage: ${detail}\n  ${hint}`);
  events.tell("failed", { detail, hint });
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
