import { describe, expect, test } from "vitest";
import { fileClassifier } from "../../../src/core/changes/file-kinds.ts";
import { workTypeOf } from "../../../src/core/tasks/work-types.ts";
import type { Turn } from "../../../src/core/types.ts";
import { type Sketch, turn } from "../make-turn.ts";

const classify = fileClassifier(["/home/ada/shop"]);
const typeOf = (turns: readonly Turn[], title: string): string =>
  workTypeOf(turns, title, (path) => classify(path).kind);
const inShop = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `/home/ada/shop/${name}`);
const source = inShop("src/list.ts");

describe("work types", () => {
  test.each<[string, string, Sketch]>([
    ["feature", "Add a login page", { edits: source }],
    ["bugfix", "Fix the login form", { edits: source }],
    ["bugfix", "Logins fail with an error after an hour", { edits: source }],
    ["refactor", "Rename the order fields", { edits: source }],
    ["test", "Cover the list", { edits: inShop("test/list.test.ts") }],
    ["docs", "Say how to install it", { edits: inShop("README.md", "docs/install.md") }],
    ["devops", "Cache the dependencies", { edits: inShop(".github/workflows/ci.yml") }],
    ["release", "Changelog for 1.2", { edits: inShop("CHANGELOG.md") }],
    ["review", "Review PR 12", {}],
    ["investigation", "Why do logins take so long", {}],
    ["planning", "Plan the move to the new store", {}],
    ["chore", "Bump node from 20 to 22", { edits: inShop("package.json") }],
  ])("%s: %s", (type, title, sketch) => {
    expect(typeOf([turn("a", { ...sketch, says: title })], title)).toBe(type);
  });

  test("a conventional subject is the author's own word", () => {
    expect(typeOf([turn("a", { edits: source, commits: ["refactor(list)!: sort"] })], "Add sorting")).toBe(
      "refactor",
    );
    expect(typeOf([turn("a", { edits: source, commits: ["chore(release): 1.2"] })], "Add sorting")).toBe(
      "release",
    );
    const pullRequests = [{ number: 1, url: "", title: "docs: explain sorting" }];
    expect(typeOf([turn("a", { commits: ["fix: sort"], pullRequests })], "Sort")).toBe("docs");
  });

  test("a feature's commits fix and test it too; few prefixes among many commits say nothing", () => {
    expect(typeOf([turn("a", { commits: ["fix: a", "fix: b", "feat: c"] })], "Sort")).toBe("feature");
    expect(typeOf([turn("a", { edits: source, commits: ["fix: a", "Sort", "Filter"] })], "Add sorting")).toBe(
      "feature",
    );
  });

  test("where nothing changed it was no feature", () => {
    expect(typeOf([turn("a", { says: "add a login page" })], "Add a login page")).not.toBe("feature");
  });

  test("a question that led to changed source was the way, not the work", () => {
    const turns = [turn("a", { says: "why is it slow?" }), turn("b", { says: "fix it", edits: source })];
    expect(typeOf(turns, "Why is it slow")).toBe("bugfix");
  });
});
