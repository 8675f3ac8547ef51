import { describe, expect, test } from "vitest";
import { isWithin, personOf, projectOf } from "../../src/core/places.ts";

describe("personOf: the owner of the home folder", () => {
  test.each([
    ["/Users/ada/code/shop", "ada"],
    ["/home/ada/code/shop", "ada"],
    ["C:\\Users\\ada\\code\\shop", "ada"],
    ["c:/Users/ada", "ada"],
    ["/mnt/c/Users/ada/shop", "ada"],
    ["/c/Users/ada/shop", "ada"],
    ["/root/shop", "root"],
    ["/workspaces/shop", "unknown"],
    ["/Users/Shared/shop", "unknown"],
    ["/home", "unknown"],
    ["", "unknown"],
  ])("%s is %s", (cwd, person) => {
    expect(personOf(cwd)).toBe(person);
  });

  test("the configuration maps owners and folders; the longest folder wins over the owner", () => {
    const map = {
      ada: "Ada",
      "/workspaces": "the team",
      "/workspaces/shop": "Grace",
      unknown: "build server",
    };
    expect(personOf("/Users/ada/code", map)).toBe("Ada");
    expect(personOf("/workspaces/site", map)).toBe("the team");
    expect(personOf("/workspaces/shop/api", map)).toBe("Grace");
    expect(personOf("/workspaces/shopping", map)).toBe("the team");
    expect(personOf("/srv/build", map)).toBe("build server");
  });

  test("an owner called like a property of every object is a person like any other", () => {
    expect(personOf("/home/constructor/x", {})).toBe("constructor");
  });
});

describe("projectOf: worktrees of one repository share its name", () => {
  test.each([
    ["/Users/ada/code/shop", "shop"],
    ["/Users/ada/code/shop/", "shop"],
    ["C:\\Users\\ada\\code\\shop", "shop"],
    ["/Users/ada/code/shop/.claude/worktrees/brave-bohr-1a2b", "shop"],
    ["/Users/ada/code/shop/.claude/worktrees/brave-bohr-1a2b/src/api", "shop"],
    ["C:\\code\\shop\\.claude\\worktrees\\brave-bohr", "shop"],
    ["/Users/ada/code/shop/.worktrees/fix-login", "shop"],
    ["/Users/ada/code/shop/.worktrees/feat/login", "shop"],
    ["/Users/ada/code/shop/worktrees/fix-login", "shop"],
    ["/Users/ada/.cursor/worktrees/shop/x7Kd2", "shop"],
    ["/Users/ada/.claude/worktrees/shop/fix-login", "shop"],
    ["/Users/ada/worktrees/shop/fix-login", "shop"],
    ["/Users/ada/.worktrees/shop/fix-login", "shop"],
    ["/root/.tool/worktrees/shop/fix-login", "shop"],
    ["/Users/ada/code/shop-worktrees/fix-login", "shop"],
    ["/Users/ada/code/shop.worktrees/fix-login", "shop"],
    ["/Users/ada/worktrees/fix-login", "fix-login"],
    ["/Users/ada/code/worktrees", "worktrees"],
    // Not safe to cut: the repository may itself be called `wt-shop-admin`.
    ["/Users/ada/code/wt-shop-admin", "wt-shop-admin"],
    ["/Users/ada", "home"],
    ["C:\\Users\\ada", "home"],
    ["/root", "home"],
    ["/", "unknown"],
    ["", "unknown"],
  ])("%s is %s", (cwd, project) => {
    expect(projectOf(cwd)).toBe(project);
  });
});

describe("isWithin: the place itself or what lies below it", () => {
  test.each([
    ["/logs/projects/a.jsonl", "/logs/projects", true],
    ["/logs/projects/a.jsonl", "/logs/projects/", true],
    ["/logs/projects/a.jsonl", "/logs/projects/a.jsonl", true],
    ["/logs/projects/a.jsonl", "/", true],
    ["/logs/projects-old/a.jsonl", "/logs/projects", false],
    ["/logs", "/logs/projects", false],
    ["C:\\logs\\a.jsonl", "C:\\logs", true],
    ["C:\\logs2\\a.jsonl", "C:\\logs", false],
  ])("%s in %s: %s", (path, place, within) => {
    expect(isWithin(path, place)).toBe(within);
  });
});
