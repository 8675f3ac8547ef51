/** Answers that the page cannot read: it says which, where and why, keeps what it had, and goes on when they are sound again. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { barriers, type Dashboard, openPage, startDashboard } from "./dashboard.ts";

describe.skipIf(noBrowserFor("what the dashboard cannot read"))(
  "an answer that is not as it should be",
  () => {
    let dashboard: Dashboard;
    let browser: Browser;

    beforeAll(async () => {
      [dashboard, browser] = await Promise.all([startDashboard(), launchBrowser()]);
      // When it has answered, the logs are read: an answer of before has nothing to damage.
      await dashboard.cli("record");
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      await dashboard?.close();
    });

    it.each([
      ["light", 1200],
      ["dark", 390],
    ] as const)("is told in %s at %i pixels with route, place, what was expected and what came", async (colorScheme, width) => {
      const { page, complaints } = await openPage(browser, dashboard, "coverage", {
        viewport: { width, height: 900 },
        colorScheme,
      });
      await page.getByRole("heading", { name: "Logs and agents" }).waitFor();
      let isDamaged = true;
      await page.route("**/api/v1/record", async (route) => {
        if (!isDamaged) return route.continue();
        const answer = await (await route.fetch()).json();
        answer.record.entries[1].agentMinutes = "35m";
        await route.fulfill({ json: answer });
      });
      await page.getByRole("link", { name: "Record" }).click();
      const alert = page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.getByRole("definition").allTextContents()).toEqual([
        "/api/v1/record",
        "record.entries[1].agentMinutes",
        "a number",
        '"35m"',
      ]);
      expect(await barriers(page)).toEqual([]);
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      isDamaged = false;
      await alert.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("heading", { name: "Task log" }).waitFor();
      expect(await alert.count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.close();
    });
  },
);
