/**
 * Draws charts with Observable Plot into SVG text. Each comes in a wide and a narrow drawing, so that its words
 * keep their size on a phone; the style sheet shows one of them. Colours are the page's custom properties, so
 * light and dark need one drawing. Plot and linkedom take some hundred milliseconds to load and are therefore
 * imported when the first page is printed.
 */
import { escapeHtml, type Markup, trustedHtml } from "./markup.ts";

export type PlotLibrary = typeof import("@observablehq/plot");
export type PlotOptions = import("@observablehq/plot").PlotOptions;

/** The libraries, loaded. */
export interface DrawingTools {
  readonly plot: PlotLibrary;
  readonly document: ReturnType<typeof import("linkedom").parseHTML>["document"];
}

/** A chart to draw. */
export interface ChartPlan {
  /** Unique on the page. */
  readonly name: string;
  readonly title: string;
  /** The chart in sentences, for those who do not see it. */
  readonly description: string;
  /** What the marks mean, for those who do. */
  readonly caption: string;
  plot(plot: PlotLibrary, size: Size): PlotOptions;
}

export interface Chart extends Pick<ChartPlan, "name" | "title" | "caption"> {
  /** The wide and the narrow drawing. */
  readonly drawings: readonly Markup[];
}

export async function loadDrawingTools(): Promise<DrawingTools> {
  const [plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  return { plot, document: parseHTML("<!doctype html><html><body></body></html>").document };
}

export interface Size {
  readonly name: "wide" | "narrow";
  readonly width: number;
}

const sizes: readonly Size[] = [
  { name: "wide", width: 720 },
  { name: "narrow", width: 340 },
];

/**
 * Coordinates to hundredths of a pixel, as more only make the page heavier; and without Plot's labels of single
 * groups, since the drawing is one image with a title and a description.
 */
function lightened(svg: string): string {
  return svg.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ aria-(?:label|hidden)="[^"]*"/g, "")
      .replace(/\d+\.\d{3,}/g, (number) => String(+Number(number).toFixed(2))),
  );
}

function drawing(tools: DrawingTools, plan: ChartPlan, size: Size): Markup {
  const options = { ...plan.plot(tools.plot, size), width: size.width, document: tools.document };
  const drawn: { readonly outerHTML: string } = tools.plot.plot(options);
  const id = `${plan.name}-${size.name}`;
  const words =
    `<title id="${id}-title">${escapeHtml(plan.title)}</title>` +
    `<desc id="${id}-desc">${escapeHtml(plan.description)}</desc>`;
  const svg = lightened(drawn.outerHTML)
    // Plot's own style sheet and attributes say what the page's say already.
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/^<svg [^>]*?viewBox="([^"]*)"[^>]*>/, (_, viewBox: string) => {
      const labels = `role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc"`;
      return `<svg class="${size.name}" ${labels} viewBox="${viewBox}" fill="currentColor" text-anchor="middle">${words}`;
    });
  return trustedHtml(svg);
}

export function drawChart(tools: DrawingTools, plan: ChartPlan): Chart {
  const { name, title, caption } = plan;
  return { name, title, caption, drawings: sizes.map((size) => drawing(tools, plan, size)) };
}
