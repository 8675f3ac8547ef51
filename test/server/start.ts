/** A server on a ledger of its own in a folder that goes with it, and requests as anything on the machine can send them. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effects } from "../../src/app/operation.ts";
import { refresh } from "../../src/app/refresh.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { fileLedger } from "../../src/cli/effects.ts";
import { openSides } from "../../src/cli/serve-sides.ts";
import { type RunningServer, type ServeOptions, startServer } from "../../src/server/server.ts";
import { openStore } from "../../src/store/index.ts";
import { testEffects } from "../app/effects.ts";

export const sampleEnd = "2026-03-20";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TestServer extends RunningServer {
  readonly port: number;
  /** The folder of logs. */
  readonly logs: string;
  /** Effects of another process on the same ledger. */
  readonly elsewhere: Effects;
  /** What the server said on its terminal. */
  readonly said: readonly string[];
  /** `path` goes out as it is written. */
  send(path: string, sent?: Sent): Promise<Answer>;
  /** As the dashboard's page asks. */
  get(path: string): Promise<Answer>;
  post(path: string, input: unknown): Promise<Answer>;
  end(): Promise<void>;
}

/** Reads the logs before it answers, so that tests need not wait. */
export async function serverOn(
  logs: string,
  options: Partial<ServeOptions> = {},
  more: Partial<Effects> = {},
): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), "leverage-serve-"));
  const ledgerFile = join(home, "ledger.db");
  const elsewhereStore = await openStore(ledgerFile);
  const elsewhere = testEffects(elsewhereStore, logs, {
    ledgerFile,
    ledgerHome: home,
    clock: () => Date.parse(`${sampleEnd}T20:00:00Z`),
    ...more,
  });
  await refresh(elsewhere);
  const said: string[] = [];
  const effects: Effects = { ...elsewhere, ...fileLedger(ledgerFile), say: (line) => said.push(line) };
  const server = await startServer({
    port: 0,
    host: "127.0.0.1",
    requireAuth: false,
    readOnly: false,
    poll: false,
    ledgerFile,
    timezone: "UTC",
    sample: false,
    places: [logs],
    clientFolder: join(home, "no-client"),
    clock: effects.clock,
    say: effects.say,
    openSide: openSides(effects),
    ...options,
  });
  const port = Number(new URL(server.address).port);
  const send = (path: string, sent?: Sent) => sendTo(port, path, sent);
  const own = { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" };
  return {
    ...server,
    ...{ port, logs, elsewhere, said, send },
    get: (path) => send(path, { headers: { "sec-fetch-site": "same-origin" } }),
    post: (path, input) =>
      send(path, {
        method: "POST",
        headers: { ...own, "content-type": "application/json", "x-leverage-token": server.token },
        body: JSON.stringify(input),
      }),
    async end() {
      await server.close();
      await elsewhereStore.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The same with the sample's logs. */
export async function serverOnSample(options: Partial<ServeOptions> = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "leverage-serve-logs-"));
  await writeSample(folder, { endDay: sampleEnd });
  const server = await serverOn(join(folder, "projects"), options);
  return {
    ...server,
    async end() {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function emptyLogs(): string {
  const folder = mkdtempSync(join(tmpdir(), "leverage-serve-logs-"));
  mkdirSync(join(folder, "project"));
  return folder;
}

/** A request with exactly these headers, as curl, a script or a hostile page would send it. */
function sendTo(port: number, path: string, sent: Sent = {}): Promise<Answer> {
  return new Promise((answered, failed) => {
    const request = httpRequest(
      {
        port,
        host: "127.0.0.1",
        path,
        method: sent.method ?? "GET",
        headers: sent.headers ?? {},
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", failed);
        response.on("end", () =>
          answered({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString("utf8"),
          }),
        );
      },
    );
    request.on("error", failed);
    request.end(sent.body);
  });
}
