/** Two tasks in a real repository: what the second leaves of the first one's lines. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Effects } from "../../src/app/operation.ts";
import { survival, survivalOf } from "../../src/app/survival.ts";
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

const dayMinutes = 24 * 60;

/** A session that writes lines into a file, commits, and says so in its log. */
function worked(
  repository: TestRepository,
  session: number,
  day: number,
  path: string,
  adds: readonly string[],
  left: readonly string[] = [],
): string {
  const minutes = day * dayMinutes;
  repository.time(minutes + 2).write(path, [...left, ...adds]);
  const sha = repository.commit(`Work ${session}`);
  writeLog(logs, {
    session,
    folder: repository.folder,
    turns: [
      {
        minutes,
        says: `Write part ${session} of it`,
        adds: { [path]: adds },
        commit: { sha, subject: `Work ${session}` },
      },
    ],
  });
  return sha;
}

const run = (more: Partial<Parameters<typeof survival.run>[0]> = {}) =>
  survival.run({ week: false, month: false, year: false, ...more }, effects);

describe("survival", () => {
  it("tells what later tasks left of a task's lines, and what leverage is left", async () => {
    const repository = new TestRepository();
    worked(repository, 1, 0, "src/a.ts", lines("a", 10));
    worked(repository, 2, 9, "src/a.ts", lines("b", 4), lines("a", 6));
    repository
      .time(40 * dayMinutes)
      .write("README.md", ["Later"])
      .commit("By hand");
    const output = await run();
    const first = output.rows.find(({ survival: of }) => of.firstLandedMs < at(dayMinutes))!;
    const second = output.rows.find((row) => row !== first)!;
    expect(first.survival).toMatchObject({ deliveredLines: 10, aliveLines: 6, reworkedLines: 4 });
    expect(first.survival.windows.map(({ aliveLines }) => aliveLines)).toEqual([10, 6, 6]);
    expect(first.survival.reworkedBy).toEqual([{ taskId: second.taskId, lines: 4 }]);
    expect(second.survival).toMatchObject({ deliveredLines: 4, aliveLines: 4, reworkedLines: 0 });
    expect(output.totals).toMatchObject({ deliveredLines: 14, aliveLines: 10, reworkedLines: 4 });
    const { humanMeanMinutes, keptMinutes, plainFactor, adjustedFactor, agentMinutes } = output.leverage;
    expect(keptMinutes).toBeCloseTo(humanMeanMinutes - 0.4 * first.humanMeanMinutes!, 9);
    expect(adjustedFactor).toBeCloseTo(keptMinutes / agentMinutes, 9);
    expect(plainFactor).toBeCloseTo(humanMeanMinutes / agentMinutes, 9);
    expect((await survivalOf([second.taskId], effects)).get(second.taskId)).toEqual(second.survival);
  });

  it("sets apart what did not land and counts it as not delivered", async () => {
    const repository = new TestRepository();
    worked(repository, 1, 0, "src/a.ts", lines("a", 10));
    repository.git("switch", "--quiet", "-c", "idea");
    worked(repository, 2, 1, "src/idea.ts", lines("idea", 20));
    const output = await run();
    expect(output.rows).toHaveLength(1);
    expect(output.notLanded).toMatchObject([
      { outcome: "unmerged", because: expect.stringContaining("on idea") },
    ]);
    expect(output.leverage.tasks).toBe(2);
    expect(output.leverage.keptMinutes).toBe(output.rows[0]!.humanMeanMinutes);
  });

  it("counts a squashed branch once, as its author's", async () => {
    const repository = new TestRepository().time(-10).write("src/old.ts", ["old"]);
    repository.commit("Begin");
    repository.git("switch", "--quiet", "-c", "login");
    worked(repository, 1, 0, "src/a.ts", lines("a", 10));
    repository.git("switch", "--quiet", "main");
    repository.time(dayMinutes).git("merge", "--quiet", "--squash", "login");
    repository.commit("Login (#1)");
    const output = await run();
    expect(output.totals.deliveredLines).toBe(10);
    expect(output.rows[0]!.survival.firstLandedMs).toBe(at(dayMinutes));
  });

  it("goes on where it stopped, and begins anew where the trunk was rewritten", async () => {
    const repository = new TestRepository();
    worked(repository, 1, 0, "src/a.ts", lines("a", 10));
    await run();
    worked(repository, 2, 3, "src/b.ts", lines("b", 5));
    const goneOn = await run();
    const fresh = await openStore(":memory:");
    const anew = await survival.run(
      { week: false, month: false, year: false },
      testEffects(fresh, logs, { environment }),
    );
    await fresh.close();
    expect(goneOn).toEqual(anew);
    repository.time(4 * dayMinutes).git("commit", "--quiet", "--amend", "-m", "Other words");
    expect((await run()).totals.deliveredLines).toBe(15);
  });

  it("says why a task is not measured", async () => {
    writeLog(logs, { session: 1, folder: "/nowhere", turns: [{ minutes: 0, says: "Look at it" }] });
    expect(await run()).toMatchObject({
      rows: [],
      notMeasured: [{ because: "no commit is known" }],
      repositories: { known: 0, replayed: 0 },
      leverage: { tasks: 0, plainFactor: null, adjustedFactor: null },
    });
  });
});
