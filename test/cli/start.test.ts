/** The command starts from kept code, and starts as well where none can be kept. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "leverage-start-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const folder = () => join(home, ".cache", "leverage");
const keptFile = () => join(folder(), readdirSync(folder()).find((name) => name.endsWith(".bin"))!);

function start(environment: Record<string, string> = {}, words: readonly string[] = ["--version"]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [inject("command"), ...words], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: home, ...environment },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

test("the first run keeps its code for the person alone, the second uses it and leaves it as it is", () => {
  const first = start();
  const before = statSync(keptFile());
  expect(before.mode & 0o077).toBe(0);
  expect(before.size).toBeGreaterThan(20_000);
  expect(start()).toBe(first);
  const after = statSync(keptFile());
  expect([after.mtimeMs, after.ino]).toEqual([before.mtimeMs, before.ino]);
  expect(readdirSync(folder())).toHaveLength(1);
});

test("code that is damaged, cut off or of another build is made anew", () => {
  const version = start();
  const whole = readFileSync(keptFile());
  const damaged = Buffer.from(whole).fill(7, Math.floor(whole.length / 2));
  for (const content of [damaged, whole.subarray(0, 5_000), Buffer.from("")]) {
    writeFileSync(keptFile(), content);
    expect(start()).toBe(version);
    expect(readFileSync(keptFile()).length).toBeGreaterThan(whole.length / 2);
  }
});

test("code kept of a run that read in threads is of use to the next", () => {
  // As much as threads are started for.
  const content = [{ type: "text", text: "a line\\n".repeat(2_000_000) }];
  const row = { type: "assistant", sessionId: "s", message: { id: "m", role: "assistant", content } };
  const logs = join(home, "logs");
  mkdirSync(logs);
  writeFileSync(join(logs, "s.jsonl"), `${JSON.stringify(row)}\n`);
  const startCode = () =>
    statSync(join(folder(), readdirSync(folder()).find((name) => name.startsWith("code-usage-start-"))!));
  const read = () => {
    rmSync(join(home, "ledger"), { recursive: true, force: true });
    start({ LEVERAGE_HOME: join(home, "ledger"), LEVERAGE_THREADS: "2" }, ["usage", "--logs", logs]);
    return startCode().mtimeMs;
  };
  // What is refused is made anew by each run; what is not, once more at most: by the first that takes less time.
  expect(new Set([read(), read(), read()]).size).toBeLessThan(3);
});

test("nothing is kept where the person or the folder forbids it", () => {
  start({ NODE_DISABLE_COMPILE_CACHE: "1" });
  expect(readdirSync(home)).toEqual([]);
  // A file where the folder should be.
  writeFileSync(join(home, ".cache"), "");
  expect(start()).toMatch(/^\d+\.\d+\.\d+/);
  mkdirSync(join(home, "named"));
  start({ XDG_CACHE_HOME: join(home, "named") });
  expect(readdirSync(join(home, "named"))).toEqual(["leverage"]);
});
