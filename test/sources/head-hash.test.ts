import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { headHash } from "../../src/sources/head-hash.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-head-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "log.jsonl");

const text = Array.from({ length: 2_000 }, (_, index) => `{"line":${index}}\n`).join("");

it("stays the same while the file grows", async () => {
  writeFileSync(path, text);
  const before = await headHash(path, text.length);
  appendFileSync(path, "more\n");
  expect(await headHash(path, text.length)).toBe(before);
});

it.each([
  ["begins otherwise", `{"other":0}${text.slice(11)}`],
  ["was rewritten before where reading stopped", `${text.slice(0, -20)}${"x".repeat(20)}`],
  ["is shorter", text.slice(0, -1)],
  ["is empty", ""],
])("changes where the file %s", async (_, other) => {
  writeFileSync(path, text);
  const before = await headHash(path, text.length);
  writeFileSync(path, other);
  expect(await headHash(path, text.length)).not.toBe(before);
});

it("tells a file cut short from one that ends in zero bytes", async () => {
  writeFileSync(path, Buffer.alloc(100));
  const before = await headHash(path, 100);
  truncateSync(path, 50);
  expect(await headHash(path, 100)).not.toBe(before);
});

it("is defined for a file of which nothing was read", async () => {
  writeFileSync(path, "");
  expect(await headHash(path, 0)).toMatch(/^[0-9a-f]{32}$/);
});

it("rejects where the file is gone", async () => {
  await expect(headHash(join(folder, "none.jsonl"), 10)).rejects.toMatchObject({ code: "ENOENT" });
});
