import { describe, expect, it } from "vitest";
import type { HistoryCommit } from "../../../src/core/changes/repository-history.ts";
import { commitPlaces } from "../../../src/core/links/commit-branches.ts";
import { commit, history } from "../make-history.ts";

/** A merge on the trunk of one commit of a branch, with the subject of the merge. */
function merged(subject: string): { readonly side: HistoryCommit; readonly all: readonly HistoryCommit[] } {
  const base = commit("Base");
  const side = commit("Side", { parents: [base.sha] });
  const merge = commit(subject, { parents: [base.sha, side.sha] });
  return { side, all: [merge, side, base] };
}

describe("the branch of a commit", () => {
  it.each([
    ["Merge pull request #7 from ada/login", "login", 7],
    ["Merge pull request #7 from ada/feature/login", "feature/login", 7],
    ["Merge branch 'login'", "login", null],
    ["Merge branch 'login' into 'main'", "login", null],
    ["Merge remote-tracking branch 'origin/login'", "login", null],
    ["Merged in login (pull request #7)", "login", 7],
  ])("is the one that was merged by %j", (subject, branch, pullRequest) => {
    const { side, all } = merged(subject);
    const refs = [{ name: "refs/heads/main", sha: all[0]!.sha }];
    const places = commitPlaces(history(all, { refs, trunk: "refs/heads/main" }));
    expect(places.get(side.sha)).toEqual({ branches: new Set([branch]), pullRequest });
    expect([...places.keys()]).toEqual([side.sha]);
  });

  it("is every ref that leads to it and not to the trunk", () => {
    const base = commit("Base");
    const side = commit("Side", { parents: [base.sha] });
    const tip = commit("Tip", { parents: [side.sha] });
    const refs = [
      { name: "refs/remotes/origin/main", sha: base.sha },
      { name: "refs/remotes/origin/login", sha: side.sha },
      { name: "refs/heads/login-2", sha: tip.sha },
      { name: "refs/tags/v1", sha: tip.sha },
    ];
    const places = commitPlaces(history([base, side, tip], { refs, trunk: "refs/remotes/origin/main" }));
    expect(places.get(side.sha)?.branches).toEqual(new Set(["login", "login-2"]));
    expect(places.get(tip.sha)?.branches).toEqual(new Set(["login-2"]));
    expect(places.has(base.sha)).toBe(false);
  });

  it("is unknown without parents; a squash merge names its request all the same", () => {
    const squash = commit("Add login (#7)", { parents: null });
    const plain = commit("Fix (see #8) it", { parents: null });
    expect(commitPlaces(history([squash, plain]))).toEqual(
      new Map([[squash.sha, { branches: new Set(), pullRequest: 7 }]]),
    );
  });
});
