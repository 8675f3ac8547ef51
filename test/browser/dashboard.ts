/** The dashboard as a person runs it: the built command serves a ledger of its own, which the command line sees too. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import axe, { type AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { inject } from "vitest";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { buildClient } from "./build-client.ts";

/** The last day of the sample's logs. */
export const lastDay = "2026-03-20";

export interface Dashboard {
  readonly address: string;
  /** The folder of the logs it reads. */
  readonly logs: string;
  /** What `leverage ...` prints on the same ledger. */
  cli(...words: string[]): Promise<string>;
  close(): Promise<void>;
}

/** @param prepare writes logs of its own instead of the sample's. */
export async function startDashboard(
  prepare = (logs: string): Promise<unknown> => writeSample(logs, { endDay: lastDay }),
  options: readonly string[] = [],
): Promise<Dashboard> {
  const logs = mkdtempSync(join(tmpdir(), "leverage-dashboard-logs-"));
  const home = mkdtempSync(join(tmpdir(), "leverage-dashboard-home-"));
  const command = inject("command");
  await Promise.all([prepare(logs), clientIn(join(dirname(command), "web"))]);
  const environment = { ...process.env, LEVERAGE_HOME: home, TZ: "UTC" };
  const server = spawn(process.execPath, [command, "serve", "--port", "0", "--logs", logs, ...options], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    address: await addressOf(server),
    logs,
    async cli(...words) {
      const run = promisify(execFile);
      const { stdout } = await run(process.execPath, [command, ...words, "--logs", logs], {
        env: environment,
      });
      return stdout;
    },
    async close() {
      const ended = new Promise((end) => server.once("exit", end));
      server.kill("SIGINT");
      await ended;
      for (const folder of [logs, home]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Builds the client beside the command, unless another test file has done so. */
async function clientIn(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const beside = `${folder}.${process.pid}.part`;
  await buildClient(beside);
  await rename(beside, folder).catch((error: NodeJS.ErrnoException) => {
    // It appeared meanwhile.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    return rm(beside, { recursive: true });
  });
}

/** The server prints where it listens. */
async function addressOf(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error("the server ended without an address");
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, of the console, of the policy, requests to elsewhere. */
  readonly complaints: string[];
}

export async function openPage(
  browser: Browser,
  { address }: Pick<Dashboard, "address">,
  place: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
  const complaints: string[] = [];
  page.setDefaultTimeout(20_000);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) complaints.push(request.url());
  });
  await page.goto(`${address}#/${place}`);
  return { page, complaints };
}

/** Serious and critical findings of axe, with where they are. */
export async function barriers(page: Page): Promise<unknown[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 200)) }));
}
