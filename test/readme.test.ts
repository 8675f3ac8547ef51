/** The README shows what the command prints, and names only commands that exist. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { commands } from "../src/cli/commands.ts";

const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");

/** The blocks of text it shows: of the sample's record, of a task that git tells of. */
const shown = [...readme.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, block]) => block!);
const paragraphsOf = (block: string) => block.split("\n\n").map((paragraph) => paragraph.trim());

describe("the README", () => {
  it("shows parts of the sample's record as it is printed", () => {
    const home = mkdtempSync(join(tmpdir(), "leverage-readme-"));
    try {
      const printed = execFileSync(process.execPath, [inject("command")], {
        encoding: "utf8",
        env: {
          PATH: process.env["PATH"],
          HOME: home,
          LEVERAGE_HOME: join(home, "ledger"),
          TZ: "UTC",
          NO_COLOR: "1",
        },
        stdio: ["ignore", "pipe", "ignore"],
      });
      const paragraphs = paragraphsOf(shown[0]!);
      expect(paragraphs.length).toBeGreaterThan(5);
      for (const paragraph of paragraphs) expect(printed).toContain(paragraph);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it("shows what a transcript shows of a task's commits", () => {
    const transcript = readFileSync(join(import.meta.dirname, "transcripts", "git-evidence.txt"), "utf8");
    const printed = transcript.replaceAll(/^ {2}/gm, "");
    expect(shown).toHaveLength(2);
    for (const paragraph of paragraphsOf(shown[1]!)) expect(printed).toContain(paragraph);
  });

  it("names commands that exist", () => {
    const named = [...readme.matchAll(/^ {4}leverage ([a-z]+)(?: ([a-z]+))?/gm)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, first, second] of named) {
      expect(
        first! in commands || `${first} ${second}` in commands,
        `leverage ${first} ${second ?? ""}`,
      ).toBe(true);
    }
  });
});
