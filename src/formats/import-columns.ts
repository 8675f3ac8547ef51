/**
 * The columns hand-kept records have, by their headings, and the labels of their aggregates. Layouts met in
 * published records (February and March 2026):
 *
 * - A: # · Task · Human Est. · Claude · Leverage (`120 hours`, `40 min`, `180x`)
 * - B: Task · Human Est. · Claude Time · Tokens · Leverage (`40h`, `20min`, `45k` or nothing)
 * - C: # · Task · Human Est. · Claude · Supv. · LF · SLF (`24h`, `8m`, `2m`, `180x`, `720x`)
 * - D: # · Task · Human Est. · Claude · Sup. · Factor · Sup. Factor (`96.0x`, `1440.0x`)
 * - D with Weeks (`0.40w` of 40 hours) in place of Sup.
 */
import { minutesOfUnit } from "./import-cells.ts";

export type Column =
  | "position"
  | "title"
  | "human"
  | "agent"
  | "supervisory"
  | "tokens"
  | "weeks"
  | "factor"
  | "supervisoryFactor"
  | "day"
  /** The task's id in the ledger that exported the row, and whether that ledger had imported it. */
  | "taskId"
  | "imported"
  /** Known, and said again by other columns or not part of a declared entry. */
  | "other";

/** A heading understood: its column and the minutes a bare number in it stands for. */
export interface Heading {
  readonly text: string;
  /** Null: unknown. */
  readonly column: Column | null;
  readonly bareMinutes: number;
}

const spellings: Readonly<Record<Column, readonly string[]>> = {
  position: ["#", "no", "nr", "n", "row", "place", "position"],
  title: ["task", "title", "task title", "name", "what"],
  human: [
    "human",
    "human minutes mean",
    "human est",
    "human estimate",
    "human time",
    "human equivalent",
    "estimate",
    "est",
  ],
  agent: ["claude", "claude time", "agent", "agent time", "ai", "ai time"],
  supervisory: ["sup", "supv", "supervisory", "supervision", "supervisory time", "sup time"],
  tokens: ["tokens", "total tokens", "token"],
  weeks: ["weeks", "work weeks"],
  factor: ["factor", "lf", "leverage", "leverage factor"],
  supervisoryFactor: [
    "sup factor",
    "supv factor",
    "slf",
    "supervisory factor",
    "supervisory leverage",
    "supervisory leverage factor",
    "sup leverage",
  ],
  day: ["day", "date", "days"],
  taskId: ["task id"],
  imported: ["imported"],
  // The ledger's own tables say more than a declared entry holds.
  other: [
    "sample",
    "period from",
    "period to",
    "type",
    "project",
    "person",
    "estimator",
    "share of task",
    "usd",
    "models",
    "supervision declared",
    "estimate origin",
    "outcome",
    "commits",
    "hours count",
  ],
};

/** Parts and bounds of a figure that another column holds whole. */
const partOfAnother =
  /^(agent work|prompting|reviewing|approving) minutes$|^(human|agent) minutes (low|likely|high|uncertain)$|factor (low|high)$|^(input|output|cache.*|unpriced) tokens$/;

const columnBySpelling = new Map<string, Column>(
  Object.entries(spellings).flatMap(([column, names]) => names.map((name) => [name, column as Column])),
);

/** Bare numbers: human estimates are kept in hours, agent and supervisory time in minutes. */
const bareMinutesOf: Partial<Record<Column, number>> = { human: 60, weeks: 2400 };

/** Understand one heading: `Human Est.`, `humanMinutes`, `agent_min`, `Claude (min)`. */
export function readHeading(text: string): Heading {
  const words = text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[.:*`]/g, "")
    .split(/[\s_()[\]/-]+/)
    .filter((word) => word !== "");
  const whole = columnBySpelling.get(words.join(" "));
  if (whole) {
    const bareMinutes = words.includes("minutes") ? 1 : (bareMinutesOf[whole] ?? 1);
    return { text, column: whole, bareMinutes };
  }
  if (partOfAnother.test(words.join(" "))) return { text, column: "other", bareMinutes: 1 };
  const unit = words.length > 1 ? minutesOfUnit(words.at(-1) ?? "") : null;
  const column = unit === null ? undefined : columnBySpelling.get(words.slice(0, -1).join(" "));
  return { text, column: column ?? null, bareMinutes: unit ?? 1 };
}

/** Whether a row of cells is the head of a task table. */
export function isTaskHead(headings: readonly Heading[]): boolean {
  const columns = new Set(headings.map((heading) => heading.column));
  return columns.has("title") && (columns.has("human") || columns.has("agent")) && columns.size >= 3;
}

/** As pages print them, for heads whose cells run together. */
const printedHeadings = [
  "#",
  "Task",
  "Human Est.",
  "Human Estimate",
  "Human",
  "Claude Time",
  "Claude",
  "Agent Time",
  "Agent",
  "Supv.",
  "Sup.",
  "Supervisory",
  "Weeks",
  "Tokens",
  "Leverage Factor",
  "Leverage",
  "Factor",
  "LF",
  "Sup. Factor",
  "Supv. Factor",
  "Supervisory Factor",
  "SLF",
].sort((a, b) => b.length - a.length);

/**
 * Take apart a head whose cells run together: `#TaskHuman Est.ClaudeSup.FactorSup. Factor`.
 * Null where the line is not wholly made of different known headings.
 */
export function splitHead(line: string): readonly Heading[] | null {
  const headings = splitFrom(line.trim(), 0, []);
  return headings && isTaskHead(headings) && headings.length >= 4 ? headings : null;
}

function splitFrom(line: string, from: number, before: readonly Heading[]): readonly Heading[] | null {
  if (from >= line.length) return before;
  if (line[from] === " ") return splitFrom(line, from + 1, before);
  for (const printed of printedHeadings) {
    if (!line.startsWith(printed, from)) continue;
    const heading = readHeading(printed);
    // In `Sup. Factor Sup. Factor` the first two words are two columns: no column comes twice, and the
    // supervisory factor stands right of the factor.
    const columns = before.map((other) => other.column);
    if (columns.includes(heading.column)) continue;
    if (heading.column === "supervisoryFactor" && !columns.includes("factor")) continue;
    const rest = splitFrom(line, from + printed.length, [...before, heading]);
    if (rest) return rest;
  }
  return null;
}

export const aggregateNames = [
  "tasks",
  "human",
  "agent",
  "supervisory",
  "tokens",
  "factor",
  "supervisoryFactor",
] as const;
export type AggregateName = (typeof aggregateNames)[number];

/** The rules are tried in order: `supervisory leverage` before `leverage`. */
const aggregateRules: readonly (readonly [AggregateName, RegExp])[] = [
  ["supervisoryFactor", /^(weighted )?(average |avg )?(supervisory|sup|supv) (leverage )?(factor|leverage)$/],
  ["factor", /^(weighted )?(average |avg )?(leverage factor|leverage|factor)$/],
  ["tokens", /^(total )?tokens( consumed| used)?$/],
  ["supervisory", /^(total )?(supervisory|supervision)( time| minutes| hours)?$/],
  ["human", /^(total )?human equivalent( hours| time| minutes)?$/],
  ["agent", /^(total )?(claude|agent)( wall clock)?( time| minutes| hours)?$/],
  ["tasks", /^(total tasks|tasks completed|tasks|number of tasks)$/],
];

/** Which aggregate a label names: `Weighted avg leverage factor`, `Claude wall-clock time`. */
export function aggregateOf(label: string): AggregateName | null {
  const words = label
    .toLowerCase()
    .replace(/[*_:.`]/g, "")
    .replace(/[-\s]+/g, " ")
    .trim();
  return aggregateRules.find(([, rule]) => rule.test(words))?.[0] ?? null;
}

/** Aggregates the ledger prints beside the seven, and computes by itself. */
export function isFurtherAggregate(label: string): boolean {
  return /^(cost|agent work|agent minutes, |estimates registered|merged tasks|delivered lines)/i.test(
    label.trim(),
  );
}
