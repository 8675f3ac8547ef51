/** From logs and repositories to the work of tasks: what a person sees of commits, as the repository moves on. */
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { linkCommit, unlinkCommit } from "../../src/app/commit-corrections.ts";
import { undo } from "../../src/app/corrections.ts";
import type { Effects } from "../../src/app/operation.ts";
import { refresh } from "../../src/app/refresh.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import {
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
let main: TestRepository;
beforeEach(async () => {
  store = await openStore(":memory:");
  logs = emptyFolder();
  effects = testEffects(store, logs, { environment });
  main = new TestRepository().write("README.md", ["Shop"]);
  main.commit("Begin");
});
afterEach(() => store.close());

/** A session that edits a file; the commit is made by hand five minutes later. */
function workedBy(session: number, minutes: number, file: string, says: string): void {
  writeLog(logs, {
    session,
    folder: main.folder,
    turns: [{ minutes, says, adds: { [file]: lines(`s${session}n`, 8) } }],
  });
  main.time(minutes + 5).write(file, lines(`s${session}n`, 8));
}

const taskId = async (): Promise<string> => (await store.tasks())[0]!.id;

async function told() {
  await refresh(effects);
  const names = new Map((await store.tasks()).map(({ id, title }) => [id, title]));
  const work = await store.taskWork();
  return work.map(({ taskId: id, commits, outcome, diff }) => ({
    title: names.get(id),
    commits: commits.map(({ subject, merged }) => (merged ? subject : `(${subject})`)),
    outcome,
    from: diff.from,
  }));
}

describe("commits of tasks", () => {
  it("are found by their lines, give the task its title, its diff and its outcome", async () => {
    workedBy(1, 10, "src/login.ts", "please do the thing we spoke of");
    main.commit("Add a login page");
    expect(await told()).toEqual([
      { title: "Add a login page", commits: ["Add a login page"], outcome: "merged", from: "commits" },
    ]);
    const [work] = await store.taskWork();
    expect(work).toMatchObject({
      commits: [{ repository: expect.any(String), files: 1, addedLines: 8, share: 1, reachable: true }],
      diff: { rows: [{ kind: "source", language: "TypeScript", files: 1, addedLines: 8 }] },
    });
    expect(await store.estimates()).toMatchObject([{ estimate: { inputs: { lines: 8, files: 1 } } }]);
  });

  it("count on the day of the work, whenever they were made", async () => {
    workedBy(1, 10, "src/login.ts", "add a login page");
    main.time(3 * 24 * 60).commit("Add a login page");
    await refresh(effects);
    expect(await store.taskDays()).toMatchObject([{ day: "2026-03-02", netLines: 8 }]);
  });

  it("follow a rewritten history, and are abandoned where nothing holds them any more", async () => {
    workedBy(1, 10, "src/login.ts", "add a login page");
    main.commit("Add login");
    expect(await told()).toMatchObject([{ commits: ["Add login"] }]);
    main.time(30).git("commit", "--quiet", "--amend", "-m", "Add a login page");
    expect(await told()).toMatchObject([{ commits: ["Add a login page"], outcome: "merged" }]);
    const sha = main.head();
    await linkCommit.run({ task: await taskId(), sha }, effects);
    main.git("reset", "--quiet", "--hard", "HEAD~1");
    expect(await told()).toMatchObject([
      { commits: ["(Add a login page)"], outcome: "abandoned", from: "edits" },
    ]);
  });

  it("are one task's by a person's word, whatever is rebased; and that can be taken back", async () => {
    workedBy(1, 10, "src/login.ts", "add a login page");
    main.git("switch", "--quiet", "-c", "side");
    const sha = main.commit("Add login");
    await refresh(effects);
    await unlinkCommit.run({ task: await taskId(), sha: sha.slice(0, 7) }, effects);
    expect(await told()).toMatchObject([{ commits: [], from: "edits", outcome: null }]);
    main.git("switch", "--quiet", "main");
    main.time(40).write("other", ["1"]).commit("Elsewhere", "--author=Bob <bob@example.com>");
    main.git("switch", "--quiet", "side");
    main.time(50).git("rebase", "--quiet", "main");
    expect(main.head()).not.toBe(sha);
    expect(await told()).toMatchObject([{ commits: [] }]);
    await undo.run({}, effects);
    expect(await told()).toMatchObject([{ commits: ["(Add login)"], outcome: "unmerged" }]);
  });

  it("count once where several clones hold them", async () => {
    workedBy(1, 10, "src/login.ts", "add a login page");
    main.commit("Add login");
    const clone = join(emptyFolder(), "clone");
    main.git("clone", "--quiet", main.folder, clone);
    writeLog(logs, { session: 2, folder: clone, turns: [{ minutes: 30, says: "look around" }] });
    expect(await told()).toMatchObject([{ commits: ["Add login"], outcome: "merged" }]);
    expect(await store.repositories()).toHaveLength(2);
  });

  it("are known from the log alone where the repository is not on this machine", async () => {
    const commit = { sha: "1a2b3c4", subject: "Add login" };
    const turns = [{ minutes: 10, adds: { "src/a.ts": ["a"] }, commit }];
    writeLog(logs, { session: 1, folder: "/home/nobody/shop", turns });
    expect(await told()).toEqual([
      { title: "Add login", commits: ["(Add login)"], outcome: null, from: "edits" },
    ]);
    expect(await store.taskWork()).toMatchObject([
      { commits: [{ sha: "1a2b3c4", repository: null, files: null, reachable: null, merged: null }] },
    ]);
  });

  it("in another repository than the session ran in are found there, and are not gone from the first", async () => {
    const other = new TestRepository().time(12).write("b.ts", lines("b", 8));
    const sha = other.commit("Add b elsewhere");
    writeLog(logs, { session: 2, folder: other.folder, turns: [{ minutes: 1, says: "look around" }] });
    const commit = { sha, subject: "Add b elsewhere" };
    writeLog(logs, { session: 1, folder: main.folder, turns: [{ minutes: 11, commit }] });
    expect(await told()).toMatchObject([{ commits: ["Add b elsewhere"], outcome: "merged" }]);
  });
});

it("links are not made anew for what was begun after the newest commit", async () => {
  workedBy(1, 10, "src/login.ts", "add a login page");
  main.commit("Add login");
  await refresh(effects);
  const keys = async () => (await store.links()).map(({ key }) => key);
  const before = await keys();
  const turns = [{ minutes: 600, adds: { "src/cart.ts": ["not committed"] } }];
  writeLog(logs, { session: 2, folder: main.folder, turns });
  await refresh(effects);
  expect(await store.turns()).toHaveLength(2);
  expect(await keys()).toEqual(before);
  main.time(610).write("src/cart.ts", ["not committed"]).commit("Add a cart");
  await refresh(effects);
  expect(await keys()).not.toEqual(before);
});
