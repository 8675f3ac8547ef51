/**
 * The configuration: one commented TOML file in the ledger's folder. Everything has a default, so no file is
 * a valid configuration too; what a file holds beyond that is checked key by key.
 *
 * The schema and the TOML reader are loaded only where there is a file to read.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import type { Origin, Problem } from "../core/events.ts";
import { type SupervisionRules, supervisionV1 } from "../core/method.ts";
import type { ModelPrice } from "../core/prices.ts";
import type { Scope } from "./scope.ts";

export interface Config {
  /** IANA name; null: the machine's own. */
  readonly timezone: string | null;
  /** Folders to read logs from, absolute; empty: wherever each source looks by itself. */
  readonly logs: readonly string[];
  /** Whether the histories of repositories on this machine are read and used. */
  readonly git: boolean;
  /** Regular expressions whose matches are redacted before anything is stored. */
  readonly redactionPatterns: readonly string[];
  /** Words that no record may hold, in any letter case. */
  readonly forbiddenWords: readonly string[];
  /** Product name -> the generic noun that stands for it in records. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Owner of a home folder, or a folder -> the person whose work it is. */
  readonly people: Readonly<Record<string, string>>;
  readonly scope: Scope;
  /** The definition of supervisory time; its name says where a cap was changed. */
  readonly supervision: SupervisionRules;
  /** Model -> its price, instead of the package's own table. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
  /** Where each key that the file sets stands, by dotted key (`scope.exclude.projects`). */
  readonly setAt: Readonly<Record<string, Origin>>;
}

export const defaultConfig: Config = {
  timezone: null,
  logs: [],
  git: true,
  redactionPatterns: [],
  forbiddenWords: [],
  aliases: {},
  people: {},
  scope: {
    include: { projects: [], agents: [], people: [] },
    exclude: { projects: [], agents: [], people: [] },
  },
  supervision: supervisionV1,
  prices: {},
  setAt: {},
};

/**
 * The folder of ledger and configuration: `$LEVERAGE_HOME`, else the platform's folder for application data.
 * @param home The person's home folder, absolute.
 */
export function homeFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const path = platform === "win32" ? win32 : posix;
  const named = (name: string): string | null => {
    const value = environment[name];
    return value === undefined || value === "" ? null : value;
  };
  const own = named("LEVERAGE_HOME");
  if (own !== null) return path.resolve(own.replace(/^~(?=$|[\\/])/, () => home));
  if (platform === "win32") {
    return path.join(named("APPDATA") ?? path.join(home, "AppData", "Roaming"), "leverage");
  }
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "leverage");
  // The XDG specification: a relative path there is to be ignored.
  const data = named("XDG_DATA_HOME");
  const folder = data !== null && path.isAbsolute(data) ? data : path.join(home, ".local", "share");
  return path.join(folder, "leverage");
}

/**
 * Reads the configuration. A missing file gives the defaults; a value that is wrong gives a problem with its
 * line and what is allowed, and its default in the result. Callers stop at any problem: a redaction pattern
 * or an exclusion that does not work must not be passed over.
 */
export async function loadConfig(
  path: string,
  userHome: string = homedir(),
): Promise<{ readonly config: Config; readonly problems: readonly Problem[] }> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return { config: defaultConfig, problems: [] };
    }
    return {
      config: defaultConfig,
      problems: [
        {
          at: { file: path },
          kind: "unreadable-file",
          what: `the configuration cannot be read: ${error instanceof Error ? error.message : String(error)}`,
          hint: "make it a file that you may read, or remove it",
        },
      ],
    };
  }
  const { parseConfig } = await import("./config-schema.ts");
  return parseConfig(text, path, userHome);
}

/** One line of `leverage config`. */
export interface ConfigRow {
  /** Dotted, as in an error message. */
  readonly key: string;
  readonly value: string;
  /** `config.toml:12`, or `default`. */
  readonly from: string;
}

/** Every setting with its value and where it comes from. */
export function explainConfig(config: Config): readonly ConfigRow[] {
  const { supervision, scope } = config;
  const values: [key: string, value: string][] = [
    ["timezone", config.timezone ?? "the machine's"],
    ["logs", list(config.logs, "each source's own places")],
    ["git", String(config.git)],
    ["redactionPatterns", list(config.redactionPatterns, "none beside the built-in rules")],
    ["forbiddenWords", list(config.forbiddenWords, "none")],
    ...entries("aliases", config.aliases),
    ...entries("people", config.people),
    ["scope.include.projects", list(scope.include.projects, "all")],
    ["scope.include.agents", list(scope.include.agents, "all")],
    ["scope.include.people", list(scope.include.people, "all")],
    ["scope.exclude.projects", list(scope.exclude.projects, "none")],
    ["scope.exclude.agents", list(scope.exclude.agents, "none")],
    ["scope.exclude.people", list(scope.exclude.people, "none")],
    ["supervision.definition", supervision.counts === "prompting" ? "prompting only" : "method v1"],
    ["supervision.gapCapMinutes", String(supervision.gapCapMs / 60_000)],
    ["supervision.waitCapMinutes", String(supervision.waitCapMs / 60_000)],
    ...Object.entries(config.prices).flatMap(([model, price]) =>
      Object.entries(price).map(([kind, usd]): [string, string] => [
        `prices.${keySegment(model)}.${kind}`,
        `${usd} USD per million tokens`,
      ]),
    ),
  ];
  return values.map(([key, value]) => {
    const at = config.setAt[key];
    return { key, value, from: at === undefined ? "default" : `${at.file}:${at.line}` };
  });
}

/** A segment of a dotted key as TOML writes it: quoted where it must be. */
export function keySegment(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name);
}

function list(items: readonly string[], whenEmpty: string): string {
  return items.length === 0 ? whenEmpty : items.join(", ");
}

function entries(table: string, values: Readonly<Record<string, string>>): [string, string][] {
  const rows = Object.entries(values);
  if (rows.length === 0) return [[table, "none"]];
  return rows.map(([name, value]) => [`${table}.${keySegment(name)}`, value]);
}
