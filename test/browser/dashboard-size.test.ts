/** What a browser has to fetch: the client packed, all of it and what the first page needs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildClient } from "./build-client.ts";

describe("the client, packed", () => {
  let folder: string;
  const sizes = new Map<string, number>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "leverage-client-"));
    await buildClient(folder);
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (/\.(html|js|css|svg)$/.test(name)) {
        sizes.set(name, gzipSync(readFileSync(join(folder, name)), { level: 9 }).length);
      }
    }
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const sum = (names: readonly string[]) => names.reduce((all, name) => all + sizes.get(name)!, 0);

  it("is below 150 kB in all", () => {
    expect(sum([...sizes.keys()])).toBeLessThan(150_000);
  });

  it("is below 50 kB before the first chart, which brings the rest", () => {
    const page = readFileSync(join(folder, "index.html"), "utf8");
    const first = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => name!);
    expect(first.some((name) => name.includes("charts"))).toBe(false);
    const record = [...sizes.keys()].filter((name) => /Record-[^/]*$/.test(name));
    expect(record.length).toBeGreaterThan(0);
    expect(sum([...new Set(["index.html", ...first, ...record])])).toBeLessThan(50_000);
  });
});
