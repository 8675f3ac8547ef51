/** A damaged ledger is said to be one and can be repaired: `npm run test:damage` at a small size. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { SqliteConnection } from "../../src/store/sqlite-dialect.ts";
import { leverage, newFolder } from "./command.ts";
import { damage, filledHome } from "./damage.ts";

it("six damages of every kind: a right record or a clear message, and all is there after the repair", async () => {
  const report = await damage({ command: inject("command"), times: 6, seed: 20260326, say: () => undefined });
  expect(report.repaired + report.foundByDoctor).toBeGreaterThan(0);
  expect(report.repaired + report.foundByDoctor + report.harmless + report.unnoticed).toBe(6);
}, 180_000);

it("what stumbles over a damaged row says that the ledger is damaged, not that the program failed", async () => {
  const folder = newFolder("stumble");
  try {
    const home = await filledHome(inject("command"), folder, 5);
    const connection = await SqliteConnection.open(join(home.ledger, "ledger.db"), { readOnly: false });
    connection.exec(
      "update part set detail = '{', stamp = ''; update meta set value = '' where key = 'tasks-key'",
    );
    connection.close();
    const { code, stderr } = await leverage(home, ["record", "2026"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^leverage: the ledger .* is damaged: table part, row \d+: .*\n {2}run `leverage doctor --repair`/,
    );
    expect(await leverage(home, ["doctor", "--repair"])).toMatchObject({ code: 0 });
    expect(await leverage(home, ["record", "2026"])).toMatchObject({ code: 0, stderr: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
