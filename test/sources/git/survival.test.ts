/** The replay of line owners beside git's own blame, on made-up histories with merges, moves and renames. */
import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { agreementOf } from "../../../eval/survival/agreement.ts";
import { blamedLines } from "../../../eval/survival/blame.ts";
import { writeRandomHistory } from "../../../eval/survival/random-history.ts";
import { kindOfPath } from "../../../src/core/changes/commit-lines.ts";
import { survivingKinds } from "../../../src/core/changes/survival-changes.ts";
import { SurvivalReplay } from "../../../src/core/changes/survival-replay.ts";
import { trunkOf } from "../../../src/core/changes/trunk.ts";
import { findRepository, readHistory } from "../../../src/sources/git.ts";
import { environment, removeRepositories, TestRepository } from "./repositories.ts";

afterAll(removeRepositories);

const hasGit = spawnSync("git", ["--version"]).status === 0;
if (!hasGit) console.warn("There is no git on this machine: blame is not compared.");

const isCounted = (path: string): boolean => survivingKinds.some((kind) => kind === kindOfPath(path));

async function compared(seed: number) {
  const { folder } = new TestRepository();
  await writeRandomHistory(folder, { commits: 150, seed });
  const { repository } = await findRepository(folder, environment);
  const { refs, trunk, commits } = await readHistory(repository!, { environment });
  const found = trunkOf({ name: "shop", folders: [folder], refs, trunk, commits })!;
  const replay = new SurvivalReplay();
  replay.continue(found);
  const blamed = await blamedLines(folder, replay.lastSha!, isCounted);
  return {
    merges: found.landings.filter(({ side }) => side.length > 0).length,
    ...agreementOf(replay, blamed, isCounted),
  };
}

describe.skipIf(!hasGit)("the replay of a random history", () => {
  it.each([
    1, 2, 3,
  ])("has the lines git has, and nearly all by the commit that blame names (%i)", async (seed) => {
    const { merges, lines, agreed, missing, surplus } = await compared(seed);
    expect(merges).toBeGreaterThan(3);
    expect(lines).toBeGreaterThan(500);
    expect({ missing, surplus }).toEqual({ missing: 0, surplus: 0 });
    // One line in seven stands in many places here, and of these nobody can say which of them was moved.
    expect(agreed / lines).toBeGreaterThan(0.97);
  });
});
