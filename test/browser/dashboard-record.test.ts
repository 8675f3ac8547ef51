/** The record page and the task page say what the command line says, and lead on. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitions } from "../../src/core/definitions.ts";
import type { LeverageRecord } from "../../src/core/leverage-record.ts";
import { taskCells } from "../../src/formats/cells.ts";
import { leadIn } from "../../src/formats/wording.ts";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { type Dashboard, lastDay, openPage, startDashboard } from "./dashboard.ts";

describe.skipIf(noBrowserFor("the dashboard's record"))("the record page", () => {
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  const recordOf = async (...words: string[]): Promise<LeverageRecord> =>
    JSON.parse(await dashboard.cli("record", ...words, "--format", "json"));

  const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

  it("has the printed record's rows in its order, with its figures", async () => {
    const record = await recordOf(lastDay);
    const { page, complaints } = await openPage(browser, dashboard, `record/${lastDay}`);
    await page.waitForSelector("table");
    const shown = await page
      .getByRole("table")
      .first()
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.textContent?.replace(/\s+/g, " ").trim()));
    const printed = record.entries.map((entry) => {
      const { place, title, type, project, marks, human, agent, supervisory, leverage, supervisoryLeverage } =
        taskCells(entry, "plain");
      const about = [type, project, ...marks].join(" · ");
      const figure = ({ text, interval }: typeof human) =>
        interval === null ? text : `${text} (${interval})`;
      return [
        place,
        title,
        about,
        figure(human),
        agent,
        supervisory,
        figure(leverage),
        figure(supervisoryLeverage),
      ];
    });
    const squeezed = (text: string | undefined) => text?.replaceAll(" ", "");
    expect(shown.map(squeezed)).toEqual(printed.map((cells) => squeezed(cells.join(""))));
    await page.getByText(leadIn(record)).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("draws its charts under the page's policy", async () => {
    const { page, complaints } = await openPage(browser, dashboard, "record");
    await page.getByRole("img", { name: "Leverage factor of each task" }).waitFor();
    await page.getByRole("img", { name: /Weighted average leverage factor/ }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("goes to the week, the month, the day before, and a day of the calendar", async () => {
    const { page } = await openPage(browser, dashboard, "record");
    await heading(page, "Leverage Record: March 20, 2026");
    await page.getByRole("link", { name: "Month", exact: true }).click();
    await heading(page, "Leverage Record: March 2026");
    await page.getByRole("link", { name: "Week", exact: true }).click();
    await page.waitForURL(`${dashboard.address}#/record/2026-W12`);
    await page.getByRole("link", { name: "Day", exact: true }).click();
    await heading(page, "Leverage Record: March 20, 2026");
    await page.getByRole("link", { name: "Earlier" }).click();
    await heading(page, "Leverage Record: March 19, 2026");
    await page.getByRole("link", { name: /^March 11: / }).click();
    await heading(page, "Leverage Record: March 11, 2026");
    await page.goBack();
    await heading(page, "Leverage Record: March 19, 2026");
    await page.getByLabel("Day", { exact: true }).first().fill("2026-01-02");
    await page.getByText("No work is recorded in this period").waitFor();
    await page.close();
  });

  it("walks its calendar by arrow keys", async () => {
    const { page } = await openPage(browser, dashboard, "record");
    await page.locator(`[data-day="${lastDay}"]`).focus();
    await page.keyboard.press("ArrowLeft");
    expect(await page.evaluate<string>("document.activeElement.dataset.day")).toBe("2026-03-19");
    await page.keyboard.press("Enter");
    await heading(page, "Leverage Record: March 19, 2026");
    await page.close();
  });

  it("counts prompting alone where asked, as the command line does", async () => {
    const { totals } = await recordOf(lastDay, "--prompting-only");
    const { page } = await openPage(browser, dashboard, `record/${lastDay}`);
    await page.getByLabel("Count prompting alone as supervision").check();
    const factor = `${totals.supervisoryLeverageFactor!.value.toFixed(1)}x`;
    await page.locator("dl .value", { hasText: factor }).first().waitFor();
    await page.close();
  });

  it("gives the definition of a number to whoever points at it or comes by keyboard", async () => {
    const { page } = await openPage(browser, dashboard, "record");
    const term = page.getByRole("button", { name: "agent time", exact: true });
    await term.focus();
    expect(await term.getAttribute("aria-description")).toBe(definitions.agent);
    await page.locator(".tooltip", { hasText: definitions.agent }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".tooltip").waitFor({ state: "hidden" });
    await page.close();
  });

  it("is copied as the Markdown that the command line prints", async () => {
    const printed = await dashboard.cli("record", lastDay, "--format", "markdown");
    const { page } = await openPage(browser, dashboard, `record/${lastDay}`, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.getByRole("button", { name: "Copy as Markdown" }).click();
    await page.getByRole("button", { name: "Copied ✓" }).waitFor();
    const copied = await page.evaluate<string>("navigator.clipboard.readText()");
    const untimed = (text: string) => text.replace(/Made by leverage on .*/, "").trim();
    expect(untimed(copied)).toBe(untimed(printed));
    await page.close();
  });

  it.each(["HTML", "JSON", "CSV"])("is downloaded as %s", async (format) => {
    const { page } = await openPage(browser, dashboard, `record/${lastDay}`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: format, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`${lastDay}.*\\.${format.toLowerCase()}$`));
    expect(readFileSync(await download.path(), "utf8")).toContain("Add watch mode");
    await page.close();
  });

  it("prints without what only a screen can use", async () => {
    const { page } = await openPage(browser, dashboard, "record");
    await page.waitForSelector("table");
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("navigation").isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    expect(await page.getByRole("table").first().isVisible()).toBe(true);
    await page.close();
  });

  it("leads to the task, where every number is explained", async () => {
    const { page, complaints } = await openPage(browser, dashboard, "record");
    await page.getByRole("link", { name: "Add delivery slots" }).click();
    await heading(page, "Add delivery slots");
    const { numbers } = JSON.parse(await dashboard.cli("explain", "bf9fm", "--json")) as {
      readonly numbers: readonly { readonly formula: string }[];
    };
    for (const { formula } of numbers) await page.getByText(`= ${formula}`).first().waitFor();
    await page.getByText("We need delivery slots. Look at how the neighbouring module does it").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("tries other caps on a task without changing the ledger", async () => {
    const ledger = () =>
      Promise.all([dashboard.cli("explain", "bf9fm"), dashboard.cli("task", "list", "--corrections")]);
    const before = await ledger();
    const { page } = await openPage(browser, dashboard, "task/bf9fm");
    const { tried } = JSON.parse(await dashboard.cli("what-if", "bf9fm", "--gap-cap", "1", "--json")) as {
      readonly tried: { readonly supervisoryLeverageFactor: number };
    };
    await page.getByLabel(/A gap before a prompt counts up to/).fill("1");
    const factor = `${tried.supervisoryLeverageFactor.toFixed(1)}x`;
    await page.locator("strong.factor", { hasText: factor }).waitFor();
    expect(await ledger()).toEqual(before);
    await page.close();
  });

  it("corrects a task on its own page, and takes back what was said at any time", async () => {
    const { page, complaints } = await openPage(browser, dashboard, "task/bf9fm");
    await page.getByRole("button", { name: "Estimate", exact: true }).click();
    await page.getByLabel("Estimate of Add delivery slots").fill("6h");
    await page.keyboard.press("Enter");
    await page.getByRole("cell", { name: "estimated 6h", exact: true }).waitFor();
    expect(await dashboard.cli("task", "show", "bf9fm")).toContain("human 6h by declared");
    await page.getByRole("button", { name: "Undo estimated 6h" }).click();
    await page.getByRole("cell", { name: "estimated 6h", exact: true }).waitFor({ state: "detached" });
    expect(await dashboard.cli("task", "show", "bf9fm")).not.toContain("declared");
    expect(complaints).toEqual([]);
    await page.close();
  });
});
