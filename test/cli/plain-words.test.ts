/** Command lines that are read without schemas mean what the schemas say. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedWords } from "../../src/cli/checked-words.ts";
import type { View } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { plainCommands } from "../../src/cli/plain-commands.ts";
import { type PlainCommand, plainInput } from "../../src/cli/plain-words.ts";

const plain = await plainCommands();
const view = {} as View;

/** Mostly what the command takes, as people type it; sometimes what nothing takes. */
function wordsFor(command: PlainCommand): fc.Arbitrary<string[]> {
  const text = fc.constantFrom(
    "2026-03-26",
    "today",
    "a name",
    "",
    "-",
    "--",
    "-x",
    "day=1",
    "Europe/Berlin",
  );
  const option = fc.constantFrom(...Object.keys(command.options), "logs", "timezone", "json", "nothing");
  const choice = fc.constantFrom(
    ...Object.values(command.options).flatMap(({ choices }) => choices ?? []),
    "x",
  );
  const value = fc.oneof(choice, text);
  const given = fc.oneof(
    { weight: 4, arbitrary: option.map((name) => [`--${name}`]) },
    { weight: 4, arbitrary: fc.tuple(option, value).map(([name, said]) => [`--${name}`, said]) },
    { weight: 2, arbitrary: fc.tuple(option, value).map(([name, said]) => [`--${name}=${said}`]) },
    { weight: 1, arbitrary: value.map((word) => [word]) },
  );
  return fc.array(given, { maxLength: 4 }).map((all) => all.flat());
}

describe("plain command lines", () => {
  it.each(Object.keys(plain))("%s: read as with schemas", async (name) => {
    await fc.assert(
      fc.asyncProperty(wordsFor(plain[name]!), async (words) => {
        const given = plainInput(plain[name], words);
        if (given === null) return;
        const checked = await checkedWords(name, [...name.split(" "), ...words], view);
        if (!("given" in checked)) throw new Error(`refused with ${checked.code}`);
        const { json, logs, timezone } = checked.given.globals;
        const globals = Object.entries({ json, logs, timezone }).filter(([, value]) => value !== undefined);
        expect(given).toEqual({ ...checked.given, globals: Object.fromEntries(globals) });
      }),
      { numRuns: 60 },
    );
  });

  it("cover what is asked most", () => {
    const of = (line: string) => {
      const [name = "", ...words] = line.split(" ");
      return plainInput(plain[name], words);
    };
    expect(of("record")?.input).toMatchObject({ week: false, check: false });
    expect(of("record 2026-03-26 --json --logs a --logs=b")).toMatchObject({
      input: { period: "2026-03-26" },
      globals: { json: true, logs: ["a", "b"] },
    });
    expect(of("record --week --format markdown")).toMatchObject({
      input: { week: true },
      shown: { format: "markdown" },
    });
    expect(of("usage --by model")?.input).toEqual({ by: "model" });
  });

  it("leave mistakes to those who can explain them", () => {
    for (const line of ["--by", "--by=nothing", "--nothing", "a word", "--json=yes", "--help"])
      expect(plainInput(plain["usage"], line.split(" ")), line).toBeNull();
    expect(plain["task rename"]).toBeUndefined();
    expect(Object.keys(plain).every((name) => name in commands)).toBe(true);
  });
});
