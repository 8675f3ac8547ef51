import { describe, expect, it } from "vitest";
import type { CommitLink } from "../../../src/core/links/commit-links.ts";
import type { LinkReason } from "../../../src/core/links/link-evidence.ts";
import { commitsOfTasks } from "../../../src/core/links/task-commits.ts";

const link = (
  turnId: string,
  reason: LinkReason,
  share: number | null = null,
  confidence = 0.9,
): CommitLink => ({
  sha: "c",
  turnId,
  sessionId: turnId.slice(0, 2),
  confidence,
  share,
  reasons: [{ reason, note: "" }],
});

const tasks = [
  { id: "login", turnIds: ["s1/a", "s1/b"] },
  { id: "cart", turnIds: ["s2/a"] },
];

const shares = (...links: readonly CommitLink[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...commitsOfTasks(links, tasks)].map(([id, [commit]]) => [id, commit!.share]));

describe("a task's part of a commit", () => {
  it("is what its turns wrote of it", () => {
    expect(
      shares(link("s1/a", "lines", 0.3), link("s1/b", "lines", 0.2), link("s2/a", "lines", 0.4)),
    ).toEqual({
      login: 0.5,
      cart: 0.4,
    });
  });

  it("is all that no other task wrote, where the agent itself committed", () => {
    expect(shares(link("s1/a", "commit-output"))).toEqual({ login: 1 });
    expect(shares(link("s1/a", "commit-output"), link("s2/a", "lines", 0.25))).toEqual({
      login: 0.75,
      cart: 0.25,
    });
  });

  it("is nothing where a person wrote it", () => {
    expect(shares(link("s1/a", "follow-up"))).toEqual({ login: 0 });
  });

  it("is never more than the whole, with the others'", () => {
    expect(shares(link("s1/a", "files-and-time", 1), link("s2/a", "files-and-time", 1))).toEqual({
      login: 0.5,
      cart: 0.5,
    });
  });

  it("has the confidence of its surest link, and leaves turns of no task out", () => {
    const found = commitsOfTasks(
      [link("s1/a", "lines", 0.1, 0.6), link("s1/b", "lines", 0.1, 0.8), link("s9/x", "lines")],
      tasks,
    );
    expect([...found.keys()]).toEqual(["login"]);
    expect(found.get("login")).toEqual([expect.objectContaining({ sha: "c", confidence: 0.8 })]);
  });
});
