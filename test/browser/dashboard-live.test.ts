/**
 * Logs that grow while a page is open, and logs full of hostile text: what is shown changes by itself without taking
 * anything from the person's hands, and strangers' words stay words.
 */
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { barriers, type Dashboard, openPage, startDashboard } from "./dashboard.ts";

const row = (session: number, minutes: number, more: object): string =>
  `${JSON.stringify({
    sessionId: sessionOf(session),
    cwd: "/home/user/alpha",
    version: "2.1.156",
    uuid: `row-${session}-${minutes}`,
    timestamp: new Date(Date.parse("2026-03-20T09:00:00Z") + minutes * 60_000).toISOString(),
    ...more,
  })}\n`;

const sessionOf = (session: number): string => `5e551000-0000-4000-8000-${String(session).padStart(12, "0")}`;

const work = (session: number, minutes: number, prompt: string): string =>
  row(session, minutes, { type: "user", message: { role: "user", content: prompt } }) +
  row(session, minutes + 1, {
    type: "assistant",
    message: {
      id: `m-${session}-${minutes}`,
      role: "assistant",
      model: "claude-opus-4-5",
      content: [{ type: "text", text: "Done." }],
    },
  });

const hostile = [
  "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
  "\u001b[31mred\u001b[0m \u001b]0;title\u0007 done",
  "safe\u202egnp.exe\u202c \u2066isolated\u2069",
  `An endless title ${"word".repeat(50_000)}`,
  `"'\`\${1}{{2}}<!--`,
];

const logOf = (logs: string, session: number): string =>
  join(logs, "projects", "-home-user-alpha", `${sessionOf(session)}.jsonl`);

async function writeLogs(logs: string): Promise<void> {
  await mkdir(join(logs, "projects", "-home-user-alpha"), { recursive: true });
  for (let session = 1; session <= 20; session++) {
    await writeFile(logOf(logs, session), work(session, session * 15, `Fix total number ${session}`));
  }
  for (const [i, text] of hostile.entries()) {
    await writeFile(logOf(logs, 30 + i), work(30 + i, 400 + i * 15, text));
  }
}

describe.skipIf(noBrowserFor("the dashboard's live update"))("the dashboard", () => {
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(writeLogs), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  it("shows work as logs grow, and keeps scroll position, selection and typing", async () => {
    const { page, complaints } = await openPage(browser, dashboard, "review", {
      viewport: { width: 1000, height: 500 },
    });
    const rows = page.locator("tr[data-id]");
    await expect.poll(() => rows.count()).toBe(25);
    const id = await rows.nth(12).getAttribute("data-id");
    const own = page.locator(`tr[data-id="${id}"]`);
    await own.getByRole("checkbox").check();
    await own.focus();
    await page.keyboard.press("e");
    await page.keyboard.type("2h-");
    const top = (await own.boundingBox())!.y;

    await appendFile(logOf(dashboard.logs, 50), work(50, 100, "Write the changelog"));
    await page.getByText("Write the changelog").waitFor({ timeout: 20_000 });

    expect(await own.getByRole("textbox").inputValue()).toBe("2h-");
    expect(await page.evaluate<string>("document.activeElement.value")).toBe("2h-");
    expect(await own.getAttribute("aria-selected")).toBe("true");
    // A row came in below or above: the browser keeps in place what is looked at.
    expect(Math.abs((await own.boundingBox())!.y - top)).toBeLessThan(60);
    await page.keyboard.type("6h");
    await page.keyboard.press("Enter");
    await page.locator("li.done").first().waitFor();
    expect(await dashboard.cli("task", "show", id!)).toContain("declared");
    expect(complaints).toEqual([]);
    await page.close();
  }, 60_000);

  it("follows what somebody says on the command line", async () => {
    const { page } = await openPage(browser, dashboard, "record");
    await page.getByText("Fix total number 7").waitFor();
    const listed = JSON.parse(await dashboard.cli("task", "list", "--json")) as {
      readonly tasks: readonly { readonly task: { readonly id: string; readonly title: string } }[];
    };
    const { task } = listed.tasks.find((line) => line.task.title === "Fix total number 7")!;
    await dashboard.cli("task", "rename", task.id, "Seven, put right");
    await page.getByText("Seven, put right").waitFor({ timeout: 20_000 });
    await page.close();
  }, 60_000);

  it.each(["record", "review"])("shows hostile titles as words on the page %s", async (place) => {
    const { page, complaints } = await openPage(browser, dashboard, place, {
      viewport: { width: 360, height: 800 },
    });
    await page.getByText("<img src=x onerror=alert(1)>").first().waitFor();
    const text = await page.evaluate<string>("document.body.innerText");
    expect(text).toContain("red done");
    for (const control of "\u001b\u202e\u2066\u2069") expect(text).not.toContain(control);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(360);
    expect(await page.locator("img").count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("shows a hostile task on its page, and takes hostile words as a title", async () => {
    const { page, complaints } = await openPage(browser, dashboard, "review");
    await page.getByRole("link", { name: "<img src=x onerror=alert(1)>" }).first().click();
    await page.getByRole("heading", { level: 2, name: "1 turn" }).waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("New title").fill("<b onmouseover=alert(2)>bold</b>");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "<b onmouseover=alert(2)>bold</b>" }).waitFor();
    expect(await page.locator("main b").count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("says when the server is gone", async () => {
    const { page } = await openPage(browser, dashboard, "record");
    await page.getByText("live", { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Month", exact: true }).click();
    // Charts whose code was not there yet say so beside it.
    const gone = page.getByRole("alert").filter({ hasText: "The server does not answer" });
    await gone.waitFor();
    await page.context().setOffline(false);
    await gone.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "Leverage Record: March 2026" }).waitFor();
    expect(await gone.count()).toBe(0);
    await page.close();
  });
});
