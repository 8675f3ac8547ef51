/**
 * What may lie in a log folder besides logs: links in circles, pipes nobody writes to, sockets, devices, names that
 * are no text. The command ends, says what it left alone, and the logs beside count as if they lay alone.
 */
import { execFileSync } from "node:child_process";
import { cpSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { Random } from "../../src/app/sample/random.ts";
import { answer, type Home, newFolder } from "./command.ts";
import { GrowingLogs, sampleTexts } from "./growing-logs.ts";

const folder = newFolder("strange");
const sockets = createServer();
let plain: Home;
let strange: Home;

beforeAll(async () => {
  const command = inject("command");
  plain = { command, logs: join(folder, "plain"), ledger: join(folder, "plain-ledger") };
  strange = { command, logs: join(folder, "strange"), ledger: join(folder, "strange-ledger") };
  new GrowingLogs(plain.logs, await sampleTexts({ seed: 5, days: 2 }), new Random("all")).finish();
  cpSync(plain.logs, strange.logs, { recursive: true });
  for (const { ledger } of [plain, strange]) mkdirSync(ledger);
  await fillWithStrangers(join(strange.logs, "projects", "zoo"));
}, 60_000);
afterAll(() => {
  sockets.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fillWithStrangers(zoo: string): Promise<void> {
  mkdirSync(join(zoo, "deep"), { recursive: true });
  symlinkSync("..", join(zoo, "deep", "up"));
  symlinkSync("ring-b", join(zoo, "ring-a"));
  symlinkSync("ring-a", join(zoo, "ring-b"));
  symlinkSync("itself.jsonl", join(zoo, "itself.jsonl"));
  symlinkSync("nowhere", join(zoo, "nowhere.jsonl"));
  symlinkSync("/dev/zero", join(zoo, "endless.jsonl"));
  symlinkSync("/proc/self/fd", join(zoo, "own-files"));
  execFileSync("mkfifo", [join(zoo, "pipe.jsonl"), join(zoo, "deep", "pipe.jsonl")]);
  await new Promise<void>((resolve) => sockets.listen(join(zoo, "socket.jsonl"), resolve));
  mkdirSync(join(zoo, "folder.jsonl"));
  for (const name of [
    "line\nbreak",
    "\u202egnp",
    "\u001b[31mred",
    "-rf",
    " ",
    "quo\"te'`$(id)",
    "a".repeat(240),
  ])
    writeFileSync(join(zoo, `${name}.jsonl`), "");
  writeFileSync(
    Buffer.concat([Buffer.from(`${zoo}/`), Buffer.from([0xff, 0xfe]), Buffer.from(".jsonl")]),
    "x",
  );
  writeFileSync(join(zoo, "other.jsonl"), "");
  linkSync(join(zoo, "other.jsonl"), join(zoo, "hard-link.jsonl"));
}

it("counts what it counts without them, and ends", async () => {
  const usage = (home: Home) => answer(home, ["usage", "--by", "day", "--json"]);
  expect(await usage(strange)).toBe(await usage(plain));
  expect(await usage(strange)).toBe(await usage(plain));
}, 120_000);

it("says what it left alone", async () => {
  const report = JSON.parse(await answer(strange, ["doctor", "--all", "--json"])) as {
    readonly problems: readonly { readonly kind: string; readonly at: { readonly file: string } }[];
  };
  const left = report.problems
    .filter(({ at }) => at.file.includes("/zoo/"))
    .map(({ kind, at }) => {
      return `${kind} ${at.file.split("/zoo/")[1]}`;
    });
  for (const one of [
    "not-a-file pipe.jsonl",
    "not-a-file deep/pipe.jsonl",
    "not-a-file socket.jsonl",
    "not-a-file endless.jsonl",
    "unreadable-file itself.jsonl",
    "unreadable-file nowhere.jsonl",
    "unreadable-file \ufffd\ufffd.jsonl",
  ])
    expect(left).toContain(one);
}, 60_000);
