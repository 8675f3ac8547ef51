/** Logs that grow, are replaced, truncated, deleted or copied: the ledger ends where one reading would. */
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rebuild } from "../../src/app/rebuild.ts";
import { record } from "../../src/app/record.ts";
import { refresh } from "../../src/app/refresh.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { usage } from "../../src/app/usage.ts";
import { totalTokens } from "../../src/core/tokens.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { part } from "../part.ts";
import { testEffects } from "./effects.ts";

let original = "";
let files: readonly { readonly path: string; readonly bytes: Buffer }[] = [];
const folders: string[] = [];

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "leverage-refresh-"));
  folders.push(folder);
  return folder;
};

beforeAll(async () => {
  original = newFolder();
  await writeSample(original, { seed: 5 });
  files = readdirSync(original, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => ({ path: name, bytes: readFileSync(join(original, name)) }));
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Everything a person would see of a ledger, without the folder the logs lie in. */
async function seen(store: Store, logs: string): Promise<string> {
  const effects = testEffects(store, logs);
  const year = await record.run(record.input.parse({ period: "2026" }), effects);
  const tokens = [
    await usage.run({ by: "session" }, effects),
    await usage.run({ by: "task" }, effects),
    await usage.run({ by: "day" }, effects),
  ];
  for (const { total } of tokens) expect(total.totalTokens).toBe(await tokensOfRequests(store));
  return JSON.stringify([year, tokens]).replaceAll(logs, "");
}

/** Of all requests, each once, whatever was added up before. */
async function tokensOfRequests(store: Store): Promise<number> {
  return (await store.requests()).reduce((sum, { tokens }) => sum + totalTokens(tokens), 0);
}

async function readOnce(logs: string): Promise<string> {
  const store = await openStore(":memory:");
  try {
    await refresh(testEffects(store, logs));
    return await seen(store, logs);
  } finally {
    await store.close();
  }
}

describe("logs that grow", () => {
  it("give what one reading gives, whatever the order and the cuts", async () => {
    const whole = await readOnce(original);
    const pieces = fc.array(fc.record({ file: fc.nat(), part }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 3 }), async (rounds) => {
        const logs = newFolder();
        const written = new Map<string, number>();
        const store = await openStore(":memory:");
        const grow = (path: string, bytes: Buffer, to: number) => {
          const from = written.get(path) ?? 0;
          if (to <= from) return;
          mkdirSync(dirname(join(logs, path)), { recursive: true });
          appendFileSync(join(logs, path), bytes.subarray(from, to));
          written.set(path, to);
        };
        for (const round of rounds) {
          for (const { file, part } of round) {
            const { path, bytes } = files[file % files.length]!;
            grow(path, bytes, Math.floor(bytes.length * part));
          }
          await refresh(testEffects(store, logs));
        }
        for (const { path, bytes } of files) grow(path, bytes, bytes.length);
        await refresh(testEffects(store, logs));
        expect(await seen(store, logs)).toBe(whole);
        await store.close();
      }),
      { numRuns: 12 },
    );
  });

  it("cost nothing where nothing changed", async () => {
    const store = await openStore(":memory:");
    await refresh(testEffects(store, original));
    const second = await refresh(testEffects(store, original));
    expect(second).toMatchObject({ files: files.length, readFiles: 0, readBytes: 0, events: 0 });
    await store.close();
  });
});

describe("logs that change otherwise", () => {
  it("give what a rebuild gives, whatever was cut, replaced, deleted or written again", async () => {
    const change = fc.record({
      file: fc.nat(),
      how: fc.constantFrom("cut", "delete", "restore", "swap"),
      part,
      asked: fc.constantFrom("usage" as const, "tasks" as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 3 }), async (rounds) => {
        const logs = newFolder();
        cpSync(original, logs, { recursive: true });
        const store = await openStore(":memory:");
        await refresh(testEffects(store, logs), "usage");
        for (const round of rounds) {
          for (const { file, how, part } of round) {
            const { path, bytes } = files[file % files.length]!;
            const other = files[(file + 1) % files.length]!.bytes;
            if (how === "delete") rmSync(join(logs, path), { force: true });
            else
              writeFileSync(
                join(logs, path),
                how === "cut" ? bytes.subarray(0, bytes.length * part) : how === "swap" ? other : bytes,
              );
          }
          await refresh(testEffects(store, logs), round[0]?.asked);
        }
        await refresh(testEffects(store, logs));
        const incremental = await seen(store, logs);
        await rebuild.run({}, testEffects(store, logs));
        expect(await seen(store, logs)).toBe(incremental);
        await store.close();
      }),
      { numRuns: 12 },
    );
  });

  it("count once where a session is copied to a second folder", async () => {
    const logs = newFolder();
    const store = await openStore(":memory:");
    const main = files.find(({ path }) => !path.includes("subagents"))!;
    mkdirSync(join(logs, "projects", "a"), { recursive: true });
    mkdirSync(join(logs, "projects", "b"), { recursive: true });
    const name = main.path.split("/").at(-1)!;
    copyFileSync(join(original, main.path), join(logs, "projects", "a", name));
    await refresh(testEffects(store, logs));
    const before = (await usage.run({ by: "day" }, testEffects(store, logs))).total;
    copyFileSync(join(original, main.path), join(logs, "projects", "b", name));
    const after = (await usage.run({ by: "day" }, testEffects(store, logs))).total;
    expect(after).toEqual(before);
    await store.close();
  });

  it("are read anew where they were cut or replaced, and nothing that was known is lost", async () => {
    const logs = newFolder();
    const store = await openStore(":memory:");
    const [first, second] = files.filter(({ path }) => !path.includes("subagents")).slice(0, 2);
    const path = join(logs, "projects", "p", first!.path.split("/").at(-1)!);
    mkdirSync(dirname(path), { recursive: true });
    const total = async () => (await usage.run({ by: "day" }, testEffects(store, logs))).total.totalTokens;

    writeFileSync(path, first!.bytes);
    const whole = await total();
    const half = first!.bytes.indexOf(10, first!.bytes.length >> 1) + 1;
    truncateSync(path, half);
    expect(await total()).toBe(whole);

    writeFileSync(`${path}.new`, second!.bytes);
    renameSync(`${path}.new`, path);
    const replaced = await total();
    expect(replaced).toBeGreaterThan(whole);

    rmSync(path);
    expect(await total()).toBe(replaced);
    expect((await store.files()).map((file) => [relative(logs, file.path), file.gone])).toEqual([
      [relative(logs, path), true],
    ]);
    await store.close();
  });
});
