/** Usage that is told before sessions are cut: what another run, by other rules or at another time, makes of it. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { defaultConfig } from "../../src/app/config.ts";
import type { Effects } from "../../src/app/operation.ts";
import { refresh } from "../../src/app/refresh.ts";
import { sync } from "../../src/app/sync.ts";
import { usage } from "../../src/app/usage.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "./effects.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let logs: string;
let store: Store;
beforeEach(async () => {
  logs = mkdtempSync(join(tmpdir(), "leverage-ahead-"));
  folders.push(logs);
  store = await openStore(":memory:");
  return () => store.close();
});

/** A prompt and an answer of 110 tokens, late in the day. */
function ask(session: string): void {
  const row = (type: string, more: object) =>
    `${JSON.stringify({
      ...{ sessionId: session, uuid: `${session}-${type}`, type, cwd: "/home/me/work", version: "2.1.0" },
      ...{ timestamp: "2026-03-02T20:00:00Z", message: more },
    })}\n`;
  const tokens = { input_tokens: 10, output_tokens: 100 };
  mkdirSync(join(logs, "projects", "-work"), { recursive: true });
  appendFileSync(
    join(logs, "projects", "-work", `${session}.jsonl`),
    row("user", { role: "user", content: "And now?" }) +
      row("assistant", { id: `m-${session}`, model: "claude-opus-4-5", content: [], usage: tokens }),
  );
}

async function tokensBy(by: "day" | "project", effects: Effects): Promise<Record<string, number>> {
  const { rows } = await usage.run({ by }, effects);
  return Object.fromEntries(rows.map(({ key, totalTokens }) => [key, totalTokens]));
}

test("days told in one time zone are not taken for another's, if nobody could count them", async () => {
  const here = testEffects(store, logs);
  ask("one");
  await refresh(here, "usage");
  ask("two");
  await sync({ ...here, timezone: "Asia/Tokyo" }, "usage");
  expect(await tokensBy("day", here)).toEqual({ "2026-03-02": 220 });
});

test("turns cut for one person are not taken for another's, if nobody could go on", async () => {
  const mine = testEffects(store, logs);
  ask("one");
  await refresh(mine);
  ask("two");
  await sync({ ...mine, config: { ...defaultConfig, people: { me: "somebody" } } });
  await refresh(mine);
  expect((await store.turns()).map(({ person }) => person)).toEqual(["me", "me"]);
});

test("what is not cut yet stands under no project, and is there when it is", async () => {
  const here = testEffects(store, logs);
  ask("one");
  await refresh(here);
  ask("two");
  await refresh(here, "usage");
  expect(await tokensBy("day", { ...here, keptUpToDate: true })).toEqual({ "2026-03-02": 220 });
  expect(await tokensBy("project", { ...here, keptUpToDate: true })).toEqual({ work: 110 });
  expect(await tokensBy("project", here)).toEqual({ work: 220 });
});
