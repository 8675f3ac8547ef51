import { describe, expect, test } from "vitest";
import { commitMarks } from "../../../src/core/timeline/commit-marks.ts";
import { type LanesInput, lanesOf } from "../../../src/core/timeline/lanes.ts";
import type { Turn } from "../../../src/core/types.ts";
import { minuteMs, request, session, task, turn } from "../fixture-ledger.ts";

const origin = { file: "log.jsonl", line: 1 };
const hour = { fromMs: 0, toMs: 60 * minuteMs };
const minutes = (list: readonly number[]) => list.map((ms) => ms / minuteMs);
const span = (from: number, to: number) => ({ fromMs: from * minuteMs, toMs: to * minuteMs });
const worked = (id: string, from: number, to: number, more: Partial<Turn> = {}) =>
  turn(id, from * minuteMs, to * minuteMs, more);

function lanes(turns: readonly Turn[], more: Partial<LanesInput> = {}) {
  const sessions = [...new Set(turns.map(({ sessionId }) => sessionId))].map((id) => session(id));
  return lanesOf(hour, {
    by: "session",
    sessions,
    turns,
    supervision: [],
    taskOf: new Map(),
    commitsOf: new Map(),
    unitMs: 1,
    ...more,
  });
}

describe("lanes", () => {
  test("are one a session, in the order of their first turn", () => {
    const turns = [worked("s/1", 0, 5), worked("r/1", 3, 8), worked("s/2", 10, 12)];
    expect(lanes(turns).map(({ id, turns: count, tracks }) => [id, count, minutes(tracks.agent)])).toEqual([
      ["s", 2, [0, 5, 10, 12]],
      ["r", 1, [3, 8]],
    ]);
  });

  test("of worktrees hold all sessions of a folder and bear its last part as title", () => {
    const turns = [worked("s/1", 0, 5), worked("r/1", 3, 8), worked("q/1", 1, 2)];
    const sessions = [
      session("s", { cwd: "/home/ann/shop" }),
      session("r", { cwd: "/home/ann/shop" }),
      session("q", { cwd: "C:\\work\\shop-fix" }),
    ];
    const shown = lanes(turns, { by: "worktree", sessions });
    expect(shown.map(({ title, sessions: count, agentMinutes }) => [title, count, agentMinutes])).toEqual([
      ["shop", 2, 8],
      ["shop-fix", 1, 1],
    ]);
  });

  test("are cut to the stretch, with exact sums of it", () => {
    const long = worked("s/1", -30, 30, { agentWorkMs: 120 * minuteMs });
    const requests = [-1, 1].map((at) => request(`m${at}`, at * minuteMs, "opus", { outputTokens: 10 }));
    const [lane] = lanes([{ ...long, requests }]);
    expect(minutes(lane!.tracks.agent)).toEqual([0, 30]);
    expect([lane!.agentMinutes, lane!.agentWorkMinutes, lane!.tokens]).toEqual([30, 60, 10]);
  });

  test("show waits by what was waited for, and human time by component", () => {
    const waits = [
      { ...span(1, 2), for: "approval", tool: "Bash", origin },
      { ...span(3, 5), for: "question", tool: "AskUserQuestion", origin },
    ] as const;
    const supervision = [
      { ...span(-2, 1), of: "reviewing", turnId: "s/1", away: false },
      { ...span(1, 2), of: "approving", turnId: "s/1", away: false },
    ] as const;
    const [lane] = lanes([worked("s/1", 0, 9, { waits })], { supervision });
    const { approval, question, plan, reviewing, approving, prompting } = lane!.tracks;
    expect([approval, question, plan, reviewing, approving, prompting].map(minutes)).toEqual([
      [1, 2],
      [3, 5],
      [],
      [0, 1],
      [1, 2],
      [],
    ]);
    expect([lane!.waitMinutes, lane!.supervisoryMinutes]).toEqual([3, 2]);
  });

  test("tell which task was worked on when, the person's time at its turns included", () => {
    const turns = [worked("s/1", 0, 5), worked("s/2", 10, 12), worked("s/3", 70, 80)];
    const [shop, docs] = [task("shop"), task("docs")];
    const supervision = [{ ...span(8, 10), of: "reviewing", turnId: "s/2", away: false }] as const;
    const taskOf = new Map(turns.map(({ id }) => [id, id === "s/1" ? shop : docs]));
    const [lane] = lanes(turns, { supervision, taskOf });
    expect(lane!.tasks.map(({ taskId, title, spans }) => [taskId, title, minutes(spans)])).toEqual([
      [shop.id, shop.title, [0, 5]],
      [docs.id, docs.title, [8, 12]],
    ]);
  });

  test("stack subagents that run side by side", () => {
    const subagentIntervals = [span(1, 5), span(2, 4), span(5, 6)];
    const [lane] = lanes([worked("s/1", 0, 9, { subagentIntervals })]);
    expect(lane!.subagents.map(minutes)).toEqual([
      [1, 6],
      [2, 4],
    ]);
  });

  test("join what a coarser unit does not tell apart, and keep the sums", () => {
    const turns = [worked("s/1", 0, 5), worked("s/2", 6, 8), worked("s/3", 30, 31)];
    const [lane] = lanes(turns, { unitMs: 2 * minuteMs });
    expect(lane!.tracks.agent).toEqual([0, 4, 15, 16]);
    expect(lane!.agentMinutes).toBe(8);
  });

  test("that show nothing in the stretch are left out", () => {
    expect(lanes([worked("s/1", 70, 80)])).toEqual([]);
  });
});

describe("commits", () => {
  const work = {
    taskId: "t",
    outcome: null,
    outcomeBecause: "",
    diff: { from: "commits" as const, rows: [], uncountedFiles: 0 },
    commits: [],
  };
  const commit = {
    repository: "shop",
    confidence: 1,
    share: 1,
    files: 1,
    addedLines: 1,
    removedLines: 0,
    reachable: true,
    merged: true,
    revertedBy: null,
    reasons: [],
  };
  const turns = [worked("s/1", 0, 5), worked("s/2", 10, 12)];
  const tasks = [task("t", { turnIds: ["s/1", "s/2"] })];

  test("stand at the task's last turn begun before them", () => {
    const known = { ...commit, sha: "abcdef1234", subject: "Fix", authoredMs: 7 * minuteMs };
    const marks = commitMarks(tasks, turns, [{ ...work, commits: [known] }]);
    expect([...marks].map(([turnId, [mark]]) => [turnId, mark!.sha, mark!.taskId])).toEqual([
      ["s/1", "abcdef1234", "t"],
    ]);
  });

  test("stand at the turn whose log shows them", () => {
    const logged = { sha: "abcdef1", subject: "Fix", branch: null, atMs: 11 * minuteMs, origin };
    const known = { ...commit, sha: "abcdef1234", subject: "Fix", authoredMs: 7 * minuteMs };
    const shown = [turns[0]!, { ...turns[1]!, commits: [logged] }];
    expect([...commitMarks(tasks, shown, [{ ...work, commits: [known] }]).keys()]).toEqual(["s/2"]);
  });

  test("of the log stand in where no work is known", () => {
    const logged = { sha: "abcdef1", subject: "Fix", branch: null, atMs: 11 * minuteMs, origin };
    const shown = [turns[0]!, { ...turns[1]!, commits: [logged] }];
    const [lane] = lanes(shown, { commitsOf: commitMarks(tasks, shown, []) });
    expect(lane!.commits).toEqual([{ atMs: 11 * minuteMs, sha: "abcdef1", subject: "Fix", taskId: "t" }]);
  });
});
