/** Every page of the dashboard: nothing complained of, nothing loaded from elsewhere, no barrier, no sideways scroll. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { barriers, type Dashboard, openPage, startDashboard } from "./dashboard.ts";

describe.skipIf(noBrowserFor("the dashboard"))("the dashboard's pages", () => {
  let dashboard: Dashboard;
  let browser: Browser;
  /** Name, heading, and something that is there once the answers are. */
  const pages = [
    ["record", "Leverage Record: March 20, 2026", "table"],
    ["record/2026-03", "Leverage Record: March 2026", "table"],
    ["review", "Review", "[role=grid] [data-id]"],
    ["task/bf9fm", "Add delivery slots", "#turns"],
  ] as const;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  it.each(pages)("%s complains of nothing and is named", async (place, heading, filled) => {
    const { page, complaints } = await openPage(browser, dashboard, place);
    await page.waitForSelector(filled);
    await page.waitForLoadState("networkidle").catch(() => undefined);
    expect(await page.getByRole("heading", { level: 1 }).allTextContents()).toEqual([heading]);
    expect(await page.title()).toBe(`${heading} · leverage`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(
    pages.flatMap(([place, , filled]) => [
      [place, "light", 1200, filled] as const,
      [place, "dark", 360, filled] as const,
    ]),
  )("%s in %s at %i pixels has no serious barrier and no sideways scroll", async (place, scheme, width, filled) => {
    const { page } = await openPage(browser, dashboard, place, {
      colorScheme: scheme,
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
    });
    await page.waitForSelector(filled);
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });

  it("says of an address that leads nowhere that it does", async () => {
    const { page, complaints } = await openPage(browser, dashboard, "<img src=x onerror=alert(1)>");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("No such page");
    await page.getByRole("link", { name: "The record is here." }).click();
    await page.getByRole("heading", { level: 1, name: "Leverage Record: March 20, 2026" }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("says of a task that is not there what the command line says", async () => {
    const { page } = await openPage(browser, dashboard, "task/zzzzz");
    await page.getByRole("alert").first().waitFor();
    expect(await page.getByRole("alert").first().textContent()).toContain('there is no task "zzzzz"');
    await page.close();
  });

  it("keeps the chosen colours", async () => {
    const { page } = await openPage(browser, dashboard, "record", { colorScheme: "light" });
    const paper = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    await page.waitForSelector("table");
    const light = await paper();
    await page.getByLabel("Colours").selectOption("dark");
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.waitForSelector("table");
    expect(await paper()).toBe(dark);
    await page.close();
  });
});
