/** The trends in a browser: points with the figures of their records, groups, filters, and the spread of factors. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { barriers, type Dashboard, openPage, startDashboard } from "./dashboard.ts";

describe.skipIf(noBrowserFor("the trends"))("the trends", () => {
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  async function open(place: string, width = 1200, scheme: "light" | "dark" = "light") {
    const opened = await openPage(browser, dashboard, place, {
      viewport: { width, height: 900 },
      colorScheme: scheme,
      reducedMotion: "reduce",
    });
    await opened.page
      .getByRole("region", { name: /^Every/ })
      .getByRole("table")
      .waitFor();
    return opened;
  }

  it("has a point for each day with the factor of the day's record", async () => {
    const { page, complaints } = await open("trends?unit=day");
    await page.getByRole("img", { name: "Leverage factor by day" }).waitFor();
    const row = page
      .getByRole("region", { name: "Every day" })
      .getByRole("row")
      .filter({ hasText: "2026-03-20" });
    const { totals } = JSON.parse(await dashboard.cli("record", "2026-03-20", "--json"));
    expect(await row.textContent()).toContain(`${totals.leverageFactor.value.toFixed(1)}x`);
    await row.getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "Leverage Record: March 20, 2026" }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("draws the other factor, and a strip for each project", async () => {
    const { page } = await open("trends?unit=day");
    await page
      .getByRole("combobox", { name: "Factor", exact: true })
      .selectOption("supervisoryLeverageFactor");
    await page.getByRole("img", { name: "Supervisory leverage factor by day" }).waitFor();
    await page.getByRole("combobox", { name: "Lines by" }).selectOption("project");
    await page.getByRole("img", { name: "Supervisory leverage factor by day, project by project" }).waitFor();
    const groups = page.locator("#groups + table").getByRole("rowheader");
    expect((await groups.allTextContents()).map((text) => text.trim())).toEqual([
      "tally",
      "stockroom",
      "handbook",
    ]);
    await page.close();
  });

  it("shows one project's work alone, and all of it again", async () => {
    const { page } = await open("trends");
    const hours = page.getByText("human-equivalent time").locator("xpath=../following-sibling::dd");
    const all = await hours.textContent();
    await page.getByRole("combobox", { name: "Project", exact: true }).selectOption("tally");
    await expect.poll(() => hours.textContent()).not.toBe(all);
    await page.getByRole("link", { name: "Show all work" }).click();
    await expect.poll(() => hours.textContent()).toBe(all);
    await page.close();
  });

  it("marks the mean of factors as what it is, beside the ratio of sums", async () => {
    const { page } = await open("trends");
    const spread = page.getByRole("region", { name: "How the factors are spread" });
    await spread.getByRole("img", { name: "Distribution of leverage factors" }).waitFor();
    expect(await spread.textContent()).toContain("as some hand-kept records give it");
    await page.close();
  });

  it.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const)("in %s at %i pixels has no serious barrier and no sideways scroll", async (scheme, width) => {
    const { page } = await open("trends?by=project&unit=day", width, scheme);
    await page.getByRole("img").nth(3).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });
});
