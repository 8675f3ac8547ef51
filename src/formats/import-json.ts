/**
 * Records kept as JSON: the ledger's own `leverage-record@1`, and rows by hand (an array of objects, alone or
 * under a name such as `entries` or `tasks`, with the day beside it or in each row).
 */
import { z } from "zod";
import type { Problem } from "../core/events.ts";
import { findDay } from "./import-days.ts";
import { type RawPage, readPages } from "./import-pages.ts";
import type { SourceLine } from "./import-source.ts";
import { factor } from "./numbers.ts";

type Fields = Readonly<Record<string, unknown>>;
interface Found {
  readonly pages: readonly RawPage[];
  readonly problems: readonly Problem[];
}

const rowLists = ["entries", "tasks", "rows"];
const recordLists = ["records", "posts", "pages", "days"];

/** Read pages from a JSON text; what does not parse is one Problem with its line. */
export function pagesOfJson(text: string, file: string): Found {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    return {
      pages: [],
      problems: [
        {
          at: { file, line: text.slice(0, offset).split("\n").length },
          kind: "broken-json",
          what: `this is not valid JSON: ${message}`,
          hint: "look for a missing bracket or comma there, or export the record again",
        },
      ],
    };
  }
  return pagesOf(value, "", { file, lines: linesOfObjects(text) });
}

interface Place {
  readonly file: string;
  readonly lines: ReadonlyMap<string, number>;
}

function pagesOf(value: unknown, path: string, place: Place): Found {
  if (Array.isArray(value)) {
    const objects = value.filter(isFields);
    // A list of records, or the rows of one.
    if (objects.some((object) => listOf(object) !== null)) {
      return joined(value.map((item, index) => pagesOf(item, `${path}/${index}`, place)));
    }
    return pageOfRows(objects, path, { title: null, day: null }, place);
  }
  if (!isFields(value)) return { pages: [], problems: [] };
  if (value.schema === "leverage-record@1") return pageOfOwnRecord(value, path, place);
  const list = listOf(value);
  if (list === null) return { pages: [], problems: [] };
  const inner = value[list];
  if (recordLists.includes(list)) return pagesOf(inner, `${path}/${list}`, place);
  const title = typeof value.title === "string" ? value.title : null;
  const day = findDay(String(value.day ?? value.date ?? title ?? ""));
  const found = pageOfRows((inner as unknown[]).filter(isFields), `${path}/${list}`, { title, day }, place);
  const aggregates = isFields(value.aggregates) ? pagesOfPairs(value.aggregates, path, place) : noPages;
  return {
    pages: found.pages.map((page) => ({
      ...page,
      aggregates: [...page.aggregates, ...aggregates.pages.flatMap((other) => other.aggregates)],
    })),
    problems: [...found.problems, ...aggregates.problems],
  };
}

const noPages: Found = { pages: [], problems: [] };

function listOf(value: Fields): string | null {
  return [...rowLists, ...recordLists].find((name) => Array.isArray(value[name])) ?? null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function joined(found: readonly Found[]): Found {
  return { pages: found.flatMap((f) => f.pages), problems: found.flatMap((f) => f.problems) };
}

/** Rows as a table whose head is their keys. */
function pageOfRows(
  rows: readonly Fields[],
  path: string,
  about: Pick<RawPage, "title" | "day">,
  { file, lines }: Place,
): Found {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table: SourceLine[] = [
    { line: lines.get(path) ?? 1, text: keys.join(", "), cells: keys },
    ...rows.map((row, index) => ({
      line: lines.get(`${path}/${index}`) ?? 1,
      text: JSON.stringify(row),
      cells: keys.map((key) => cellOf(row[key])),
    })),
  ];
  const { pages, problems } = readPages(table, file);
  return { pages: pages.map((page) => ({ ...page, ...about })), problems };
}

function pagesOfPairs(pairs: Fields, path: string, { file, lines }: Place): Found {
  const line = lines.get(`${path}/aggregates`) ?? 1;
  return readPages(
    Object.entries(pairs).map(([label, value]) => {
      const cells = [label, cellOf(value)];
      return { line, text: cells.join(" "), cells };
    }),
    file,
  );
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What an import needs of `leverage-record@1`; files are edited by hand and cut short. */
const factorShape = z.object({ value: z.number() }).nullable();
const ownEntry = z.object({
  place: z.number(),
  taskId: z.string(),
  imported: z.boolean(),
  title: z.string(),
  humanMeanMinutes: z.number().nullable(),
  agentMinutes: z.number(),
  supervision: z.object({ supervisoryMinutes: z.number() }).nullable(),
  usage: z.object({ totalTokens: z.number() }),
  leverageFactor: factorShape,
  supervisoryLeverageFactor: factorShape,
  days: z.array(z.string()),
});
const ownRecord = z.object({
  title: z.string(),
  period: z.object({ to: z.string() }),
  entries: z.array(ownEntry),
  unestimated: z.array(ownEntry),
  totals: z.object({
    tasks: z.number(),
    humanMeanMinutes: z.number(),
    agentMinutes: z.number(),
    supervision: z.object({ supervisoryMinutes: z.number() }),
    usage: z.object({ totalTokens: z.number() }),
    leverageFactor: factorShape,
    supervisoryLeverageFactor: factorShape,
  }),
});

/** The ledger's own record: its totals become the printed aggregates, its minutes stay exact. */
function pageOfOwnRecord(fields: Fields, path: string, place: Place): Found {
  const parsed = ownRecord.safeParse(fields);
  if (!parsed.success) {
    const what = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    return {
      pages: [],
      problems: [
        {
          at: { file: place.file, line: place.lines.get(path) ?? 1 },
          kind: "damaged-record",
          what: `this leverage-record@1 is damaged: ${what}`,
          hint: "export the record again",
        },
      ],
    };
  }
  const { entries, unestimated, totals, title, period } = parsed.data;
  const all = [...entries, ...unestimated];
  const rows = all.map((entry) => ({
    task_id: entry.taskId,
    imported: entry.imported,
    "#": entry.place,
    day: entry.days.at(-1) ?? period.to,
    task: entry.title,
    human_minutes: entry.humanMeanMinutes,
    agent_minutes: entry.agentMinutes,
    supervisory_minutes: entry.supervision?.supervisoryMinutes,
    // A record that knows no tokens of a task counts none.
    tokens: entry.usage.totalTokens || null,
    factor: printedFactor(entry.leverageFactor),
    supervisory_factor: printedFactor(entry.supervisoryLeverageFactor),
  }));
  const found = pageOfRows(rows, `${path}/entries`, { title, day: period.to }, place);
  // The totals are of rows that are left out as well.
  if (all.some((entry) => !entry.imported)) return found;
  const printed = pagesOfPairs(
    {
      "Total tasks": totals.tasks,
      "Total agent minutes": totals.agentMinutes,
      "Total supervisory minutes": totals.supervision.supervisoryMinutes,
      "Total tokens": totals.usage.totalTokens,
      "Total human-equivalent minutes": totals.humanMeanMinutes,
      "Weighted average leverage factor": totals.leverageFactor?.value,
      "Weighted average supervisory leverage factor": totals.supervisoryLeverageFactor?.value,
    },
    path,
    place,
  );
  return {
    pages: found.pages.map((page) => ({ ...page, aggregates: printed.pages.flatMap((p) => p.aggregates) })),
    problems: [...found.problems, ...printed.problems],
  };
}

function printedFactor(value: { readonly value: number } | null): string | null {
  return value && factor(value.value, "published");
}

/** The line on which each object and array of a JSON text begins, by its path (`/entries/3`). */
function linesOfObjects(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const stack: { path: string; index: number | null; key: string }[] = [];
  let line = 1;
  let lastString = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|\n/g)) {
    const top = stack.at(-1);
    if (token === "\n") line += 1;
    else if (token === "{" || token === "[") {
      const path = top ? `${top.path}/${top.index ?? top.key}` : "";
      lines.set(path, line);
      stack.push({ path, index: token === "[" ? 0 : null, key: "" });
    } else if (token === "}" || token === "]") stack.pop();
    else if (token === "," && top && top.index !== null) top.index += 1;
    else if (token === ":" && top) top.key = lastString;
    else if (token.startsWith('"')) lastString = token.slice(1, -1);
  }
  return lines;
}
