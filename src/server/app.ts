/** The server's routes: the API from the list of operations, its description, the events, and the client's files. */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { setCookie } from "hono/cookie";
import { stream } from "hono/streaming";
import { version } from "../app/version.ts";
import { formatNamed, formats } from "../formats/index.ts";
import { apiPage, apiStyle } from "./api-page.ts";
import { type ClientFile, pageWithoutClient, pageWithToken } from "./client.ts";
import type { Desk } from "./desk.ts";
import type { Events } from "./events.ts";
import { changeGuard, guard, isToken, type Rules, tokenCookie } from "./guard.ts";
import { openApi } from "./openapi.ts";
import { policy } from "./policy.ts";
import { problem, problemOf } from "./problems.ts";
import { addressOf, inputOf, rawFromQuery } from "./question.ts";
import { attachment, refusal } from "./reply.ts";
import { type Route, routes } from "./routes.ts";
import type { Reply } from "./side.ts";

export interface Parts {
  readonly desk: Desk;
  readonly events: Events;
  readonly client: ReadonlyMap<string, ClientFile>;
  readonly rules: Rules;
  readonly sample: boolean;
  /** Tells one start of the server from another, in tags. */
  readonly start: string;
  /** The whole ledger, line by line. */
  exportLines(): AsyncIterable<string>;
  /** Something of the program's own went wrong. */
  failed(error: unknown): void;
}

const largestBodyBytes = 1_000_000;

export function serverApp(parts: Parts): Hono {
  const app = new Hono();
  app.use(policy, guard(parts.rules));
  for (const route of routes) addRoute(app, route, parts);
  app.get("/api/v1/export", (c) => exported(c, parts));
  app.get("/api/v1/events", async (c) =>
    parts.events.stream(c, {
      revision: await parts.desk.revision(),
      version,
      readOnly: parts.rules.readOnly,
      sample: parts.sample,
    }),
  );
  addDescription(app);
  addClient(app, parts);
  app.notFound((c) => {
    const { path, method } = c.req;
    const methods = methodsOf(app, path);
    if (methods.length === 0)
      return refusal(problem("not-found", `there is no ${path.slice(0, 200)}`, "see /api for all there is"));
    const allowed = methods.join(", ");
    return refusal(problem("method", `${method} is not for ${path}`, `use ${allowed}`), allowed);
  });
  app.onError((error) => {
    parts.failed(error);
    return refusal(problemOf(error));
  });
  return app;
}

function methodsOf(app: Hono, path: string): readonly string[] {
  const methods = app.routes.filter((route) => route.path === path && route.method !== "ALL");
  return [...new Set(methods.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])))];
}

function addRoute(app: Hono, route: Route, parts: Parts): void {
  const address = addressOf(route.operation.name);
  if (route.kind === "read") {
    app.get(address, (c) => read(c, route, parts));
    return;
  }
  app.post(address, changeGuard(parts.rules, route.kind === "change"), limited, (c) =>
    change(c, route, parts),
  );
}

const limited: MiddlewareHandler = bodyLimit({
  maxSize: largestBodyBytes,
  onError: () =>
    refusal(
      problem("too-large", `more than ${largestBodyBytes} bytes were sent`, "the command line takes more"),
    ),
});

async function read(c: Context, route: Route, parts: Parts): Promise<Response> {
  const query = new URL(c.req.url).searchParams;
  query.delete("token");
  const format = isRecord(route) ? query.get("format") : null;
  if (format !== null) query.delete("format");
  if (format !== null && formatNamed(format) === null) {
    const names = formats.map(({ name }) => name).join(", ");
    return refusal(problem("wrong-use", `there is no format "${format}"`, `there are ${names}`));
  }
  const input = refusedOr(() => inputOf(route, rawFromQuery(route.input, query)));
  if ("refused" in input) return refusal(problemOf(input.refused));
  const revision = await parts.desk.revision();
  const headers = {
    ETag: `W/"${parts.start}-${revision}"`,
    "Leverage-Revision": String(revision),
    "Cache-Control": "private, no-cache",
  };
  if (c.req.header("if-none-match") === headers.ETag) return new Response(null, { status: 304, headers });
  const reply = await parts.desk.answer(route, { name: route.operation.name, input: input.value, format });
  return replied(reply, { ...headers, ...(format === null ? {} : fileHeaders(format, input.value)) });
}

async function change(c: Context, route: Route, parts: Parts): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (body === undefined) {
    return refusal(problem("malformed", "the body is not JSON", "send the input as a JSON object"));
  }
  const input = refusedOr(() => inputOf(route, body));
  if ("refused" in input) return refusal(problemOf(input.refused));
  const reply = await parts.desk.answer(route, {
    name: route.operation.name,
    input: input.value,
    format: null,
  });
  const revision = await parts.desk.revision();
  parts.events.tell("changed", { revision });
  return replied(reply, { "Leverage-Revision": String(revision), "Cache-Control": "no-store" });
}

function replied(reply: Reply, headers: Readonly<Record<string, string>>): Response {
  if (reply.kind === "problem") return refusal(reply.problem);
  return new Response(reply.bytes, { headers: { "Content-Type": "application/json", ...headers } });
}

const isRecord = ({ operation }: Route): boolean => operation.name === "record";

const fileTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  markdown: "text/markdown; charset=utf-8",
};

function fileHeaders(format: string, input: Readonly<Record<string, unknown>>): Record<string, string> {
  const period = typeof input["period"] === "string" ? input["period"] : "newest";
  const unit = ["week", "month", "year"].find((name) => input[name] === true);
  const name = ["leverage", period, ...(unit === undefined ? [] : [unit])].join("-");
  return {
    "Content-Type": fileTypes[format] ?? "text/plain; charset=utf-8",
    "Content-Disposition": attachment(`${name}.${formatNamed(format)!.extension}`),
  };
}

function refusedOr<Value>(work: () => Value): { readonly value: Value } | { readonly refused: unknown } {
  try {
    return { value: work() };
  } catch (refused) {
    return { refused };
  }
}

function exported(c: Context, parts: Parts): Response {
  c.header("Content-Type", "application/jsonl");
  c.header("Content-Disposition", attachment("ledger.jsonl"));
  c.header("Cache-Control", "no-store");
  return stream(
    c,
    async (to) => {
      for await (const line of parts.exportLines()) {
        if (to.aborted) return;
        await to.write(line);
      }
    },
    async (error) => parts.failed(error),
  );
}

function addDescription(app: Hono): void {
  let document: string | null = null;
  const text = () => {
    document ??= JSON.stringify(openApi());
    return document;
  };
  const typed = (type: string) => ({ "Content-Type": type, "Cache-Control": "no-cache" });
  app.get("/api/v1/openapi.json", (c) => c.body(text(), 200, typed("application/json")));
  app.get("/api", (c) => c.body(apiPage(), 200, typed("text/html; charset=utf-8")));
  app.get("/api/style.css", (c) => c.body(apiStyle, 200, typed("text/css; charset=utf-8")));
}

function addClient(app: Hono, { client, rules }: Parts): void {
  const page = client.get("/index.html");
  const text = page === undefined ? pageWithoutClient : pageWithToken(page, rules.token);
  for (const path of ["/", "/index.html"]) {
    app.get(path, (c) => {
      if (rules.requireAuth && isToken(c.req.query("token"), rules.token)) {
        // From here on the browser shows the token by itself, and it is out of the address bar.
        setCookie(c, tokenCookie, rules.token, { httpOnly: true, sameSite: "Strict", path: "/" });
        return c.redirect("/", 303);
      }
      return c.body(text, 200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
    });
  }
  for (const [path, file] of client) {
    if (path === "/index.html") continue;
    app.get(path, (c) => {
      const caching = file.lasting ? "max-age=31536000, immutable" : "no-cache";
      const headers = { ETag: file.etag, "Cache-Control": caching };
      if (c.req.header("if-none-match") === file.etag) return new Response(null, { status: 304, headers });
      return new Response(file.content, { headers: { ...headers, "Content-Type": file.type } });
    });
  }
}
