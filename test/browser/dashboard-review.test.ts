/**
 * The review, by keyboard alone: each correction goes from a key to the ledger, where the command line sees it, and back
 * by undo. What the server refuses is taken back on screen.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { type Dashboard, openPage, startDashboard } from "./dashboard.ts";

interface Task {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly excluded: boolean;
  readonly turnIds: readonly string[];
  readonly notes: readonly string[];
}

describe.skipIf(noBrowserFor("the dashboard's review"))("the review", () => {
  let dashboard: Dashboard;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  beforeEach(async () => {
    await page?.close();
    ({ page, complaints } = await openPage(browser, dashboard, "review?all=true"));
    await page.waitForSelector("tr[data-id]:focus");
  }, 60_000);

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate<string | null>("document.activeElement.dataset.id ?? null");
  const row = (id: string) => page.locator(`tr[data-id="${id}"]`);
  /** The newest deed as the page tells it, once the ledger has it. */
  const saved = () => page.locator("#deeds + ol > li.done").first().waitFor();
  const undone = () => page.locator("#deeds + ol > li.undone").first().waitFor();
  const rows = (count: number) => expect.poll(() => page.locator("tr[data-id]").count()).toBe(count);
  const ids = () => page.$$eval("tr[data-id]", (rows) => rows.map((one) => one.getAttribute("data-id")!));

  async function tasks(): Promise<ReadonlyMap<string, Task>> {
    const listed = JSON.parse(await dashboard.cli("task", "list", "--excluded", "--json")) as {
      readonly tasks: readonly { readonly task: Task }[];
    };
    return new Map(listed.tasks.map(({ task }) => [task.id, task]));
  }

  async function goTo(id: string): Promise<void> {
    const all = await ids();
    await press("Home", ...all.slice(0, all.indexOf(id)).map(() => "j"));
    expect(await focused()).toBe(id);
  }

  it("begins at the newest task, and moves by j, k and arrows", async () => {
    const all = await ids();
    expect(await focused()).toBe(all[0]);
    await press("j", "ArrowDown", "k");
    expect(await focused()).toBe(all[1]);
    await press("End");
    expect(await focused()).toBe(all.at(-1));
    await press("Home");
    expect(await focused()).toBe(all[0]);
    expect(complaints).toEqual([]);
  });

  it("takes an estimate as it is typed, goes on to the next task, and takes it back", async () => {
    await page.goto(`${dashboard.address}#/review`);
    await rows(13);
    const [first, second] = await ids();
    await press("Home", "e");
    await page.keyboard.type("2h-8h");
    await page.getByText("likely 4h (2-8h)").waitFor();
    await press("Enter");
    await row(first!).waitFor({ state: "detached" });
    expect(await focused()).toBe(second);
    await saved();
    expect(await dashboard.cli("task", "show", first!)).toContain("declared");
    await press("u");
    await row(first!).waitFor();
    await undone();
    expect(await focused()).toBe(first);
    expect(await dashboard.cli("task", "show", first!)).not.toContain("declared");
    expect(complaints).toEqual([]);
  });

  it("says what is no time, and leaves by Escape", async () => {
    const at = await focused();
    await press("e");
    await page.keyboard.type("soon");
    await press("Enter");
    await page.getByText("Write 4h, 90m, 1h30m, 2d").waitFor();
    await press("Escape");
    expect(await focused()).toBe(at);
  });

  it("gives what was typed for a task that goes meanwhile to no other", async () => {
    await page.goto(`${dashboard.address}#/review`);
    await rows(13);
    const [first, second] = await ids();
    await press("Home", "e");
    await page.keyboard.type("2h");
    await dashboard.cli("task", "exclude", first!);
    await row(first!).waitFor({ state: "detached" });
    await expect.poll(focused).toBe(second);
    expect(await page.locator("tr input[type=text]").count()).toBe(0);
    await dashboard.cli("task", "undo");
    await row(first!).waitFor();
  });

  it("estimates several at once, and undoes them together", async () => {
    const chosen = (await ids()).slice(0, 3);
    await press("Home", " ", "j", " ", "j", " ", "e");
    await page.keyboard.type("90m");
    await press("Enter");
    await saved();
    const estimateOf = (id: string) => dashboard.cli("task", "show", id);
    for (const id of chosen) expect(await estimateOf(id)).toContain("1.5h by declared");
    await press("u");
    await undone();
    for (const id of chosen) expect(await estimateOf(id)).not.toContain("declared");
  });

  it("renames, retypes, excludes and confirms, each seen by the command line and undone", async () => {
    const id = "bf9fm";
    const before = (await tasks()).get(id)!;
    await goTo(id);

    await press("r");
    await page.keyboard.type("Delivery slots, at last");
    await press("Enter");
    await saved();
    expect((await tasks()).get(id)?.title).toBe("Delivery slots, at last");
    expect(await focused()).toBe(id);
    await press("u");
    await undone();

    await goTo(id);
    await press("t", "d", "Enter");
    await saved();
    expect((await tasks()).get(id)?.type).toBe("docs");
    await press("u");
    await page.locator("li.undone").nth(1).waitFor();

    await goTo(id);
    await press("x");
    await saved();
    expect((await tasks()).get(id)?.excluded).toBe(true);
    await press("u");
    await page.locator("li.undone").nth(2).waitFor();

    await goTo(id);
    await press("c");
    await saved();
    expect((await tasks()).get(id)?.notes).toEqual(["The cut is right."]);
    await press("u");
    await page.locator("li.undone").nth(3).waitFor();
    expect((await tasks()).get(id)).toEqual(before);
    expect(complaints).toEqual([]);
  }, 60_000);

  it("splits at a prompt and merges again", async () => {
    const id = "bf9fm";
    const before = (await tasks()).get(id)!;
    await goTo(id);
    await press("s");
    await page.getByRole("dialog", { name: "Where does another task begin?" }).waitFor();
    await page.waitForSelector("dialog button:focus");
    await press("j", "Enter");
    await saved();
    const parts = await tasks();
    expect(parts.get(id)?.turnIds).toEqual(before.turnIds.slice(0, 2));
    const rest = [...parts.values()].find(({ turnIds }) => turnIds[0] === before.turnIds[2])!;
    await row(rest.id).waitFor();

    await goTo(id);
    await press(" ");
    await goTo(rest.id);
    await press(" ", "m");
    await page.locator("li.done").nth(1).waitFor();
    expect((await tasks()).get(id)?.turnIds).toEqual(before.turnIds);
    await press("u");
    await undone();
    await press("u");
    await page.locator("li.undone").nth(1).waitFor();
    expect((await tasks()).get(id)).toEqual(before);
    expect(complaints).toEqual([]);
  }, 60_000);

  it("takes back on screen what the server refuses, and says so", async () => {
    const id = (await focused())!;
    const title = await row(id).locator("a.name").textContent();
    await page.route("**/api/v1/task/rename", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ title: "busy", status: 503, detail: "the ledger is busy", hint: "try again" }),
      }),
    );
    await press("r");
    await page.keyboard.type("Another title");
    await press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("Not saved: renamed");
    expect(await page.getByRole("alert").textContent()).toContain("the ledger is busy. try again");
    expect(await row(id).locator("a.name").textContent()).toBe(title);
  });

  it("lists its keys, and gives the focus back", async () => {
    const at = await focused();
    await press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await press("Escape");
    await page.waitForSelector("tr[data-id]:focus");
    expect(await focused()).toBe(at);
    await press("Enter");
    await page.waitForURL(`${dashboard.address}#/task/${at}`);
  });

  it("needs no mouse for a whole inbox: three keys and a time for each", async () => {
    await page.goto(`${dashboard.address}#/review?only=estimate`);
    await rows(12);
    await page.waitForSelector("tr[data-id]:focus");
    for (let left = 12; left > 0; left--) {
      await press("e");
      await page.keyboard.type("2h");
      await press("Enter");
      await rows(left - 1);
    }
    await page.getByText("Nothing waits for you").waitFor();
    await expect.poll(() => page.locator("li.saving").count()).toBe(0);
    expect(await dashboard.cli("estimate")).toContain("Every task has an estimate");
    expect(complaints).toEqual([]);
  }, 60_000);
});
