/** What people say of commits wins over all evidence, for ever, whatever becomes of commits and tasks. */
import { describe, expect, it } from "vitest";
import type { HistoryCommit } from "../../../src/core/changes/repository-history.ts";
import { CommitBook } from "../../../src/core/links/commit-book.ts";
import type { CommitLink } from "../../../src/core/links/commit-links.ts";
import { opinionsInForce } from "../../../src/core/tasks/corrections.ts";
import type { OpinionBody } from "../../../src/core/types.ts";
import { commit, history } from "../make-history.ts";
import { opinions } from "../make-turn.ts";

const link = ({ sha }: { readonly sha: string }, turnId: string, confidence = 0.8): CommitLink => ({
  sha,
  turnId,
  sessionId: turnId.slice(0, 2),
  confidence,
  share: 0.5,
  reasons: [{ reason: "lines", note: "" }],
});

const bookOf = (
  commits: readonly HistoryCommit[],
  links: readonly CommitLink[],
  ...said: readonly OpinionBody[]
) =>
  new CommitBook(
    [{ id: "r", state: "", history: history(commits), links }],
    [],
    opinionsInForce(opinions(...said)),
  );

const told = (book: CommitBook, ...turnIds: readonly string[]) =>
  book.linksOf(turnIds).map(({ sha, turnId, confidence, reasons }) => ({
    sha,
    turnId,
    confidence,
    reasons: reasons.map(({ reason }) => reason),
  }));

describe("corrections of links", () => {
  const made = commit("Made");

  it("take a commit from all turns of a task, and leave it to others", () => {
    const links = [link(made, "s1/a"), link(made, "s1/b"), link(made, "s2/a")];
    const book = bookOf([made], links, { kind: "commit-unlink", turnId: "s1/b", sha: made.sha });
    expect(told(book, "s1/a", "s1/b")).toEqual([]);
    expect(told(book, "s2/a")).toHaveLength(1);
  });

  it("give a commit to a task, with what is known of its part", () => {
    const said = { kind: "commit-link", turnId: "s1/b", sha: made.sha.slice(0, 8) } as const;
    expect(told(bookOf([made], [], said), "s1/a", "s1/b")).toEqual([
      { sha: made.sha, turnId: "s1/b", confidence: 1, reasons: ["correction"] },
    ]);
    const book = bookOf([made], [link(made, "s1/a")], said);
    expect(told(book, "s1/a", "s1/b")).toEqual([
      { sha: made.sha, turnId: "s1/a", confidence: 1, reasons: ["correction", "lines"] },
    ]);
    expect(book.linksOf(["s1/a", "s1/b"])[0]?.share).toBe(0.5);
  });

  it("count in the order they were given, unless they were taken back", () => {
    const away = { kind: "commit-unlink", turnId: "s1/a", sha: made.sha } as const;
    const here = { kind: "commit-link", turnId: "s1/a", sha: made.sha } as const;
    const links = [link(made, "s1/a")];
    expect(told(bookOf([made], links, here, away), "s1/a")).toEqual([]);
    expect(told(bookOf([made], links, away, here), "s1/a")).toMatchObject([{ confidence: 1 }]);
    expect(told(bookOf([made], links, away, { kind: "undo", seq: 1 }), "s1/a")).toMatchObject([
      { confidence: 0.8 },
    ]);
  });

  it("follow the commit to its copies when it is rewritten", () => {
    const before = commit("Made", { changeId: "x", reachable: false });
    const after = commit("Made, reworded", { changeId: "x", at: 9 });
    const here = { kind: "commit-link", turnId: "s1/a", sha: before.sha } as const;
    const away = { kind: "commit-unlink", turnId: "s2/a", sha: before.sha } as const;
    const book = bookOf([before, after], [link(after, "s2/a")], here, away);
    expect(told(book, "s1/a")).toMatchObject([{ sha: after.sha }]);
    expect(told(book, "s2/a")).toEqual([]);
  });

  it("stay with a commit that is gone, and with one that no history has", () => {
    const gone = commit("Thrown away", { reachable: false });
    const said = [gone.sha, "fedcba9"].map((sha) => ({ kind: "commit-link", turnId: "s1/a", sha }) as const);
    expect(told(bookOf([gone], [], ...said), "s1/a").map(({ sha }) => sha)).toEqual([gone.sha, "fedcba9"]);
  });
});

it("subjects are those of sure links, in the order the commits were made", () => {
  const [late, early] = [commit("Late", { at: 9 }), commit("Early", { at: 1 })];
  const [unsure, others] = [commit("Unsure"), commit("Mostly another task's")];
  const links = [
    link(late, "s1/a", 0.95),
    link(early, "s1/b", 0.99),
    link(unsure, "s1/a", 0.7),
    { ...link(others, "s1/a", 0.99), share: 0.2 },
  ];
  const book = bookOf([late, early, unsure, others], links);
  expect(book.subjectsOf(["s1/a", "s1/b"])).toEqual(["Early", "Late"]);
});
