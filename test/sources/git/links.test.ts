/** Links between sessions and real commits, through everything git does to commits afterwards. */
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type CommitLink, linkCommits } from "../../../src/core/links/commit-links.ts";
import type { Session, Turn } from "../../../src/core/types.ts";
import { findRepository, readHistory } from "../../../src/sources/git.ts";
import {
  emptyFolder,
  environment,
  lines,
  removeRepositories,
  TestRepository,
  together,
  worked,
} from "./repositories.ts";

afterAll(removeRepositories);

interface Logs {
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
}

async function link(folder: string, logs: Logs): Promise<readonly CommitLink[]> {
  const { repository } = await findRepository(folder, environment);
  const namedShas = logs.turns.flatMap(({ commits }) => commits.map(({ sha }) => sha));
  const { refs, trunk, commits } = await readHistory(repository!, { environment, namedShas });
  const history = { name: repository!.name, folders: repository!.folders, refs, trunk, commits };
  return linkCommits({ ...logs, history });
}

/** `session -> reasons`, of one commit. */
function linksOf(links: readonly CommitLink[], sha: string): Readonly<Record<string, readonly string[]>> {
  const own = links.filter((one) => one.sha === sha);
  return Object.fromEntries(
    own.map(({ sessionId, reasons }) => [sessionId, reasons.map(({ reason }) => reason)]),
  );
}

/** A repository with something in it from before. */
function begun(): TestRepository {
  const repository = new TestRepository().time(0).write("src/old.ts", lines("old", 20));
  repository.commit("Begin");
  return repository;
}

describe("a commit of an agent's lines", () => {
  it("is linked by its lines when a person commits it by hand, hours later", async () => {
    const repository = begun();
    const { folder } = repository;
    const added = lines("login", 12);
    const sha = repository.time(300).write("src/login.ts", added).commit("Add login");
    const logs = worked({ session: "s1", minutes: 10, folder, adds: { "src/login.ts": added } });
    const links = await link(folder, logs);
    expect(linksOf(links, sha)).toEqual({ s1: ["lines"] });
    expect(links[0]).toMatchObject({ turnId: "s1/p1", share: 1, confidence: expect.closeTo(0.97, 2) });
  });

  it("is linked to every session that wrote a part of it", async () => {
    const repository = begun();
    const { folder } = repository;
    const sha = repository
      .time(60)
      .write("src/a.ts", [...lines("first", 6), ...lines("second", 3), ...lines("hand", 3)])
      .commit("Add a");
    const logs = together(
      worked({ session: "s1", minutes: 10, folder, adds: { "src/a.ts": lines("first", 6) } }),
      worked({ session: "s2", minutes: 20, folder, adds: { "src/a.ts": lines("second", 3) } }),
    );
    const links = await link(folder, logs);
    expect(links.map(({ sessionId, share }) => [sessionId, share])).toEqual([
      ["s1", 0.5],
      ["s2", 0.25],
    ]);
    expect(links.every((one) => one.sha === sha)).toBe(true);
  });

  it("is not linked to a session whose lines in the same files were thrown away", async () => {
    const repository = begun();
    const { folder } = repository;
    const sha = repository.time(60).write("src/a.ts", lines("mine", 9)).commit("Write it myself");
    const logs = together(
      worked({ session: "thrown", minutes: -1_000, folder, adds: { "src/a.ts": lines("other", 9) } }),
      worked({ session: "known", minutes: 5, folder, adds: { "src/b.ts": lines("b", 9) } }),
    );
    repository.time(70).write("src/b.ts", lines("b", 9)).commit("Add b");
    expect(linksOf(await link(folder, logs), sha)).not.toHaveProperty("thrown");
  });
});

describe("a commit that the log shows", () => {
  const added = lines("cart", 8);

  function committed(): { repository: TestRepository; sha: string; logs: Logs } {
    const repository = begun();
    repository.git("switch", "--quiet", "-c", "cart");
    const sha = repository.time(11).write("src/cart.ts", added).commit("Add cart");
    const logs = worked({
      session: "s1",
      minutes: 10,
      folder: repository.folder,
      branch: "cart",
      adds: { "src/cart.ts": added },
      commits: [{ sha: sha.slice(0, 7), subject: "Add cart" }],
    });
    return { repository, sha, logs };
  }

  it("is linked by its sha", async () => {
    const { repository, sha, logs } = committed();
    expect(linksOf(await link(repository.folder, logs), sha)).toEqual({ s1: ["commit-output", "lines"] });
  });

  it("is found again after an amend, with other words and more lines", async () => {
    const { repository, logs } = committed();
    repository
      .time(20)
      .write("src/cart.ts", [...added, "// tidied"])
      .git("add", "--all");
    repository.git("commit", "--quiet", "--amend", "--no-edit");
    expect(linksOf(await link(repository.folder, logs), repository.head())).toEqual({
      s1: ["commit-output", "lines"],
    });

    repository.time(21).git("commit", "--quiet", "--amend", "-m", "Add the cart");
    const links = await link(repository.folder, logs);
    expect(linksOf(links, repository.head())).toMatchObject({ s1: expect.arrayContaining(["lines"]) });
  });

  it("is found again after a rebase, even where git has forgotten the old commit", async () => {
    const { repository, sha, logs } = committed();
    repository.git("switch", "--quiet", "main");
    repository.time(30).write("src/other.ts", lines("other", 4)).commit("Meanwhile");
    repository.git("switch", "--quiet", "cart");
    repository.time(40).git("rebase", "--quiet", "main");
    const rebased = repository.head();
    expect(rebased).not.toBe(sha);
    expect(linksOf(await link(repository.folder, logs), rebased)).toEqual({ s1: ["commit-output", "lines"] });

    repository.git("reflog", "expire", "--expire=now", "--all");
    repository.git("gc", "--quiet", "--prune=now");
    expect(linksOf(await link(repository.folder, logs), rebased)).toEqual({ s1: ["same-subject", "lines"] });
  });

  it("is found in the squash merge of its branch, after the branch is gone", async () => {
    const { repository, logs } = committed();
    repository.time(50).write("src/price.ts", lines("price", 5)).commit("Add prices by hand");
    repository.git("switch", "--quiet", "main");
    repository.time(2_000).git("merge", "--quiet", "--squash", "cart");
    repository.git("commit", "--quiet", "-m", "Cart (#7)", "-m", "* Add cart\n\n* Add prices by hand");
    repository.git("branch", "--quiet", "-D", "cart");
    repository.git("reflog", "expire", "--expire=now", "--all");
    repository.git("gc", "--quiet", "--prune=now");

    const links = await link(repository.folder, logs);
    expect(linksOf(links, repository.head())).toEqual({ s1: ["same-subject", "lines"] });
    expect(links[0]?.share).toBeCloseTo(8 / 13);
  });

  it("is linked in each place it was cherry-picked to", async () => {
    const { repository, sha, logs } = committed();
    repository.git("switch", "--quiet", "-c", "release", "main");
    repository.time(3_000).git("cherry-pick", sha);
    const links = await link(repository.folder, logs);
    expect(linksOf(links, repository.head())).toEqual(linksOf(links, sha));
    expect(Object.keys(linksOf(links, sha))).toEqual(["s1"]);
  });

  it("is one project's in all worktrees of the repository", async () => {
    const repository = begun();
    const tree = join(emptyFolder(), "tree");
    repository.git("worktree", "add", "--quiet", tree, "-b", "side");
    const side = new TestRepository(tree, false).time(11).write("src/cart.ts", added);
    const sha = side.commit("Add cart");
    const logs = worked({
      session: "s1",
      minutes: 10,
      folder: tree,
      branch: "side",
      adds: { "src/cart.ts": added },
    });
    expect(linksOf(await link(repository.folder, logs), sha)).toEqual({ s1: ["lines"] });
  });

  it("is not another person's because of the same file", async () => {
    const { repository, logs } = committed();
    const sha = repository
      .time(15)
      .write("src/cart.ts", [...added, ...lines("bob", 6)])
      .commit("Add vouchers", "--author=Bob <bob@example.com>");
    expect(linksOf(await link(repository.folder, logs), sha)).toEqual({});
  });

  it("is linked where its contents are unknown, by its files and time", async () => {
    const { repository, sha, logs } = committed();
    repository.time(12).write("src/last.ts", ["1"]).commit("Newest");
    repository.git("config", "uploadpack.allowFilter", "true");
    const clone = join(emptyFolder(), "clone");
    repository.git(
      "clone",
      "--quiet",
      "--no-checkout",
      "--filter=blob:none",
      `file://${repository.folder}`,
      clone,
    );
    const unseen = { ...logs, turns: logs.turns.map((turn) => ({ ...turn, commits: [] })) };
    expect(linksOf(await link(clone, unseen), sha)).toEqual({ s1: ["files-and-time"] });
  });
});
