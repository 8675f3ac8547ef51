/**
 * Where the disk does not play along: full, over a quota, read-only, not ours, or closed while it is read. A clear
 * message, no trace of the program's insides, untouched logs, and once there is room everything goes on as if
 * nothing had been.
 */
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Random } from "../../src/app/sample/random.ts";
import {
  answer,
  type Ended,
  everything,
  type Home,
  leverage,
  newFolder,
  type StartOptions,
  startLeverage,
} from "./command.ts";
import { filledHome, hashOf } from "./damage.ts";
import { asNobody, canLimit, giveToNobody, limited, smallDisk } from "./folders.ts";
import { GrowingLogs, sampleTexts } from "./growing-logs.ts";

const folder = newFolder("folders");
const command = inject("command");
let logs = "";
let logsHash = "";
let sound = "";

beforeAll(async () => {
  // Another user must come through.
  chmodSync(folder, 0o755);
  logs = join(folder, "logs");
  new GrowingLogs(logs, await sampleTexts({ seed: 5, days: 4 }), new Random("all")).finish();
  logsHash = hashOf(logs);
  sound = await everything(newHome());
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let homes = 0;
function newHome(): Home {
  const ledger = join(folder, `home-${homes++}`);
  mkdirSync(ledger);
  return { command, logs, ledger };
}

/** One line of what is wrong, one of what to do; never the program's insides. */
function expectClear({ code, stderr }: Ended, what: RegExp): void {
  expect(code).toBe(1);
  expect(stderr).toMatch(what);
  expect(stderr.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^leverage: /),
    expect.stringMatching(/^ {2}\S/),
  ]);
}

const noRoom =
  /cannot grow: the disk is full|cannot be read or written: disk I\/O error|ENOSPC|EFBIG|File too large/;

/** With ever more room it fails clearly, and at last goes on to the answer of a ledger that always had room. */
async function fillsUp(home: Home, sizes: readonly number[], withRoom: (kibibytes: number) => StartOptions) {
  let failures = 0;
  for (const size of sizes) {
    const end = await leverage(home, ["export"], withRoom(size));
    if (end.code === 0) continue;
    failures += 1;
    expectClear(end, noRoom);
  }
  expect(failures).toBeGreaterThan(0);
  expect(hashOf(logs)).toBe(logsHash);
  expect(await everything(home, withRoom(64 << 10))).toBe(sound);
}

describe("a full disk", () => {
  it("is said, and once there is room the rest is read", async ({ skip }) => {
    const disk = smallDisk(join(folder, "disk"), 16);
    if (disk === null) return skip("mounting a small disk takes root");
    try {
      const home = { command, logs, ledger: disk.folder };
      await fillsUp(home, [16, 300, 1_000], (size) => {
        disk.resize(size);
        return {};
      });
    } finally {
      disk.end();
    }
  }, 120_000);

  it("keeps a correction whole or refuses it", async ({ skip }) => {
    const disk = smallDisk(join(folder, "disk-said"), 64 << 10);
    if (disk === null) return skip("mounting a small disk takes root");
    try {
      const home = { command, logs, ledger: join(disk.folder, "ledger") };
      const filled = await filledHome(command, join(folder, "said"), 5);
      cpSync(filled.ledger, home.ledger, { recursive: true });
      const own = { ...home, logs: filled.logs };
      const before = (await answer(own, ["export"])).match(/^\{"opinion"/gm)!.length;
      const [task] = (JSON.parse(await answer(own, ["task", "list", "--json"])) as TaskList).tasks;
      // A file that takes all the room there is.
      disk.resize(4 << 10);
      fillUp(join(disk.folder, "filler"));
      const said = await leverage(own, ["task", "note", task!.task.id, "as agreed"]);
      expectClear(said, noRoom);
      rmSync(join(disk.folder, "filler"));
      disk.resize(64 << 10);
      const after = (await answer(own, ["export"])).match(/^\{"opinion".*$/gm)!;
      expect([before, before + 1]).toContain(after.length);
      expect(await leverage(own, ["doctor"])).toMatchObject({ code: 0 });
    } finally {
      disk.end();
    }
  }, 60_000);

  it("that takes no answer is said, and the answer that was there stays", async ({ skip }) => {
    const disk = smallDisk(join(folder, "disk-out"), 40);
    if (disk === null) return skip("mounting a small disk takes root");
    try {
      const out = join(disk.folder, "record.html");
      writeFileSync(out, "the last one");
      const end = await leverage(newHome(), ["record", "2026", "--format", "html", "--out", out]);
      expectClear(end, /cannot write .*record\.html: ENOSPC/);
      expect(readdirSync(disk.folder)).toEqual(["record.html"]);
    } finally {
      disk.end();
    }
  });
});

describe("a used-up quota", () => {
  it.skipIf(!canLimit)(
    "is said, and once there is room the rest is read",
    async () => {
      await fillsUp(newHome(), [1, 200, 700], (size) => ({ through: limited(size) }));
    },
    120_000,
  );
});

describe("a folder that cannot be written", () => {
  it("because its disk is read-only: said, with a ledger and without", async ({ skip }) => {
    const disk = smallDisk(join(folder, "disk-read-only"), 64 << 10);
    if (disk === null) return skip("mounting a small disk takes root");
    try {
      const home = { command, logs, ledger: join(disk.folder, "ledger") };
      await answer(home, ["record", "2026"]);
      disk.readOnly();
      expectClear(await leverage(home, ["record", "2026"]), /cannot be opened: /);
      const none = { ...home, ledger: join(disk.folder, "none") };
      expectClear(await leverage(none, ["record", "2026"]), /cannot be opened: /);
      disk.writable();
      expect(await everything(home)).toBe(sound);
    } finally {
      disk.end();
    }
  }, 60_000);

  it("because it is somebody else's", async ({ skip }) => {
    if (asNobody === null) return skip("another user takes setpriv");
    const home = newHome();
    chmodSync(home.ledger, 0o555);
    const end = await leverage(home, ["record", "2026"], { through: asNobody });
    expectClear(end, /cannot be opened: EACCES/);
    expect(end.stderr).toMatch(/LEVERAGE_HOME/);
  });

  it("because only the ledger in it is not ours", async ({ skip }) => {
    if (asNobody === null) return skip("another user takes setpriv");
    const home = newHome();
    await answer(home, ["record", "2026"]);
    giveToNobody(home.ledger);
    chmodSync(join(home.ledger, "ledger.db"), 0);
    expectClear(await leverage(home, ["record", "2026"], { through: asNobody }), /cannot be opened/);
    chmodSync(join(home.ledger, "ledger.db"), 0o600);
    expect(await everything(home, { through: asNobody })).toBe(sound);
  }, 60_000);
});

describe("logs that cannot be read", () => {
  it("lose nothing: what was closed while it was read counts once it is open again", async ({ skip }) => {
    if (asNobody === null) return skip("another user takes setpriv");
    const own = join(folder, "closing");
    cpSync(logs, own, { recursive: true, preserveTimestamps: true });
    const home = { ...newHome(), logs: own };
    giveToNobody(home.ledger);
    const files = readdirSync(own, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".jsonl"),
    );
    for (const afterMs of [100, 250]) {
      const run = startLeverage(home, ["record", "2026"], { through: asNobody });
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      for (const name of files) chmodSync(join(own, name), 0);
      chmodSync(dirname(join(own, files[0]!)), 0);
      expect((await run.ended).stderr).not.toMatch(/unexpected failure/);
      const closed = await leverage(home, ["doctor", "--json"], { through: asNobody });
      expect(closed).toMatchObject({ code: 0, stderr: "" });
      chmodSync(dirname(join(own, files[0]!)), 0o755);
      for (const name of files) chmodSync(join(own, name), 0o644);
    }
    const asSound = { ...newHome(), logs: own };
    const record = ["record", "2026", "--json"];
    const facts = (text: string) => text.split("\n").filter((line) => line.startsWith('{"chunk"'));
    expect(await answer(home, record, { through: asNobody })).toBe(await answer(asSound, record));
    expect(facts(await answer(home, ["export"], { through: asNobody }))).toEqual(
      facts(await answer(asSound, ["export"])),
    );
  }, 120_000);
});

interface TaskList {
  readonly tasks: readonly { readonly task: { readonly id: string } }[];
}

function fillUp(file: string): void {
  for (let size = 1 << 16; size >= 1; size >>= 1) {
    try {
      for (;;) writeFileSync(file, "x".repeat(size), { flag: "a" });
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
    }
  }
}
