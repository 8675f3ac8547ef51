import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { historyOf, repositoriesOf } from "../../src/app/repositories.ts";
import { session } from "../core/make-turn.ts";
import {
  emptyFolder,
  environment,
  removeRepositories,
  TestRepository,
  worked,
} from "../sources/git/repositories.ts";

afterAll(removeRepositories);

const effects = { environment };
const found = (...folders: readonly (string | null)[]) =>
  repositoriesOf(
    folders.map((cwd, i) => session(`s${i}`, { cwd })),
    effects,
  );

describe("the repositories of sessions", () => {
  it("are each found once, from any folder of any worktree, even one that was removed", async () => {
    const main = new TestRepository().write("src/deep/a", ["1"]);
    main.commit("Begin");
    const kept = join(emptyFolder(), "kept");
    const removed = join(main.folder, ".claude", "worktrees", "removed");
    main.git("worktree", "add", "--quiet", kept, "-b", "kept");
    main.git("worktree", "add", "--quiet", removed, "-b", "removed");
    rmSync(removed, { recursive: true });

    const { repositories, problems } = await found(join(main.folder, "src/deep"), kept, removed, null);

    expect(problems).toEqual([]);
    expect(repositories.map(({ folders }) => folders)).toEqual([[main.folder, kept]]);
  });

  it("are not those that happen to lie around a folder that is gone, or none", async () => {
    const around = new TestRepository().write("a", ["1"]);
    around.commit("Dot files");
    mkdirSync(join(around.folder, "code"));
    expect(await found(join(around.folder, "code", "gone-project"), emptyFolder(), "relative")).toEqual({
      repositories: [],
      problems: [],
    });
  });

  it("that cannot be read are problems", async () => {
    const folder = emptyFolder();
    symlinkSync("/nowhere/at/all", join(folder, ".git"));
    mkdirSync(join(folder, "sub"));
    expect((await found(join(folder, "sub"))).repositories).toEqual([]);
    const broken = emptyFolder();
    mkdirSync(join(broken, ".git"));
    expect((await found(broken)).problems.map(({ kind }) => kind)).toEqual(["no-repository"]);
  });
});

describe("a history", () => {
  it("from an earlier run and a later one is the history from one run", async () => {
    const main = new TestRepository().time(10).write("a", ["1"]);
    main.commit("One");
    const { turns } = worked({ session: "s1", minutes: 0, folder: main.folder });
    const [before] = (await found(main.folder)).repositories;
    const first = await historyOf(before!, turns, null, effects);
    main.time(11).git("commit", "--quiet", "--amend", "-m", "One, better");
    main.time(12).write("a", ["2"]).commit("Two");

    const [repository] = (await found(main.folder)).repositories;
    const earlier = { stateKey: first.reading.stateKey, commits: first.history.commits };
    const second = await historyOf(repository!, turns, earlier, effects);
    const whole = await historyOf(repository!, turns, null, effects);

    const bySha = (one: typeof whole) => one.history.commits.toSorted((a, b) => (a.sha < b.sha ? -1 : 1));
    expect(second.reading.commits.map(({ subject }) => subject)).toEqual(["Two", "One, better"]);
    expect(bySha(second)).toEqual(bySha(whole));
    expect(bySha(second).find(({ subject }) => subject === "One")?.reachable).toBe(false);

    const kept = { stateKey: second.reading.stateKey, commits: second.history.commits };
    const third = await historyOf(repository!, turns, kept, effects);
    expect(third.reading.commits).toEqual([]);
    expect(bySha(third)).toEqual(bySha(second));
  });
});
