/** How long a person waits for the dashboard's first page, in a browser of the system. */
import { chromiumFile, launchBrowser } from "../test/browser/chromium.ts";

export interface PageTimes {
  /** By a browser that has seen nothing of it; milliseconds. */
  readonly first: readonly number[];
  /** Loaded again by the same one. */
  readonly again: readonly number[];
}

/** A task of the record can be seen and opened. */
const usable = "table tbody tr";

/** Null where there is no browser. */
export async function firstPages(address: string, tries: number): Promise<PageTimes | null> {
  if (chromiumFile === undefined) return null;
  const times = { first: [] as number[], again: [] as number[] };
  for (let i = 0; i < tries; i++) {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const timed = async (load: () => Promise<unknown>): Promise<number> => {
        const startMs = performance.now();
        await load();
        await page.waitForSelector(usable);
        return performance.now() - startMs;
      };
      times.first.push(await timed(() => page.goto(address)));
      times.again.push(await timed(() => page.reload()));
    } finally {
      await browser.close();
    }
  }
  return times;
}
