/**
 * What a chart is. Each file beside this one makes one from plain data; the HTML record, the dashboard and the
 * documentation draw it. Colours are custom properties of the page (`ink`), so light and dark need one drawing.
 * Nothing here is of Node or of the browser: whoever draws outside a browser brings a document.
 */
import { type PlotOptions, plot } from "@observablehq/plot";

export interface Chart {
  readonly title: string;
  /** The chart in sentences, for those who do not see it. */
  readonly description: string;
  /** What the marks mean, for those who do. */
  readonly caption: string;
  /** What Observable Plot draws at so many pixels; words keep their size, so a phone gets a drawing of its own. */
  options(width: number): PlotOptions;
}

/** The custom properties a page defines, for light and for dark; `palette.ts` has values. */
export const ink = {
  /** Human hours, and what a chart is about. */
  human: "var(--human)",
  /** Agent time, and what is compared with it. */
  agent: "var(--agent)",
  muted: "var(--muted)",
  rule: "var(--rule)",
  paper: "var(--paper)",
} as const;

/** Of the lines behind the marks. */
export const grid = { stroke: ink.rule, strokeOpacity: 1 } as const;

/** Figures that stand below each other. */
export const figures = { fontVariant: "tabular-nums" } as const;

/** Whether there is room for words beside the marks. */
export const isWide = (width: number): boolean => width >= 560;

type Page = NonNullable<PlotOptions["document"]>;
type Drawing = ReturnType<typeof plot>;

export interface DrawingOptions {
  readonly width: number;
  /** Unique on the page: labels point at it. */
  readonly id: string;
  /** The browser's own if absent. */
  readonly document?: Page;
}

/**
 * The chart as an SVG element: one image with a title and a description, sized by the page's style sheet. Plot's
 * own style element is taken out, since a strict content security policy refuses it; the page sets
 * `svg text { white-space: pre }`.
 */
export function draw(chart: Chart, { width, id, document }: DrawingOptions): Drawing {
  const svg = plot({ ...chart.options(width), width, ...(document === undefined ? {} : { document }) });
  svg.querySelector("style")?.remove();
  for (const name of ["class", "font-family", "font-size", "width", "height"]) svg.removeAttribute(name);
  const labels = [
    ["desc", chart.description],
    ["title", chart.title],
  ] as const;
  for (const [name, text] of labels) {
    const label = svg.ownerDocument.createElementNS(svg.namespaceURI, name);
    label.setAttribute("id", `${id}-${name}`);
    label.textContent = text;
    svg.prepend(label);
  }
  // The drawing is one image: what its groups are called has no meaning inside it.
  for (const group of svg.querySelectorAll("[aria-label]")) group.removeAttribute("aria-label");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${id}-title`);
  svg.setAttribute("aria-describedby", `${id}-desc`);
  return svg;
}
