/** The one style that pages may bring inline is Plot's own, and nothing has changed it. */
import { createHash } from "node:crypto";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { plotStyleHash } from "../../src/server/policy.ts";

it("the policy knows the style of Observable Plot's charts", () => {
  const { document } = parseHTML("<html></html>");
  const chart = Plot.plot({ document, marks: [Plot.dot([[1, 2]])] });
  const styles = [...chart.querySelectorAll("style")].map((style) => style.textContent ?? "");
  expect(styles.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)).toEqual([
    plotStyleHash,
  ]);
});
