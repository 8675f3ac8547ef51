/** The browser of the tests: a Chromium of the system, or the one `CHROMIUM` names. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const candidates = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Undefined where there is none. */
export const chromiumFile = candidates.find((path) => path !== undefined && existsSync(path));

/** For `describe.skipIf`; says why. */
export function noBrowserFor(what: string): boolean {
  if (chromiumFile !== undefined) return false;
  console.warn(`No Chromium found: ${what} is not tested in a browser. Set CHROMIUM to its path.`);
  return true;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumFile!,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
