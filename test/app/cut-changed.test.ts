/** Several processes may read and cut at once: what one stores while another waits for the lock is not forgotten. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { cutChangedSessions } from "../../src/app/cut-changed.ts";
import type { Effects } from "../../src/app/operation.ts";
import { pendingSessions } from "../../src/app/result-keys.ts";
import { sync } from "../../src/app/sync.ts";
import { openStore } from "../../src/store/index.ts";
import { testEffects } from "./effects.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-cut-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let minute = 0;
function ask(session: string): void {
  minute += 1;
  mkdirSync(join(folder, "projects", "-work"), { recursive: true });
  const row = {
    ...{ sessionId: session, uuid: `${session}-${minute}`, type: "user", cwd: "/work", version: "2.1.0" },
    timestamp: new Date(Date.parse("2026-03-02T09:00:00Z") + minute * 60_000).toISOString(),
    message: { role: "user", content: "And now?" },
  };
  appendFileSync(join(folder, "projects", "-work", `${session}.jsonl`), `${JSON.stringify(row)}\n`);
}

test("a session that another process reads meanwhile is cut with those that were known to have changed", async () => {
  const store = await openStore(":memory:");
  const effects = testEffects(store, folder);
  for (const session of ["one", "two"]) ask(session);
  await sync(effects);
  ask("one");
  await sync(effects);

  let isWaiting = true;
  const waiting: Effects = {
    ...effects,
    store: async () => ({
      ...store,
      async transaction(work) {
        if (isWaiting) {
          isWaiting = false;
          ask("two");
          await sync(effects);
        }
        return store.transaction(work);
      },
    }),
  };
  await cutChangedSessions(waiting);
  expect(await pendingSessions(store)).toEqual([]);
  expect((await store.turns()).map(({ sessionId }) => sessionId)).toEqual(["one", "two", "one", "two"]);
  await store.close();
});
