/**
 * Logs that change under the reader, each way by its name. `test/app/refresh.test.ts` holds the same for random
 * changes of a whole sample; here a few rows of one session show what happens to each.
 */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rebuild } from "../../src/app/rebuild.ts";
import { record } from "../../src/app/record.ts";
import { refresh } from "../../src/app/refresh.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "../app/effects.ts";
import { promptRow, replyRow } from "../sources/claude-code/log-rows.ts";

let logs: string;
let store: Store;
beforeEach(async () => {
  logs = mkdtempSync(join(tmpdir(), "leverage-changing-"));
  store = await openStore(":memory:");
});
afterEach(async () => {
  await store.close();
  rmSync(logs, { recursive: true, force: true });
});

const first = "11111111-1111-4111-8111-111111111111";
const second = "22222222-2222-4222-8222-222222222222";
const third = "33333333-3333-4333-8333-333333333333";
const path = (name: string, project = "shop") => join(logs, "projects", project, `${name}.jsonl`);

/** The nth minute of work: a prompt and its reply, as two lines of the session's log. */
function minute(n: number, sessionId: string, text = `step ${n}`): string {
  const at = (second: number) => ({
    sessionId,
    uuid: `row-${n}-${second}`,
    timestamp: new Date(Date.UTC(2026, 2, 5, 9, n, second)).toISOString(),
  });
  const reply = replyRow(n, [{ type: "text", text: "done" }], at(30));
  return `${JSON.stringify(promptRow(n, text, at(0)))}\n${JSON.stringify(reply)}\n`;
}
const minutes = (numbers: readonly number[], sessionId: string): string =>
  numbers.map((n) => minute(n, sessionId)).join("");

function write(file: string, text: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Messages counted after a sync, by the session they count in; each once. */
async function counted(): Promise<Record<string, readonly string[]>> {
  await refresh(testEffects(store, logs));
  const bySession: Record<string, string[]> = {};
  for (const { sessionId, messageId } of await store.requests())
    bySession[sessionId] = [...(bySession[sessionId] ?? []), messageId];
  return bySession;
}
const messages = (numbers: readonly number[]) => numbers.map((n) => `msg_${n}`);

async function promptsSeen(): Promise<readonly string[]> {
  await refresh(testEffects(store, logs));
  return (await store.turns()).map((turn) => turn.prompt.head);
}

/** Results must be those of a rebuild, whatever way led to them. */
afterEach(async () => {
  const seen = async () =>
    JSON.stringify([
      await record.run(record.input.parse({ period: "2026" }), testEffects(store, logs)),
      await store.requests(),
    ]);
  const incremental = await seen();
  await rebuild.run({}, testEffects(store, logs));
  expect(await seen()).toBe(incremental);
});

describe("a log that is appended to", () => {
  it("in the middle of a line, and of a character, counts each row once", async () => {
    const text = Buffer.from(minute(1, first, "the cart \u2014 \u{1f6d2} \u{1f6d2}") + minute(2, first));
    const inCharacter = text.indexOf(Buffer.from("\u{1f6d2}")) + 2;
    write(path(first), text.subarray(0, inCharacter));
    expect(await counted()).toEqual({});
    appendFileSync(path(first), text.subarray(inCharacter, inCharacter + 3));
    expect(await counted()).toEqual({});
    appendFileSync(path(first), text.subarray(inCharacter + 3));
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
    expect(await promptsSeen()).toEqual(["the cart \u2014 \u{1f6d2} \u{1f6d2}", "step 2"]);
    expect(await store.problems()).toEqual([]);
  });

  it("before its last newline came counts the row when it is whole", async () => {
    write(path(first), minute(1, first).slice(0, -1));
    expect(await counted()).toEqual({ [first]: messages([1]) });
    appendFileSync(path(first), `\n${minute(2, first)}`);
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
  });

  it("while it is read is read up to where it ended, and the rest at the next time", async () => {
    write(path(first), minute(1, first));
    const { sources } = testEffects(store, logs);
    const appending = sources.map((source) => ({
      ...source,
      async *read(...given: Parameters<typeof source.read>) {
        for await (const result of source.read(...given)) {
          appendFileSync(path(first), minute(2, first));
          yield result;
        }
      },
    }));
    await refresh(testEffects(store, logs, { sources: appending }));
    expect((await store.requests()).map(({ messageId }) => messageId)).toEqual(messages([1]));
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
  });
});

describe("a log that is written anew", () => {
  it("in place, longer, with other rows: the new rows and the old ones count", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    write(path(first), minutes([3, 4, 5], first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3, 4, 5]) });
  });

  it("in place, with the same rows and a further one, doubles nothing", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    write(path(first), minutes([0, 1, 2, 3], first));
    expect(await counted()).toEqual({ [first]: messages([0, 1, 2, 3]) });
    expect(await promptsSeen()).toEqual(["step 0", "step 1", "step 2", "step 3"]);
  });

  it("in another order counts each row once", async () => {
    write(path(first), minutes([1, 2, 3], first));
    await counted();
    write(path(first), minutes([3, 1, 2], first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
  });

  it("as nothing keeps what was read, and reads on when it fills again", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    write(path(first), "");
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
    appendFileSync(path(first), minute(3, first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
  });

  it("through another file that takes its place, as editors do", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    write(`${path(first)}.new`, minutes([1, 2, 3], first));
    renameSync(`${path(first)}.new`, path(first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
  });
});

describe("a log that is moved", () => {
  it("to another folder counts once, and reads on there", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    mkdirSync(dirname(path(first, "archive")), { recursive: true });
    renameSync(path(first), path(first, "archive"));
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
    appendFileSync(path(first, "archive"), minute(3, first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
    expect(await promptsSeen()).toEqual(["step 1", "step 2", "step 3"]);
  });

  it("to another name counts once, in the session that it was", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    renameSync(path(first), path(second));
    const after = await counted();
    expect(Object.values(after).flat()).toEqual(messages([1, 2]));
    expect(await promptsSeen()).toHaveLength(2);
  });

  it("away and back counts once", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    renameSync(path(first), join(logs, "elsewhere"));
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
    renameSync(join(logs, "elsewhere"), path(first));
    appendFileSync(path(first), minute(3, first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
  });
});

describe("a log that is rotated", () => {
  it("goes on in a new file of its name: old and new rows count", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    renameSync(path(first), `${path(first)}.1`);
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
    write(path(first), minute(3, first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
    renameSync(path(first), `${path(first)}.1`);
    write(path(first), minute(4, first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3, 4]) });
  });

  it("by copying and emptying it, too", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    copyFileSync(path(first), `${path(first)}.1`);
    write(path(first), minute(3, first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
  });
});

describe("a log that is deleted", () => {
  it("keeps its facts, through a rebuild and when its session comes back elsewhere", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    rmSync(join(logs, "projects"), { recursive: true });
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
    await rebuild.run({}, testEffects(store, logs));
    write(path(first, "restored"), minutes([1, 2, 3], first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
  });
});

describe("a clock that is moved back", () => {
  it("on the file's time: what was appended is read all the same", async () => {
    write(path(first), minute(1, first));
    await counted();
    appendFileSync(path(first), minute(2, first));
    utimesSync(path(first), new Date("2001-01-01"), new Date("2001-01-01"));
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
  });

  it("between two rows: both count, and no time is negative", async () => {
    write(path(first), minute(5, first) + minute(2, first) + minute(6, first));
    expect(
      Object.values(await counted())
        .flat()
        .sort(),
    ).toEqual(messages([2, 5, 6]));
    for (const turn of await store.turns()) {
      expect(turn.endMs).toBeGreaterThanOrEqual(turn.startMs);
      for (const { fromMs, toMs } of turn.agentIntervals) expect(toMs).toBeGreaterThanOrEqual(fromMs);
    }
  });
});

describe("the same session in two folders", () => {
  it("counts once while it grows in one, in the other, in both", async () => {
    write(path(first), minutes([1, 2], first));
    await counted();
    write(path(first, "copy"), minutes([1, 2], first));
    expect(await counted()).toEqual({ [first]: messages([1, 2]) });
    appendFileSync(path(first, "copy"), minute(3, first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3]) });
    appendFileSync(path(first), minutes([3, 4], first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3, 4]) });
    rmSync(path(first));
    expect(await counted()).toEqual({ [first]: messages([1, 2, 3, 4]) });
    expect(await promptsSeen()).toEqual(["step 1", "step 2", "step 3", "step 4"]);
  });
});

describe("resumed and forked sessions, which replay history", () => {
  /** A session's own history, and two that begin with a part of it. */
  const family = {
    [first]: minutes([1, 2, 3], first),
    [second]: minutes([1, 2], second) + minute(10, second),
    [third]: minutes([1, 2, 3], third) + minute(20, third),
  };
  const owners = { [first]: messages([1, 2, 3]), [second]: messages([10]), [third]: messages([20]) };

  it.each([
    [[first, second, third]],
    [[third, second, first]],
    [[second, first, third]],
  ])("count each message once, in the session it first appeared in, read as %j", async (order) => {
    const text = (id: string) => new Map(Object.entries(family)).get(id)!;
    for (const id of order) {
      write(path(id), text(id));
      await counted();
    }
    expect(await counted()).toEqual(owners);
    expect(await promptsSeen()).toEqual(["step 1", "step 2", "step 3", "step 10", "step 20"]);
  });

  it("count so as well when all are new at once", async () => {
    for (const [id, text] of Object.entries(family)) write(path(id), text);
    expect(await counted()).toEqual(owners);
  });

  it("count once where the original goes on after its forks, which then are the first to have their own way", async () => {
    for (const [id, text] of Object.entries(family)) write(path(id), text);
    await counted();
    appendFileSync(path(first), minute(30, first));
    const once = Object.values(await counted()).flat();
    expect(once.sort()).toEqual(messages([1, 2, 3, 10, 20, 30]).sort());
    expect(await promptsSeen()).toHaveLength(6);
  });

  it("keep their owner when the original's log is deleted", async () => {
    for (const [id, text] of Object.entries(family)) write(path(id), text);
    await counted();
    rmSync(path(first));
    expect(await counted()).toEqual(owners);
  });
});
