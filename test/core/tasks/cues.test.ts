import { describe, expect, test } from "vitest";
import {
  announcementIn,
  asksForNewBranch,
  asksToContinue,
  branchWords,
  isFreshRequest,
  isWrapUp,
  pointOf,
  subjectsOf,
  textWords,
} from "../../../src/core/tasks/cues.ts";

describe("announcements of something new", () => {
  test.each([
    "great, new change: the list is unsorted",
    "Ok perfect. Let's move on to the export",
    "moving on, the tests",
    "next task: docs",
    "let's start the next feature",
    "ok, the next problem is that logins time out",
    "now on to something different",
    "unrelated: how are logs rotated?",
    "completely different topic - prices",
    "on another note, can we bump node?",
    "another task: rename the field",
    "a new bug: the footer is gone",
    "let's switch gears",
    "clear",
  ])("%s", (text) => {
    expect(announcementIn(pointOf(text))).not.toBeNull();
  });

  test.each([
    "let's fix the next issue",
    "next, run the tests",
    "what is the next step?",
    "unrelated to the scripts, but tests still fail",
    "one more thing, the prompt is too long",
    "the new feature does not work",
    "add a new feature flag",
    "the new feature is broken",
    "new feature works great",
    "on the other hand, sorting is enough",
    "on another machine it fails",
    "switch on the dark mode",
    "move to the next line",
    "another bug: the list is empty",
    "separate functions for both please",
    "clear the review file",
    "yes",
    "another agent worked on your files",
    "let's move the button up",
    "we should go to the next page after login",
  ])("not: %s", (text) => {
    expect(announcementIn(pointOf(text))).toBeNull();
  });
});

test("a new branch or worktree is asked for, unless only to commit there", () => {
  expect(asksForNewBranch("ok implement it on a new worktree")).toBe(true);
  expect(asksForNewBranch("start from scratch (make a new branch from main)")).toBe(true);
  expect(asksForNewBranch("create a new branch and commit")).toBe(false);
  expect(asksForNewBranch("let each agent work on separate branches")).toBe(false);
});

test.each([
  "commit this",
  "ok great, push it",
  "can you open a PR?",
  "update changelog.md as well",
  "Commit and push",
])("wraps up: %s", (text) => {
  expect(isWrapUp(pointOf(text))).toBe(true);
  expect(isFreshRequest(pointOf(text))).toBe(false);
});

test.each([
  ["I think we must also update the prompt for skills to simplify it", true],
  ["now we should highlight the feature on the welcome page", true],
  ["can you add a page that lists all the orders", true],
  ["can you explain what the second branch of the condition does", false],
  ["the section should be visible when the tab is opened", false],
  ["why does the list of orders come out unsorted now?", false],
  ["add tests", false],
])("fresh request: %s %s", (text, fresh) => {
  expect(isFreshRequest(pointOf(text))).toBe(fresh);
});

test("a session may begin by asking to continue", () => {
  expect(asksToContinue(pointOf("please continue"))).toBe(true);
  expect(asksToContinue(pointOf("ok, pick up where we left off"))).toBe(true);
  expect(asksToContinue(pointOf("add a button to continue"))).toBe(false);
});

describe("what a prompt is about", () => {
  test.each([
    ["review PR 284", ["284"]],
    ["look at https://github.com/ada/shop/pull/12 please", ["12"]],
    ["fix #17 and ada/shop#18", ["17", "18"]],
    ["fix #2 and #3", []],
    ["fix issue 2", ["2"]],
    ["ABC-42 is next", ["ABC-42"]],
    ["use UTF-8 and SHA-256", []],
    [`${"log line\n".repeat(40)} see #99`, []],
  ])("%s", (text, subjects) => {
    expect(subjectsOf(text)).toEqual(subjects);
  });
});

test("the telling words of a branch are found in what was asked, whatever their ending", () => {
  const words = branchWords("ada/improve-hook-handling");
  expect(words).toHaveLength(2);
  const asked = textWords("We should handle git hooks differently");
  expect(words.every((word) => asked.has(word))).toBe(true);
});
