/** `leverage serve` as a person runs it: the built command, its threads, and its end by Ctrl-C. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import type { TaskListOutput } from "../../src/app/task-views.ts";
import { openStore } from "../../src/store/index.ts";
import { sampleEnd } from "./start.ts";

const command = inject("command");
const nowSeconds = Date.parse(`${sampleEnd}T20:00:00Z`) / 1000;

let home: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "leverage-serve-command-"));
  await writeSample(join(home, "logs"), { endDay: sampleEnd });
  env = {
    ...{ HOME: home, LEVERAGE_HOME: join(home, "ledger"), TMPDIR: home, TZ: "UTC" },
    ...{ USER: "user", PATH: process.env["PATH"], SOURCE_DATE_EPOCH: String(nowSeconds) },
  };
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const logs = () => ["--logs", join(home, "logs")];

async function serving(
  ...words: string[]
): Promise<{ child: ChildProcessWithoutNullStreams; address: string }> {
  const child = spawn(process.execPath, [command, "serve", "--port", "0", ...words], { env });
  let out = "";
  let messages = "";
  child.stderr.on("data", (part) => {
    messages += part;
  });
  await new Promise<void>((ready, failed) => {
    child.stdout.on("data", (part) => {
      out += part;
      if (out.includes("Ctrl-C")) ready();
    });
    child.once("exit", () => failed(new Error(messages)));
  });
  return { child, address: /http:\S+/.exec(out)![0] };
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  return ended;
}

async function tasksAt(address: string): Promise<TaskListOutput["tasks"]> {
  const response = await fetch(`${address}api/v1/task/list`);
  return ((await response.json()) as TaskListOutput).tasks;
}

describe("leverage serve", () => {
  it("answers while it reads, and ends by Ctrl-C", async () => {
    const { child, address } = await serving(...logs());
    expect((await fetch(address)).status).toBe(200);
    await vi.waitFor(async () => expect((await tasksAt(address)).length).toBeGreaterThan(20), {
      timeout: 20_000,
    });
    expect((await fetch(`${address}api/v1/export`)).headers.get("content-type")).toBe("application/jsonl");
    expect(await endOf(child)).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
    // All is in the ledger itself.
    expect(statSync(join(home, "ledger", "ledger.db-wal"), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  it("--sample shows the sample and leaves nothing behind", async () => {
    const { child, address } = await serving("--sample");
    await vi.waitFor(async () => expect((await tasksAt(address)).length).toBeGreaterThan(20), {
      timeout: 20_000,
    });
    const record = (await (await fetch(`${address}api/v1/record`)).json()) as { record: { sample: boolean } };
    expect(record.record.sample).toBe(true);
    expect(readdirSync(home).filter((name) => name.startsWith("leverage-sample"))).toHaveLength(1);
    expect(await endOf(child)).toBe(0);
    expect(readdirSync(home).filter((name) => name.startsWith("leverage-sample"))).toEqual([]);
  });

  it("--require-auth prints an address with the token, by which a correction comes to the ledger", async () => {
    const { child, address } = await serving("--require-auth", ...logs());
    const token = new URL(address).searchParams.get("token") ?? "";
    expect(token).toMatch(/^[\w-]{43}$/);
    expect((await fetch(new URL("/api/v1/task/list", address))).status).toBe(401);
    expect((await fetch(address, { redirect: "manual" })).status).toBe(303);
    const headers = { "x-leverage-token": token, "content-type": "application/json" };
    const listed = await fetch(new URL("/api/v1/task/list", address), { headers });
    const [line] = ((await listed.json()) as TaskListOutput).tasks;
    const body = JSON.stringify({ task: line!.task.id, title: "Said in the browser" });
    const corrected = await fetch(new URL("/api/v1/task/rename", address), { method: "POST", headers, body });
    expect(corrected.status).toBe(200);
    expect(await endOf(child)).toBe(0);
    const shown = execFileSync(process.execPath, [command, "task", "show", line!.task.id, ...logs()], {
      env,
    });
    expect(shown.toString()).toContain("Said in the browser");
  });

  it.each([100, 250, 400, 550])("ends by Ctrl-C %i ms after it was started", async (ms) => {
    const child = spawn(process.execPath, [command, "serve", "--port", "0", ...logs()], { env });
    const ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? signal));
    });
    await setTimeout(ms);
    child.kill("SIGINT");
    // Before the command heard of signals, before it served, or as a server.
    expect(["SIGINT", 130, 0]).toContain(await ended);
  });

  it("ends by Ctrl-C in the middle of work, too", async () => {
    const other = await openStore(join(home, "ledger", "ledger.db"));
    let letGo: () => void = () => undefined;
    const held = other.transaction(async () => {
      await other.setMeta("kept-busy", "");
      await new Promise<void>((done) => {
        letGo = done;
      });
    });
    try {
      await writeSample(join(home, "more"), { endDay: sampleEnd });
      const { child } = await serving("--logs", join(home, "more"));
      expect(await endOf(child)).toBe(0);
    } finally {
      letGo();
      await held;
      await other.close();
    }
  });
});
