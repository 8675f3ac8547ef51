/** The timeline in a browser: lanes, a stretch selected by mouse and by keyboard, and sums that agree with the record. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { barriers, type Dashboard, lastDay, openPage, startDashboard } from "./dashboard.ts";

describe.skipIf(noBrowserFor("the timeline"))("the timeline", () => {
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  const chart = (page: Page) => page.getByRole("application");
  const sums = (page: Page) => page.getByRole("region", { name: /^(In view|Selected):/ });
  const heading = (page: Page) => page.locator("#sums");

  async function open(place = "timeline", width = 1200, scheme: "light" | "dark" = "light") {
    const opened = await openPage(browser, dashboard, place, {
      viewport: { width, height: 900 },
      colorScheme: scheme,
      reducedMotion: "reduce",
    });
    await chart(opened.page).waitFor();
    await sums(opened.page).getByRole("table").waitFor();
    return opened;
  }

  /** A day in full, whatever hours the page would begin with. */
  const dayInFull = `timeline?from=${Date.parse(`${lastDay}T00:00Z`)}&to=${Date.parse(`${lastDay}T24:00Z`)}`;

  it("begins with the busy hours of the newest day and complains of nothing", async () => {
    const { page, complaints } = await open();
    await page.locator("[role=application][aria-label^='5 lanes, Mar 20, 08:00 to 12:00']").waitFor();
    await page.getByRole("heading", { name: "In view: Mar 20, the whole day" }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("has for a whole day the tasks and agent minutes of its record", async () => {
    const { page } = await open(dayInFull);
    await page.getByRole("heading", { name: "In view: Mar 20, the whole day" }).waitFor();
    const rows = await sums(page).getByRole("row").allTextContents();
    const drawn = JSON.parse(await dashboard.cli("record", lastDay, "--json"));
    expect(rows.length - 1).toBe(drawn.entries.length + drawn.unestimated.length);
    for (const { title } of drawn.entries) expect(rows.join("\n")).toContain(title);
    await page.close();
  });

  it("sums what the mouse selects, and forgets it by Escape", async () => {
    const { page, complaints } = await open();
    const box = (await chart(page).boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.01, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.2, box.y + 90, { steps: 5 });
    await page.mouse.up();
    await heading(page)
      .filter({ hasText: /^Selected: Mar 20, 08:0\d to 08:4\d$/ })
      .waitFor();
    await sums(page).getByRole("row").filter({ hasText: "Add delivery slots" }).waitFor();
    expect(await sums(page).getByRole("row").filter({ hasText: "Add watch mode" }).count()).toBe(0);
    await chart(page).press("Escape");
    await heading(page).filter({ hasText: "In view" }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("says whose piece of work the pointer is on, and a click opens its task", async () => {
    const { page, complaints } = await open();
    const box = (await chart(page).boundingBox())!;
    // The first lane's first piece, a few pixels into it.
    await page.mouse.move(box.x + 20, box.y + 26 + 24);
    await page.getByText(/08:0\d · Fix returns on concurrent saves · stockroom · agent works/).waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await page.getByRole("heading", { level: 1, name: "Fix returns on concurrent saves" }).waitFor();
    await page.goBack();
    await heading(page).filter({ hasText: "In view" }).waitFor();
    // Where nothing was worked on, a click opens nothing.
    await page.mouse.click(box.x + box.width - 20, box.y + 26 + 24);
    expect(page.url()).toContain("timeline");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("opens the task at the mark by keyboard, from the lane one went to", async () => {
    const { page } = await open();
    await chart(page).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(() => page.locator("[aria-live]").textContent())
      .toBe("08:00, Add delivery slots, no task here");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
    await expect
      .poll(() => page.locator("[aria-live]").textContent())
      .toBe("08:20, Add delivery slots, task Add delivery slots");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Add delivery slots" }).waitFor();
    await page.close();
  });

  it("selects, zooms and moves by keyboard alone, and says so", async () => {
    const { page } = await open();
    await chart(page).focus();
    await page.keyboard.press("Home");
    for (let i = 0; i < 6; i++) await page.keyboard.press("Shift+ArrowRight");
    await heading(page).filter({ hasText: "Selected: Mar 20, 08:00 to 08:30" }).waitFor();
    expect(await page.locator("[aria-live]").textContent()).toContain("Mar 20, 08:00 to 08:30 selected");
    await page.keyboard.press("Escape");
    await page.keyboard.press("+");
    await heading(page).filter({ hasText: "In view: Mar 20, 08:15 to 10:15" }).waitFor();
    await page.keyboard.press("PageDown");
    await heading(page).filter({ hasText: "In view: Mar 20, 09:51 to 11:51" }).waitFor();
    await page.keyboard.press("0");
    await heading(page).filter({ hasText: "In view: Mar 11 to Mar 20" }).waitFor();
    await page.close();
  });

  it("zooms with Ctrl and the wheel, and a copied address opens the same view", async () => {
    const { page } = await open();
    const box = (await chart(page).boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 80);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -100);
    await page.keyboard.up("Control");
    await page.waitForURL(/from=\d+&to=\d+/);
    await heading(page)
      .filter({ hasText: /In view: Mar 20, 08:\d\d to 11:\d\d/ })
      .waitFor();
    const said = await heading(page).textContent();
    const address = page.url();
    await page.close();
    const again = await open(address.slice(address.indexOf("#/") + 2));
    expect(await heading(again.page).textContent()).toBe(said);
    await again.page.close();
  });

  it("has a lane for each worktree, and all lanes as a table", async () => {
    const { page } = await open();
    await page.getByRole("button", { name: "Worktrees" }).click();
    await chart(page).and(page.locator("[aria-label^='2 lanes']")).waitFor();
    await page.getByText("Lanes as a table").click();
    const lanes = page.getByRole("group").filter({ hasText: "Lanes as a table" }).getByRole("rowheader");
    expect((await lanes.allTextContents()).map((text) => text.trim().split(/\s/)[0])).toEqual([
      "stockroom",
      "tally",
    ]);
    await page.close();
  });

  it.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const)("in %s at %i pixels has no serious barrier and no sideways scroll", async (scheme, width) => {
    const { page } = await open("timeline", width, scheme);
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });

  it("draws in the colours of the theme", async () => {
    const { page } = await open();
    const cornerColour = () =>
      page.evaluate<string>(
        "Array.from(document.querySelector('canvas').getContext('2d').getImageData(5, 3, 1, 1).data).join()",
      );
    await page.waitForTimeout(50);
    const light = await cornerColour();
    await page.getByLabel("Colours").selectOption("dark");
    await expect.poll(cornerColour).not.toBe(light);
    await page.close();
  });
});
