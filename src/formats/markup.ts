/** HTML that is safe by construction: whatever is put into the template is escaped, unless it is HTML already. */

/** A piece of finished HTML. Only `html` and `trustedHtml` make one. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | Markup | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe as content and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

function partText(part: Part): string {
  if (part instanceof Markup) return part.text;
  return typeof part === "string" ? escapeHtml(part) : part.map(partText).join("");
}

/** html`<p>${anything}</p>`: texts are escaped, markup stays, lists are strung together. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    strings.reduce((text, string, index) => text + partText(parts[index - 1] ?? "") + string),
  );
}

/** Text that is HTML by its origin: the style sheet, a chart's serialized SVG. Never for words from a log. */
export function trustedHtml(text: string): Markup {
  return new Markup(text);
}
