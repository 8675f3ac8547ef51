import { describe, expect, it } from "vitest";
import type { HistoryCommit } from "../../../src/core/changes/repository-history.ts";
import { hashLine } from "../../../src/core/line-hash.ts";
import { type CommitLink, type LinkInput, linkCommits } from "../../../src/core/links/commit-links.ts";
import type { Session, Turn } from "../../../src/core/types.ts";
import { commit, history, lines } from "../make-history.ts";
import { type Sketch, session, turn } from "../make-turn.ts";

const hour = 60;

interface Story extends Sketch {
  /** Lines added, by path in `/home/ada/shop`. */
  readonly adds?: Readonly<Record<string, readonly string[]>>;
  readonly makes?: readonly { readonly sha: string; readonly subject: string }[];
}

/** A session of one turn. */
function worked(name: string, story: Story = {}): { readonly turn: Turn; readonly session: Session } {
  const plain = turn("p", { session: name, ...story });
  const { origin } = plain.prompt;
  const edits = Object.entries(story.adds ?? {}).map(([path, added]) => ({
    path: `/home/ada/shop/${path}`,
    added: added.map(hashLine),
    removed: [],
    hunks: 1,
    created: false,
    atMs: plain.startMs,
    origin,
  }));
  const commits = (story.makes ?? []).map((made) => ({
    ...made,
    branch: plain.branch,
    atMs: plain.endMs,
    origin,
  }));
  return {
    turn: { ...plain, edits, commits },
    session: session(name, { person: story.person ?? "ada" }),
  };
}

function link(
  commits: readonly HistoryCommit[],
  works: readonly ReturnType<typeof worked>[],
  more: Partial<LinkInput> = {},
): readonly CommitLink[] {
  return linkCommits({
    turns: works.map((work) => work.turn),
    sessions: works.map((work) => work.session),
    history: history(commits),
    ...more,
  });
}

/** `subject: session (reasons)` of each link. */
function told(links: readonly CommitLink[], commits: readonly HistoryCommit[]): readonly string[] {
  const subjects = new Map(commits.map(({ sha, subject }) => [sha, subject]));
  return links.map(
    ({ sha, sessionId, reasons }) =>
      `${subjects.get(sha) ?? sha}: ${sessionId} (${reasons.map(({ reason }) => reason).join(", ")})`,
  );
}

function links(
  commits: readonly HistoryCommit[],
  ...works: readonly ReturnType<typeof worked>[]
): readonly string[] {
  return told(link(commits, works), commits);
}

/** So that it is known who commits as `ada`: a commit of her session's lines. */
const known = {
  work: worked("known", { at: -9_000, adds: { "src/known.ts": lines("known", 9) } }),
  commit: commit("Known", { at: -8_999, adds: { "src/known.ts": lines("known", 9) } }),
};

describe("links from the logs alone", () => {
  it("are the commits whose output stands in them", () => {
    const work = worked("s1", { makes: [{ sha: "abc1234", subject: "Add login" }] });
    const [only, ...rest] = link([], [work], { history: null });
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ sha: "abc1234", turnId: "s1/p", sessionId: "s1", share: null });
    expect(only?.reasons).toEqual([{ reason: "commit-output", note: "commit abc1234 in the log" }]);
  });
});

describe("links by the log's commits", () => {
  const made = commit("Add login", { at: 1, adds: { "a.ts": lines("a", 5) } });
  const shown = { sha: made.sha.slice(0, 7), subject: made.subject };

  it("are made by sha, wherever the session ran", () => {
    const elsewhere = { ...worked("s1", { makes: [shown] }), session: session("s1", { cwd: "/srv/other" }) };
    expect(links([made], elsewhere)).toEqual(["Add login: s1 (commit-output)"]);
  });

  it("are made by nothing where two commits' shas begin alike", () => {
    const twins = [`${"a".repeat(39)}1`, `${"a".repeat(39)}2`].map((sha, i) =>
      commit(`Other words ${i}`, { sha }),
    );
    expect(links(twins, worked("s1", { makes: [{ sha: "aaaaaaa", subject: "Mine" }] }))).toEqual([
      "aaaaaaa: s1 (commit-output)",
    ]);
  });

  it("follow a rewritten commit by its subject, if its author time lies within the command", () => {
    const old = { sha: "fffffff", subject: "Add login" };
    const rebased = { ...made, committedMs: 900 * 60_000 };
    expect(links([rebased], worked("s1", { at: 1, makes: [old] }))).toEqual(["Add login: s1 (same-subject)"]);
    // The same words for something else, long before.
    const before = { ...made, authoredMs: -hour * 60_000 };
    expect(links([before], worked("s1", { at: 1, makes: [old] }))).toEqual(["fffffff: s1 (commit-output)"]);
  });

  it("follow a commit into the squash merge that lists its subject", () => {
    const squash = commit("Login (#12)", { at: 900, by: "web", mentionedSubjects: ["Add login", "Tidy"] });
    const old = worked("s1", { at: 1, makes: [{ sha: "fffffff", subject: "Add login" }] });
    expect(links([squash], old)).toEqual(["Login (#12): s1 (same-subject)"]);
  });

  it("follow a cherry-pick to the commit that its message names", () => {
    const picked = commit("Add login", { at: 90_000, by: "bob", mentionedShas: [made.sha] });
    const all = [made, picked];
    expect(links(all, worked("s1", { at: 1, makes: [shown] }))).toEqual([
      "Add login: s1 (commit-output)",
      "Add login: s1 (named-in-message)",
    ]);
  });

  it("go to the session that a trailer names", () => {
    const id = "6e6f8a52-1111-4000-8000-000000000000";
    const named = commit("Fix", { at: 90_000, trailers: [`https://example.com/session/${id}`] });
    expect(links([named], worked(id))).toEqual([`Fix: ${id} (named-in-message)`]);
  });

  it("are kept where nothing is left of the commit", () => {
    const gone = { ...made, reachable: false };
    expect(links([gone], worked("s1", { makes: [shown] }))).toEqual(["Add login: s1 (commit-output)"]);
  });

  it("go to the session that opened the pull request which was squashed", () => {
    const squash = commit("Login (#12)", { at: 900, by: "web" });
    const opened = (name: string, url: string) =>
      worked(name, { pullRequests: [{ number: 12, url, title: null }] });
    const here = opened("s1", "https://github.com/ada/shop/pull/12");
    const elsewhere = opened("s2", "https://github.com/ada/docs/pull/12");
    expect(links([squash], here, elsewhere)).toEqual(["Login (#12): s1 (pull-request)"]);
  });

  it("go to the turn that ran a commit command without saying what it made", () => {
    const quiet = commit("Quiet", { at: 5.5, adds: { "notes.md": ["x"] } });
    const turnAt5 = worked("s1", { at: 5, tools: { "Bash:git commit": 1 } });
    expect(links([quiet, known.commit], turnAt5, known.work)).toContain("Quiet: s1 (commit-command)");
  });
});

describe("links by lines", () => {
  it("go to the last session that wrote a line, in proportion", () => {
    const wrote = [...lines("one", 3), ...lines("two", 6)];
    const made = commit("Both", { at: 50, adds: { "a.ts": [...wrote, "}", ""] } });
    const first = worked("s1", { at: 1, adds: { "a.ts": wrote } });
    const second = worked("s2", { at: 2, adds: { "a.ts": lines("two", 6) } });
    expect(link([made], [first, second]).map(({ sessionId, share }) => [sessionId, share])).toEqual([
      ["s1", 3 / 9],
      ["s2", 6 / 9],
    ]);
  });

  it("are not made by lines that stand everywhere", () => {
    const boilerplate = ["import { describe, expect, it } from 'vitest';", "}", ""];
    const everywhere = Array.from({ length: 30 }, (_, i) =>
      commit(`Test ${i}`, { at: 10_000 + i, by: "bob", adds: { "a.ts": boilerplate } }),
    );
    expect(links(everywhere, worked("s1", { at: 1, adds: { "a.ts": boilerplate } }))).toEqual([]);
  });

  it("are not made to lines written after the commit", () => {
    const made = commit("Before", { at: 1, by: "bob", adds: { "a.ts": lines("a", 20) } });
    expect(links([made], worked("s1", { at: 60, adds: { "a.ts": lines("a", 20) } }))).toEqual([]);
  });

  it("need more of another author's commit", () => {
    const added = lines("a", 12);
    const theirs = commit("Theirs", { at: 60, by: "bob", adds: { "a.ts": [...added, ...lines("b", 20)] } });
    const squashed = commit("Squashed", { at: 90, by: "web", adds: { "c.ts": [...lines("c", 12)] } });
    const work = worked("s1", { at: 1, adds: { "a.ts": added, "c.ts": lines("c", 12) } });
    expect(links([theirs, squashed, known.commit], work, known.work)).toEqual(
      ["Squashed: s1 (lines)", "Known: known (lines)"].toSorted(),
    );
  });

  it("find a file that was moved on the way", () => {
    const moved = commit("Move", { at: 30, adds: { "b.ts": lines("a", 5) } });
    const files = [{ ...moved.files![0]!, movedFrom: "a.ts" }];
    const before = commit("Begin", { at: -5_000, adds: { "a.ts": ["x"] } });
    expect(
      links([before, { ...moved, files }], worked("s1", { at: 1, adds: { "a.ts": lines("a", 5) } })),
    ).toEqual(["Move: s1 (lines)"]);
  });
});

describe("links by files and time, where contents are unknown", () => {
  const edits = (name: string, at: number, paths: readonly string[], more: Story = {}) =>
    worked(name, { at, adds: Object.fromEntries(paths.map((path) => [path, ["x"]])), ...more });

  it("go to the person's next commit of the file, and no further", () => {
    const next = commit("Next", { at: 20, adds: { "a.ts": 1 } });
    const later = commit("Later", { at: 600, adds: { "a.ts": 1 } });
    expect(links([next, later], edits("s1", 1, ["a.ts"]))).toEqual(["Next: s1 (files-and-time)"]);
  });

  it("go to the commit that was amended after the edit", () => {
    const amended = commit("Amended", { at: 10, committedMs: 40 * 60_000, adds: { "a.ts": 1 } });
    const later = commit("Later", { at: 600, adds: { "a.ts": 1 } });
    const all = [commit("Who", { at: 9, adds: { "b.ts": 1 } }), amended, later];
    expect(links(all, edits("who", 8, ["b.ts"]), edits("s1", 20, ["a.ts"]))).toContain(
      "Amended: s1 (files-and-time)",
    );
  });

  it("need old edits to explain most of the commit", () => {
    const who = commit("Who", { at: 2, adds: { "who.ts": 1 } });
    const all = commit("All of it", { at: 10 * hour, adds: { "a.ts": 1, "b.ts": 1 } });
    const bit = commit("A bit of it", { at: 10 * hour, adds: { "a.ts": 1, "c.ts": 1, "d.ts": 1 } });
    const work = edits("s1", 1, ["a.ts", "b.ts", "who.ts"]);
    expect(links([who, all], work)).toContain("All of it: s1 (files-and-time)");
    expect(links([who, bit], work)).not.toContain(expect.stringContaining("A bit of it"));
  });

  it("leave out old edits of another branch than the one the person went on with", () => {
    const who = commit("Who", { at: 2, adds: { "who.ts": 1 } });
    const made = commit("Made", { at: 10 * hour, adds: { "a.ts": 1 } });
    const work = edits("s1", 1, ["a.ts", "who.ts"], { branch: "left" });
    const now = worked("s2", { at: 10 * hour - 40, branch: "main" });
    expect(links([who, made], work, now)).not.toContain("Made: s1 (files-and-time)");
    const back = worked("s2", { at: 10 * hour - 40, branch: "left" });
    expect(links([who, made], work, back)).toContain("Made: s1 (files-and-time)");
  });

  it("are another person's business where another person commits", () => {
    const who = ["a", "b", "c"].map((name, i) => commit(name, { at: 2 + i, adds: { [`${name}.ts`]: 1 } }));
    const theirs = commit("Theirs", { at: 9, by: "bob", adds: { "shared.ts": 1 } });
    const work = edits("s1", 1, ["a.ts", "b.ts", "c.ts", "shared.ts"]);
    expect(links([...who, theirs], work)).not.toContain("Theirs: s1 (files-and-time)");
  });

  it("are made under every address of the person's name", () => {
    const who = commit("Who", { at: 2, adds: { "a.ts": 1 } });
    const web = {
      ...commit("Web", { at: 9, adds: { "b.ts": 1 } }),
      author: { name: "ada", email: "1+ada@web" },
    };
    expect(links([who, web], edits("s1", 1, ["a.ts", "b.ts"]))).toContain("Web: s1 (files-and-time)");
  });

  it("are made for an identity that is given", () => {
    const made = commit("Made", { at: 5 * hour, by: "lovelace", adds: { "a.ts": 1 } });
    const work = edits("s1", 1, ["a.ts"]);
    const identities = [{ person: "ada", name: "", email: "Lovelace@example.com" }];
    expect(link([made], [work])).toEqual([]);
    expect(told(link([made], [work], { identities }), [made])).toEqual(["Made: s1 (files-and-time)"]);
  });
});

describe("links by what a person did around a session", () => {
  it("go to the session whose files the person went on with", () => {
    const made = commit("Made", { at: 10, adds: { "a.ts": lines("a", 5) } });
    const after = commit("After", { at: 100, adds: { "a.ts": lines("hand", 5) } });
    const dayAfter = commit("Next day", { at: 1_500, adds: { "a.ts": lines("again", 5) } });
    const all = [made, after, dayAfter];
    expect(links(all, worked("s1", { at: 1, adds: { "a.ts": lines("a", 5) } }))).toEqual([
      "Made: s1 (lines)",
      "After: s1 (follow-up)",
    ]);
  });

  it("go to the session just before, if code was committed", () => {
    const code = commit("Code", { at: 20, adds: { "src/z.ts": lines("z", 5) } });
    const text = commit("Text", { at: 21, adds: { "README.md": lines("readme", 5) } });
    const work = worked("s1", { at: 1 });
    expect(links([known.commit, code, text], known.work, work)).toEqual([
      "Known: known (lines)",
      "Code: s1 (soon-after)",
    ]);
  });
});

describe("links as a whole", () => {
  it("do not depend on the order of turns, sessions and commits", () => {
    const commits = [
      commit("One", { at: 10, adds: { "a.ts": lines("a", 5) } }),
      commit("Two", { at: 20, adds: { "b.ts": 4 } }),
      commit("Three", { at: 90, adds: { "b.ts": 4 } }),
    ];
    const works = [
      worked("s1", { at: 1, adds: { "a.ts": lines("a", 5) } }),
      worked("s2", { at: 1, adds: { "a.ts": lines("a", 2), "b.ts": ["x"] } }),
      worked("s3", { at: 15 }),
    ];
    expect(link(commits.toReversed(), works.toReversed())).toEqual(link(commits, works));
  });

  it("of sessions elsewhere there are none", () => {
    const made = commit("Made", { at: 10, adds: { "a.ts": lines("a", 5) } });
    const work = worked("s1", { at: 1, adds: { "a.ts": lines("a", 5) } });
    const elsewhere = {
      turn: {
        ...work.turn,
        edits: work.turn.edits.map((edit) => ({ ...edit, path: "/home/ada/docs/b/a.ts" })),
      },
      session: session("s1", { cwd: "/home/ada/docs" }),
    };
    expect(link([made], [elsewhere])).toEqual([]);
  });
});
