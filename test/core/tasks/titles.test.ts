import { describe, expect, test } from "vitest";
import { titleOf } from "../../../src/core/tasks/titles.ts";
import { session, turn } from "../make-turn.ts";

const titleFor = (says: string, by: "typed" | "slash" | "plan" = "typed"): string =>
  titleOf([turn("a", { says, by })], []).title;

describe("where a title comes from", () => {
  const titled = session("s1", { titles: [{ from: "ai-title", title: "Login work" }] });
  const share = { session: titled, turns: 1, mostly: true };

  test("the pull request before the commits, before the session's own title, before the prompt", () => {
    const pullRequests = [{ number: 1, url: "", title: "feat(login): add a login page" }];
    const commits = ["Add the page"];
    expect(titleOf([turn("a", { commits, pullRequests })], [share])).toEqual({
      title: "Add a login page",
      titleFrom: "pull-request",
    });
    expect(titleOf([turn("a", { commits })], [share])).toEqual({
      title: "Add the page",
      titleFrom: "commits",
    });
    expect(titleOf([turn("a")], [share])).toEqual({ title: "Login work", titleFrom: "session-title" });
    expect(titleOf([turn("a")], [])).toEqual({ title: "Add a login page", titleFrom: "prompt" });
  });

  test("a session's title does not fit a task that holds only a part of it", () => {
    expect(titleOf([turn("a")], [{ ...share, mostly: false }]).titleFrom).toBe("prompt");
  });

  test("of several sessions the most trusted title counts, then the longest session's", () => {
    const custom = session("s2", { titles: [{ from: "custom-title", title: "Sign-in" }] });
    const longer = session("s3", { titles: [{ from: "ai-title", title: "Sign-in pages" }] });
    const titleWith = (...shares: Parameters<typeof titleOf>[1]): string =>
      titleOf([turn("a")], shares).title;
    expect(titleWith(share, { session: custom, turns: 1, mostly: true })).toBe("Sign-in");
    expect(titleWith(share, { session: longer, turns: 5, mostly: true })).toBe("Sign-in pages");
  });

  test("commits that say nothing are passed over, and a feature goes before its fixes", () => {
    const commits = ["Initial commit", "wip", "fix: typo in page", "feat: add login"];
    expect(titleOf([turn("a", { commits })], []).title).toBe("Add login");
    expect(titleOf([turn("a", { commits: ["wip"] })], []).titleFrom).toBe("prompt");
  });
});

describe("a title from a prompt", () => {
  test.each([
    ["can you please add a MIT license?", "Add a MIT license"],
    ["ok great, now let's remove the `start` command. It is unused.", "Remove the start command"],
    ["I'd like you to review https://github.com/ada/shop/pull/12", "Review #12"],
    ["## Fix **bold** text\nmore", "Fix bold text"],
    ["- [the docs](https://example.org) are wrong", "The docs are wrong"],
    ["Update @src/pages/login.tsx and /home/ada/shop/list.ts", "Update login.tsx and list.ts"],
    ["C:\\work\\shop\\list.ts is broken again", "list.ts is broken again"],
    ["[Image #1] the header overlaps", "The header overlaps"],
    ["```\nstack trace\n```\nwhy does this fail?", "Why does this fail"],
    ["<system-reminder>be brief</system-reminder> sort the list", "Sort the list"],
    ["3 tests fail with --race", "3 tests fail with --race"],
    ["iOS build is red, please fix", "iOS build is red, please fix"],
  ])("%s", (says, title) => {
    expect(titleFor(says)).toBe(title);
  });

  test("slash commands read as words, plans by their heading", () => {
    expect(titleFor("/team:review-code #12", "slash")).toBe("Review code #12");
    expect(titleFor("Implement the following plan:\n\n# Plan: Sort the list\n\n## Context", "plan")).toBe(
      "Sort the list",
    );
  });

  test("is cut between words", () => {
    const title = titleFor(`add ${"a very long wish ".repeat(20)}`);
    expect(title.length).toBeLessThanOrEqual(90);
    expect(title).toMatch(/ (a|very|long|wish)…$/);
  });

  test("comes from a later prompt where the first says nothing, else from the project", () => {
    const turns = [turn("a", { says: "yes" }), turn("b", { says: "sort the orders list" })];
    expect(titleOf(turns, []).title).toBe("Sort the orders list");
    expect(
      titleOf([turn("a", { says: "take a look at this" }), turn("b", { says: "list.ts" })], []).title,
    ).toBe("list.ts");
    expect(titleOf([turn("a", { says: "???" })], []).title).toBe("Work in shop");
  });
});
