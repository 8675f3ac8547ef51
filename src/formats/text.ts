/**
 * Text that came from logs and people, made safe to print, and fitted into columns. Titles are strangers'
 * words: they may hold escape sequences that repaint a terminal, marks that turn the reading direction
 * around, or markup. `plainText` comes first in every format that people read; each then escapes for itself.
 */
import stringWidth from "string-width";

// Built from strings: a pattern literal that holds control characters is easily misread.
const escapeCharacter = "\\u001b";
/** `ESC [` or its one-character form, parameters, final letter: colours, cursor moves, erasing. */
const controlSequence = `(?:${escapeCharacter}\\[|\\u009b)[0-?]*[ -/]*[@-~]`;
/** Window titles, links and other strings, up to the bell or string terminator that ends them. */
const controlString = `(?:${escapeCharacter}[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007${escapeCharacter}\\u009c]*(?:\\u0007|${escapeCharacter}\\\\|\\u009c)`;
const twoCharacters = `${escapeCharacter}[ -/]*[0-~]`;
const ansiSequence = new RegExp([controlSequence, controlString, twoCharacters].join("|"), "gu");

/**
 * Marks that change the reading direction, characters without width that can hide words, the invisible tag
 * letters, and halves of surrogate pairs. (Joiners stay: emoji and Persian need them.)
 */
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}\u{e0000}-\u{e007f}]/gu;

const whiteSpace = /[\s\u0085]+/gu;

/** One line of visible characters: no controls, no ANSI escapes, no direction marks, single spaces. */
export function plainText(text: string): string {
  return text
    .replace(ansiSequence, "")
    .replace(invisible, "")
    .replace(whiteSpace, " ")
    .replace(/\p{Cc}/gu, "")
    .replace(/ {2,}/g, " ")
    .trim();
}

/** A task's title as every format for people prints it; never empty. */
export function plainTitle(title: string): string {
  return plainText(title) || "(untitled)";
}

/** Letters, digits, dashes, quotes and lines of boxes: each takes one column, whatever stands beside it. */
const narrow = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2500-\u259f]*$/;

/** Columns the text takes on a terminal; East Asian wide characters take two. */
export function columnsOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

let segmenter: Intl.Segmenter | null = null;

/** Made at first use: that takes a sixth of the time of a run, and hardly a title needs it. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter;
}

/** As much of the start of `text` as fits, cut between characters as readers see them. */
function startThatFits(text: string, columns: number): string {
  if (narrow.test(text)) return text.slice(0, Math.max(0, columns));
  let start = "";
  for (const { segment } of graphemes().segment(text)) {
    if (columnsOf(start + segment) > columns) break;
    start += segment;
  }
  return start;
}

/** The text in at most so many columns, shortened at the end of a word and marked with an ellipsis. */
export function shorten(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const start = startThatFits(text, columns - 1);
  const lastSpace = start.lastIndexOf(" ");
  // A word is given up only where that leaves most of the room used.
  const endsAtWord = text[start.length] === " ";
  const kept = !endsAtWord && lastSpace > start.length / 2 ? start.slice(0, lastSpace) : start;
  return `${kept.replace(/[\s,;:(–-]+$/u, "")}…`;
}

/** Paragraph to lines of at most so many columns, broken at spaces; a word longer than a line is broken. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(" ")) {
    if (line !== "" && columnsOf(`${line} ${word}`) <= columns) {
      line = `${line} ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (columnsOf(word) > columns) {
      const start = startThatFits(word, columns) || word;
      lines.push(start);
      word = word.slice(start.length);
    }
    line = word;
  }
  return line === "" ? lines : [...lines, line];
}

/** A line wrapped at its own indentation; lines after the first are set in by two columns more. */
export function wrapSetIn(text: string, columns: number): string[] {
  if (columnsOf(text) <= columns) return [text];
  const line = text.trimStart();
  const indent = text.slice(0, text.length - line.length);
  return wrap(line, columns - indent.length - 2).map((part, i) => `${indent}${i === 0 ? "" : "  "}${part}`);
}

/** At most so many lines, the last one shortened. */
export function wrapInto(text: string, columns: number, maximumLines: number): string[] {
  const lines = wrap(text, columns);
  if (lines.length <= maximumLines) return lines;
  const rest = lines.slice(maximumLines - 1).join(" ");
  return [...lines.slice(0, maximumLines - 1), shorten(rest, columns)];
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - columnsOf(text))) + text;
}
