import { describe, expect, it } from "vitest";
import { type CommitOutcome, outcomesOf } from "../../../src/core/changes/outcome.ts";
import type { HistoryCommit, RepositoryHistory } from "../../../src/core/changes/repository-history.ts";
import { hashLine } from "../../../src/core/line-hash.ts";
import { type CommitSketch, commit, file, history, lines } from "../make-history.ts";

const dayMinutes = 24 * 60;

interface Sketch extends CommitSketch {
  readonly on: readonly HistoryCommit[];
  readonly removes?: Readonly<Record<string, readonly string[]>>;
}

/** A commit on top of others. */
function made(subject: string, { on, removes = {}, ...sketch }: Sketch): HistoryCommit {
  const one = commit(subject, { ...sketch, parents: on.map(({ sha }) => sha) });
  const taken = Object.entries(removes).map(([path, own]) => {
    const same = one.files?.find((known) => known.path === path) ?? file(path, []);
    return { ...same, removed: own.map(hashLine), removedLines: own.length };
  });
  const others = (one.files ?? []).filter(({ path }) => removes[path] === undefined);
  return { ...one, files: on.length > 1 ? null : [...others, ...taken] };
}

const start = made("Start", { on: [] });
const feature = (at: number, on: HistoryCommit, more: Partial<Sketch> = {}): HistoryCommit =>
  made("Add login", { on: [on], at, adds: { "src/login.ts": lines("login", 6) }, ...more });

function repository(
  main: HistoryCommit,
  commits: readonly HistoryCommit[],
  branches: Readonly<Record<string, HistoryCommit>> = {},
): RepositoryHistory {
  const refs = Object.entries({ main, ...branches }).map(([name, { sha }]) => ({
    name: `refs/heads/${name}`,
    sha,
  }));
  return history([start, ...commits], { refs, trunk: "refs/heads/main" });
}

const link = (taskId: string, sha: string, share = 1) => ({ taskId, sha, share, confidence: 1, reasons: [] });

const fateIn = (
  known: RepositoryHistory,
  one: HistoryCommit,
  nowMs = Number.MAX_SAFE_INTEGER,
): CommitOutcome =>
  outcomesOf({ history: known, commitsOfTasks: new Map([["t1", [link("t1", one.sha)]]]), nowMs }).commits.get(
    one.sha,
  )!;

describe("a commit is merged", () => {
  it("if the trunk holds it, by whatever way", () => {
    const branch = feature(1, start);
    const other = made("Other", { on: [start], at: 2, adds: { "src/other.ts": lines("other", 3) } });
    const merge = made("Merge", { on: [other, branch], at: 3 });
    const known = repository(merge, [branch, other, merge]);
    expect(fateIn(known, branch)).toMatchObject({ outcome: "merged", merged: true, because: "on main" });
    expect(fateIn(known, other).outcome).toBe("merged");
  });

  it("if it was rebased or cherry-picked there", () => {
    const branch = feature(1, start, { changeId: "same", reachable: false });
    const picked = feature(9, start, { changeId: "same" });
    const fate = fateIn(repository(picked, [branch, picked]), branch);
    expect(fate).toMatchObject({ outcome: "merged", reachable: false, landedAs: picked.sha });
    expect(fate.because).toBe(`on main as ${picked.sha.slice(0, 7)} (same change)`);
  });

  it("if it was amended before", () => {
    const first = feature(1, start, { changeId: "a", reachable: false });
    const amended = {
      ...feature(1, start, { changeId: "b" }),
      files: [file("src/login.ts", lines("new", 9))],
    };
    expect(fateIn(repository(amended, [first, amended]), first)).toMatchObject({
      outcome: "merged",
      because: expect.stringContaining("same author and time"),
    });
  });

  it("if a squash merge holds its lines, though somebody else made that and named nothing", () => {
    const branch = feature(1, start);
    const squash = made("All of it", {
      on: [start],
      at: 9,
      by: "bob",
      adds: { "src/login.ts": lines("login", 6), "src/more.ts": lines("more", 20) },
    });
    expect(fateIn(repository(squash, [branch, squash], { login: branch }), branch)).toMatchObject({
      outcome: "merged",
      landedAs: squash.sha,
    });
    const few = made("Some of it", { on: [start], at: 9, adds: { "src/login.ts": lines("login", 3) } });
    expect(fateIn(repository(few, [branch, few], { login: branch }), branch).outcome).toBe("unmerged");
  });

  it("if its branch rewrote it before it was squashed", () => {
    const branch = feature(1, start);
    const rewritten = made("Better login", {
      on: [branch],
      at: 2,
      adds: { "src/login.ts": lines("better", 8) },
      removes: { "src/login.ts": lines("login", 6) },
    });
    const squash = made("Login (#7)", { on: [start], at: 9, adds: { "src/login.ts": lines("better", 8) } });
    const known = repository(squash, [branch, rewritten, squash], { login: rewritten });
    expect(fateIn(known, branch)).toMatchObject({ outcome: "merged", landedAs: squash.sha });
  });

  it("if a squash merge's message names its subject and changes one of its files", () => {
    const branch = feature(1, start);
    const squash = (path: string) =>
      made("Login (#7)", { on: [start], at: 9, mentionedSubjects: ["Add login"], adds: { [path]: ["x"] } });
    const named = squash("src/login.ts");
    expect(fateIn(repository(named, [branch, named], { login: branch }), branch).outcome).toBe("merged");
    const unlike = squash("src/other.ts");
    expect(fateIn(repository(unlike, [branch, unlike], { login: branch }), branch).outcome).toBe("unmerged");
  });
});

describe("a commit is not merged", () => {
  const branch = feature(100, start);

  it("by what the trunk had before it was made", () => {
    const earlier = made("Login", { on: [start], at: 50, adds: { "src/login.ts": lines("login", 6) } });
    expect(fateIn(repository(earlier, [branch, earlier], { login: branch }), branch).outcome).toBe(
      "unmerged",
    );
    const named = made("Login (#7)", {
      on: [start],
      at: 50,
      mentionedSubjects: ["Add login"],
      adds: { "src/login.ts": ["other"] },
    });
    expect(fateIn(repository(named, [branch, named], { login: branch }), branch).outcome).toBe("unmerged");
  });
});

describe("a commit is reverted", () => {
  const landed = feature(1, start);
  const takenBack = (more: Partial<Sketch>, on = landed): HistoryCommit =>
    made("Take it out", { on: [on], at: 9, removes: { "src/login.ts": lines("login", 6) }, ...more });

  it("by a commit that is its inverse, whatever it says", () => {
    const revert = takenBack({});
    expect(fateIn(repository(revert, [landed, revert]), landed)).toMatchObject({
      outcome: "reverted",
      merged: true,
      revertedBy: revert.sha,
    });
  });

  it("by one that says so and takes back at least half", () => {
    const half = { removes: { "src/login.ts": lines("login", 3) }, adds: { "src/x.ts": lines("x", 30) } };
    const silent = takenBack(half);
    expect(fateIn(repository(silent, [landed, silent]), landed).outcome).toBe("merged");
    const named = { ...takenBack(half), subject: 'Revert "Add login" (#8)' };
    expect(fateIn(repository(named, [landed, named]), landed).outcome).toBe("reverted");
    const bySha = takenBack({ ...half, revertedShas: [landed.sha] });
    expect(fateIn(repository(bySha, [landed, bySha]), landed).outcome).toBe("reverted");
    const little = takenBack({ removes: { "src/login.ts": lines("login", 2) }, revertedShas: [landed.sha] });
    expect(fateIn(repository(little, [landed, little]), landed).outcome).toBe("merged");
  });

  it("not by one that removes the feature months later, unless it says so", () => {
    const removal = takenBack({ at: 90 * dayMinutes });
    expect(fateIn(repository(removal, [landed, removal]), landed).outcome).toBe("merged");
    const revert = { ...removal, subject: 'Revert "Add login"' };
    expect(fateIn(repository(revert, [landed, revert]), landed).outcome).toBe("reverted");
  });

  it("not by one that rewrites it", () => {
    const rewrite = takenBack({ adds: { "src/login.ts": lines("better", 40) } });
    expect(fateIn(repository(rewrite, [landed, rewrite]), landed).outcome).toBe("merged");
  });

  it("not if the revert was reverted, or the work landed again", () => {
    const revert = takenBack({ revertedShas: [landed.sha] });
    const again = feature(20, revert, { subject: "Once more" });
    expect(fateIn(repository(again, [landed, revert, again]), landed).outcome).toBe("merged");
    const third = takenBack({ at: 30 }, again);
    expect(fateIn(repository(third, [landed, revert, again, third]), landed)).toMatchObject({
      outcome: "reverted",
      revertedBy: third.sha,
    });
  });

  it("with the merge or the squash that brought it", () => {
    const branch = feature(1, start);
    const merge = made("Merge pull request #7 from ada/login", { on: [start, branch], at: 2 });
    const revert = made(`Revert "${merge.subject}"`, { on: [merge], at: 3 });
    expect(fateIn(repository(revert, [branch, merge, revert]), branch).revertedBy).toBe(revert.sha);
    const squash = made("Login (#7)", { on: [start], at: 2, adds: { "src/login.ts": lines("login", 6) } });
    const undone = made('Revert "Login (#7)" (#8)', { on: [squash], at: 3 });
    const known = repository(undone, [branch, squash, undone], { login: branch });
    expect(fateIn(known, branch)).toMatchObject({ outcome: "reverted", landedAs: squash.sha });
  });
});

describe("a commit that the trunk does not hold", () => {
  const branch = feature(10, start);
  const trunkAt = (day: number): HistoryCommit =>
    made("Go on", { on: [start], at: day * dayMinutes, adds: { "src/other.ts": lines("other", 3) } });

  it("is unmerged on a branch that is at work", () => {
    const main = trunkAt(20);
    expect(fateIn(repository(main, [branch, main], { login: branch }), branch)).toMatchObject({
      outcome: "unmerged",
      merged: false,
      because: "not on main, on login",
    });
  });

  it("is abandoned where nobody added to the branch for four weeks while the trunk went on", () => {
    const main = trunkAt(40);
    const known = repository(main, [branch, main], { login: branch });
    expect(fateIn(known, branch)).toMatchObject({
      outcome: "abandoned",
      because: "not on main, on login alone, which nobody added to while main went on for 39 days",
    });
    const later = made("More", { on: [branch], at: 30 * dayMinutes });
    expect(fateIn(repository(main, [branch, later, main], { login: later }), branch).outcome).toBe(
      "unmerged",
    );
    const quiet = trunkAt(5);
    expect(fateIn(repository(quiet, [branch, quiet], { login: branch }), branch).outcome).toBe("unmerged");
  });

  it("is not abandoned by a commit that is dated in the future", () => {
    const main = trunkAt(4000);
    const known = repository(main, [branch, main], { login: branch });
    expect(fateIn(known, branch, 10 * dayMinutes * 60_000).outcome).toBe("unmerged");
  });

  it("is abandoned where no branch holds it any more", () => {
    const gone = feature(10, start, { reachable: false });
    const main = trunkAt(20);
    expect(fateIn(repository(main, [gone, main]), gone)).toMatchObject({
      outcome: "abandoned",
      reachable: false,
      because: "no branch holds it or a copy of it",
    });
  });
});

describe("a task's outcome", () => {
  it("is unknown without a trunk, and for commits that the repository does not have", () => {
    const commitsOfTasks = new Map([["t1", [link("t1", start.sha)]]]);
    const without = outcomesOf({ history: history([start]), commitsOfTasks, nowMs: 0 });
    expect(without.tasks.get("t1")).toMatchObject({
      outcome: null,
      because: expect.stringContaining("no trunk is known"),
    });
    expect(without.commits.get(start.sha)).toMatchObject({ reachable: true, merged: null });
    const gone = new Map([["t1", [link("t1", "abc1234")]]]);
    expect(
      outcomesOf({ history: repository(start, []), commitsOfTasks: gone, nowMs: 0 }).tasks.get("t1"),
    ).toEqual({
      outcome: null,
      because: "not in the repository any more",
    });
  });

  it("is where most of its lines are, by its share of them", () => {
    const small = feature(1, start);
    const large = made("Large", { on: [start], at: 2, adds: { "src/large.ts": lines("large", 30) } });
    const known = repository(small, [small, large], { side: large });
    const outcome = (share: number) =>
      outcomesOf({
        history: known,
        commitsOfTasks: new Map([["t1", [link("t1", small.sha), link("t1", large.sha, share)]]]),
        nowMs: Number.MAX_SAFE_INTEGER,
      }).tasks.get("t1");
    expect(outcome(1)).toEqual({
      outcome: "unmerged",
      because: `${large.sha.slice(0, 7)} not on main, on side (1 of 2 commits, 82 % of the lines)`,
    });
    expect(outcome(0.1)?.outcome).toBe("merged");
  });
});
