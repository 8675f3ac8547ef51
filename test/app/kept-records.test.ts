/** A record that was drawn before is given again while the ledger stands still, and drawn anew where it is damaged. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { record } from "../../src/app/record.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { openStore } from "../../src/store/index.ts";
import { testEffects } from "./effects.ts";

test("as long as nothing changes, and as it was", async () => {
  const logs = mkdtempSync(join(tmpdir(), "leverage-kept-"));
  await writeSample(logs, { seed: 3 });
  const store = await openStore(":memory:");
  const kept: string[] = [];
  /** The store, with what is kept read and given as `change` has it. */
  const ask = async (change: (text: string) => string = (text) => text) => {
    const changing = {
      ...store,
      kept: async (name: string) => {
        const text = await store.kept(name);
        if (text !== null) kept.push(text);
        return text && change(text);
      },
    };
    return (await record.run(record.input.parse({}), testEffects(changing, logs))).record;
  };
  const drawn = await ask();
  expect(kept).toEqual([]);
  expect(await ask()).toEqual(drawn);
  expect(kept).toEqual([JSON.stringify(drawn)]);
  expect((await ask((text) => text.replace(drawn.title, "As it was kept"))).title).toBe("As it was kept");
  expect(await ask((text) => text.slice(0, -9))).toEqual(drawn);
  await store.setMeta("cursor", "1");
  kept.length = 0;
  expect(await ask()).toEqual(drawn);
  expect(kept).toEqual([]);
  await store.close();
  rmSync(logs, { recursive: true, force: true });
});
