/**
 * Finds the line of a key in a TOML text. The parser tells the line of a syntax error only; a wrong value
 * deserves one as well.
 */

const segment = String.raw`(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')`;
const path = String.raw`${segment}(?:\s*\.\s*${segment})*`;
const tableLine = new RegExp(String.raw`^\s*\[\[?\s*(${path})\s*\]\]?`);
const keyLine = new RegExp(String.raw`^\s*(${path})\s*=`);
const segments = new RegExp(segment, "g");
const strings = /"(?:[^"\\]|\\.)*"|'[^']*'/g;

/** Line (1-based) by key, the key as the path of its names; tables count as keys. */
export class KeyLines {
  readonly #lines: readonly string[];
  readonly #lineOf = new Map<string, number>();

  constructor(text: string) {
    this.#lines = text.split(/\r?\n/);
    let table: readonly string[] = [];
    let openBrackets = 0;
    for (const [index, line] of this.#lines.entries()) {
      const header = openBrackets === 0 ? tableLine.exec(line) : null;
      if (header !== null) {
        table = namesOf(header[1]!);
        this.#note(table, index + 1);
        continue;
      }
      const key = openBrackets === 0 ? keyLine.exec(line) : null;
      if (key !== null) this.#note([...table, ...namesOf(key[1]!)], index + 1);
      openBrackets = Math.max(0, openBrackets + bracketsOf(key === null ? line : line.slice(key[0].length)));
    }
  }

  /** The line of a key, or of the nearest table around it; 1 where nothing of it is written. */
  of(names: readonly string[]): number {
    for (let length = names.length; length > 0; length--) {
      const line = this.#lineOf.get(JSON.stringify(names.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 1;
  }

  /** The line of one item of a list, which may stand below its key. */
  ofItem(names: readonly string[], item: unknown): number {
    const from = this.of(names);
    const text = typeof item === "string" ? item : JSON.stringify(item);
    const found = this.#lines.findIndex((line, index) => index + 1 >= from && line.includes(text));
    return found < 0 ? from : found + 1;
  }

  #note(names: readonly string[], line: number): void {
    for (let length = names.length; length > 0; length--) {
      const key = JSON.stringify(names.slice(0, length));
      if (!this.#lineOf.has(key)) this.#lineOf.set(key, line);
    }
  }
}

function namesOf(dotted: string): string[] {
  return (dotted.match(segments) ?? []).map((name) => {
    if (name.startsWith("'")) return name.slice(1, -1);
    // TOML's escapes are JSON's but for \U and \e, which no setting's name needs.
    return name.startsWith('"') ? unescaped(name) : name;
  });
}

function unescaped(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** How many brackets a piece of a line leaves open; negative where it closes more. */
function bracketsOf(text: string): number {
  const bare = text.replace(strings, "").replace(/#.*$/, "");
  let open = 0;
  for (const character of bare) {
    if (character === "[") open += 1;
    if (character === "]") open -= 1;
  }
  return open;
}
