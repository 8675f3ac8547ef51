/** The names this server answers to, and who may reach it. */
import { hostname, networkInterfaces } from "node:os";
import { WrongUse } from "../app/errors.ts";

const loopback = ["localhost", "127.0.0.1", "::1"];

/** @throws WrongUse for a host that others can reach without a token. */
export function mustBeSafe(host: string, requireAuth: boolean): void {
  if (isLoopback(host) || requireAuth) return;
  throw new WrongUse(
    `--host ${host} lets everybody on the network read the record and change it`,
    "add --require-auth, so that a token is needed, or leave out --host: then only this machine reaches it",
  );
}

const isLoopback = (host: string): boolean => loopback.includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);

const isWildcard = (host: string): boolean => host === "0.0.0.0" || host === "::";

/** The name in the address that is printed; one that stands for all of this machine's is nothing to type. */
export function shownHost(host: string): string {
  return inAddress(isWildcard(host) ? hostname() : host);
}

/** What the Host header may name: this machine as it names itself, and what was asked for. */
export function knownHosts(host: string): ReadonlySet<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map((one) => one.address),
  );
  const own = isWildcard(host) ? [hostname(), ...addresses] : [host];
  return new Set([...loopback, ...own].map((name) => inAddress(name).toLowerCase()));
}

const inAddress = (name: string): string => (name.includes(":") ? `[${name}]` : name);
