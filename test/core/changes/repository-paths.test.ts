import { describe, expect, it } from "vitest";
import { repositoryPaths } from "../../../src/core/changes/repository-paths.ts";
import { commit, history } from "../make-history.ts";

const files = { "src/a.ts": 1, "src/b.ts": 1, "README.md": 1 };
const shop = history([commit("Begin", { adds: files })]);

describe("the paths of a repository", () => {
  it("begin at the working directory below which edited files are its files", () => {
    const paths = repositoryPaths(shop, ["/home/ada/code/shop"], ["/home/ada/code/shop/src/a.ts"]);
    expect(paths.relative("/home/ada/code/shop/src/new.ts")).toBe("src/new.ts");
    expect(paths.holds("/home/ada/code/shop/src")).toBe(true);
    expect(paths.relative("/home/ada/code/shopping/src/a.ts")).toBeNull();
  });

  it("begin above a session that was started in a folder of the repository", () => {
    const paths = repositoryPaths(
      shop,
      ["/home/ada/shop/src"],
      ["/home/ada/shop/src/a.ts", "/home/ada/shop/src/b.ts"],
    );
    expect(paths.relative("/home/ada/shop/README.md")).toBe("README.md");
  });

  it("are the same in every worktree", () => {
    const folders = ["/home/ada/shop", "/home/ada/.trees/shop/login", "/home/ada/shop/.claude/worktrees/fix"];
    const edited = folders.map((folder) => `${folder}/src/a.ts`);
    const paths = repositoryPaths(shop, folders, edited);
    expect(edited.map((path) => paths.relative(path))).toEqual(["src/a.ts", "src/a.ts", "src/a.ts"]);
  });

  it("are known where the working folders are, whatever was edited", () => {
    const paths = repositoryPaths({ ...shop, folders: ["/srv/checkout"] }, [], []);
    expect(paths.relative("/srv/checkout/new.ts")).toBe("new.ts");
  });

  it("are Windows' own there", () => {
    const paths = repositoryPaths(shop, ["C:\\code\\shop"], ["C:\\code\\shop\\src\\a.ts"]);
    expect(paths.relative("C:\\code\\shop\\src\\b.ts")).toBe("src/b.ts");
  });

  it("are not those of another repository with a file of the same name", () => {
    const edited = ["README.md", "docs/a.md", "docs/b.md"].map((path) => `/home/ada/docs/${path}`);
    const paths = repositoryPaths(shop, ["/home/ada/docs"], edited);
    expect(paths.holds("/home/ada/docs")).toBe(false);
  });

  it("are taken from a folder of the repository's name, though little in it is known yet", () => {
    const edited = ["README.md", "next/a.ts", "next/b.ts"].map((path) => `/home/ada/shop/${path}`);
    expect(repositoryPaths(shop, ["/home/ada/shop"], edited).relative(edited[1]!)).toBe("next/a.ts");
    expect(repositoryPaths(shop, ["/home/ada/shop"], []).holds("/home/ada/shop")).toBe(true);
  });
});
