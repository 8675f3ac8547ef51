/**
 * However often the ledger looked on while commits were made, amended, rebased, squashed and merged: it ends where one
 * look at the end would, and making its results anew changes nothing.
 */
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { Effects } from "../../src/app/operation.ts";
import { rebuild } from "../../src/app/rebuild.ts";
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
import { type LoggedTurn, writeLog } from "./agent-log.ts";
import { testEffects } from "./effects.ts";

afterAll(removeRepositories);

/** Everything that is made from histories. */
async function seen(store: Store): Promise<unknown> {
  const links = await store.links();
  return {
    tasks: await store.tasks(),
    work: await store.taskWork(),
    days: await store.taskDays(),
    estimates: await store.estimates(),
    links: links.map(({ repositoryId, links: own }) => ({ repositoryId, own })),
  };
}

const steps = ["agent commits", "person commits", "amend", "branch", "rebase", "squash", "merge"] as const;
type Step = (typeof steps)[number];

/** A repository and the logs of three sessions that take turns in it. */
class Story {
  readonly repository = new TestRepository();
  private minutes = 0;
  private readonly turns: LoggedTurn[][] = [[], [], []];

  constructor(private readonly logs: string) {
    this.repository.commit("Begin");
  }

  play(step: Step): void {
    this.minutes += 30;
    this.repository.time(this.minutes);
    const branch = this.repository.git("branch", "--show-current");
    const isOnSide = branch !== "main";
    if (step === "agent commits" || step === "person commits") this.work(branch, step === "agent commits");
    else if (step === "amend")
      this.repository.git("commit", "--quiet", "--allow-empty", "--amend", "-m", `Better ${this.minutes}`);
    else if (step === "branch") {
      this.repository.git("switch", "--quiet", ...(isOnSide ? ["main"] : ["-c", `side-${this.minutes}`]));
    } else if (step === "rebase" && isOnSide) this.repository.git("rebase", "--quiet", "main");
    else if (isOnSide) this.land(branch, step === "squash");
  }

  private work(branch: string, logged: boolean): void {
    const adds = { [`src/file${this.minutes}.ts`]: lines(`v${this.minutes}n`, 5) };
    for (const [path, own] of Object.entries(adds)) this.repository.write(path, own);
    const subject = `Work ${this.minutes}`;
    const sha = this.repository.commit(subject);
    const number = (this.minutes / 30) % 3;
    const turn = { minutes: this.minutes - 2, adds, ...(logged && { commit: { sha, subject } }) };
    this.turns[number]!.push(turn);
    const { folder } = this.repository;
    writeLog(this.logs, { session: number + 1, folder, branch, turns: this.turns[number]! });
  }

  private land(branch: string, squashed: boolean): void {
    this.repository.git("switch", "--quiet", "main");
    if (squashed) {
      this.repository.git("merge", "--squash", "--quiet", branch);
      this.repository.commit(`Squash ${branch}`);
    } else this.repository.git("merge", "--quiet", "--no-ff", "-m", `Merge ${branch}`, branch);
    this.repository.git("branch", "--quiet", "-D", branch);
  }
}

async function lookedOnce(effects: Effects): Promise<unknown> {
  const store = await openStore(":memory:");
  await refresh({ ...effects, store: async () => store });
  const found = await seen(store);
  await store.close();
  return found;
}

it("a ledger that looked on knows what one look tells", async () => {
  const told = fc.record({ step: fc.constantFrom(...steps), looks: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(told, { minLength: 3, maxLength: 9 }), async (story) => {
      const logs = emptyFolder();
      const store = await openStore(":memory:");
      const effects = testEffects(store, logs, { environment });
      const world = new Story(logs);
      world.play("agent commits");
      for (const { step, looks } of story) {
        world.play(step);
        if (looks) await refresh(effects);
      }
      await refresh(effects);
      const found = await seen(store);
      expect(found).toEqual(await lookedOnce(effects));
      await rebuild.run({}, effects);
      expect(await seen(store)).toEqual(found);
      await store.close();
    }),
    { numRuns: 8 },
  );
}, 60_000);
