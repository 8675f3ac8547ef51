/** A small repository in a home folder, and the logs of the sessions that worked in it, for transcripts. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lines, TestRepository } from "../sources/git/repositories.ts";
import { writeLog } from "./agent-log.ts";

const dayMinutes = 24 * 60;

/** Work of February and March 2026: landed, reworked, left on a branch, and without a commit. */
export function writeLoggedRepository(home: string): void {
  const folder = join(home, "shop");
  mkdirSync(folder);
  const repository = new TestRepository(folder);
  let session = 0;
  const work = (
    day: number,
    says: string,
    adds: Record<string, readonly string[]>,
    left: readonly string[] = [],
  ) => {
    const minutes = day * dayMinutes;
    for (const [path, own] of Object.entries(adds))
      repository.time(minutes + 2).write(path, [...left, ...own]);
    const commit = Object.keys(adds).length === 0 ? null : { sha: repository.commit(says), subject: says };
    session += 1;
    const branch = repository.git("branch", "--show-current");
    const turn = { minutes, says, adds, ...(commit !== null && { commit }) };
    writeLog(join(home, ".claude"), { session, folder, branch, turns: [turn] });
  };
  const login = lines("login", 40);
  work(-35, "Add a login page", { "src/login.ts": login, "test/login.test.ts": lines("test", 10) });
  repository
    .time(-30 * dayMinutes)
    .write("src/login.ts", login.slice(3))
    .commit("By hand");
  work(-20, "Let people log in by mail", { "src/login.ts": lines("mail", 15) }, login.slice(15));
  repository.git("switch", "--quiet", "-c", "idea");
  work(-10, "Try another cart", { "src/cart.ts": lines("cart", 30) });
  repository.git("switch", "--quiet", "main");
  work(2, "Explain how to log in", { "docs/login.md": lines("guide", 12) });
  work(3, "Why does the cart lose its items?", {});
}
