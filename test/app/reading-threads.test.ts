/** Logs read by threads make the same ledger as logs read at home, whatever happens to a thread. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { exportLedger } from "../../src/app/ledger-lines.ts";
import type { Effects, ReadingThreads } from "../../src/app/operation.ts";
import { refresh } from "../../src/app/refresh.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { sync } from "../../src/app/sync.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "./effects.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-threads-"));
const logs = join(folder, "logs");
const threads: ReadingThreads = {
  file: pathToFileURL(join(dirname(inject("command")), "parts", "digest-worker.js")),
  count: 2,
  worthBytes: 0,
};
let ledgers = 0;
let expected: Awaited<ReturnType<typeof contents>>;

beforeAll(async () => {
  await writeSample(logs);
  expected = await ledgerOf((effects) => refresh(effects));
});
beforeEach(() => {
  ledgers += 1;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ledgerFile = () => join(folder, `${ledgers}`, "ledger.db");

function effectsOn(store: Store, readingThreads?: ReadingThreads): Effects {
  return testEffects(store, logs, {
    ledgerFile: ledgerFile(),
    ...(readingThreads === undefined ? {} : { readingThreads }),
  });
}

/** Facts as an export has them, and results. */
async function contents(store: Store) {
  let facts = "";
  for await (const line of exportLedger(store)) facts += line;
  const [sessions, turns, tasks, requests, days] = [
    await store.sessions(),
    await store.turns(),
    await store.tasks(),
    await store.requests(),
    await store.taskDays(),
  ];
  return { facts, sessions, turns, tasks, requests, days };
}

/** What the ledger holds once `fill` has been at it. */
const ledgerOf = (fill: (effects: Effects) => Promise<unknown>, readingThreads?: ReadingThreads) =>
  withLedger(async (effects) => {
    await fill(effects);
    return contents(await effects.store());
  }, readingThreads);

async function withLedger<T>(
  use: (effects: Effects) => Promise<T>,
  readingThreads?: ReadingThreads,
): Promise<T> {
  ledgers += 1;
  const store = await openStore(ledgerFile());
  try {
    return await use(effectsOn(store, readingThreads));
  } finally {
    await store.close();
  }
}

/** A thread that runs this code instead. */
function threadsRunning(code: string): ReadingThreads {
  const file = join(folder, `worker-${ledgers}.mjs`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `import { parentPort } from "node:worker_threads";\n${code}`);
  return { ...threads, file: pathToFileURL(file) };
}

describe("logs read by threads", () => {
  it("make the same ledger, facts and results", async () => {
    expect(await ledgerOf(refresh, threads)).toEqual(expected);
  });

  it("count the same where usage alone is asked for, and leave the rest for later", async () => {
    const usageOf = (readingThreads?: ReadingThreads) =>
      withLedger(async (effects) => {
        await refresh(effects, "usage");
        const store = await effects.store();
        const [ahead, days] = [await store.usagesAhead(), await store.usageOfDays()];
        return { ahead, days, turns: await store.countTurns() };
      }, readingThreads);
    const counted = await usageOf(threads);
    expect(counted).toEqual(await usageOf());
    // All but a fork and the session that it was forked from.
    expect(counted.ahead).toHaveLength(expected.sessions.length - 2);
    const isCut = ({ sessionId }: { sessionId: string }) => !counted.ahead.includes(sessionId);
    expect(counted.turns).toBe(expected.turns.filter(isCut).length);
    const cutLater = (effects: Effects) => refresh(effects, "usage").then(() => refresh(effects));
    expect(await ledgerOf(cutLater, threads)).toEqual(expected);
  });

  it("are read once, however many processes read them at the same time", async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openStore(ledgerFile())));
    await Promise.all(stores.map((store) => refresh(effectsOn(store, threads))));
    for (const store of stores) expect(await contents(store)).toEqual(expected);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("bring nothing the second time", async () => {
    const store = await openStore(ledgerFile());
    await refresh(effectsOn(store, threads));
    expect(await sync(effectsOn(store, threads))).toMatchObject({ readFiles: 0, readBytes: 0, events: 0 });
    await store.close();
  });
});

describe("a thread that dies", () => {
  it.each([
    [
      "ends",
      "parentPort.once('message', () => process.exit(3));",
      "a thread that read logs died: it ended with code 3",
    ],
    ["fails", "parentPort.once('message', () => { throw new Error('no such luck'); });", "no such luck"],
  ])("(%s) is told, and the next run reads what it left", async (_how, code, message) => {
    const store = await openStore(ledgerFile());
    await expect(sync(effectsOn(store, threadsRunning(code)))).rejects.toThrow(message);
    await refresh(effectsOn(store, threads));
    expect(await contents(store)).toEqual(expected);
    await store.close();
  });
});
