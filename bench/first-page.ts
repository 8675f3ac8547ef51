/** How long a person waits for the dashboard's first page, in a browser of the system. */
import { setTimeout } from "node:timers/promises";
import { chromiumFile, launchBrowser } from "../test/browser/chromium.ts";

export interface PageTimes {
  /** By a browser that has seen nothing of it; milliseconds. */
  readonly first: readonly number[];
  /** Loaded again by the same one. */
  readonly again: readonly number[];
}

/** Browsers run before a page is asked for; this one's own start should not be part of the page's. */
const restMs = 2_000;

/** A task of the record can be seen and opened. */
const usable = "table tbody tr";

/** Runs in the page from its beginning: milliseconds from there until the first frame with `usable` in it was drawn. */
const whenUsable = `usableMs = new Promise((told) => {
  const look = () => {
    if (document.querySelector(${JSON.stringify(usable)}) === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => told(performance.now()));
  };
  look();
})`;

/** Null where there is no browser. */
export async function firstPages(address: string, tries: number): Promise<PageTimes | null> {
  if (chromiumFile === undefined) return null;
  const times = { first: [] as number[], again: [] as number[] };
  for (let i = 0; i < tries; i++) {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addInitScript(whenUsable);
      const timed = async (load: () => Promise<unknown>): Promise<number> => {
        await load();
        return page.evaluate<number>("usableMs");
      };
      await setTimeout(restMs);
      times.first.push(await timed(() => page.goto(address)));
      times.again.push(await timed(() => page.reload()));
    } finally {
      await browser.close();
    }
  }
  return times;
}
