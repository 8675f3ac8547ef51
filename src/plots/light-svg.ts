/** A drawing as text that is no heavier than it need be. */

/**
 * Coordinates to hundredths of a pixel, as more only make a page heavier; and without Plot's labels of single
 * groups, since a drawing is one image with a title and a description.
 */
export function lightSvg(svg: string): string {
  return svg.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ aria-(?:label|hidden)="[^"]*"/g, "")
      .replace(/\d+\.\d{3,}/g, (number) => String(+Number(number).toFixed(2))),
  );
}
