/** docs/CLI.md is generated; \`npm run docs\` writes it anew. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commandWords } from "../../src/cli/command-words.ts";
import { referenceText } from "../../src/cli/reference.ts";

const file = join(import.meta.dirname, "..", "..", "docs", "CLI.md");

it("docs/CLI.md says what the commands say", async () => {
  const text = referenceText(await commandWords());
  if (process.env["UPDATE_DOCS"] !== undefined) await writeFile(file, text);
  expect(await readFile(file, "utf8")).toBe(text);
});

it("every command has an example and every argument a description", async () => {
  for (const command of await commandWords()) {
    expect(command.examples.length, command.name).toBeGreaterThan(0);
    for (const field of [...command.positional, ...command.options])
      expect(field.about, `${command.name} ${field.key}`).not.toBe("");
  }
});
