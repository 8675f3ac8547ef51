import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { repositoryFinder } from "../../src/app/repositories.ts";
import { emptyFolder, removeRepositories, TestRepository } from "../sources/git/repositories.ts";

afterAll(removeRepositories);

describe("the repository around a working directory", () => {
  it("is the nearest, from any folder of any worktree, even one that was removed", () => {
    const main = new TestRepository().write("src/deep/a", ["1"]);
    main.commit("Begin");
    const kept = join(emptyFolder(), "kept");
    const removed = join(main.folder, ".claude", "worktrees", "removed");
    main.git("worktree", "add", "--quiet", kept, "-b", "kept");
    main.git("worktree", "add", "--quiet", removed, "-b", "removed");
    rmSync(removed, { recursive: true });
    const find = repositoryFinder();
    expect([join(main.folder, "src/deep"), kept, removed].map(find)).toEqual([
      main.folder,
      kept,
      main.folder,
    ]);
  });

  it("may be bare", () => {
    const bare = new TestRepository(emptyFolder(), false);
    bare.git("init", "--quiet", "--bare");
    expect(repositoryFinder()(join(bare.folder, "refs"))).toBe(bare.folder);
  });

  it("is not one that happens to lie around a folder that is gone, and often there is none", () => {
    const around = new TestRepository().write("a", ["1"]);
    around.commit("Dot files");
    mkdirSync(join(around.folder, "code"));
    const find = repositoryFinder();
    expect([join(around.folder, "code", "gone-project"), emptyFolder(), "relative"].map(find)).toEqual([
      null,
      null,
      null,
    ]);
    expect(find(join(around.folder, "code"))).toBe(around.folder);
  });
});
