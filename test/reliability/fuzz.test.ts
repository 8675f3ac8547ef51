/** Whatever stands in a log: `npm run test:fuzz` at a small size, and whether it covers what the reader knows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rowsOfEveryKind } from "./row-kinds.ts";
import { watched } from "./watched.ts";

const rooms = join(import.meta.dirname, "../../src/sources/claude-code");

it("mutated logs crash nothing, hang nothing, and leave the other rows' numbers alone", async () => {
  const fuzz = watched(() => undefined).fuzz({ lines: 6_000, files: 200, seed: 20260326, longMegabytes: 20 });
  const report = await fuzz;
  expect(report).toMatchObject({ files: 200, lines: 6_000 });
  expect(report.longLineMiB).toBeLessThan(150);
}, 120_000);

describe("the raw material", () => {
  const text = JSON.stringify(rowsOfEveryKind);

  it.each(["rows.ts", "rows-marks.ts"])("holds every kind that %s reads", (file) => {
    const code = readFileSync(join(rooms, file), "utf8");
    const kinds = [...code.matchAll(/case "([\w-]+)":/g)].map(([, kind]) => kind);
    expect(kinds.length).toBeGreaterThan(5);
    expect(kinds.filter((kind) => !text.includes(`"${kind}"`))).toEqual([]);
  });
});
