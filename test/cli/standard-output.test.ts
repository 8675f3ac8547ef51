/** Answers come whole to whoever reads them, however slowly, and nobody is kept from ending the command meanwhile. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { writeSample } from "../../src/app/sample/write-sample.ts";

const command = inject("command");
let home: string;
let env: NodeJS.ProcessEnv;
let whole: string;
const words = (...own: string[]) => [command, ...own, "--logs", join(home, "logs")];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "leverage-output-"));
  env = { HOME: home, LEVERAGE_HOME: join(home, "ledger"), TZ: "UTC", PATH: process.env["PATH"] };
  await writeSample(join(home, "logs"), { endDay: "2026-03-20" });
  const file = openSync(join(home, "export"), "w");
  expect(
    spawnSync(process.execPath, words("export"), { env, stdio: ["ignore", file, "inherit"] }).status,
  ).toBe(0);
  closeSync(file);
  whole = readFileSync(join(home, "export"), "utf8");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const exporting = () =>
  spawn(process.execPath, words("export"), { env, stdio: ["ignore", "pipe", "ignore"] });

const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once("exit", resolve);
  });

describe("an answer larger than a pipe", () => {
  it("is more than a pipe takes", () => expect(whole.length).toBeGreaterThan(500_000));

  it("comes whole to a slow reader", async () => {
    const child = exporting();
    let read = "";
    for await (const part of child.stdout) {
      read += part;
      await setTimeout(1);
    }
    expect(read).toBe(whole);
  });

  it("may be read in part", async () => {
    const child = exporting();
    const ended = endOf(child);
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await ended).toBe(0);
  });

  it("that nobody reads is ended by Ctrl-C", async () => {
    const child = exporting();
    const ended = endOf(child);
    await new Promise((begun) => child.stdout.once("readable", begun));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
  });
});

it.runIf(process.platform === "linux")("a full disk is said", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, words("usage"), {
    env,
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^leverage: cannot write the answer: ENOSPC/) as string,
  });
});
