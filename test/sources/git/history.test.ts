import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { HistoryCommit } from "../../../src/core/changes/repository-history.ts";
import { hashLine } from "../../../src/core/line-hash.ts";
import { findRepository, type HistoryOptions, readHistory } from "../../../src/sources/git.ts";
import { at, emptyFolder, environment, lines, removeRepositories, TestRepository } from "./repositories.ts";

afterAll(removeRepositories);

async function read(folder: string, options: HistoryOptions = {}) {
  const { repository, problems } = await findRepository(folder, environment);
  if (repository === null) throw new Error(problems[0]?.what);
  return { repository, ...(await readHistory(repository, { environment, ...options })) };
}

const kinds = (problems: readonly { readonly kind: string }[]): readonly string[] =>
  problems.map(({ kind }) => kind);
const bySubject = (commits: readonly HistoryCommit[], subject: string): HistoryCommit =>
  commits.find((commit) => commit.subject === subject)!;

describe("a commit", () => {
  it("is read with its people, times and files, and the hashes of its lines", async () => {
    const repository = new TestRepository().time(0).write("src/a.ts", ["one", "\ttwo", "three"]);
    const first = repository.commit("Add a", "-m", "Why it was added.");
    repository.time(5).write("src/a.ts", ["one", "2", "three", "four"]).commit("Change a");

    const { commits, reachable, trunk, identities } = await read(repository.folder);

    expect(bySubject(commits, "Change a")).toMatchObject({
      parents: [first],
      author: { name: "Ada", email: "ada@example.com" },
      authoredMs: at(5),
      committedMs: at(5),
      files: [
        {
          path: "src/a.ts",
          created: false,
          addedLines: 2,
          removedLines: 1,
          // Two changes with one line between them share a hunk in any diff with context.
          hunks: 1,
          added: [hashLine("2"), hashLine("four")],
          removed: [hashLine("\ttwo")],
        },
      ],
    });
    expect(bySubject(commits, "Add a").files?.[0]).toMatchObject({ created: true, addedLines: 3 });
    expect(reachable?.size).toBe(2);
    expect(trunk).toBe("refs/heads/main");
    expect(identities).toEqual([{ name: "Ada", email: "ada@example.com" }]);
  });

  it("counts as git counts, whatever the lines look like", async () => {
    const repository = new TestRepository();
    const odd = [
      "--- a/x",
      "+++ b/x",
      "@@ -1 +1 @@",
      "diff --git a/x b/x",
      "\u0001",
      "-",
      "",
      "\\ No newline",
    ];
    repository.write("odd.txt", odd).write('na"me\twith ü.txt', ["x"]).write("b c.txt", ["y"]).commit("Odd");
    repository.write("odd.txt", odd.toReversed()).write("b c.txt", ["z"]).commit("Turn it round");
    repository.git("mv", "b c.txt", "moved c.txt");
    writeFileSync(join(repository.folder, "end.txt"), "no newline at the end");
    repository.commit("Move");

    const { commits } = await read(repository.folder);

    for (const commit of commits) {
      const numstat = repository.git(
        "-c",
        "core.quotePath=false",
        "show",
        "--numstat",
        "--format=",
        "-M",
        "-z",
        commit.sha,
      );
      const numbers = [...numstat.matchAll(/(\d+)\t(\d+)\t/g)].map(([, added, removed]) => [
        Number(added),
        Number(removed),
      ]);
      expect(commit.files?.map(({ addedLines, removedLines }) => [addedLines, removedLines])).toEqual(
        numbers,
      );
    }
    expect(bySubject(commits, "Odd").files?.map(({ path }) => path)).toContain('na"me\twith ü.txt');
    expect(bySubject(commits, "Move").files).toContainEqual(
      expect.objectContaining({ path: "moved c.txt", movedFrom: "b c.txt", addedLines: 0 }),
    );
  });

  it("knows no lines of binary files, submodules and very large files", async () => {
    const repository = new TestRepository();
    writeFileSync(join(repository.folder, "logo.bin"), Buffer.from([0, 1, 2, 0, 255]));
    repository
      .write(
        "huge.csv",
        Array.from({ length: 20_001 }, (_, i) => String(i)),
      )
      .commit("Add data");
    const { commits } = await read(repository.folder);
    expect(commits[0]?.files).toEqual([
      expect.objectContaining({ path: "huge.csv", addedLines: 20_001, added: null }),
      expect.objectContaining({ path: "logo.bin", addedLines: null, added: null, hunks: null }),
    ]);
  });

  it("has the id of its change, which neither place nor time nor white space alter", async () => {
    const repository = new TestRepository().write("a.ts", lines("a", 30));
    const base = repository.commit("Base");
    repository.git("switch", "--quiet", "-c", "work");
    repository.write("a.ts", [...lines("a", 30), "  added();"]).commit("On work");
    repository.git("switch", "--quiet", "main");
    repository.write("a.ts", ["first", ...lines("a", 30)]).commit("On main");
    repository.time(9).git("cherry-pick", "work");
    repository.git("switch", "--quiet", "-c", "indented", base);
    repository.write("a.ts", [...lines("a", 30), "\tadded();"]).commit("Indented");

    const { commits } = await read(repository.folder);
    const ids = commits
      .filter(({ subject }) => /On work|Indented/.test(subject))
      .map(({ changeId }) => changeId);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(bySubject(commits, "On main").changeId).not.toBe(ids[0]);
  });

  it("tells what its message names: commits, squashed subjects, ids in trailers, but no people", async () => {
    const repository = new TestRepository();
    const body = [
      "* Add login (#3)",
      "",
      `(cherry picked from commit ${"a".repeat(40)})`,
      `This reverts commit ${"b".repeat(40)}.`,
      "",
      "Session: 6e6f8a52-0000-4000-8000-000000000000",
      "See: https://example.com/sessions/6e6f8a52-0001?token=hunter2hunter2",
      "Session-Token: hunter2hunter2",
      "Api-key: hunter2hunter2",
      "Co-Authored-By: Someone <someone@example.com>",
    ].join("\n");
    repository.commit("Squashed (#4)", "-m", body);
    expect((await read(repository.folder)).commits[0]).toMatchObject({
      mentionedShas: ["a".repeat(40)],
      mentionedSubjects: ["Add login (#3)"],
      revertedShas: ["b".repeat(40)],
      trailers: ["6e6f8a52-0000-4000-8000-000000000000", "https://example.com/sessions/6e6f8a52-0001"],
    });
  });

  it("that merges has no change of its own, but tells what it brought to its line", async () => {
    const repository = new TestRepository().write("a.ts", lines("a", 3));
    repository.commit("Base");
    repository.git("switch", "--quiet", "-c", "side");
    repository.write("b.ts", lines("b", 2)).commit("On the side");
    repository.git("switch", "--quiet", "main");
    repository.write("c.ts", lines("c", 2)).commit("On main");
    repository.git("merge", "--quiet", "--no-edit", "side");
    const { commits } = await read(repository.folder);
    expect(commits.find(({ parents }) => parents?.length === 2)).toMatchObject({
      files: null,
      changeId: null,
      broughtFiles: [{ path: "b.ts", added: lines("b", 2).map(hashLine) }],
    });
    repository.git("switch", "--quiet", "side");
    repository.write("d.ts", ["d"]).commit("More on the side");
    repository.git("switch", "--quiet", "main");
    repository.git("merge", "--quiet", "--strategy=ours", "-m", "Keep ours", "side");
    expect(bySubject((await read(repository.folder)).commits, "Keep ours").broughtFiles).toEqual([]);
  });

  it("tells which lines differ in white space alone, wherever it put them", async () => {
    const repository = new TestRepository().write("a.ts", ["call(1);", "other();", "}"]);
    repository.commit("Base");
    repository.write("a.ts", ["  }", "x"]).write("b.ts", ["    call( 1 );", "other();"]).commit("Move");
    const { commits } = await read(repository.folder);
    expect(bySubject(commits, "Move").respaced).toEqual([[hashLine("call(1);"), hashLine("    call( 1 );")]]);
    expect(bySubject(commits, "Base").respaced).toBeUndefined();
  });

  it("is redacted like everything else that people write", async () => {
    const repository = new TestRepository();
    const secret = `ghp_${"Q7".repeat(18)}`;
    repository.commit(`Use ${secret}`, "-m", `* Drop ${secret}`);
    expect(JSON.stringify(await read(repository.folder))).not.toContain(secret);
  });

  it("of a mailmap has the person's proper name", async () => {
    const repository = new TestRepository().write(".mailmap", [
      "Ada Lovelace <ada@example.org> <ada@example.com>",
    ]);
    repository.commit("Add a mailmap");
    expect((await read(repository.folder)).commits[0]?.author).toEqual({
      name: "Ada Lovelace",
      email: "ada@example.org",
    });
  });
});

describe("a history", () => {
  it("is not read again while nothing changes, and then only what is new", async () => {
    const repository = new TestRepository();
    const first = repository.write("a", ["1"]).commit("One");
    const before = await read(repository.folder);
    const known = { stateKey: before.stateKey, shas: new Set([first]) };

    const unchanged = await read(repository.folder, { known });
    expect(unchanged).toMatchObject({ stateKey: before.stateKey, reachable: null, commits: [] });

    const second = repository.write("a", ["2"]).commit("Two");
    const { commits, reachable } = await read(repository.folder, { known });
    expect(commits.map(({ sha }) => sha)).toEqual([second]);
    expect(reachable).toEqual(new Set([first, second]));
  });

  it("holds all branches, local and remote, tags and detached worktrees", async () => {
    const origin = new TestRepository();
    origin.write("a", ["1"]).commit("Base");
    origin.git("switch", "--quiet", "-c", "theirs");
    origin.write("b", ["1"]).commit("Remote only");
    origin.git("switch", "--quiet", "main");
    const clone = new TestRepository(join(emptyFolder(), "clone"), false);
    origin.git("clone", "--quiet", origin.folder, clone.folder);
    clone.git("checkout", "--quiet", "--detach");
    clone.git(
      "-c",
      "user.name=A",
      "-c",
      "user.email=a@b.c",
      "commit",
      "--quiet",
      "--allow-empty",
      "-m",
      "Detached",
    );

    const { commits, trunk, repository } = await read(clone.folder);
    expect(commits.map(({ subject }) => subject).sort()).toEqual(["Base", "Detached", "Remote only"]);
    expect(trunk).toBe("refs/remotes/origin/main");
    expect(repository.name).toBe(origin.folder.split("/").at(-1));
  });

  it("leaves out branches that share nothing with the trunk", async () => {
    const repository = new TestRepository().write("a", ["1"]);
    repository.commit("Work");
    repository.git("switch", "--quiet", "--orphan", "pages");
    repository.write("index.html", ["page"]).commit("Publish");
    expect((await read(repository.folder)).commits.map(({ subject }) => subject)).toEqual(["Work"]);
  });

  it("holds rewritten commits as long as git has them, marked as unreachable", async () => {
    const repository = new TestRepository().write("a", ["1"]);
    const before = repository.commit("First words");
    repository.git("commit", "--quiet", "--amend", "-m", "Better words");
    const { commits } = await read(repository.folder);
    expect(commits.map(({ subject, reachable }) => [subject, reachable])).toEqual([
      ["Better words", true],
      ["First words", false],
    ]);

    repository.git("reflog", "expire", "--expire=now", "--all");
    const named = await read(repository.folder, { namedShas: [before.slice(0, 7), "--all", "zzzzzzz"] });
    expect(named.commits.map(({ subject }) => subject)).toContain("First words");
  });

  it("goes no further back than is asked", async () => {
    const repository = new TestRepository().write("a", ["1"]);
    repository.time(0).commit("Old");
    repository.time(60).write("a", ["2"]).commit("New");
    const { commits } = await read(repository.folder, { sinceMs: at(30) });
    expect(commits.map(({ subject }) => subject)).toEqual(["New"]);
  });

  it("is empty before the first commit", async () => {
    expect(await read(new TestRepository().folder)).toMatchObject({ commits: [], problems: [], trunk: null });
  });
});

describe("a repository", () => {
  it("is the same one in each of its worktrees", async () => {
    const main = new TestRepository().write("a", ["1"]);
    main.commit("Base");
    const other = join(emptyFolder(), "tree");
    main.git("worktree", "add", "--quiet", other, "-b", "side");
    const found = [await read(main.folder), await read(other)];
    expect(found[1]?.repository.id).toBe(found[0]?.repository.id);
    expect(found[1]?.repository.folders).toEqual([main.folder, other]);
  });

  it("that is bare is read, and says so", async () => {
    const origin = new TestRepository().write("a", ["1"]);
    origin.commit("Base");
    const bare = join(emptyFolder(), "shop.git");
    origin.git("clone", "--quiet", "--bare", origin.folder, bare);
    const { commits, problems, repository } = await read(bare);
    expect(commits).toHaveLength(1);
    expect(kinds(problems)).toEqual(["bare-repository"]);
    expect(repository.folders).toEqual([]);
  });

  it("that is shallow knows nothing of what its oldest commits changed", async () => {
    const origin = new TestRepository().write("a", lines("a", 50));
    origin.commit("Base");
    origin.write("a", [...lines("a", 50), "last"]).commit("Next");
    origin.write("b", ["1"]).commit("Newest");
    const clone = join(emptyFolder(), "clone");
    origin.git("clone", "--quiet", "--depth=2", `file://${origin.folder}`, clone);
    const { commits, problems } = await read(clone);
    expect(kinds(problems)).toEqual(["shallow-repository"]);
    expect(bySubject(commits, "Next")).toMatchObject({ parents: null, files: null, changeId: null });
    expect(bySubject(commits, "Newest").files).toHaveLength(1);
  });

  it("whose contents would have to be fetched gives names alone, without the network", async () => {
    const origin = new TestRepository().write("a", ["1"]);
    origin.git("config", "uploadpack.allowFilter", "true");
    origin.commit("Base");
    const clone = join(emptyFolder(), "clone");
    origin.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", `file://${origin.folder}`, clone);
    const { commits, problems } = await read(clone);
    expect(kinds(problems)).toEqual(["partial-repository"]);
    expect(commits[0]?.files).toEqual([
      expect.objectContaining({ path: "a", created: true, addedLines: null }),
    ]);
  });

  it("that is locked is read as it stands", async () => {
    const repository = new TestRepository().write("a", ["1"]);
    repository.commit("Base");
    writeFileSync(join(repository.folder, ".git", "index.lock"), "");
    const { commits, problems } = await read(repository.folder);
    expect(commits).toHaveLength(1);
    expect(kinds(problems)).toEqual(["locked-repository"]);
  });

  it("that is damaged is a problem, not a shorter history", async () => {
    const repository = new TestRepository().write("a", ["1"]);
    const sha = repository.commit("Base");
    writeFileSync(join(repository.folder, ".git", "refs", "heads", "broken"), `${"1".repeat(40)}\n`);
    const { commits, problems, stateKey } = await read(repository.folder);
    expect(kinds(problems)).toContain("broken-repository");
    expect(commits.filter((commit) => commit.sha !== sha)).toEqual([]);
    expect(stateKey).toBe("");
  });

  it("that takes too long is read on next time", async () => {
    const repository = new TestRepository().write("a", ["1"]);
    repository.commit("Base");
    const { problems } = await read(repository.folder, { limitMs: 0 });
    expect(kinds(problems)).toContain("slow-repository");
  });

  it.each([
    ["that is not there", () => join(emptyFolder(), "gone"), "missing-repository"],
    ["that is a relative path", () => "--upload-pack=touch", "missing-repository"],
    ["that is none", emptyFolder, "no-repository"],
  ])("%s is a problem", async (_, folder, kind) => {
    const found = await findRepository(folder(), environment);
    expect(found.repository).toBeNull();
    expect(kinds(found.problems)).toEqual([kind]);
    expect(found.problems[0]?.hint).not.toBe("");
  });

  it("cannot be read where there is no git", async () => {
    const { problems } = await findRepository(new TestRepository().folder, {
      ...environment,
      PATH: emptyFolder(),
    });
    expect(kinds(problems)).toEqual(["no-git"]);
  });
});

describe("reading", () => {
  it("runs no program that the repository names, and writes nothing", async () => {
    const repository = new TestRepository()
      .write("a.ts", ["1"])
      .write(".gitattributes", ["*.ts diff=evil filter=evil"]);
    repository.commit("Base");
    repository.write("a.ts", ["2"]).commit("Change");
    const mark = join(emptyFolder(), "mark");
    for (const key of [
      "diff.evil.textconv",
      "diff.evil.command",
      "diff.external",
      "core.fsmonitor",
      "core.pager",
      "gpg.program",
    ]) {
      repository.git("config", key, `touch ${mark}; false`);
    }
    repository.git("config", "log.showSignature", "true");
    const index = readFileSync(join(repository.folder, ".git", "index"));

    const { commits, problems } = await read(repository.folder);

    expect(problems).toEqual([]);
    expect(bySubject(commits, "Change").files?.[0]).toMatchObject({ addedLines: 1, removedLines: 1 });
    expect(existsSync(mark)).toBe(false);
    expect(readFileSync(join(repository.folder, ".git", "index"))).toEqual(index);
  });

  it("does not depend on how somebody likes their diffs", async () => {
    const repository = new TestRepository().write("a.ts", lines("a", 9));
    repository.commit("Base");
    repository.write("a.ts", ["new", ...lines("a", 9)]).commit("Change");
    repository.git("mv", "a.ts", "b.ts");
    repository.commit("Move");
    const plain = await read(repository.folder);
    for (const [key, value] of Object.entries({
      "diff.noprefix": "true",
      "diff.context": "9",
      "diff.renames": "false",
      "diff.orderFile": "nowhere",
      "color.ui": "always",
      "core.quotePath": "true",
      "log.showRoot": "false",
      "log.mailmap": "false",
      "diff.algorithm": "patience",
      "format.pretty": "oneline",
    })) {
      repository.git("config", key, value);
    }
    const { commits, problems } = await read(repository.folder);
    expect(problems).toEqual([]);
    expect(commits).toEqual(plain.commits);
  });

  it("is not led elsewhere by the environment", async () => {
    const repository = new TestRepository().write("a", ["1"]);
    repository.commit("Here");
    const elsewhere = new TestRepository().write("a", ["1"]);
    elsewhere.commit("There");
    const misled = {
      ...environment,
      GIT_DIR: join(elsewhere.folder, ".git"),
      GIT_WORK_TREE: elsewhere.folder,
    };
    const found = await findRepository(repository.folder, misled);
    const { commits } = await readHistory(found.repository!, { environment: misled });
    expect(commits.map(({ subject }) => subject)).toEqual(["Here"]);
  });
});
