/**
 * What kind of file a path names: source, tests, documentation and so on, and its language.
 *
 * Vendored, generated and documentation paths and all languages follow GitHub's linguist (`linguist-rules.ts`).
 * Linguist cleans language statistics and this weighs work, so the exceptions are few and listed here. Only the
 * path is known, never the content, so a generated file without a telling name counts as source.
 */
import { documentationRules, generatedRules, languageRules, vendoredRules } from "./linguist-rules.ts";

export const fileKinds = [
  /** Programs and what is written by hand like them: the only kind the diff model counts. */
  "source",
  "tests",
  /** Documentation, and everything in a language for prose. */
  "docs",
  "lockfiles",
  "generated",
  /** Other people's code. */
  "vendored",
  /** Data and settings (JSON, CSV, XML ...), and files in no known language. */
  "data",
  /** Outside the project: temporary files, the agent's own notes and plans. */
  "scratch",
] as const;
export type FileKind = (typeof fileKinds)[number];

export interface FileClass {
  readonly kind: FileKind;
  /** Linguist's name of the language; null where the name tells none. */
  readonly language: string | null;
  /** The path inside the project where it lies in one, else without the person's home folder. */
  readonly shortPath: string;
}

/**
 * Files linguist calls vendored to keep them out of statistics, but which a project's own people write: folders
 * that any program may have (`cache/`, `env/`), continuous integration and machine set-up. A pattern that
 * linguist no longer has fails a test.
 */
export const writtenByHand: readonly string[] = [
  "(^|/)cache/",
  "(^|/)env/",
  "(^|/)fabfile\\.py$",
  "(^|/)Vagrantfile$",
  "(^|/)Jenkinsfile$",
  "(^|/)\\.gitpod\\.Dockerfile$",
  "(^|/)\\.github/",
  "(^|/)\\.teamcity/",
  "(.*?)\\.d\\.ts$",
];

/** Vendored for linguist, but what a test needs. */
export const testData: readonly string[] = [
  "(^|/)testdata/",
  "(^|/)[Tt]ests?/fixtures/",
  "(^|/)[Ss]pecs?/fixtures/",
];

/** Linguist counts these as generated; they have no other author than a package manager. */
const lockfileRule =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|bun\.lockb|go\.(work\.)?sum|Package\.resolved|packages\.lock\.json|gradle\.lockfile|\.pnp\.[^/]+|[^/]+\.lock|\.terraform\.lock\.hcl)$/;

/** Names of generated files that linguist only recognises by their content. */
const generatedNameRule =
  /(\.pb\.(go|cc|h|rs|swift|dart)|_pb2(_grpc)?\.pyi?|_grpc\.pb\.go|\.g\.dart|\.freezed\.dart|\.(js|css)\.map|\.snap)$|(^|\/)__snapshots__\//;

/**
 * Test files. Linguist has no such rule; these start from go-enry's `IsTest` table
 * (https://github.com/go-enry/go-enry, Apache-2.0) and add the common folders and the same naming habits in
 * more languages.
 */
const testRules: readonly RegExp[] = [
  /(^|\/)(__tests__|__mocks__|__fixtures__|tests?|spec|e2e|testing|testutils?|test[-_][^/]+|[^/]+[-_]tests?|[^/]+\.Tests?|[^/]+Tests)\//,
  /(^|\/)(test_[^/]*|[^/]*_tests?|conftest)\.py$/,
  /[._-](test|tests|spec|specs|e2e|cy)\.[^/.]+$/,
  /[a-z0-9](Tests?|TestCase|Spec|Specs)\.(java|kt|kts|scala|groovy|cs|fs|vb|swift|php|m|mm)$/,
  /(^|\/)Test[A-Z][^/]*\.(java|kt|scala|groovy)$/,
];

/** Linguist's type `data`, but written by hand as a program is. */
const programmedData = new Set(["SQL", "GraphQL", "Protocol Buffer", "YAML", "TOML"]);

interface Rules {
  readonly vendored: FolderRules;
  readonly testData: RegExp;
  readonly generated: RegExp;
  readonly documentation: RegExp;
  readonly languages: ReadonlyMap<string, { readonly name: string; readonly type: string }>;
}

let rules: Rules | null = null;

/** Built at first use: a start that classifies nothing pays nothing. */
function rulesOnce(): Rules {
  const others = new Set([...writtenByHand, ...testData]);
  rules ??= {
    vendored: new FolderRules(linesOf(vendoredRules).filter((rule) => !others.has(rule))),
    testData: anyOf(testData),
    generated: anyOf(linesOf(generatedRules)),
    documentation: anyOf(linesOf(documentationRules)),
    languages: languageTable(),
  };
  return rules;
}

/**
 * Many rules at once. Most say what a folder or file begins with, and are tried only where one does: to compile a
 * hundred of them as one expression takes longer than to classify a project with the few that may apply.
 */
class FolderRules {
  /** By the letters the folder or file begins with. */
  readonly #byStart = new Map<string, { readonly text: string; rule: RegExp | null }[]>();
  readonly #others: RegExp;

  constructor(rules: readonly string[]) {
    const others: string[] = [];
    for (const text of rules) {
      const start = startOf(text);
      if (start === null) others.push(text);
      else {
        const known = this.#byStart.get(start);
        if (known === undefined) this.#byStart.set(start, [{ text, rule: null }]);
        else known.push({ text, rule: null });
      }
    }
    this.#others = anyOf(others);
  }

  test(path: string): boolean {
    for (let at = 0; at !== -1; at = path.indexOf("/", at)) {
      if (path[at] === "/") at += 1;
      for (const one of this.#byStart.get(path.slice(at, at + 3)) ?? []) {
        one.rule ??= new RegExp(one.text);
        if (one.rule.test(path)) return true;
      }
    }
    return this.#others.test(path);
  }
}

/** The first letters of the folder or file that a rule speaks of; null where it begins otherwise. */
function startOf(rule: string): string | null {
  const [, start, rest] = /^\(\^\|\\?\/\)((?:[\w-]|\\\.){3})(?![?*+{])(.*)$/.exec(rule) ?? [];
  if (start === undefined || isChoice(rest!)) return null;
  return start.replaceAll("\\.", ".");
}

/** Has it a choice outside of brackets? */
function isChoice(rule: string): boolean {
  let [text, before] = [rule, ""];
  while (text !== before) [before, text] = [text, text.replace(/\([^()]*\)/g, "")];
  return text.includes("|");
}

const linesOf = (table: string): readonly string[] => table.split("\n").filter((line) => line !== "");
const anyOf = (patterns: readonly string[]): RegExp => new RegExp(patterns.map((p) => `(?:${p})`).join("|"));

function languageTable(): Rules["languages"] {
  const table = new Map<string, { name: string; type: string }>();
  for (const line of linesOf(languageRules)) {
    const [name = "", type = "", ...names] = line.split("|");
    for (const one of names) table.set(one, { name, type });
  }
  return table;
}

/** The kind and language of a path relative to its project, with `/` between folders. */
export function classifyFile(relativePath: string): Pick<FileClass, "kind" | "language"> {
  const language = languageOf(relativePath);
  return { kind: kindOf(relativePath, language), language: language?.name ?? null };
}

function kindOf(path: string, language: { readonly type: string; readonly name: string } | null): FileKind {
  const { vendored, testData, generated, documentation } = rulesOnce();
  if (vendored.test(path)) return "vendored";
  if (lockfileRule.test(path)) return "lockfiles";
  if (generatedNameRule.test(path) || generated.test(path)) return "generated";
  if (documentation.test(path) || language?.type === "prose") return "docs";
  if (testData.test(path) || testRules.some((rule) => rule.test(path))) return "tests";
  if (language === null) return /\.[^/]*$/.test(path) ? "data" : "source"; // No ending: most likely a script.
  return language.type === "data" && !programmedData.has(language.name) ? "data" : "source";
}

/** By the whole name, else by the longest ending. */
function languageOf(path: string): { readonly name: string; readonly type: string } | null {
  const { languages } = rulesOnce();
  const name = path.slice(path.lastIndexOf("/") + 1);
  const whole = languages.get(name);
  if (whole !== undefined) return whole;
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const ending = name.slice(dot);
    const language = languages.get(ending) ?? languages.get(ending.toLowerCase());
    if (language !== undefined) return language;
  }
  return null;
}

/** Temporary folders, and the agents' own folders in the person's home (plans, memory, settings). */
const scratchRule =
  /^(\/tmp|\/private\/tmp|\/var\/tmp|\/(private\/)?var\/folders|\/dev)\/|\/AppData\/Local\/Temp\/|\/\.(claude|config\/claude|codex|gemini|cursor)\/(?!worktrees\/)/;

/** Where Claude Code checks out worktrees inside a project: what follows is a project of its own. */
const worktreeRule = /^(.*\/)?\.claude\/worktrees\/[^/]+\//;

/**
 * A function that classifies absolute paths for work done in `folders` (the sessions' working directories).
 * A path in one of them is judged by its place in it. Elsewhere, scratch places are set apart; any other path is
 * taken for a second repository the person had the agent work in, and counts.
 */
export function fileClassifier(folders: readonly string[]): (path: string) => FileClass {
  // The longest first, so that a path in a nested project is judged by the inner one.
  const roots = [...new Set(folders.map(folderPath))].sort((a, b) => b.length - a.length);
  const known = new Map<string, FileClass>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = classify(slashed(path), roots);
    known.set(path, found);
    return found;
  };
}

function classify(path: string, roots: readonly string[]): FileClass {
  const root = roots.find((folder) => path.startsWith(folder));
  if (root !== undefined) {
    const shortPath = path.slice(root.length).replace(worktreeRule, "");
    return { ...classifyFile(shortPath), shortPath };
  }
  const shortPath = path
    .replace(/^([A-Za-z]:)?\/((Users|home)\/[^/]+\/|root\/)?/, "")
    .replace(worktreeRule, "");
  const found = classifyFile(shortPath);
  return { kind: scratchRule.test(path) ? "scratch" : found.kind, language: found.language, shortPath };
}

const slashed = (path: string): string => path.replaceAll("\\", "/");
const folderPath = (folder: string): string => `${slashed(folder).replace(/\/+$/, "")}/`;
