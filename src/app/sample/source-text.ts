/** Program text and prose: new lines for edits, and long files to be read. */
import { identifiers, projects } from "./content.ts";
import type { Random } from "./random.ts";

const fields = [
  "quantity",
  "unitPrice",
  "supplierId",
  "warehouse",
  "countedAt",
  "minimum",
  "batch",
  "status",
];
const verbs = ["load", "check", "apply", "merge", "list", "sum", "find", "mark"];

/** About `lines` new lines of a file: code in its language, or prose. */
export function newLines(path: string, topic: string, lines: number, random: Random): readonly string[] {
  const text: string[] = [];
  while (text.length < lines) text.push(...block(path, topic, random), "");
  return text.slice(0, lines);
}

function block(path: string, topic: string, random: Random): readonly string[] {
  const { pascal, snake, camel } = identifiers(topic);
  const field = random.pick(fields);
  const verb = random.pick(verbs);
  const limit = random.int(2, 500);
  if (path.endsWith(".md")) {
    return [
      `## ${verb[0]!.toUpperCase()}${verb.slice(1)} ${topic}`,
      "",
      `Every ${topic.replace(/s$/, "")} carries its ${field}; without one it is skipped and counted.`,
      `Up to ${limit} of them are handled in one go. More are split into parts of ${Math.ceil(limit / 2)}.`,
    ];
  }
  if (path.endsWith(".py")) {
    return [
      `def ${verb}_${snake}(rows, ${field.toLowerCase()}=${limit}):`,
      `    kept = [row for row in rows if row.${field.toLowerCase()} <= ${limit}]`,
      "    if not kept:",
      `        raise EmptyInput("no ${topic} below ${limit}")`,
      `    return sorted(kept, key=lambda row: row.${random.pick(fields).toLowerCase()})`,
    ];
  }
  if (/\.test\.ts$/.test(path)) {
    return [
      `test("${verb} ${topic} with ${field} ${limit}", async () => {`,
      `  const ${camel} = await given${pascal}({ ${field}: ${limit} });`,
      `  expect(${camel}.${field}).toBe(${limit});`,
      `  expect(${camel}.problems).toEqual([]);`,
      "});",
    ];
  }
  return [
    `export function ${verb}${pascal}By${field[0]!.toUpperCase()}${field.slice(1)}(rows: readonly ${pascal}[]) {`,
    `  const kept = rows.filter((row) => row.${field} !== null && row.${field} <= ${limit});`,
    `  if (kept.length === 0) throw new EmptyInput("no ${topic} below ${limit}");`,
    `  return kept.map((row) => ({ ...row, ${random.pick(fields)}: row.${field} * ${random.int(2, 9)} }));`,
    "}",
  ];
}

/** Program text to fill what was read, at any length: slices of one long text made once. */
export class Filler {
  private readonly text: string;
  /** Where each line begins. */
  private readonly starts: readonly number[];

  constructor(random: Random) {
    const lines = projects[0]!.topics.flatMap((topic) => newLines("src/services/x.ts", topic, 400, random));
    this.text = `${lines.join("\n")}\n`;
    let at = 0;
    this.starts = lines.map((line) => {
      const start = at;
      at += line.length + 1;
      return start;
    });
  }

  /** So many lines, or as many as there are. */
  take(random: Random, lines: number): string {
    const count = Math.min(lines, this.starts.length - 1);
    const first = random.int(0, this.starts.length - 1 - count);
    return this.text.slice(this.starts[first], this.starts[first + count]! - 1);
  }
}

/** As the Read tool prints it: a number before each line. */
export function numbered(text: string): string {
  let number = 0;
  let out = "";
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    number += 1;
    out += `${number < 10 ? "     " : number < 100 ? "    " : "   "}${number}→${text.slice(from, to)}${end < 0 ? "" : "\n"}`;
    from = to + 1;
  }
  return out;
}
