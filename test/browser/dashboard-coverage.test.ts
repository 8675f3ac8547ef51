/** Coverage and problems in a browser: what `leverage coverage` and `leverage doctor` say, and hostile logs as text. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { barriers, type Dashboard, lastDay, openPage, startDashboard } from "./dashboard.ts";

/** More broken lines than the page shows at first, in a file whose name is markup. */
async function withBrokenLog(logs: string): Promise<void> {
  await writeSample(logs, { endDay: lastDay });
  const folder = join(logs, "projects", "-home-sample-work-<img src=x onerror=alert(1)>");
  mkdirSync(folder, { recursive: true });
  const lines = Array.from({ length: 9 }, (_, i) => `{"broken ${i}`);
  writeFileSync(join(folder, "0b5c7a52-9f0e-4c7e-8d3a-00000000abcd.jsonl"), `${lines.join("\n")}\n`);
}

describe.skipIf(noBrowserFor("the coverage"))("the coverage", () => {
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(withBrokenLog), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  async function open(width = 1200, scheme: "light" | "dark" = "light") {
    const opened = await openPage(browser, dashboard, "coverage", {
      viewport: { width, height: 900 },
      colorScheme: scheme,
      reducedMotion: "reduce",
    });
    await opened.page
      .getByRole("region", { name: "What could not be read" })
      .getByRole("listitem")
      .first()
      .waitFor();
    return opened;
  }

  it("says what the command line says", async () => {
    const { page, complaints } = await open();
    const covered = JSON.parse(await dashboard.cli("coverage", "--json"));
    const logs = page.getByRole("region", { name: "Logs and agents" });
    expect(await logs.textContent()).toContain(covered.places[0].folder);
    const problems = page.getByRole("region", { name: "What could not be read" });
    for (const { kind } of covered.problemCounts)
      await problems.getByRole("heading", { name: kind }).waitFor();
    expect(await page.getByText("workbench-coder-1").count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("opens every problem of a kind, with file and line, and takes paths for text", async () => {
    const { page, complaints } = await open();
    const broken = page
      .getByRole("article")
      .filter({ has: page.getByRole("heading", { name: "broken-json" }) });
    expect(await broken.getByRole("listitem").count()).toBe(3);
    await broken.getByRole("button", { name: "Show more of broken-json" }).click();
    await expect.poll(() => broken.getByRole("listitem").count()).toBe(12);
    expect(await broken.textContent()).toContain(
      "<img src=x onerror=alert(1)>/0b5c7a52-9f0e-4c7e-8d3a-00000000abcd.jsonl:1",
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const)("in %s at %i pixels has no serious barrier and no sideways scroll", async (scheme, width) => {
    const { page } = await open(width, scheme);
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });
});
