import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Config, defaultConfig, explainConfig, homeFolder, loadConfig } from "../../src/app/config.ts";
import { defaultConfigText } from "../../src/app/config-template.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leverage-config-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(text: string): ReturnType<typeof loadConfig> {
  const path = join(folder, "config.toml");
  await writeFile(path, text);
  return loadConfig(path, "/home/jane");
}

/** The problems as `leverage` prints them: line, what, hint. */
async function problemsOf(text: string): Promise<readonly string[]> {
  const { problems } = await load(text);
  return problems.map(({ at, what, hint }) => `${at.line ?? "-"}: ${what} | ${hint}`);
}

const withoutPlaces = ({ setAt: _, ...config }: Config) => config;

describe("where the ledger and the configuration lie", () => {
  test.each([
    ["$LEVERAGE_HOME wins", { LEVERAGE_HOME: "/data/leverage" }, "linux", "/data/leverage"],
    ["it may begin with ~", { LEVERAGE_HOME: "~/ledger" }, "darwin", "/home/jane/ledger"],
    ["Linux", {}, "linux", "/home/jane/.local/share/leverage"],
    ["Linux with XDG_DATA_HOME", { XDG_DATA_HOME: "/xdg" }, "linux", "/xdg/leverage"],
    [
      "a relative XDG_DATA_HOME is ignored",
      { XDG_DATA_HOME: "xdg" },
      "linux",
      "/home/jane/.local/share/leverage",
    ],
    [
      "an empty variable counts as none",
      { LEVERAGE_HOME: "", XDG_DATA_HOME: "" },
      "linux",
      "/home/jane/.local/share/leverage",
    ],
    ["macOS", {}, "darwin", "/home/jane/Library/Application Support/leverage"],
  ] as const)("%s", (_, environment, platform, expected) => {
    expect(homeFolder(environment, platform, "/home/jane")).toBe(expected);
  });

  test("Windows", () => {
    const home = "C:\\Users\\jane";
    expect(homeFolder({ APPDATA: "D:\\Roaming" }, "win32", home)).toBe("D:\\Roaming\\leverage");
    expect(homeFolder({}, "win32", home)).toBe("C:\\Users\\jane\\AppData\\Roaming\\leverage");
  });
});

describe("defaults", () => {
  test("no file is a valid configuration", async () => {
    expect(await loadConfig(join(folder, "absent.toml"))).toEqual({ config: defaultConfig, problems: [] });
  });

  test("the template's values are the defaults", async () => {
    const { config, problems } = await load(defaultConfigText());
    expect(problems).toEqual([]);
    expect(withoutPlaces(config)).toEqual(withoutPlaces(defaultConfig));
  });

  test("each example in the template is valid", async () => {
    // An example may show another value for a key that the template sets: it then takes that line's place.
    const lines = defaultConfigText().split("\n");
    const examples = lines.filter((line) => line.startsWith("#: "));
    expect(examples.length).toBeGreaterThan(6);
    const text = lines.flatMap((line, i) => {
      if (line.startsWith("#: ")) return [line.slice(3)];
      const key = /^(\w+) =/.exec(line)?.[1];
      const after = lines.slice(i + 1);
      const block = after.slice(0, after.indexOf(""));
      return key !== undefined && block.some((next) => next.startsWith(`#: ${key} =`)) ? [] : [line];
    });
    const { config, problems } = await load(text.join("\n"));
    expect(problems).toEqual([]);
    expect(config.timezone).toBe("Europe/Berlin");
    expect(config.logs).toEqual(["/home/jane/.claude/projects", "/mnt/backup/laptop/.claude/projects"]);
    expect(config.redactionPatterns).toEqual(["ACME-[0-9]{6}", "[\\w.]+@example\\.com"]);
    expect(config.aliases).toEqual({ Falcon: "the product", "falcon-api": "the API" });
    expect(config.scope.exclude.projects).toEqual(["client-*", "dotfiles"]);
    expect(config.prices).toEqual({
      "some-model-1": { input: 5, output: 25, cacheWrite5m: 6.25, cacheWrite1h: 10, cacheRead: 0.5 },
    });
  });
});

describe("supervision", () => {
  test.each([
    ["", "method v1"],
    ['definition = "prompting only"', "prompting only"],
    ["gapCapMinutes = 15", "custom (gap cap 15 min)"],
    ["gapCapMinutes = 15\nwaitCapMinutes = 2.5", "custom (gap cap 15 min, wait cap 2.5 min)"],
    ['definition = "prompting only"\nwaitCapMinutes = 2', "prompting only, custom (wait cap 2 min)"],
    ["gapCapMinutes = 10", "method v1"],
  ])("%j is the definition %j", async (text, name) => {
    const { config, problems } = await load(`[supervision]\n${text}\n`);
    expect(problems).toEqual([]);
    expect(config.supervision.name).toBe(name);
    expect(config.supervision.counts).toBe(name.startsWith("prompting only") ? "prompting" : "all");
  });

  test("caps are minutes in the file and milliseconds inside", async () => {
    const { config } = await load("[supervision]\ngapCapMinutes = 15\nwaitCapMinutes = 2.5\n");
    expect(config.supervision).toMatchObject({ gapCapMs: 900_000, waitCapMs: 150_000 });
  });
});

describe("errors name the line, what is wrong and what is allowed", () => {
  test.each([
    [
      "an unknown key, with the nearest one",
      'logs = []\ntimezon = "UTC"\n',
      ['2: unknown key timezon | did you mean "timezone"?'],
    ],
    [
      "an unknown key in a table",
      "[scope.exclude]\nprojekts = []\n",
      ['2: unknown key scope.exclude.projekts | did you mean "projects"?'],
    ],
    [
      "an unknown key that resembles none",
      "[supervision]\ncolour = 1\n",
      ["2: unknown key supervision.colour | known keys here: definition, gapCapMinutes, waitCapMinutes"],
    ],
    ["an unknown table", "\n[peeple]\njdoe = 'Jane'\n", ['2: unknown key peeple | did you mean "people"?']],
    [
      "a wrong time zone",
      'timezone = "Europe/Berlni"\n',
      [
        '1: timezone is "Europe/Berlni": it is not an IANA time zone | allowed: an IANA name such as "Europe/Berlin" or "UTC"; without the key, the machine\'s time zone holds',
      ],
    ],
    [
      "an item of a list, on its own line",
      'logs = [\n  "/logs",\n  "relative/logs",\n]\n',
      [
        '3: logs (item 2) is "relative/logs": it is a relative path | allowed: a list of folders, absolute or from "~": ["~/.claude/projects"]',
      ],
    ],
    [
      "a pattern that is no regular expression",
      "redactionPatterns = ['(']\n",
      [
        /^1: redactionPatterns \(item 1\) is "\(": Invalid regular expression.* \| allowed: a list of JavaScript regular expressions/,
      ],
    ],
    [
      "a pattern that would redact everywhere",
      "redactionPatterns = ['x*']\n",
      [/^1: .*it matches the empty text/],
    ],
    [
      "a cap that is no time",
      "[supervision]\ndefinition = 'method v1'\ngapCapMinutes = 0\n",
      [/^3: supervision\.gapCapMinutes is 0: .* \| allowed: minutes above 0 and up to 1440$/],
    ],
    [
      "an unknown definition",
      "[supervision]\ndefinition = 'method v9'\n",
      [/^2: supervision\.definition is "method v9": .* \| allowed: "method v1" or "prompting only"$/],
    ],
    [
      "a price without one of its parts",
      "[prices]\n'm 1' = { input = 5, output = 25, cacheWrite5m = 6.25, cacheWrite1h = 10 }\n",
      [/^2: prices\."m 1"\.cacheRead is missing: .* \| allowed: USD per million tokens/],
    ],
    [
      "a price that is text",
      "[prices.m1]\ninput = 'five'\noutput = 1\ncacheWrite5m = 1\ncacheWrite1h = 1\ncacheRead = 1\n",
      [/^2: prices\.m1\.input is "five": .*expected number/],
    ],
    [
      "an empty alias",
      '[aliases]\n"Falcon" = " "\n',
      [/^2: aliases\.Falcon is " ": it is empty \| allowed: lines such as/],
    ],
    [
      "a scope pattern that negates",
      "[scope.include]\nagents = ['!x']\n",
      [/^2: scope\.include\.agents \(item 1\) is "!x": .*use the other list/],
    ],
    [
      "a list that is no list",
      "forbiddenWords = 'Falcon'\n",
      [/^1: forbiddenWords is "Falcon": .*expected array/],
    ],
    [
      "two errors at once",
      "timezon = 1\n\n[supervision]\ngapCapMinutes = -1\n",
      [/^4: supervision/, /^1: unknown key/],
    ],
  ])("%s", async (_, text, expected) => {
    const problems = await problemsOf(text);
    expect(problems).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) {
      if (typeof pattern === "string") expect(problems[i]).toBe(pattern);
      else expect(problems[i]).toMatch(pattern);
    }
  });

  test("broken TOML gives the parser's line", async () => {
    expect(await problemsOf("logs = []\nlogs = []\n")).toEqual([
      expect.stringMatching(/^2: .*redefine.* \| correct the line/),
    ]);
  });

  test("a folder in the file's place is a problem, not a crash", async () => {
    const { config, problems } = await loadConfig(folder);
    expect(config).toEqual(defaultConfig);
    expect(problems).toEqual([
      expect.objectContaining({
        kind: "unreadable-file",
        at: { file: folder },
        what: expect.stringContaining("cannot be read"),
      }),
    ]);
  });

  test("what is right beside an error keeps its value", async () => {
    const { config, problems } = await load('timezone = "UTC"\n[supervision]\ngapCapMinutes = "x"\n');
    expect(problems).toHaveLength(1);
    expect(config.timezone).toBe("UTC");
    expect(config.supervision).toEqual(defaultConfig.supervision);
  });
});

describe("explainConfig", () => {
  test("says value and origin of every key", async () => {
    const { config } = await load(
      '# mine\ntimezone = "UTC"\n\n[people]\n"j.doe" = "Jane Doe"\n[scope]\nexclude.projects = ["client-*", "x"]\n',
    );
    const rows = explainConfig(config);
    const path = join(folder, "config.toml");
    expect(rows).toContainEqual({ key: "timezone", value: "UTC", from: `${path}:2` });
    expect(rows).toContainEqual({ key: 'people."j.doe"', value: "Jane Doe", from: `${path}:5` });
    expect(rows).toContainEqual({ key: "scope.exclude.projects", value: "client-*, x", from: `${path}:7` });
    expect(rows).toContainEqual({ key: "supervision.gapCapMinutes", value: "10", from: "default" });
  });

  test("has a row for each key of the template", async () => {
    const { config } = await load(defaultConfigText());
    const shown = explainConfig(config)
      .filter((row) => row.from !== "default")
      .map((row) => row.key);
    expect(shown.sort()).toEqual(
      Object.keys(config.setAt)
        .filter((key) => !["aliases", "people", "prices"].includes(key))
        .sort(),
    );
  });
});
