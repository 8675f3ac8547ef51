/** A chart as a picture of its own: an SVG file that needs no page, readable in light and in dark. */
import { type Chart, type DrawingOptions, draw } from "./chart.ts";
import { lightSvg } from "./light-svg.ts";
import { darkColours, lightColours } from "./palette.ts";

const style = `
svg { ${lightColours}
  background: var(--paper); color: var(--ink);
  font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
@media (prefers-color-scheme: dark) { svg { ${darkColours} } }
text { white-space: pre; }
`;

export function picture(chart: Chart, options: Omit<DrawingOptions, "id">): string {
  const svg = draw(chart, { ...options, id: "chart" });
  svg.setAttribute("xmlns", svg.namespaceURI ?? "");
  const sheet = svg.ownerDocument.createElementNS(svg.namespaceURI, "style");
  sheet.textContent = style;
  svg.prepend(sheet);
  return `${lightSvg(svg.outerHTML)}\n`;
}
