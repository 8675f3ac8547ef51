/** A port of this machine, and what a person can do where there is none. */
import { createAdaptorServer } from "@hono/node-server";
import { CouldNot } from "../app/errors.ts";

export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

/** @throws CouldNot where the port is taken. */
export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
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
