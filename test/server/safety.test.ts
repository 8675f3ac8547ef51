/**
 * What a page from elsewhere, a name that leads here, a script or a stranger on the network may send. Every request goes
 * over a real socket to a real server.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WrongUse } from "../../src/app/errors.ts";
import { addressOf } from "../../src/server/question.ts";
import { routes } from "../../src/server/routes.ts";
import { emptyLogs, type Sent, serverOn, type TestServer } from "./start.ts";

let logs: string;
let client: string;
let server: TestServer;
beforeAll(async () => {
  logs = emptyLogs();
  client = builtClient();
  server = await serverOn(logs, { clientFolder: client });
});
afterAll(async () => {
  await server.end();
  for (const folder of [logs, join(client, "..")]) rmSync(folder, { recursive: true, force: true });
});

const outside = "nobody on the web reads this";

/** A client of three files, with something beside it that nobody must get. */
function builtClient(): string {
  const folder = mkdtempSync(join(tmpdir(), "leverage-client-"));
  const web = join(folder, "web");
  mkdirSync(join(web, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.html"), outside);
  writeFileSync(join(web, "index.html"), '<!doctype html><meta name="leverage-token" content="" />');
  writeFileSync(join(web, "assets", "main-abc.js"), "export {};");
  writeFileSync(join(web, "icon.svg"), "<svg/>");
  symlinkSync(join(folder, "secret.html"), join(web, "link.html"));
  return web;
}

const statusOf = async (path: string, sent?: Sent) => (await server.send(path, sent)).status;

const host = () => `127.0.0.1:${server.port}`;
/** What the dashboard sends with a change; each test takes something away or puts something false in. */
const change = (
  headers: Readonly<Record<string, string | undefined>> = {},
  body = '{"task":"x","title":"y"}',
) => {
  const all = {
    host: host(),
    origin: `http://${host()}`,
    "sec-fetch-site": "same-origin",
    "content-type": "application/json",
    "x-leverage-token": server.token,
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { method: "POST", headers: Object.fromEntries(given), body };
};
/** There is no task x: so far a request comes that is let in. */
const letIn = 404;

describe("where it listens", () => {
  it("is this machine only, unless a token is needed", async () => {
    for (const name of ["0.0.0.0", "::", "192.168.1.2", "example.org", "127.evil.example"]) {
      const refused = await serverOn(logs, { host: name }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(WrongUse);
      expect((refused as WrongUse).message).toContain("everybody on the network");
      expect((refused as WrongUse).hint).toContain("--require-auth");
    }
  });
});

describe("a name that leads here (DNS rebinding)", () => {
  it.each([
    ["evil.example", 421],
    ["evil.example:PORT", 421],
    ["127.0.0.1.evil.example:PORT", 421],
    ["localhost.:PORT", 421],
    ["localhost@evil.example", 400],
    ["localhost:PORT", 200],
    ["LOCALHOST:PORT", 200],
    ["[::1]:PORT", 200],
    ["127.0.0.1:8080", 200],
  ])("Host: %s is answered with %i", async (name, status) => {
    const headers = { host: name.replace("PORT", String(server.port)) };
    for (const path of ["/", "/api/v1/task/list", "/api/v1/events"].slice(0, status === 200 ? 2 : 3)) {
      expect([path, await statusOf(path, { headers })]).toEqual([path, status]);
    }
  });

  it("is refused before a change is looked at", async () => {
    const headers = { host: "evil.example", origin: "http://evil.example" };
    expect(await statusOf("/api/v1/task/rename", change(headers))).toBe(421);
  });

  it("is not taken from a request without Host", async () => {
    expect(await raw("GET / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 4(00|21) /);
  });
});

describe("reading", () => {
  it("is for the dashboard's own pages and for programs, not for other sites", async () => {
    const read = (headers: Readonly<Record<string, string>>) => statusOf("/api/v1/task/list", { headers });
    expect(await read({})).toBe(200);
    expect(await read({ "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await read({ "sec-fetch-site": "none" })).toBe(200);
    expect(await read({ "sec-fetch-site": "cross-site" })).toBe(403);
    // Another port of this machine.
    expect(await read({ "sec-fetch-site": "same-site" })).toBe(403);
    expect(await read({ origin: "http://localhost:9999" })).toBe(403);
    expect(await read({ origin: "null" })).toBe(403);
  });

  it("is checked however the address is spelled", async () => {
    const headers = { "sec-fetch-site": "cross-site" };
    for (const path of [
      "/%61pi/v1/task/list",
      "/api/%76%31/task/list",
      "//api/v1/task/list",
      "/x/../api/v1/task/list",
    ])
      expect([path, [403, 404].includes(await statusOf(path, { headers }))]).toEqual([path, true]);
  });

  it("gives no other origin leave", async () => {
    const preflight = await server.send("/api/v1/task/rename", {
      method: "OPTIONS",
      headers: { origin: "http://evil.example", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(405);
    for (const path of ["/", "/api/v1/task/list", "/api/v1/openapi.json"]) {
      const { headers } = await server.send(path, { headers: { origin: `http://${host()}` } });
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });
});

describe("changing", () => {
  it("is for the dashboard's own page", async () => {
    expect(await statusOf("/api/v1/task/rename", change())).toBe(letIn);
  });

  it.each([
    ["no token", { "x-leverage-token": undefined }, 403],
    [
      "no token and no origin, as from a script",
      { "x-leverage-token": undefined, origin: undefined, "sec-fetch-site": undefined },
      403,
    ],
    ["another token", { "x-leverage-token": "A".repeat(43) }, 403],
    ["the beginning of the token", { "x-leverage-token": "" }, 403],
    ["another origin", { origin: "http://evil.example" }, 403],
    ["another port's origin", { origin: "http://127.0.0.1:1" }, 403],
    ["https instead of http", { origin: `https://127.0.0.1` }, 403],
    ["a sandboxed page's origin", { origin: "null" }, 403],
    ["another site", { "sec-fetch-site": "cross-site" }, 403],
    ["another port", { "sec-fetch-site": "same-site" }, 403],
    ["nobody's page", { "sec-fetch-site": "none" }, 403],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["plain text, which needs no leave", { "content-type": "text/plain" }, 415],
    ["no type", { "content-type": undefined }, 415],
    ["a type that begins alike", { "content-type": "application/jsonp" }, 415],
  ])("is refused with %s", async (_, headers, status) => {
    expect(await statusOf("/api/v1/task/rename", change(headers))).toBe(status);
  });

  it("with the token alone is for programs", async () => {
    const headers = { origin: undefined, "sec-fetch-site": undefined };
    expect(await statusOf("/api/v1/task/rename", change(headers))).toBe(letIn);
  });

  it("takes the token from no address and no cookie", async () => {
    const headers = { "x-leverage-token": undefined, cookie: `leverage-token=${server.token}` };
    expect(await statusOf(`/api/v1/task/rename?token=${server.token}`, change(headers))).toBe(403);
  });

  it("is by POST only, whatever else is tried", async () => {
    const { headers } = change();
    for (const method of ["GET", "PUT", "DELETE", "PATCH", "TRACE"])
      expect([method, await statusOf("/api/v1/task/rename", { method, headers })]).toEqual([method, 405]);
    const reading = await server.send("/api/v1/record", change());
    expect([reading.status, reading.headers["allow"]]).toEqual([405, "GET, HEAD"]);
    expect(await statusOf("/", change())).toBe(405);
  });

  it("needs the token on every route", async () => {
    for (const { operation, kind } of routes.filter((route) => route.kind !== "read")) {
      const path = addressOf(operation.name);
      expect([path, kind, await statusOf(path, change({ "x-leverage-token": undefined }))]).toEqual([
        path,
        kind,
        403,
      ]);
    }
  });
});

describe("bodies", () => {
  it("of more than a megabyte are refused, told or untold", async () => {
    const large = JSON.stringify({ task: "x", title: "y".repeat(1_000_001) });
    expect(await statusOf("/api/v1/task/rename", change({}, large))).toBe(413);
    expect(await statusOf("/api/v1/task/rename", change({ "transfer-encoding": "chunked" }, large))).toBe(
      413,
    );
  });

  it("must be JSON of the right shape", async () => {
    expect(await statusOf("/api/v1/task/rename", change({}, "{"))).toBe(400);
    expect(await statusOf("/api/v1/task/rename", change({}, ""))).toBe(400);
    for (const body of [
      "null",
      "[]",
      '"x"',
      "{}",
      '{"task":{"$gt":""},"title":"y"}',
      '{"task":"x","title":"y","x":1}',
    ])
      expect([body, await statusOf("/api/v1/task/rename", change({}, body))]).toEqual([body, 422]);
    expect(await statusOf("/api/v1/task/rename", change({}, '{"__proto__":{"task":"x"},"title":"y"}'))).toBe(
      422,
    );
  });

  it("do not come in headers either", async () => {
    // More than Node takes (16 kB), and no more than it reads at once: of what it does not read the sender hears a reset alone.
    expect(await statusOf("/", { headers: { "x-large": "y".repeat(20_000) } })).toBe(431);
  });
});

describe("files", () => {
  it("are those of the client, and the page carries the token", async () => {
    const page = await server.send("/");
    expect(page.text).toBe(`<!doctype html><meta name="leverage-token" content="${server.token}" />`);
    expect(page.headers["cache-control"]).toBe("no-store");
    const script = await server.send("/assets/main-abc.js");
    expect([script.status, script.headers["content-type"]]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(script.headers["cache-control"]).toContain("immutable");
  });

  it.each([
    "/../secret.html",
    "/assets/../../secret.html",
    "/%2e%2e/secret.html",
    "/..%2fsecret.html",
    "/assets/..%2f..%2fsecret.html",
    "/assets/%2e%2e%5c..%5csecret.html",
    "/..\\secret.html",
    "//etc/passwd",
    "/assets/main-abc.js/../../../secret.html",
    "/assets/main-abc.js%00.html",
    "/link.html",
    "/assets/",
    "/assets",
  ])("%s leads nowhere", async (path) => {
    const { status, text } = await server.send(path);
    expect([400, 404]).toContain(status);
    expect(text).not.toContain(outside);
  });
});

describe("headers", () => {
  const always = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
  };

  it.each([
    "/",
    "/assets/main-abc.js",
    "/api",
    "/api/v1/task/list",
    "/api/v1/nothing",
    "/nothing",
  ])("%s may do next to nothing", async (path) => {
    const { headers } = await server.send(path);
    expect(headers).toMatchObject(always);
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  it("stand on refusals too", async () => {
    expect((await server.send("/", { headers: { host: "evil.example" } })).headers).toMatchObject(always);
  });

  it("let the page run its own files alone", async () => {
    const policy = String((await server.send("/")).headers["content-security-policy"]);
    const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]));
    expect(rules.get("script-src")).toEqual(["'self'"]);
    expect(rules.get("style-src")).toEqual(["'self'"]);
    expect(rules.get("connect-src")).toEqual(["'self'"]);
    expect(rules.get("form-action")).toEqual(["'none'"]);
    expect(rules.get("base-uri")).toEqual(["'none'"]);
  });
});

describe("--read-only", () => {
  let readOnly: TestServer;
  afterEach(() => readOnly.end());

  it("refuses every change, and nothing else", async () => {
    readOnly = await serverOn(logs, { readOnly: true });
    for (const { operation, kind } of routes.filter((route) => route.kind === "change")) {
      const { status, text } = await readOnly.post(addressOf(operation.name), {});
      expect([operation.name, kind, status, (JSON.parse(text) as { type: string }).type]).toEqual([
        operation.name,
        kind,
        403,
        "/api#read-only",
      ]);
    }
    expect((await readOnly.get("/api/v1/task/list")).status).toBe(200);
    // A check of a record changes nothing.
    expect((await readOnly.post("/api/v1/verify", { text: "no record" })).status).not.toBe(403);
  });
});

describe("--require-auth", () => {
  let closed: TestServer;
  beforeAll(async () => {
    closed = await serverOn(logs, { host: "0.0.0.0", requireAuth: true, clientFolder: client });
  });
  afterAll(() => closed.end());

  it("shows nothing without the token, not even the page", async () => {
    const paths = [
      "/",
      "/index.html",
      "/icon.svg",
      "/api",
      "/api/v1/task/list",
      "/api/v1/events",
      "/api/v1/export",
      "/x",
    ];
    for (const path of paths) expect([path, (await closed.send(path)).status]).toEqual([path, 401]);
    expect((await closed.send(`/?token=${"A".repeat(43)}`)).status).toBe(401);
  });

  it("takes it from the printed address once, and keeps it in a cookie that no script sees", async () => {
    const { pathname, search } = new URL(closed.address);
    const first = await closed.send(pathname + search);
    const [cookie = ""] = first.headers["set-cookie"] ?? [];
    expect([first.status, first.headers["location"]]).toEqual([303, "/"]);
    expect(cookie).toMatch(/^leverage-token=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: cookie.split(";")[0]! };
    expect((await closed.send("/", { headers })).text).toContain(closed.token);
    expect((await closed.send("/api/v1/task/list", { headers })).status).toBe(200);
  });

  it("takes it from the header for programs", async () => {
    const headers = { "x-leverage-token": closed.token };
    expect((await closed.send("/api/v1/task/list", { headers })).status).toBe(200);
  });

  it("still answers to its own names only", async () => {
    const headers = { "x-leverage-token": closed.token, host: "evil.example" };
    expect((await closed.send("/api/v1/task/list", { headers })).status).toBe(421);
  });
});

it("goes on after nonsense", async () => {
  await raw("\u0000\u0001\u0002 nonsense\r\n\r\n");
  await raw(
    "POST /api/v1/task/rename HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
  );
  expect(await statusOf("/api/v1/task/list")).toBe(200);
  expect(server.said).toEqual([]);
});

it("has another token at each start", async () => {
  const other = await serverOn(logs);
  expect(other.token).not.toBe(server.token);
  await other.end();
});

/** The answer to bytes that no client library would send. */
function raw(bytes: string): Promise<string> {
  return new Promise((answered, failed) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.end(bytes));
    let text = "";
    socket.on("data", (part) => {
      text += part.toString("latin1");
    });
    socket.on("error", failed);
    socket.on("close", () => answered(text));
  });
}
