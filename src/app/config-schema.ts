/** Reads and checks the text of a configuration file. */
import { isAbsolute, normalize } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { isTimezone } from "../core/days.ts";
import type { Problem } from "../core/events.ts";
import { promptingOnly, type SupervisionRules, supervisionV1 } from "../core/method.ts";
import { nearest } from "../core/nearest.ts";
import { type Config, defaultConfig, keySegment } from "./config.ts";
import { KeyLines } from "./config-lines.ts";

const filled = z.string().refine((text) => text.trim() !== "", "it is empty");
const words = z.record(filled, filled);
const price = z.number().min(0).max(1_000_000);
const capMinutes = z
  .number()
  .positive()
  .max(24 * 60);

const tilde = /^~(?=$|[\\/])/;
const folder = filled.refine((path) => isAbsolute(path) || tilde.test(path), "it is a relative path");

const pattern = filled.superRefine((source, check) => {
  try {
    if (new RegExp(source).test(""))
      check.addIssue("it matches the empty text, so it would redact everywhere");
  } catch (error) {
    check.addIssue(error instanceof Error ? error.message : String(error));
  }
});

const globs = z.array(
  filled.refine((glob) => !glob.startsWith("!"), 'a pattern cannot begin with "!": use the other list'),
);
const scopeLists = z.strictObject({
  projects: globs.default([]),
  agents: globs.default([]),
  people: globs.default([]),
});
const scopeTable = z.strictObject({ include: scopeLists.prefault({}), exclude: scopeLists.prefault({}) });
const supervisionTable = z.strictObject({
  definition: z.enum(["method v1", "prompting only"]).default("method v1"),
  gapCapMinutes: capMinutes.default(supervisionV1.gapCapMs / 60_000),
  waitCapMinutes: capMinutes.default(supervisionV1.waitCapMs / 60_000),
});
const priceTable = z.strictObject({
  input: price,
  output: price,
  cacheWrite5m: price,
  cacheWrite1h: price,
  cacheRead: price,
});

const schema = z.strictObject({
  timezone: z.string().refine(isTimezone, "it is not an IANA time zone").nullable().default(null),
  logs: z.array(folder).default([]),
  git: z.boolean().default(true),
  redactionPatterns: z.array(pattern).default([]),
  forbiddenWords: z.array(filled).default([]),
  aliases: words.default({}),
  people: words.default({}),
  scope: scopeTable.prefault({}),
  supervision: supervisionTable.prefault({}),
  prices: z.record(filled, priceTable).default({}),
});

/** What each key allows, for the hint of an error; the longest key that begins the path holds. */
const allowed: Readonly<Record<string, string>> = {
  timezone: 'an IANA name such as "Europe/Berlin" or "UTC"; without the key, the machine\'s time zone holds',
  logs: 'a list of folders, absolute or from "~": ["~/.claude/projects"]',
  git: "true or false",
  redactionPatterns: "a list of JavaScript regular expressions: ['ACME-[0-9]{6}']",
  forbiddenWords: 'a list of words: ["Falcon"]',
  aliases: 'lines such as "Falcon" = "the product"',
  people: 'lines such as "jdoe" = "Jane Doe", with the home folder\'s owner or a folder on the left',
  scope: 'lists of patterns: projects = ["client-*"], agents = [], people = []',
  "supervision.definition": '"method v1" or "prompting only"',
  supervision: "minutes above 0 and up to 1440",
  prices:
    "USD per million tokens for each of input, output, cacheWrite5m, cacheWrite1h and cacheRead, 0 or more",
};

/** See `loadConfig`. `file` names the text in problems; `userHome` is what "~" stands for. */
export function parseConfig(
  text: string,
  file: string,
  userHome: string,
): { readonly config: Config; readonly problems: readonly Problem[] } {
  let written: Record<string, unknown>;
  try {
    written = parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { config: defaultConfig, problems: [syntaxProblem(error, file)] };
  }
  const lines = new KeyLines(text);
  const problems: Problem[] = [];
  const values = readSections(written, (issue) => problems.push(...problemsOf(issue, written, lines, file)));
  const logs = values.logs.map((path) => normalize(path.replace(tilde, () => userHome)));
  const setAt = Object.fromEntries(
    keysOf(written).map((key) => [dotted(key), { file, line: lines.of(key) }]),
  );
  return { config: { ...values, logs, supervision: rulesOf(values.supervision), setAt }, problems };
}

/** One wrong section falls back to its defaults and leaves the others standing. */
function readSections(
  written: Record<string, unknown>,
  report: (issue: z.core.$ZodIssue) => void,
): z.output<typeof schema> {
  const result = schema.safeParse(written);
  if (result.success) return result.data;
  const wrong = new Set<PropertyKey>();
  for (const issue of result.error.issues) {
    report(issue);
    if (issue.code === "unrecognized_keys" && issue.path.length === 0)
      for (const key of issue.keys) wrong.add(key);
    else wrong.add(issue.path[0]!);
  }
  return schema.parse(Object.fromEntries(Object.entries(written).filter(([key]) => !wrong.has(key))));
}

/** The rules of a definition; a changed cap changes the name, so that records say what they were made by. */
function rulesOf(setting: z.output<typeof schema>["supervision"]): SupervisionRules {
  const named = setting.definition === "prompting only" ? promptingOnly : supervisionV1;
  const gapCapMs = setting.gapCapMinutes * 60_000;
  const waitCapMs = setting.waitCapMinutes * 60_000;
  const changes = [
    ...(gapCapMs === named.gapCapMs ? [] : [`gap cap ${setting.gapCapMinutes} min`]),
    ...(waitCapMs === named.waitCapMs ? [] : [`wait cap ${setting.waitCapMinutes} min`]),
  ];
  if (changes.length === 0) return named;
  const custom = `custom (${changes.join(", ")})`;
  const name = named === promptingOnly ? `${named.name}, ${custom}` : custom;
  return { ...named, name, gapCapMs, waitCapMs };
}

function problemsOf(
  issue: z.core.$ZodIssue,
  written: Record<string, unknown>,
  lines: KeyLines,
  file: string,
): readonly Problem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...path, key], lines, file));
  }
  const value = issue.path.reduce<unknown>(
    (within, key) => (within as Record<PropertyKey, unknown>)[key],
    written,
  );
  const isItem = typeof issue.path.at(-1) === "number";
  const key = isItem ? path.slice(0, -1) : path;
  const shown = value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;
  const line = isItem ? lines.ofItem(key, value) : lines.of(key);
  return [
    {
      at: { file, line },
      kind: "wrong-setting",
      what: `${dotted(key)}${isItem ? ` (item ${Number(issue.path.at(-1)) + 1})` : ""} ${shown}: ${issue.message}`,
      hint: `allowed: ${allowedFor(path)}`,
    },
  ];
}

function unknownKey(path: readonly string[], lines: KeyLines, file: string): Problem {
  const known = knownKeys(path.slice(0, -1));
  const near = nearest(path.at(-1)!, known);
  return {
    at: { file, line: lines.of(path) },
    kind: "unknown-setting",
    what: `unknown key ${dotted(path)}`,
    hint: near ?? `known keys here: ${known.join(", ")}`,
  };
}

/** The keys a strict object of the schema has, by its place in the file. */
function knownKeys(path: readonly string[]): readonly string[] {
  if (path[0] === "prices") return ["input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead"];
  if (path[0] === "supervision") return ["definition", "gapCapMinutes", "waitCapMinutes"];
  if (path[0] === "scope")
    return path.length === 1 ? ["include", "exclude"] : ["projects", "agents", "people"];
  return Object.keys(schema.shape);
}

function allowedFor(path: readonly string[]): string {
  return (
    allowed[path.slice(0, 2).join(".")] ?? allowed[path[0] ?? ""] ?? "see the comments of the default file"
  );
}

function syntaxProblem(error: unknown, file: string): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const line =
    error instanceof Error && "line" in error && typeof error.line === "number" ? error.line : null;
  return {
    at: line === null ? { file } : { file, line },
    kind: "broken-toml",
    what: `${message.split("\n")[0]}`,
    hint: "correct the line: a setting is key = value, texts stand in quotes, lists in [brackets], and tables begin with [name]",
  };
}

/** Paths of all leaves that the file writes. */
function keysOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, [...path, key]));
}

const dotted = (path: readonly string[]): string => path.map(keySegment).join(".");
