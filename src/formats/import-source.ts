/**
 * The texts an import may be given, as lines of cells: pasted text, Markdown, HTML and CSV (and JSON, in
 * `import-json.ts`) become the same rows, so that one reader, `import-pages.ts`, understands the layouts once.
 */
import { parse as parseCsv } from "csv-parse/sync";
import { type DefaultTreeAdapterTypes, parse as parseHtml, defaultTreeAdapter as tree } from "parse5";
import { isTaskHead, readHeading } from "./import-columns.ts";

/** A line of text, or a table row with its cells. */
export interface SourceLine {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[] | null;
}

/** Text and Markdown: table rows are lines with pipes or tabs. */
export function linesOfText(text: string): readonly SourceLine[] {
  return text.split(/\r\n|\r|\n/).map((raw, index) => {
    const trimmed = raw.trim();
    if (trimmed.startsWith("|")) {
      const inner = trimmed.replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
      return { line: index + 1, text: trimmed, cells: inner.split(/(?<!\\)\|/).map(plainMarkdown) };
    }
    if (raw.includes("\t")) {
      return { line: index + 1, text: trimmed, cells: raw.split("\t").map((cell) => cell.trim()) };
    }
    return { line: index + 1, text: plainMarkdown(trimmed.replace(/^[-*+]\s+/, "")), cells: null };
  });
}

/** A cell or line without the marks around it: `**Total tasks:**`, `\|`, `&lt;`. */
function plainMarkdown(text: string): string {
  return text
    .trim()
    .replace(/\*\*(.+?)\*\*/g, "$1")
    .replace(/^([*_`])(.+)\1$/, "$2")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .trim();
}

const blockTags = new Set([
  "h1",
  "h2",
  "h3",
  "h4",
  "p",
  "li",
  "title",
  "figcaption",
  "caption",
  "summary",
  "tr",
  "dl",
]);
const silentTags = new Set(["script", "style", "svg", "template"]);

/** HTML: table rows with their cells, definition lists as lines of term and value, other blocks as lines. */
export function linesOfHtml(text: string): readonly SourceLine[] {
  const lines: SourceLine[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of tree.getChildNodes(node)) {
      if (!tree.isElementNode(child) || silentTags.has(child.tagName)) continue;
      const line = child.sourceCodeLocation?.startLine ?? 1;
      if (child.tagName === "tr") {
        const cells = cellsWithin(child, new Set(["td", "th"]));
        lines.push({ line, text: cells.join(" "), cells });
      } else if (child.tagName === "dl") {
        const cells = cellsWithin(child, new Set(["dt", "dd"]));
        // As text: only where nothing but a figure follows the term is it an aggregate.
        for (let index = 0; index + 1 < cells.length; index += 2) {
          lines.push({ line, text: `${cells[index]}: ${cells[index + 1]}`, cells: null });
        }
      } else if (blockTags.has(child.tagName) && !holdsBlocks(child)) {
        lines.push({ line, text: textWithin(child), cells: null });
      } else {
        // Words end the table before.
        if (child.tagName === "table") lines.push({ line, text: "(table)", cells: null });
        visit(child);
      }
    }
  };
  visit(parseHtml(text, { sourceCodeLocationInfo: true }));
  return lines;
}

function holdsBlocks(node: DefaultTreeAdapterTypes.ParentNode): boolean {
  return tree
    .getChildNodes(node)
    .some((child) => tree.isElementNode(child) && (blockTags.has(child.tagName) || holdsBlocks(child)));
}

function cellsWithin(node: DefaultTreeAdapterTypes.ParentNode, tags: ReadonlySet<string>): readonly string[] {
  return tree
    .getChildNodes(node)
    .filter((child) => tree.isElementNode(child))
    .flatMap((child) =>
      tags.has(child.tagName) ? [textWithin(titleWithin(child) ?? child)] : cellsWithin(child, tags),
    );
}

/** The ledger's own pages put remarks beside a task's title, and mark the title. */
function titleWithin(node: DefaultTreeAdapterTypes.ParentNode): DefaultTreeAdapterTypes.Element | null {
  for (const child of tree.getChildNodes(node)) {
    if (!tree.isElementNode(child)) continue;
    const marked = tree.getAttrList(child).some(({ name, value }) => name === "class" && value === "title");
    const found = marked ? child : titleWithin(child);
    if (found) return found;
  }
  return null;
}

function textWithin(node: DefaultTreeAdapterTypes.ParentNode): string {
  const parts = tree.getChildNodes(node).map((child) => {
    if (tree.isTextNode(child)) return child.value;
    if (!tree.isElementNode(child) || silentTags.has(child.tagName)) return "";
    return child.tagName === "br" ? " " : textWithin(child);
  });
  return parts.join("").replace(/\s+/g, " ").trim();
}

/** CSV with a comma, semicolon or tab between cells; null where the first row is no head of a task table. */
export function linesOfCsv(text: string): readonly SourceLine[] | null {
  const first = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "";
  const delimiter = [",", ";", "\t"].find((mark) =>
    isTaskHead(first.split(mark).map((cell) => readHeading(cell.replace(/^"|"$/g, "")))),
  );
  if (!delimiter) return null;
  const lastLines: number[] = [];
  const rows: string[][] = parseCsv(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    on_record: (record: string[], { lines }) => {
      lastLines.push(lines);
      return record;
    },
  });
  // The parser names the line a row ends on; cells with line breaks start it earlier.
  return rows.map((cells, index) => {
    const breaks = cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
    return {
      line: (lastLines[index] ?? 1) - breaks,
      text: cells.join(delimiter),
      cells: cells.map(withoutGuard),
    };
  });
}

/** Our own CSV puts an apostrophe before what a spreadsheet would run as a formula. */
function withoutGuard(cell: string): string {
  return cell.replace(/^'(?=[=+\-@\t\r])/, "");
}
