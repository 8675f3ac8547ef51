/**
 * Who may ask what. The server listens to this machine, but so may any page in its browser: a page from elsewhere can
 * send requests here, and by a name of its own that leads to this machine (DNS rebinding) even read the answers. So
 * names, origins and a token are checked before anything is looked at.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { type ProblemKind, problem } from "./problems.ts";
import { refusal } from "./reply.ts";

export interface Rules {
  /** Names in the Host header that mean this server, in lower case and without port. */
  readonly hosts: ReadonlySet<string>;
  /** Needed for every change; for reading too under `requireAuth`. Another one at each start. */
  readonly token: string;
  readonly requireAuth: boolean;
  readonly readOnly: boolean;
}

export const tokenHeader = "X-Leverage-Token";
export const tokenCookie = "leverage-token";

type Refused = readonly [kind: ProblemKind, detail: string, hint: string];

/** Runs before everything else. */
export function guard(rules: Rules): MiddlewareHandler {
  return async (c, next) => {
    const refused = refusedRequest(c, rules);
    if (refused === null) return next();
    return refusal(problem(...refused));
  };
}

/** Runs before everything that changes something, and before what only checks (`readOnly` is nothing to it). */
export function changeGuard(rules: Rules, changes: boolean): MiddlewareHandler {
  return async (c, next) => {
    const refused = refusedChange(c, rules, changes);
    if (refused === null) return next();
    return refusal(problem(...refused));
  };
}

function refusedRequest(c: Context, rules: Rules): Refused | null {
  const host = c.req.header("host") ?? "";
  if (!rules.hosts.has(nameOf(host))) {
    return ["wrong-host", `this server is not "${host}"`, "open the address that `leverage serve` printed"];
  }
  if (!["GET", "HEAD", "POST"].includes(c.req.method)) {
    return ["method", `${c.req.method} is not a method of this server`, "use GET to read and POST to change"];
  }
  if (!c.req.path.startsWith("/api/")) return rules.requireAuth ? withoutToken(c, rules) : null;
  const origin = c.req.header("origin");
  if (origin !== undefined && origin !== `http://${host}`) {
    return [
      "refused",
      `the request comes from a page of "${origin}"`,
      "only the dashboard's own pages may ask",
    ];
  }
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return [
      "refused",
      `the request comes from another site (${site})`,
      "only the dashboard's own pages may ask",
    ];
  }
  return rules.requireAuth ? withoutToken(c, rules) : null;
}

function refusedChange(c: Context, rules: Rules, changes: boolean): Refused | null {
  // Where the browser says where a change comes from, it must be the dashboard: "none" is nobody's page.
  if ((c.req.header("sec-fetch-site") ?? "same-origin") !== "same-origin") {
    return ["refused", "a change comes from the dashboard's own pages", "reload the dashboard and try again"];
  }
  if (!isToken(c.req.header(tokenHeader), rules.token)) {
    return [
      "refused",
      `the header ${tokenHeader} with this server's token is missing, or of an earlier start`,
      "reload the dashboard: its page carries the token of the running server",
    ];
  }
  if (rules.readOnly && changes) {
    return ["read-only", "this server changes nothing", "start `leverage serve` without --read-only"];
  }
  if (!/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
    return ["not-json", "the content type is not application/json", "send the input as a JSON object"];
  }
  return null;
}

function withoutToken(c: Context, rules: Rules): Refused | null {
  const given = [c.req.header(tokenHeader), getCookie(c, tokenCookie), c.req.query("token")];
  if (given.some((token) => isToken(token, rules.token))) return null;
  return [
    "token-needed",
    "this server was started with --require-auth",
    "open the whole address that `leverage serve` printed: it carries the token",
  ];
}

/** Takes the same time for every wrong one. */
export function isToken(given: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return given !== undefined && timingSafeEqual(hash(given), hash(token));
}

/** `localhost:4317` is `localhost`; `[::1]:4317` is `[::1]`. A tunnel may lead here from another port. */
function nameOf(host: string): string {
  return host.replace(/:\d*$/, "").toLowerCase();
}
