import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseNumstatLog } from "../../eval/links/numstat-log.ts";
import { foundPairs, parseTruth, score, truePairs } from "../../eval/links/score.ts";

const root = resolve(import.meta.dirname, "../..");

describe("the score of links", () => {
  const truth = { aaaa1111: ["s1", "s2"], bbbb2222: ["s1"] };
  const pair = (sha: string, sessionId: string) => ({ sha, sessionId });

  it("counts pairs of commit and session, whose log is there", () => {
    const wanted = truePairs(truth, new Set(["s1"]));
    expect(wanted).toEqual([pair("aaaa1111", "s1"), pair("bbbb2222", "s1")]);
    expect(score([pair("aaaa1111", "s1"), pair("bbbb2222", "s9")], wanted)).toEqual({
      precision: 0.5,
      recall: 0.5,
    });
  });

  it("takes each pair once, by whatever part of the sha, and no commit that is not in question", () => {
    const links = [pair("aaaa111", "s1"), pair("aaaa1111", "s1"), pair("cccc3333", "s1")];
    expect(foundPairs(links, truth)).toEqual([pair("aaaa1111", "s1")]);
  });

  it("of nothing found has no mistake", () => {
    expect(score([], truePairs(truth, new Set(["s1"])))).toEqual({ precision: 1, recall: 0 });
    expect(score([], [])).toEqual({ precision: 1, recall: 1 });
  });

  it("cannot be had of a file that holds no known links", () => {
    expect(() => parseTruth('{"a": "s1"}', "truth.json")).toThrow(/truth.json: must be an object of lists/);
    expect(() => parseTruth("{", "truth.json")).toThrow(/truth.json: no JSON/);
  });
});

describe("a list of commits with the numbers of their lines", () => {
  it("is a history without contents", () => {
    const text = [
      "commit c1\t2026-01-02T10:00:00+01:00\t2026-01-02T11:00:00+01:00\tAda\tAdd\ttabs",
      "",
      "3\t1\tsrc/a.ts",
      "-\t-\tlogo.png",
      "1\t0\tsrc/{old => new}/b.ts",
      "0\t0\tc.md => d.md",
    ].join("\n");
    const [only] = parseNumstatLog(text, "shop").commits;
    expect(only).toMatchObject({
      subject: "Add\ttabs",
      authoredMs: Date.UTC(2026, 0, 2, 9),
      committedMs: Date.UTC(2026, 0, 2, 10),
      files: [
        { path: "src/a.ts", addedLines: 3, removedLines: 1 },
        { path: "logo.png", addedLines: null },
        { path: "src/new/b.ts", movedFrom: "src/old/b.ts" },
        { path: "d.md", movedFrom: "c.md" },
      ],
    });
  });
});

const corpus = resolve(root, "..", "shared", "corpus", "commit-sessions.json");

describe.skipIf(!existsSync(corpus))("npm run eval:links (needs ../shared/corpus)", () => {
  it("finds the sessions of the corpus' commits", () => {
    const printed = execFileSync("npx", ["tsx", "eval/links.ts", "--json"], { cwd: root, encoding: "utf8" });
    const { commits, logOnly, withRepository } = JSON.parse(printed);
    expect(commits).toBe(216);
    expect(logOnly.precision).toBe(1);
    expect(withRepository.precision).toBeGreaterThanOrEqual(0.95);
    expect(withRepository.recall).toBeGreaterThanOrEqual(0.85);
  }, 60_000);
});
