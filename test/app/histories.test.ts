/** Real repositories beside real logs: what the ledger knows of their commits, and that it asks no more than it must. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultConfig } from "../../src/app/config.ts";
import { cutChangedSessions } from "../../src/app/cut-changed.ts";
import { readHistories } from "../../src/app/histories.ts";
import type { Effects } from "../../src/app/operation.ts";
import { refresh } from "../../src/app/refresh.ts";
import { sync } from "../../src/app/sync.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import {
  at,
  emptyFolder,
  environment,
  lines,
  removeRepositories,
  TestRepository,
} from "../sources/git/repositories.ts";
import { writeLog } from "./agent-log.ts";
import { testEffects } from "./effects.ts";

afterAll(removeRepositories);

let store: Store;
let logs: string;
let effects: Effects;
beforeEach(async () => {
  store = await openStore(":memory:");
  logs = emptyFolder();
  effects = testEffects(store, logs, { environment });
});
afterEach(() => store.close());

/** A git that notes each of its runs in a file. */
function countedGit(): { readonly environment: Effects["environment"]; runs(): number } {
  const folder = emptyFolder();
  const note = join(folder, "runs");
  writeFileSync(note, "");
  const real = (environment["PATH"] ?? "").split(delimiter).find((one) => existsSync(join(one, "git")))!;
  writeFileSync(join(folder, "git"), `#!/bin/sh\necho run >> '${note}'\nexec '${join(real, "git")}' "$@"\n`);
  chmodSync(join(folder, "git"), 0o755);
  return {
    environment: { ...environment, PATH: `${folder}${delimiter}${environment["PATH"]}` },
    runs: () => readFileSync(note, "utf8").split("\n").length - 1,
  };
}

const subjects = async (): Promise<readonly string[]> => {
  const repositories = await store.repositories();
  const commits = await Promise.all(repositories.map(({ id }) => store.commits(id)));
  return commits.flat().map(({ subject, reachable }) => (reachable ? subject : `(${subject})`));
};
const problems = async () => (await store.problems()).map(({ kind }) => kind);

function repositoryWithWork(): TestRepository {
  const main = new TestRepository().time(10).write("src/a.ts", lines("a", 8));
  main.commit("Add a");
  writeLog(logs, {
    session: 1,
    folder: main.folder,
    turns: [{ minutes: 5, adds: { "src/a.ts": lines("a", 8) } }],
  });
  return main;
}

describe("histories", () => {
  it("of the sessions' repositories are read, from the first session on", async () => {
    const main = new TestRepository().time(-600).write("old", ["1"]);
    main.commit("Before all");
    main.time(10).write("src/a.ts", lines("a", 8)).commit("Add a");
    writeLog(logs, { session: 1, folder: join(main.folder, "src"), turns: [{ minutes: 0 }] });
    await refresh(effects);
    expect(await subjects()).toEqual(["Add a"]);
    expect(await store.repositories()).toMatchObject([
      { folders: [main.folder], trunk: "refs/heads/main", identities: [{ name: "Ada" }] },
    ]);
  });

  it("grow with the repository, and no git is run where nothing is new", async () => {
    const main = repositoryWithWork();
    const git = countedGit();
    const counted = { ...effects, environment: git.environment };
    await refresh(counted);
    expect(git.runs()).toBeGreaterThan(0);
    const once = git.runs();
    await refresh(counted);
    await refresh(counted);
    expect(git.runs()).toBe(once);
    main.time(20).write("src/b.ts", lines("b", 3)).commit("Add b");
    await refresh(counted);
    expect(await subjects()).toEqual(["Add a", "Add b"]);
    const twice = git.runs();
    main.git("branch", "deep/in/folders");
    await refresh(counted);
    expect(git.runs()).toBeGreaterThan(twice);
    const thrice = git.runs();
    // A session goes on in a known repository, and another one runs where there is none.
    writeLog(logs, { session: 1, folder: main.folder, turns: [{ minutes: 5 }, { minutes: 30 }] });
    writeLog(logs, { session: 2, folder: "/home/nobody/gone", turns: [{ minutes: 31 }] });
    await refresh(counted);
    expect(await store.turns()).toHaveLength(3);
    expect(git.runs()).toBe(thrice);
  });

  it("name commits that were rewritten, with what a branch still holds told apart", async () => {
    const main = repositoryWithWork();
    await refresh(effects);
    main.time(20).git("commit", "--quiet", "--amend", "-m", "Add a, better");
    await refresh(effects);
    expect(await subjects()).toEqual(["(Add a)", "Add a, better"]);
  });

  it("of all worktrees are one; a session in a new worktree adds its folder", async () => {
    const main = repositoryWithWork();
    await refresh(effects);
    const tree = join(emptyFolder(), "tree");
    main.git("worktree", "add", "--quiet", tree, "-b", "side");
    writeLog(logs, { session: 2, folder: tree, branch: "side", turns: [{ minutes: 12 }] });
    await refresh(effects);
    expect(await store.repositories()).toMatchObject([{ folders: [main.folder, tree] }]);
    new TestRepository(tree, false).time(20).write("side.ts", ["1"]).commit("Side");
    await refresh(effects);
    expect(await subjects()).toEqual(["Add a", "Side"]);
  });

  it("are neither read nor used where the configuration says so, and found again later", async () => {
    repositoryWithWork();
    const git = countedGit();
    const without = { ...effects, environment: git.environment, config: { ...defaultConfig, git: false } };
    await refresh(without);
    expect(git.runs()).toBe(0);
    expect(await store.repositories()).toEqual([]);
    await refresh(effects);
    expect(await store.taskWork()).toMatchObject([{ commits: [{ subject: "Add a" }] }]);
    await refresh(without);
    expect(await store.taskWork()).toMatchObject([{ commits: [], diff: { from: "edits" } }]);
    await refresh(effects);
    expect(await store.taskWork()).toMatchObject([{ commits: [{ subject: "Add a" }] }]);
  });

  it("that are not read in time are read on at the next run", async () => {
    const main = repositoryWithWork();
    // The patch of each commit takes git a while; it is stopped in the middle of the second reading.
    await sync(effects);
    await cutChangedSessions(effects);
    await readHistories(effects, 1);
    expect(await problems()).toContain("slow-repository");
    expect(await subjects()).toEqual([]);
    main.git("branch", "again");
    await refresh(effects);
    expect(await subjects()).toEqual(["Add a"]);
  });
});

describe("repositories that are not as they should be", () => {
  it("gone: its history counts as it was", async () => {
    const main = repositoryWithWork();
    await refresh(effects);
    rmSync(main.folder, { recursive: true });
    const git = countedGit();
    await refresh({ ...effects, environment: git.environment });
    await refresh({ ...effects, environment: git.environment });
    expect(git.runs()).toBe(0);
    expect(await problems()).toEqual(["missing-repository"]);
    expect(await subjects()).toEqual(["Add a"]);
    expect(await store.taskWork()).toMatchObject([{ commits: [{ subject: "Add a" }] }]);
  });

  it("shallow, and whole later", async () => {
    const origin = repositoryWithWork();
    origin.time(11).write("src/b.ts", lines("b", 3)).commit("Add b");
    const clone = join(emptyFolder(), "clone");
    origin.git("clone", "--quiet", "--depth=1", `file://${origin.folder}`, clone);
    rmSync(join(logs, "projects"), { recursive: true });
    writeLog(logs, { session: 1, folder: clone, turns: [{ minutes: 5 }] });
    await refresh(effects);
    expect(await problems()).toEqual(["shallow-repository"]);
    const id = (await store.repositories())[0]!.id;
    expect(await store.commits(id)).toMatchObject([{ subject: "Add b", parents: null, files: null }]);
    new TestRepository(clone, false).git("fetch", "--quiet", "--unshallow");
    await refresh(effects);
    expect(await store.commits(id)).toMatchObject([
      { subject: "Add a", files: [{ path: "src/a.ts" }] },
      { subject: "Add b", files: [{ path: "src/b.ts" }] },
    ]);
  });

  it("bare", async () => {
    const origin = repositoryWithWork();
    const bare = join(emptyFolder(), "bare.git");
    origin.git("clone", "--quiet", "--bare", origin.folder, bare);
    rmSync(join(logs, "projects"), { recursive: true });
    writeLog(logs, { session: 1, folder: bare, turns: [{ minutes: 5 }] });
    await refresh(effects);
    expect(await problems()).toEqual(["bare-repository"]);
    expect(await subjects()).toEqual(["Add a"]);
  });

  it("locked: what is there is read", async () => {
    const main = repositoryWithWork();
    writeFileSync(join(main.folder, ".git", "index.lock"), "");
    await refresh(effects);
    expect(await problems()).toEqual(["locked-repository"]);
    expect(await subjects()).toEqual(["Add a"]);
  });

  it("broken: said once, and asked again when it changes", async () => {
    const main = repositoryWithWork();
    await refresh(effects);
    const head = join(main.folder, ".git", "HEAD");
    renameSync(head, `${head}.away`);
    mkdirSync(head);
    const git = countedGit();
    const counted = { ...effects, environment: git.environment };
    await refresh(counted);
    const once = git.runs();
    await refresh(counted);
    expect(git.runs()).toBe(once);
    expect(await problems()).toEqual(["no-repository"]);
    expect(await subjects()).toEqual(["Add a"]);
    rmSync(head, { recursive: true });
    renameSync(`${head}.away`, head);
    main.time(20).write("src/b.ts", ["b"]).commit("Add b");
    await refresh(counted);
    expect(await subjects()).toEqual(["Add a", "Add b"]);
  });

  it("without git on the machine", async () => {
    repositoryWithWork();
    await refresh({ ...effects, environment: { PATH: emptyFolder() } });
    expect(await problems()).toEqual(["no-git"]);
    expect(await store.turns()).toHaveLength(1);
  });

  it("with commits dated in the future: these count as made before what follows them", async () => {
    const main = new TestRepository().time(60 * 24 * 365 * 5).write("src/a.ts", lines("a", 8));
    const future = main.commit("From the future");
    main.time(10).write("src/b.ts", lines("b", 8)).commit("After it");
    writeLog(logs, { session: 1, folder: main.folder, turns: [{ minutes: 5 }] });
    await refresh(effects);
    expect(await store.problems()).toMatchObject([
      {
        kind: "future-commit",
        what: expect.stringContaining(`commit ${future.slice(0, 10)} is dated 2031-`),
      },
    ]);
    const id = (await store.repositories())[0]!.id;
    expect((await store.commits(id)).map(({ subject, committedMs }) => [subject, committedMs])).toEqual(
      expect.arrayContaining([
        ["From the future", at(10)],
        ["After it", at(10)],
      ]),
    );
  });
});

it("a ledger without sessions stays as it is", async () => {
  await refresh(effects);
  const revision = await store.revision();
  await refresh(effects);
  expect(await store.revision()).toBe(revision);
});
