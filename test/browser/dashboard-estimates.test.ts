/** The estimates in a browser: what to do while there is nothing, and how declared ones stand beside the model's. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { barriers, type Dashboard, openPage, startDashboard } from "./dashboard.ts";

describe.skipIf(noBrowserFor("the estimates"))("the estimates", () => {
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  const open = (width = 1200, scheme: "light" | "dark" = "light") =>
    openPage(browser, dashboard, "estimates", {
      viewport: { width, height: 900 },
      colorScheme: scheme,
      reducedMotion: "reduce",
    });

  it("say what to do while nobody declared any, and show the first ones as they are declared", async () => {
    const { page, complaints } = await open();
    await page.getByText("No declared estimate beside a model's yet").waitFor();
    expect(await page.getByRole("link", { name: "in the review" }).getAttribute("href")).toBe("#/review");
    const list = await dashboard.cli("task", "list", "--json");
    const { tasks } = JSON.parse(list) as {
      tasks: readonly { task: { id: string; title: string }; estimate: { estimator: string } | null }[];
    };
    const modelled = tasks.filter(({ estimate }) => estimate?.estimator === "diff-model").slice(0, 4);
    for (const { task } of modelled) await dashboard.cli("estimate", task.id, "8h");
    await page.reload();
    await page.getByRole("img", { name: "Declared against predicted hours" }).waitFor();
    await page.getByRole("img", { name: "Bias by work type" }).waitFor();
    await page.getByRole("img", { name: "Coverage of intervals by estimate" }).waitFor();
    const pairs = page.getByRole("region", { name: "Declared beside expected" }).getByRole("rowheader");
    expect(await pairs.count()).toBe(4);
    expect((await pairs.allTextContents()).join()).toContain(modelled[0]!.task.title);
    const late = page.getByRole("row").filter({ hasText: "Late: declared after it began" });
    expect(await late.textContent()).toContain("4");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const)("in %s at %i pixels have no serious barrier and no sideways scroll", async (scheme, width) => {
    const { page } = await open(width, scheme);
    await page.getByRole("img").nth(2).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });
});
