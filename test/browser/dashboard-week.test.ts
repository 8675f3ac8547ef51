/**
 * A week's review of fifty tasks by keys alone: whatever is decided is in the ledger in the end, as the command line shows
 * it. Prints how many keys it took, how long the page needed after them, and what a person would need by the keystroke-level
 * model (Card, Moran and Newell, "The Keystroke-Level Model for User Performance Time with Interactive Systems",
 * Communications of the ACM 23(7), 1980): 0.28 s a key for somebody who types 40 words a minute, 1.35 s to prepare each
 * step in the mind. Reading and judging a task are not in the model.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowserFor } from "./chromium.ts";
import { type Dashboard, openPage, startDashboard } from "./dashboard.ts";
import { items, promptOf, type Wish, wishes, writeWeek } from "./review-week.ts";

const keySeconds = 0.28;
const mindSeconds = 1.35;

interface Task {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly excluded: boolean;
  readonly turnIds: readonly string[];
}

interface Listed {
  readonly task: Task;
  readonly estimate: { readonly estimator: string; readonly likelyMinutes: number } | null;
}

describe.skipIf(noBrowserFor("a week's review"))("a review of fifty tasks", () => {
  let dashboard: Dashboard;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let keys = 0;
  let steps = 0;
  const waits: number[] = [];

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(writeWeek), launchBrowser()]);
    ({ page, complaints } = await openPage(browser, dashboard, "review"));
    await page.waitForSelector("tr[data-id]:focus");
    await page.evaluate(`
      window.keyTimes = [];
      new PerformanceObserver((list) => window.keyTimes.push(...list.getEntries().filter(({ name }) => name === "keydown").map(({ duration }) => duration)))
        .observe({ type: "event", durationThreshold: 16 });`);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  /** One thing that a person makes up their mind to do: the keys of it in one go. */
  async function step(...pressed: readonly string[]): Promise<void> {
    steps++;
    for (const key of pressed) {
      keys++;
      await page.keyboard.press(key);
    }
  }

  /** The page's policy lets nobody evaluate text in it but the debugger. */
  const until = (shown: string) =>
    expect.poll(() => page.evaluate<boolean>(shown), { interval: 10, timeout: 20_000 }).toBe(true);

  /** The same, and waits until the page shows it. */
  async function stepUntil(shown: string, ...pressed: readonly string[]): Promise<void> {
    await step(...pressed);
    const from = performance.now();
    await until(shown);
    waits.push(performance.now() - from);
  }

  const focused = () =>
    page.evaluate<{ id: string; title: string }>(
      "({ id: document.activeElement.dataset.id, title: document.activeElement.querySelector('.name').textContent })",
    );
  const elsewhere = (id: string) =>
    `document.querySelector("tr[data-id]") === null || document.activeElement.matches("tr[data-id]:not([data-id='${id}'])")`;
  const choiceOpen = "document.querySelector('dialog button:focus') !== null";
  const choiceShut = "document.activeElement.closest('tr[data-id]') !== null";

  /** A time and Enter: the focus is on the next task, or nothing is left. */
  const price = (id: string, time: string) => stepUntil(elsewhere(id), ...time, "Enter");

  const ways: Readonly<Record<Wish, (id: string) => Promise<void>>> = {
    price: (id) => price(id, "2h"),
    keep: async (id) => {
      await stepUntil("document.activeElement.textContent.includes('cut?') === false", "c");
      await price(id, "e1h-4h");
    },
    merge: async () => {
      await step(" ", "j", " ");
      await stepUntil("document.querySelectorAll('tr[aria-selected=true]').length === 0", "m");
      await until("document.activeElement.matches('tr[data-id]')");
      await price((await focused()).id, "3h");
    },
    split: async (id) => {
      await stepUntil(choiceOpen, "s");
      await stepUntil(choiceShut, "j", "Enter");
      await until("document.querySelector('#deeds + ol > li.saving') === null");
      await price(id, "90m");
    },
    rename: async (id) => {
      await step("r");
      await stepUntil(choiceShut, "Control+a", ...[..."Named anew"], "Enter");
      await price(id, "2h");
    },
    retype: async (id) => {
      await stepUntil(choiceOpen, "t");
      await stepUntil(choiceShut, "d", "Enter");
      await price(id, "45m");
    },
    exclude: async (id) => {
      await stepUntil(elsewhere(id), "x");
    },
    together: async (id) => {
      await step(" ", "j", " ", "j", " ");
      await price(id, "30m");
    },
  };

  async function listed(): Promise<readonly Listed[]> {
    const text = await dashboard.cli("task", "list", "--excluded", "--json");
    return (JSON.parse(text) as { readonly tasks: readonly Listed[] }).tasks;
  }

  it("needs keys alone, and is what the ledger holds", async () => {
    const before = await listed();
    expect(before.map(({ task }) => task.title).sort()).toEqual(
      Array.from({ length: items }, (_, place) => promptOf(place)).sort(),
    );
    const turnsOf = new Map(before.map(({ task }) => [task.title, task.turnIds]));

    // A first try that is taken back, to begin with.
    const { id: first } = await focused();
    await stepUntil(elsewhere(first), "x");
    await stepUntil(`document.activeElement.dataset.id === ${JSON.stringify(first)}`, "u");

    while ((await page.locator("tr[data-id]").count()) > 0) {
      const { id, title } = await focused();
      // What was split off is told by its first prompt.
      await ways[wishes.find((wish) => title.includes(`(${wish})`)) ?? "price"](id);
    }
    await page.getByText("Nothing waits for you").waitFor();
    await expect.poll(() => page.locator("li.saving, li.undoing").count(), { timeout: 30_000 }).toBe(0);
    expect(complaints).toEqual([]);

    const after = await listed();
    const byTurn = new Map(after.flatMap((one) => one.task.turnIds.map((turnId) => [turnId, one] as const)));
    const minutes = { price: 120, merge: 180, split: 90, rename: 120, retype: 45, together: 30 } as const;
    const mergedInto = new Set<string>();
    for (let place = 0; place < items; place++) {
      const title = promptOf(place);
      const wish = wishes.find((one) => title.includes(`(${one})`))!;
      const [turn, , third] = turnsOf.get(title)!;
      const { task, estimate } = byTurn.get(turn!)!;
      expect([title, task.excluded]).toEqual([title, wish === "exclude"]);
      if (wish === "exclude") continue;
      const likely = wish === "keep" ? 120 : minutes[wish];
      expect([title, estimate?.estimator, estimate?.likelyMinutes]).toEqual([title, "declared", likely]);
      if (wish === "rename") expect(task.title).toBe("Named anew");
      if (wish === "retype") expect(task.type).toBe("docs");
      if (wish === "merge") mergedInto.add(task.id);
      if (wish === "split") expect(byTurn.get(third!)!.task.id).not.toBe(task.id);
    }
    expect(mergedInto.size).toBe(3);

    const keyTimes = (await page.evaluate<number[]>("window.keyTimes")).sort((a, b) => a - b);
    waits.sort((a, b) => a - b);
    const part = (list: readonly number[], share: number) =>
      (list[Math.floor((list.length - 1) * share)] ?? 0).toFixed(0);
    const seconds = keys * keySeconds + steps * mindSeconds;
    console.log(
      `${items} tasks: ${keys} keys in ${steps} steps, ${(keys / items).toFixed(1)} a task; by the keystroke-level model ${seconds.toFixed(0)} s\n` +
        `from a key to the next picture: ${keyTimes.length} of ${keys} took 16 ms or more, half of these below ${part(keyTimes, 0.5)}, 95% below ${part(keyTimes, 0.95)}, at most ${part(keyTimes, 1)} ms\n` +
        `until the next task had the focus: median ${part(waits, 0.5)}, at most ${part(waits, 1)} ms`,
    );
  }, 240_000);
});
