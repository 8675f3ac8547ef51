/**
 * A second process at the same ledger, for `two-processes.test.ts`: `writer.ts LEDGER TASK [NAME] [COUNT]`.
 * It says on stdout when the test may go on.
 */
import { openStore } from "../../../src/store/index.ts";
import type { Store } from "../../../src/store/store.ts";

const [, , path, task, name = "child", count = "0"] = process.argv;
const store = await openStore(path!);
const tasks: Readonly<Record<string, () => Promise<void>>> = {
  open,
  count: countUp,
  half: halfATransaction,
  read: readLines,
};
await tasks[task!]!();
await store.close();

async function open(): Promise<void> {
  console.log(await store.integrity());
}

/** Adds one to a shared counter and gives an opinion, again and again, reading before writing each time. */
async function countUp(): Promise<void> {
  console.log("ready");
  for (let i = 0; i < Number(count); i++) {
    await store.transaction(async () => {
      await store.setMeta("counter", String(Number((await store.meta("counter")) ?? "0") + 1));
      await store.addOpinion(name, i, { kind: "note", turnId: "t", text: `${name} ${i}` });
    });
  }
}

/** Writes more than memory holds back and stops before the end of the transaction: to be killed. */
async function halfATransaction(): Promise<void> {
  await store.transaction(async () => {
    await addLog(store, "half", 40);
    await store.addOpinion(name, 1, { kind: "note", turnId: "t", text: "half" });
    console.log("inside");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
}

/** Takes log after log into the ledger, each in its transaction, until it is killed. */
async function readLines(): Promise<void> {
  console.log("ready");
  for (let i = 0; ; i++) {
    await store.transaction(async () => {
      await addLog(store, String(i), 1);
      await store.setMeta("logs", String(i + 1));
    });
  }
}

async function addLog(ledger: Store, log: string, chunks: number): Promise<void> {
  for (let chunk = 0; chunk < chunks; chunk++) {
    // Random text, so that it cannot be compressed away.
    const uuids = Array.from({ length: 2000 }, () => Math.random().toString(36).repeat(4));
    await ledger.addChunk({
      path: `/logs/${log}`,
      generation: 0,
      sessionId: log,
      agentId: null,
      source: "claude-code",
      firstLine: chunk * 2000 + 1,
      events: uuids.map((uuid, i) => ({
        kind: "mode",
        origin: { file: `/logs/${log}`, line: chunk * 2000 + i + 1 },
        atMs: i,
        uuid,
        permissionMode: "plan",
      })),
    });
  }
  await ledger.saveFile({
    path: `/logs/${log}`,
    source: "claude-code",
    sessionId: log,
    agentId: null,
    sizeBytes: 1,
    modifiedMs: 1,
    inode: 1,
    headHash: "",
    readBytes: 1,
    readLines: chunks * 2000,
    state: "null",
    gone: false,
    generation: 0,
  });
}
