/**
 * The record page in a real browser: it asks for nothing, complains of nothing, keeps its tables for those who
 * hear it, and can be read in light, in dark, on a phone and on paper. Needs a Chromium of the system (or the
 * one `CHROMIUM` names); skipped where there is none.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe, { type AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { htmlPage } from "../../src/formats/html.ts";
import { fixtureRecord } from "../formats/fixture-record.ts";

const candidates = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const executablePath = candidates.find((path) => path !== undefined && existsSync(path));

if (executablePath === undefined) {
  console.warn("No Chromium found: the record page is not tested in a browser. Set CHROMIUM to its path.");
}

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const record = fixtureRecord({ sample: true });

describe.skipIf(executablePath === undefined)("the record page in a browser", () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "leverage-page-"));
    const file = join(folder, "record.html");
    writeFileSync(file, await htmlPage.print(record, { columns: 80, wide: false, colour: false }));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({ executablePath: executablePath!, args: flags });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(width: number, colorScheme: "light" | "dark"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(address);
    return page;
  }

  it("asks for nothing but itself and complains of nothing", async () => {
    const page = await browser.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    await page.goto(address, { waitUntil: "networkidle" });
    expect(requests).toEqual([address]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("opens with the notice that it is a sample, then its title", async () => {
    const page = await open(1000, "light");
    expect(await page.title()).toBe("Sample: Leverage Record: March 26, 2026");
    expect(await page.getByRole("note").textContent()).toContain("SAMPLE");
    expect(await page.getByRole("heading", { level: 1 }).allTextContents()).toEqual([record.title]);
    expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
      "About this record",
      "Task log",
      "Aggregate statistics",
      "Analysis",
      "How the numbers are made",
    ]);
    await page.close();
  });

  it.each([
    ["a desktop", 1000],
    ["a phone", 360],
  ])("keeps the task log a table on %s", async (_, width) => {
    const page = await open(width, "light");
    const log = page.getByRole("region", { name: "Task log" }).getByRole("table").first();
    const headers = ["#", "Task", "Human Est.", "Agent", "Sup.", "Factor", "Sup. Factor"];
    expect(await log.getByRole("columnheader").allTextContents()).toEqual(headers);
    expect(await log.getByRole("row").count()).toBe(record.entries.length + 1);
    expect(await log.getByRole("rowheader").count()).toBe(record.entries.length);
    expect(await page.getByRole("img", { name: "Leverage factor of each task" }).count()).toBe(1);
    await page.close();
  });

  it.each([
    ["light", 1000],
    ["dark", 1000],
    ["light", 360],
    ["dark", 360],
  ] as const)("has no serious barrier in %s at %i pixels", async (colorScheme, width) => {
    const page = await open(width, colorScheme);
    // Through the debugger, not as a script of the page, which its policy would refuse.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResults>("axe.run()");
    expect(
      violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((node) => node.html) })),
    ).toEqual([]);
    await page.close();
  });

  it.each([320, 360, 768, 1400])("never scrolls sideways at %i pixels", async (width) => {
    const page = await open(width, "light");
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(width);
    await page.close();
  });

  it("changes its colours in the dark", async () => {
    const backgroundOf = async (colorScheme: "light" | "dark") => {
      const page = await open(800, colorScheme);
      const colour = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
      await page.close();
      return colour;
    };
    expect(await backgroundOf("light")).not.toBe(await backgroundOf("dark"));
  });

  it("prints on A4, on a few pages", async () => {
    const page = await open(1000, "dark");
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const pages = pdf.match(/\/MediaBox \[[^\]]*\]/g) ?? [];
    expect(new Set(pages)).toEqual(new Set([expect.stringMatching(/\[0 0 59[45][.\d]* 84[12][.\d]*\]/)]));
    expect(pages.length).toBeLessThanOrEqual(6);
    await page.close();
  });
});
